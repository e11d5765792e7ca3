import EventKernel
import FlowControl
import SpreadModel
import Testing

/// A run in which senders stay blocked though every member could make progress says who waits for whom.
@Suite struct LivenessTests {
  private func peers(_ count: Int, joiner: Bool = false, duration: Interval = .seconds(3)) -> RunDescription {
    var members = (1...count).map {
      MemberDescription.sender(Workload(.constant(.perSecond(200))), name: "peer-\($0)")
    }
    if joiner { members.append(.receiver("joiner")) }
    return RunDescription(
      duration: duration, ring: Ring(latency: .milliseconds(1)), members: members,
      faults: joiner ? [Fault(at: .seconds(2), member: count, .join)] : [])
  }

  @Test func `a joiner's row of zeros: everybody waits for the joiner`() throws {
    let run = peers(3, joiner: true)
    let outcome = try simulate(run, under: "agreed-ack", ["joiner": "zero"])
    #expect(outcome.isDeadlocked)
    #expect(outcome.waits.map(\.sender) == [0, 1, 2])
    #expect(outcome.waits.allSatisfy { $0.awaited == 3 && $0.since > .zero + .seconds(2) })
    #expect(outcome.longestStallBy?.awaited == 3)
    #expect(outcome.longestStall == .zero + run.duration - outcome.waits[0].since)
  }

  @Test func `an ACK every p > T + 1: the first of those who are behind`() throws {
    // No ACK ever comes. Each sender waits for the other one that it has heard least of.
    let outcome = try simulate(
      peers(2), under: "agreed-ack", ["window": 2, "threshold": 2, "ackEvery": 9, "piggyback": false])
    #expect(outcome.isDeadlocked)
    #expect(outcome.waits.map(\.awaited) == [1, 0])
  }

  /// Its buffer passes 5 messages behind a slow processor after some 20 ms; it yells, and is gone before it clears.
  @Test func `a lost ALL CLEAR: the naive Method 3 waits for the dead`() throws {
    var run = peers(2)
    run.members.append(
      .receiver("burns", process: .milliseconds(100), receiverThread: ReceiverThread()))
    run.faults = [Fault(at: .milliseconds(60), member: 2, .crash)]
    let values: Values = ["high": 5, "low": 1]
    let naive = try simulate(
      run, under: "yelling-fire", values.merging(["forgetLeavers": false]) { $1 })
    #expect(naive.isDeadlocked)
    #expect(naive.waits.map { [$0.sender, $0.awaited] } == [[0, 2], [1, 2]])
    let repaired = try simulate(run, under: "yelling-fire", values)
    #expect(!repaired.isDeadlocked && repaired.waits.isEmpty)
  }

  @Test func `who waits for its own copies names itself`() throws {
    // A window of ⌊1/4⌋ = 0 never opens.
    var run = peers(2)
    run.session.maxSessionMessages = 1
    let outcome = try simulate(run, under: "pipelining-senders")
    #expect(outcome.isDeadlocked)
    #expect(outcome.waits.map { [$0.sender, $0.awaited] } == [[0, 0], [1, 1]])
  }

  @Test func `a stall that ends says whose it was`() throws {
    var run = peers(3, duration: .seconds(5))
    run.faults = [.pause(2, at: .seconds(1), for: .seconds(2))]
    let outcome = try simulate(run, under: "agreed-ack", ["window": 5, "threshold": 5])
    #expect(!outcome.isDeadlocked && outcome.waits.isEmpty)
    #expect(outcome.longestStall > .milliseconds(1_900))
    #expect(outcome.longestStallBy?.awaited == 2)
    #expect(outcome.longestStallBy.map { $0.since < .zero + .milliseconds(1_100) } == true)
  }
}
