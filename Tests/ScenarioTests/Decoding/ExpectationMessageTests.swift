import Testing

@testable import Scenario

/// The messages of expectations, word by word.
@Suite struct ExpectationMessageTests {
  @Test(arguments: [
    Message(
      "an expectation that is no list",
      """
      { duration: "1s", expect: { kicks: 0 },
        members: [{ name: "a",
          send: { rate: "100/s" } }],
        methods: ["hope-and-pray"] }
      """,
      """
      s.json5:1:27: error: expect is an object; write a list: [ { method: "agreed-ack", kicks: 0 } ]
      """),
    Message(
      "expectations that claim nothing",
      """
      { duration: "1s", members: [{ name: "fast", count: 2, send: { rate: "1/s" } }], methods: ["hope-and-pray"],
        expect: [
          5,
          {},
          { method: "hope-and-pray" },
        ] }
      """,
      """
      s.json5:3:5: error: an expectation is a number; write { method: "agreed-ack", kicks: 0 }
      s.json5:4:5: error: this expectation claims nothing; add a column, for example kicks: 0
      s.json5:5:5: error: this expectation claims nothing; add a column, for example kicks: 0
      """),
    Message(
      "methods, points and members that there are not",
      """
      { duration: "1s", members: [{ name: "fast", count: 2, send: { rate: "1/s" } }], methods: ["hope-and-pray"],
        expect: [
          { method: "hope-an-pray", kicks: 0 },
          { point: 1, kicks: 0 },
          { member: "fast-3", processed: 1 },
          { kicked: ["fsat", 5] },
          { kicked: "fast" },
        ] }
      """,
      """
      s.json5:3:15: error: "hope-an-pray" is not a method of this scenario; did you mean "hope-and-pray"?
      s.json5:4:14: error: point is 1; write a whole number from 0 to 0
      s.json5:5:15: error: no member is called "fast-3"; did you mean "fast-1"?
      s.json5:6:16: error: no member is called "fsat"; did you mean "fast"?
      s.json5:6:24: error: no member is called 5; the names are fast, fast-1, fast-2
      s.json5:7:15: error: kicked is "fast"; write a list of names, for example ["slow"]
      """),
    Message(
      "columns that there are not",
      """
      { duration: "1s", members: [{ name: "fast", count: 2, send: { rate: "1/s" } }], methods: ["hope-and-pray"],
        expect: [
          { kick: 0 },
          { zzzzz: 0 },
          { processed: 5 },
          { member: "fast", kicks: 0 },
        ] }
      """,
      """
      s.json5:3:7: error: there is no column "kick"; did you mean "kicks"?
      s.json5:4:7: error: there is no column "zzzzz"; the columns are those of the data dictionary, results/README.md
      s.json5:5:7: error: processed is a column of members.csv; add the member that is meant, for example member: "slow"
      s.json5:6:23: error: kicks is a column of summary.csv, not of members.csv; claim it without a member
      """),
    Message(
      "claims of the wrong kind",
      """
      { duration: "1s", members: [{ name: "fast", count: 2, send: { rate: "1/s" } }], methods: ["hope-and-pray"],
        expect: [
          { kicks: "0", deadlock: 0, blocked_by: 5, boundHolds: 1 },
        ] }
      """,
      """
      s.json5:3:14: error: kicks is "0"; write a number, or { min: 1, max: 2 }
      s.json5:3:29: error: deadlock is 0; write true or false
      s.json5:3:44: error: blocked_by is 5; write text in quotes
      s.json5:3:59: error: boundHolds is 1; write true or false
      """),
    Message(
      "ranges that are wrong",
      """
      { duration: "1s", members: [{ name: "fast", count: 2, send: { rate: "1/s" } }], methods: ["hope-and-pray"],
        expect: [
          { kicks: {} },
          { kicks: { min: 2, max: 1 } },
          { kicks: { mn: 2 } },
          { kicks: { min: "2" } },
        ] }
      """,
      """
      s.json5:3:14: error: kicks: the range has neither min nor max; write at least one
      s.json5:4:14: error: kicks: min is more than max; swap them
      s.json5:5:16: error: unknown key "mn"; the keys of a range are min, max
      s.json5:6:21: error: kicks.min is a string; write a number
      """),
    Message(
      "comparisons that are wrong",
      """
      { duration: "1s", members: [{ name: "fast", count: 2, send: { rate: "1/s" } }], methods: ["hope-and-pray"],
        expect: [
          { greater: 5 },
          { greater: { deadlock: ["hope-and-pray"] } },
          { less: { kicks: ["pray"] } },
          { less: { kicks: "hope-and-pray" } },
        ] }
      """,
      """
      s.json5:3:16: error: greater is a number; write greater: { throughput_per_s: ["hope-and-pray"] }
      s.json5:4:28: error: greater compares a column of numbers with those of other methods; write greater: { throughput_per_s: ["hope-and-pray"] }
      s.json5:5:23: error: "pray" is not a method of this scenario; it runs hope-and-pray
      s.json5:6:22: error: less compares a column of numbers with those of other methods; write less: { throughput_per_s: ["hope-and-pray"] }
      """),
  ])
  func `what is wrong, the rule and the repair are told at the right place`(message: Message) {
    #expect(ScenarioReading(message.text).lines == message.lines)
  }
}
