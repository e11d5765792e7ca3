import EventKernel
import FlowControl
import SpreadModel
import Testing

/// What the methods make of partitions and merges: nobody waits for ever, and the rules that count positions keep their
/// theorem. A failure names the seed that draws the same run again.
@Suite struct PartitionMethodTests {
  private static let window = 6
  private static let threshold = 9

  /// Two to three daemons with a sender each at least, slow and fast members, with threads and without; cut off from each
  /// other once or several times, and together for the second half. Queues hold everything.
  private func run(_ seed: UInt64, everybodySends: Bool = false) -> RunDescription {
    var stream = RandomStream(StreamKey(seed: seed, replication: 0, entity: 0, purpose: 98))
    func below(_ bound: Int) -> Int { Int(stream.below(UInt64(bound))) }
    let daemonCount = 2 + below(2)
    var ring = TokenRing(
      daemonCount: daemonCount, hop: .microseconds(30), loss: below(2) == 0 ? 0 : Double(below(20)) / 100)
    ring.membershipStall = .microseconds(Int64(200 + below(4_000)))
    let members = (0..<daemonCount + 1 + below(3)).map { index in
      var member = MemberDescription.receiver(
        "member-\(index)", receive: .constant(.microseconds(Int64(below(10)))),
        process: .exponential(mean: .microseconds(Int64(20 + below(3) * below(100)))),
        receiverThread: below(3) == 0 ? ReceiverThread(bufferLimit: nil) : nil)
      member.daemon = index % daemonCount + 1
      if everybodySends || index < daemonCount || below(2) == 0 {
        member.workload = Workload(
          below(3) == 0 ? .flatOut : .poisson(.perSecond(Int64(500 + below(4_000)))),
          service: below(4) == 0 ? .safe : .agreed)
        member.costs.send = .constant(.microseconds(Int64(1 + below(20))))
      }
      return member
    }
    let faults = (0...below(4)).map { _ in
      let lonely = below(daemonCount)
      return DaemonFault(
        at: .microseconds(Int64(2_000 + below(40_000))),
        .partition([[lonely], (0..<daemonCount).filter { $0 != lonely }]),
        for: below(3) == 0 ? nil : .microseconds(Int64(10 + below(12_000))))
    }
    var run = RunDescription(
      duration: .milliseconds(130), seed: seed, ring: .token(ring), session: SessionRules(max: 100_000),
      members: members)
    run.daemonFaults = faults + [DaemonFault(at: .milliseconds(60), .merge)]
    return run
  }

  private static let methods: [(name: String, values: Values)] = [
    ("pipelining-senders", ["window": 6]),
    ("yelling-fire", ["window": 6, "high": 8, "low": 3]),
    ("agreed-ack", ["window": 6, "threshold": 9, "ackEvery": 5]),
    ("agreed-ack", ["window": 6, "threshold": 9, "ackEvery": 5, "ackTo": "senders", "piggyback": false]),
    ("agreed-ack", ["window": 6, "threshold": 9, "count": "received", "reference": "received"]),
    ("ack-matrix", ["window": 6, "threshold": 9, "ackEvery": 5]),
    ("ack-matrix", ["window": 6, "threshold": 9, "difference": "signedSum"]),
    ("ack-matrix", ["window": 6, "threshold": 9, "difference": "positiveSum", "piggyback": false]),
    ("ack-every-message", ["outstanding": 4]),
    ("lockstep", ["window": 5]),
    ("credits", ["credits": 7]),
    ("adaptive", ["max": 7]),
    ("min-status", ["window": 7]),
  ]

  /// Methods 2 and 3, and what floats between them, let a slow member fall behind for as long as they like.
  private static func isBounded(_ name: String) -> Bool {
    !["pipelining-senders", "yelling-fire", "adaptive"].contains(name)
  }

  @Test(arguments: methods.indices)
  func `after a merge traffic goes on and nobody waits for ever`(index: Int) throws {
    let (name, values) = Self.methods[index]
    for seed in 0..<12 as Range<UInt64> {
      let run = run(seed, everybodySends: name == "lockstep")
      let outcome = try simulate(run, under: name, values)
      let hint = "seed \(seed), \(name) \(values)"
      checkInvariants(run, outcome, hint)
      // Under lockstep everybody waits for whoever has nothing to send just then.
      let isDeadlocked = outcome.isDeadlocked && name != "lockstep"
      #expect(!isDeadlocked, "\(hint)")
      #expect(outcome.kicks.isEmpty, "\(hint)")
      guard Self.isBounded(name) else { continue }
      // Long after every stall.
      let late = (outcome.journal?.lines ?? []).filter { $0.at.nanoseconds > 80_000_000 }
      let sending = Set(late.filter { $0.step == .accepted }.map(\.member))
      let processing = Set(late.filter { $0.step == .processed }.map(\.member))
      let senders = run.members.indices.filter { run.members[$0].workload != nil }
      // Who compares what it has read may find a slow member too far behind for as long as others send.
      let isFair = values["reference"] != "received"
      #expect(
        isFair ? senders.allSatisfy(sending.contains) : !sending.isEmpty, "\(hint): one sends no more")
      #expect(run.members.indices.allSatisfy(processing.contains), "\(hint): one gets nothing more")
    }
  }

  /// T + mW, m(W + T): the theorems in the group's own numbers, before the partition, on each side, and after.
  @Test(arguments: methods.indices.filter { ["agreed-ack", "ack-matrix"].contains(methods[$0].name) })
  func `the backlog of Method 4 stays within its theorem through every partition and merge`(
    index: Int
  ) throws {
    let (name, values) = Self.methods[index]
    var largest = 0.0
    for seed in 0..<25 as Range<UInt64> {
      let run = run(seed)
      let outcome = try simulate(run, under: name, values, isJournaled: false)
      let senders = run.members.count { $0.workload != nil }
      let isVector = name == "ack-matrix"
      let bound =
        isVector ? senders * (Self.window + Self.threshold) : Self.threshold + senders * Self.window
      for (member, result) in zip(run.members, outcome.members) {
        #expect(result.backlogMax <= Int64(bound), "seed \(seed), \(name) \(values): \(member.name)")
        largest = max(largest, Double(result.backlogMax) / Double(bound))
      }
      #expect(outcome.bound == nil)
    }
    // Not far from it, or the test would say nothing.
    #expect(largest > 0.6)
  }

  /// What a sender is owed by a member from before a partition, and C from the merge on.
  @Test(arguments: ["credits", "ack-every-message"])
  func `answers from before a partition are never taken for new ones`(name: String) throws {
    for seed in 0..<25 as Range<UInt64> {
      var run = run(seed)
      run.daemonFaults = [
        DaemonFault(at: .milliseconds(20), .partition([[0], Array(1..<(run.ring.token?.daemonCount ?? 2))])),
        DaemonFault(at: .milliseconds(40), .merge),
      ]
      let outcome = try simulate(run, under: name, ["credits": 7, "outstanding": 7], isJournaled: false)
      let senders = run.members.count { $0.workload != nil }
      for (member, result) in zip(run.members, outcome.members) {
        #expect(result.backlogMax <= Int64(2 * 7 * senders), "seed \(seed), \(name): \(member.name)")
      }
    }
  }
}
