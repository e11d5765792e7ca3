import Testing

@testable import Scenario

/// The messages of keys that are unknown or missing, word by word.
@Suite struct KeyMessageTests {
  @Test(arguments: [
    Message(
      "a key that is misspelt",
      """
      { durations: "1s" }
      """,
      """
      s.json5:1:1: error: a scenario has no members; add members: [{ name: "a", send: { rate: "100/s" } }]
      s.json5:1:1: error: a scenario has no methods; add methods: ["hope-and-pray", "agreed-ack"]
      s.json5:1:3: error: unknown key "durations"; did you mean "duration"?
      """),
    Message(
      "a file that is no object",
      """
      [1]
      """,
      """
      s.json5:1:1: error: a scenario is a list; write an object: { question: …, … }
      """),
    Message(
      "nothing required is there",
      """
      {}
      """,
      """
      s.json5:1:1: error: a scenario has no duration; add duration: "60s"
      s.json5:1:1: error: a scenario has no members; add members: [{ name: "a", send: { rate: "100/s" } }]
      s.json5:1:1: error: a scenario has no methods; add methods: ["hope-and-pray", "agreed-ack"]
      """),
    Message(
      "several mistakes at once",
      """
      {
        duration: "10sec", warmup: 5,
        seed: -1, replications: 0,
        ring: { cost: "10", latencey: "1ms" },
        session: { maxSessionMessages: 0, socket: { messages: 1, bytes: "1B" } },
        members: [{ name: "a", count: 0, process: "-1us", receive: "1e30h", send: { rate: 100 } }],
        methods: ["hope-and-prai", { "agreed-ack": { window: 0, treshold: 5 } }],
        expect: [{ method: "agreed-ack", kick: 0 }],
      }
      """,
      """
      s.json5:2:13: error: duration: '10sec' is not a duration; the units are ns, us, ms, s, min, h; did you mean "10s"?
      s.json5:2:30: error: warmup: '5' has no unit; write "5us", "5ms" or "5s"
      s.json5:3:9: error: seed is -1; write a whole number from 0 to 9223372036854775807
      s.json5:3:27: error: replications is 0; write a whole number from 1 to 1000000
      s.json5:4:17: error: cost: '10' has no unit; write "10us", "10ms" or "10s"
      s.json5:4:23: error: unknown key "latencey"; did you mean "latency"?
      s.json5:5:34: error: maxSessionMessages is 0; write a whole number from 1 to 10000000
      s.json5:5:45: error: a socket holds either messages or bytes; write { messages: 440 } or { bytes: "400KiB" }
      s.json5:6:33: error: count is 0; write a whole number from 1 to 100000
      s.json5:6:45: error: process: '-1us' is negative; a duration is 0 or more
      s.json5:6:62: error: receive: '1e30h' is too large; a duration is at most 4611686018427387904ns, about 146 years
      s.json5:6:85: error: rate: '100' has no unit; write "100/s" or "100/ms"
      s.json5:7:13: error: unknown method "hope-and-prai"; did you mean "hope-and-pray"?
      s.json5:7:56: error: agreed-ack: window is 0; write "safe", "auto", or 1 to 1000000 messages
      s.json5:7:59: error: agreed-ack has no parameter "treshold"; did you mean "threshold"?
      s.json5:8:36: error: there is no column "kick"; did you mean "kicks"?
      """),
    Message(
      "a key far from all others",
      """
      { duration: "1s", colour: "red",
        members: [{ name: "a",
          send: { rate: "100/s" } }],
        methods: ["hope-and-pray"] }
      """,
      """
      s.json5:1:19: error: unknown key "colour"; the keys of a scenario are question, preset, duration, warmup, seed, replications, ring, daemon, session, limits, members, faults, methods, record, sweep, expect
      """),
    Message(
      "a key with control characters and no end",
      """
      { duration: "1s", "\\u001b[31mxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx": 1,
        members: [{ name: "a",
          send: { rate: "100/s" } }],
        methods: ["hope-and-pray"] }
      """,
      """
      s.json5:1:19: error: unknown key "\\u{1B}[31mxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…"; the keys of a scenario are question, preset, duration, warmup, seed, replications, ring, daemon, session, limits, members, faults, methods, record, sweep, expect
      """),
  ])
  func `what is wrong, the rule and the repair are told at the right place`(message: Message) {
    #expect(ScenarioReading(message.text).lines == message.lines)
  }
}
