import EventKernel
import SpreadModel
import Testing

@testable import Scenario

@Suite struct RingDecodingTests {
  private func run(_ top: String, member: String = "") throws -> RunDescription {
    try scenario(small(top: top, member: member)).points[0].run
  }

  @Test func `a token ring has the defaults of the documentation`() throws {
    let run = try run("ring: { model: \"token\" },")
    #expect(
      run.ring
        == .token(
          TokenRing(
            daemonCount: 1, window: 160, personalWindow: 20, hop: .microseconds(50), bandwidth: nil, loss: 0))
    )
    #expect(run.daemon == DaemonCosts(enqueue: nil, waterMark: 500))
  }

  @Test func `every key of a token ring arrives`() throws {
    let run = try run(
      """
      ring: { model: "token", daemons: 3, window: 80, personalWindow: 10, hop: "0.1ms", bandwidth: "1.5Gbit/s", loss: "0.1%" },
      """)
    #expect(
      run.ring
        == .token(
          TokenRing(
            daemonCount: 3, window: 80, personalWindow: 10, hop: .microseconds(100),
            bandwidth: Bandwidth(bitCount: 1_500_000_000, per: .seconds(1)), loss: 0.001)))
  }

  @Test func `every cost of a daemon arrives`() throws {
    let run = try run(
      """
      ring: { model: "token" },
      daemon: { ingest: "1us", packet: "2us", deliver: "3us", fragment: "4us", enqueue: "5us", drain: "6us", waterMark: 7 },
      """)
    #expect(
      run.daemon
        == DaemonCosts(
          ingest: .microseconds(1), packet: .microseconds(2), deliver: .microseconds(3),
          fragment: .microseconds(4), enqueue: .microseconds(5), drain: .microseconds(6), waterMark: 7))
  }

  @Test
  func `to wait in a queue costs nothing where the file says so, and what delivery costs where it is silent`()
    throws
  {
    #expect(
      try run("ring: { model: \"token\" }, daemon: { enqueue: \"0s\" },").daemon.enqueue == Interval.zero)
    #expect(try run("ring: { model: \"token\" }, daemon: { deliver: \"3us\" },").daemon.enqueue == nil)
  }

  @Test(arguments: [
    ("daemons: 1", TokenRing(daemonCount: 1)), ("daemons: 128", TokenRing(daemonCount: 128)),
    ("window: 1, personalWindow: 1", TokenRing(window: 1, personalWindow: 1)),
    ("window: 10000, personalWindow: 10000", TokenRing(window: 10_000, personalWindow: 10_000)),
    ("hop: \"1ns\"", TokenRing(hop: Interval(nanoseconds: 1))), ("loss: 0", TokenRing(loss: 0)),
    ("loss: \"0%\"", TokenRing(loss: 0)), ("loss: 0.01", TokenRing(loss: 0.01)),
    ("loss: \"1%\"", TokenRing(loss: 0.01)), ("loss: \"99.9%\"", TokenRing(loss: 0.999)),
    ("bandwidth: \"1bit/s\"", TokenRing(bandwidth: Bandwidth(bitCount: 1, per: .seconds(1)))),
  ])
  func `the ends of the ranges are accepted`(text: String, ring: TokenRing) throws {
    #expect(try run("ring: { model: \"token\", \(text) },").ring == .token(ring))
  }

  @Test func `an empty daemon section says nothing, also on a sequencer`() throws {
    #expect(try run("daemon: {},") == run(""))
  }

  @Test func `members go round robin over the daemons of a token ring, or where they say`() throws {
    let run = try scenario(
      """
      { duration: "1s", ring: { model: "token", daemons: 3 }, methods: ["hope-and-pray"],
        members: [{ name: "a", count: 4, send: { rate: "5/s" } }, { name: "b", daemon: 3 }, { name: "c" }] }
      """
    ).points[0].run
    #expect(run.members.map(\.daemon) == [1, 2, 3, 1, 3, 3])
  }

  @Test func `the model of the ring is swept, and set from outside`() throws {
    let swept = try scenario(small(top: "sweep: { \"ring.model\": [\"sequencer\", \"token\"] },"))
    #expect(swept.points.map(\.run.ring) == [Ring(), .token(TokenRing())])
    let changed = try scenario(
      small(), changes: [("ring.model", "token"), ("ring.loss", "5%"), ("daemon.ingest", "1us")])
    #expect(changed.points[0].run.ring == .token(TokenRing(loss: 0.05)))
    #expect(changed.points[0].run.daemon == DaemonCosts(ingest: .microseconds(1)))
  }

  @Test func `a ring of many members and daemons is decoded`() throws {
    let run = try scenario(
      """
      { duration: "1s", ring: { model: "token", daemons: 128 }, methods: ["hope-and-pray"],
        members: [{ name: "a", count: 100000, send: { rate: "5/s" } }] }
      """
    ).points[0].run
    #expect(run.members.count == 100_000 && run.members[99_999].daemon == 99_999 % 128 + 1)
  }
}
