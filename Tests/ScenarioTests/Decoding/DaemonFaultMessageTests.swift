import EventKernel
import SpreadModel
import Testing

@testable import Scenario

/// Faults of daemons: what they mean, and the messages, word by word.
@Suite struct DaemonFaultMessageTests {
  /// A scenario of three daemons with these faults, on lines of their own from the second on.
  private static func text(_ faults: String, ring: String = "{ model: \"token\", daemons: 3 }") -> String {
    "{ duration: \"9s\", methods: [\"hope-and-pray\"], ring: \(ring), members: [{ name: \"a\","
      + " send: { rate: \"1/s\" } }], faults: [\n\(faults)\n] }"
  }

  private static func wrong(
    _ title: String, _ faults: String, ring: String = "{ model: \"token\", daemons: 3 }", _ lines: String
  ) -> Message { Message(title, text(faults, ring: ring), lines) }

  private static let messages = [
    wrong(
      "daemons on a sequencer", #"{ at: "1s", merge: true }"#, ring: "{ daemons: 3 }",
      #"s.json5:2:1: error: a fault of daemons needs a ring of several; write ring: { model: "token", daemons: 2 }, or more"#
    ),
    wrong(
      "one daemon", #"{ at: "1s", daemon: 1, crash: true }"#, ring: #"{ model: "token" }"#,
      #"s.json5:2:1: error: a fault of daemons needs a ring of several; write ring: { model: "token", daemons: 2 }, or more"#
    ),
    wrong(
      "partitions that are none",
      """
      { at: "1s", partition: 3 },
      { at: "1s", partition: [[1, 2, 3]] },
      { at: "1s", partition: [[1, 2], [4]] },
      { at: "1s", partition: [[1, 2], [2, 3]] },
      { at: "1s", partition: [[1, 2], []] },
      { at: "1s", partition: [[1], [2]] },
      """,
      """
      s.json5:2:24: error: partition is 3; write the daemons of each side: [[1, 2], [3]]
      s.json5:3:24: error: partition is a list; write the daemons of each side: [[1, 2], [3]]
      s.json5:4:34: error: a daemon is 4; write a whole number from 1 to 3
      s.json5:5:34: error: daemon 2 is on two sides; name every daemon once
      s.json5:6:33: error: a side of a partition is empty; remove it, or name its daemons
      s.json5:7:24: error: daemon 3 is on no side; name every daemon once, 1 to 3
      """),
    wrong(
      "keys of other faults",
      """
      { at: "1s", partition: [[1], [2, 3]], member: "a" },
      { at: "1s", merge: true, for: "1s" },
      { at: "1s", merge: true, daemon: 1 },
      { at: "1s", merge: true, crash: true },
      { at: "1s", daemon: 1 },
      { at: "1s", daemon: 4, crash: true, for: "0s" },
      """,
      """
      s.json5:2:47: error: member is no part of a fault of daemons; remove it, or write two faults
      s.json5:3:31: error: a merge has no length; remove "for"
      s.json5:4:1: error: this fault is merge and daemon at once; write one fault each
      s.json5:5:33: error: crash is no part of a merge; remove it, or write two faults
      s.json5:6:1: error: a daemon can do nothing but crash; add crash: true
      s.json5:7:21: error: daemon is 4; write a whole number from 1 to 3
      """),
    wrong(
      "a daemon that is gone",
      """
      { at: "1s", daemon: 1, crash: true, for: "2s" }, { at: "3s", daemon: 1, crash: true },
      { at: "4s", daemon: 1, crash: true }, { at: "2s", daemon: 2, crash: true },
      """,
      """
      s.json5:3:1: error: daemon 1 is gone then; let it crash once, or be back before
      """),
  ]

  @Test(arguments: messages)
  func `says what is wrong`(message: Message) {
    #expect(ScenarioReading(message.text).lines == message.lines)
  }

  @Test func `daemons count from 1 in a scenario, and come behind members`() throws {
    let run = try #require(
      scenario(
        Self.text(
          """
          { at: "1s", partition: [[3, 1], [2]], for: "5s" }, { at: "7s", merge: true },
          { at: "8s", daemon: 2, crash: true, for: "1ms" }, { at: "2s", member: "a", pause: "1s" },
          """, ring: "{ model: \"token\", daemons: 3, membershipStall: \"1ms\" }")
      ).points.first?.run)
    #expect(run.ring.token?.membershipStall == .milliseconds(1))
    #expect(
      run.daemonFaults == [
        DaemonFault(at: .seconds(1), .partition([[2, 0], [1]]), for: .seconds(5)),
        DaemonFault(at: .seconds(7), .merge),
        DaemonFault(at: .seconds(8), .crash(1), for: .milliseconds(1)),
      ])
    #expect(run.faults.count == 1)
  }

  @Test func `a ring stalls for as long as Spread does on a local network, unless told otherwise`() throws {
    let run = try #require(scenario(Self.text("")).points.first?.run)
    #expect(run.ring.token?.membershipStall == .seconds(3))
  }
}
