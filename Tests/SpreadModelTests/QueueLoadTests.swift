import EventKernel
import FlowControl
import SpreadModel
import Testing

/// How many acknowledgements may wait for a member beside the backlog. The rule of thumb n(1 + ⌊D/p⌋) is passed by both
/// of these runs; what is claimed is not.
@Suite struct QueueLoadTests {
  private static let sizes: Values = ["window": 10, "threshold": 10]

  /// Eighteen members that process five messages more slowly than they come; `r` stands still behind the fifth. Each of
  /// the others acknowledges twice what `r` had read: five it processes then, and five when it reads its own first.
  @Test(arguments: ["agreed-ack", "ack-matrix"])
  func `two acknowledgements of each member may tell of what the one that waits had read`(
    name: String
  ) throws {
    let first = Array(repeating: Interval.zero, count: 5)
    let rest =
      Array(repeating: Interval.milliseconds(3), count: 5)
      + (0..<10).map { .milliseconds(20 + 2 * $0) } + Array(repeating: .milliseconds(60), count: 60)
    let run = RunDescription(
      duration: .seconds(1), ring: Ring(latency: .milliseconds(1)),
      members: [.sender(.at(first + rest)), .receiver("r")]
        + (0..<18).map { .receiver("slow\($0)", process: .constant(.milliseconds(1))) },
      faults: [.pause(1, at: .microseconds(4_500), for: .seconds(3))])
    let values = Self.sizes.merging(["ackEvery": 5, "piggyback": false]) { $1 }
    try expectLoad(above: 20 + 20 * 5, run, name, values)
  }

  /// Members that read in a thread of their own read their acknowledgements while the messages before them wait.
  @Test func `a member with a receiver thread may acknowledge twice as much`() throws {
    let run = RunDescription(
      duration: .seconds(20), ring: Ring(latency: .milliseconds(1)),
      members: [.sender(Workload(.flatOut), send: .constant(.microseconds(10)))]
        + (0..<8).map { slow in
          .receiver(
            "slow\(slow)", process: .constant(.milliseconds(100)), receiverThread: ReceiverThread())
        } + [.receiver("stands")],
      faults: [.pause(9, at: .milliseconds(60), for: .seconds(1_000))])
    try expectLoad(above: 20 + 10 * 21, run, "agreed-ack", Self.sizes.merging(["ackEvery": 1]) { $1 })
  }

  /// With the nominal load as the limit of the queue somebody is kicked; with what is proven nobody is.
  private func expectLoad(
    above nominal: Int, _ base: RunDescription, _ name: String, _ values: Values
  ) throws {
    var run = base
    let proven = try #require(try resolve(name, values, for: run).provenQueueLoad)
    #expect(proven > nominal)
    run.session.maxSessionMessages = nominal
    #expect(try !resolve(name, values, for: run).warnings.isEmpty)
    #expect(try !simulate(run, under: name, values, isJournaled: false).kicks.isEmpty)
    run.session.maxSessionMessages = proven
    #expect(try resolve(name, values, for: run).warnings.isEmpty)
    #expect(try simulate(run, under: name, values, isJournaled: false).kicks.isEmpty)
  }
}
