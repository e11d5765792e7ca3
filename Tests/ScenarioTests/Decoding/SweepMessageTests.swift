import Testing

@testable import Scenario

/// The messages of sweeps, word by word.
@Suite struct SweepMessageTests {
  @Test(arguments: [
    Message(
      "a sweep that is no object",
      """
      { duration: "1s", sweep: [1],
        members: [{ name: "a",
          send: { rate: "100/s" } }],
        methods: ["hope-and-pray"] }
      """,
      """
      s.json5:1:26: error: sweep is a list; write { "session.maxSessionMessages": [200, 1000] }
      """),
    Message(
      "a sweep without lists",
      """
      { duration: "1s", sweep: { seed: 5, "members.a.process": [] },
        members: [{ name: "a",
          send: { rate: "100/s" } }],
        methods: ["hope-and-pray"] }
      """,
      """
      s.json5:1:34: error: the sweep of "seed" is a number; write a list of values
      s.json5:1:58: error: the sweep of "members.a.process" is an empty list; write a list of values
      """),
    Message(
      "keys that cannot be swept",
      """
      { duration: "1s", sweep: { replications: [1, 2], "expect.0.kicks": [0] },
        members: [{ name: "a",
          send: { rate: "100/s" } }],
        methods: ["hope-and-pray"] }
      """,
      """
      s.json5:1:28: error: replications is one for all points and cannot be swept; sweep a key of the run, such as session.maxSessionMessages
      s.json5:1:50: error: expect is one for all points and cannot be swept; sweep a key of the run, such as session.maxSessionMessages
      """),
    Message(
      "a path that leads nowhere",
      """
      { duration: "1s", sweep: { "members.b.process": ["1us", "2us", "3us"] },
        members: [{ name: "a",
          send: { rate: "100/s" } }],
        methods: ["hope-and-pray"] }
      """,
      """
      s.json5:1:28: error: sweep: 'members.b' does not exist: no entry of 'members' is called 'b'; write a name, or an index from 0 to 0
      """),
    Message(
      "a key that is misspelt in a path",
      """
      { duration: "1s", sweep: { "session.maxSessionMesages": [1, 2, 3] },
        members: [{ name: "a",
          send: { rate: "100/s" } }],
        methods: ["hope-and-pray"] }
      """,
      """
      s.json5:1:58: error: unknown key "maxSessionMesages"; did you mean "maxSessionMessages"?
      """),
    Message(
      "wrong values",
      """
      { duration: "1s", sweep: { "session.maxSessionMessages": [10, 0, "x"], seed: [1, 2] },
        members: [{ name: "a",
          send: { rate: "100/s" } }],
        methods: ["hope-and-pray"] }
      """,
      """
      s.json5:1:63: error: maxSessionMessages is 0; write a whole number from 1 to 10000000
      s.json5:1:66: error: maxSessionMessages is a string; write a whole number from 1 to 10000000
      """),
    Message(
      "a mistake outside the sweep is told once",
      """
      { duration: "1s", sweep: { seed: [1, 2, 3] },
        members: [{ name: "a", process: 5,
          send: { rate: "100/s" } }],
        methods: ["hope-and-pray"] }
      """,
      """
      s.json5:2:35: error: process: '5' has no unit; write "5us", "5ms" or "5s"
      """),
    Message(
      "too many runs",
      """
      { duration: "1s", sweep: { seed: [1, 2] }, replications: 1000000,
        members: [{ name: "a",
          send: { rate: "100/s" } }],
        methods: ["hope-and-pray"] }
      """,
      """
      s.json5:1:58: error: the scenario asks for more than 1000000 runs (points × methods × replications); take fewer replications, points, methods or members
      """),
    Message(
      "too many rows",
      """
      { duration: "1s", replications: 2001,
        members: [{ name: "a", count: 50000,
          send: { rate: "100/s" } }],
        methods: ["hope-and-pray"] }
      """,
      """
      s.json5:1:33: error: the scenario asks for more than 100000000 rows of members.csv (runs × members); take fewer replications, points, methods or members
      """),
  ])
  func `what is wrong, the rule and the repair are told at the right place`(message: Message) {
    #expect(ScenarioReading(message.text).lines == message.lines)
  }
}
