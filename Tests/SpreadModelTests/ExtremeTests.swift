import EventKernel
import FlowControl
import SpreadModel
import Testing

/// Inputs at the far end of what a scenario may say: a run of them ends, by itself or at a limit, and its sums hold.
@Suite struct ExtremeTests {
  /// The longest run that a scenario can ask for, 31 years.
  private static let longest = Interval(nanoseconds: 1_000_000_000_000_000_000)

  @Test func `latencies of years add up beyond 64 bits`() throws {
    let run = RunDescription(
      duration: Self.longest, members: [.outsider(.burst(of: 100)), .receiver()],
      faults: [.pause(1, for: Self.longest)])
    let outcome = try simulate(run)
    #expect(outcome.members[1].latencySum == 100 * UInt128(Self.longest.nanoseconds))
    #expect(outcome.latency.p50Nanoseconds == 1e18)
  }

  @Test func `the times for which many senders wait add up beyond 64 bits`() throws {
    let sender = MemberDescription.sender(Workload(.flatOut), process: .constant(.microseconds(1)))
    let run = RunDescription(
      duration: Self.longest, ring: Ring(latency: .milliseconds(1)),
      members: Array(repeating: sender, count: 20) + [.receiver()], faults: [.pause(20, for: Self.longest)])
    let awaited = try simulate(run, under: "agreed-ack").members[20].awaitedNanoseconds
    #expect(awaited > 19 * Int128(Self.longest.nanoseconds))
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `a run may execute as many events as it says it did, and not one less`(seed: UInt64) throws {
    var random = RandomRuns(seed: seed)
    var run = random.run(isFree: true)
    run.takesEveryStep = true
    let outcome = try simulate(run, isJournaled: false)
    #expect(outcome.eventCount > 0, "seed \(seed)")
    run.limits.eventCount = outcome.eventCount
    #expect(try simulate(run, isJournaled: false).fingerprint == outcome.fingerprint, "seed \(seed)")
    run.limits.eventCount -= 1
    #expect(throws: RunFailure.tooManyEvents(limit: outcome.eventCount - 1), "seed \(seed)") {
      _ = try simulate(run, isJournaled: false)
    }
  }

  @Test func `a search through empty phases counts as events`() throws {
    var run = RunDescription(
      duration: .seconds(100),
      members: [
        .outsider(
          Workload(
            .onOff(
              on: .microseconds(10), off: .microseconds(90), rate: .perSecond(1), isPoisson: true))),
        .receiver(),
      ])
    // 10 are expected, one in 100 000 phases.
    let outcome = try simulate(run)
    #expect((1...30).contains(outcome.members[0].generated))
    #expect(History(outcome).all(.accepted).allSatisfy { $0.at.nanoseconds % 100_000 <= 10_000 })
    run.limits.eventCount = 100
    #expect(throws: RunFailure.tooManyEvents(limit: 100)) { _ = try simulate(run) }
  }

  @Test func `a rate of many messages a nanosecond ends at the limit of memory`() throws {
    var run = RunDescription(
      duration: .seconds(1),
      members: [
        .outsider(
          Workload(.constant(Rate(count: 1_000_000_000, per: Interval(nanoseconds: 1))), backlogLimit: nil)),
        .receiver(),
      ])
    run.limits.memoryBytes = 1 << 20
    #expect(throws: RunFailure.self) { _ = try simulate(run, isJournaled: false) }
  }

  @Test func `views that nobody can read any more are forgotten`() throws {
    // A crash a millisecond: 200 views of some 300 bytes, few of which are unread at one time.
    var run = RunDescription(
      duration: .seconds(1),
      members: [.sender(Workload(.constant(.perSecond(100))))]
        + (1...200).map { MemberDescription.receiver("receiver-\($0)") },
      faults: (1...200).map { Fault(at: .milliseconds(Int64($0)), member: $0, .crash) })
    run.limits.memoryBytes = 40_000
    #expect(try simulate(run, isJournaled: false).members[0].processed == 100)
  }

  /// One message kicks 300 paused receivers; their KILLs come later, when the last member does not read either.
  private static var massacre: RunDescription {
    RunDescription(
      duration: .seconds(1), ring: Ring(latency: .milliseconds(5)), session: SessionRules(max: 350),
      members: [.outsider(.burst(of: 351))]
        + (1...301).map { MemberDescription.receiver("receiver-\($0)") },
      faults: (1...300).map { .pause($0, for: .seconds(2)) }
        + [.pause(301, at: .milliseconds(7), for: .seconds(2))])
  }

  @Test func `views that a member has yet to read count against the limit of memory`() throws {
    var run = Self.massacre
    run.limits.memoryBytes = 60_000
    #expect(throws: RunFailure.self) { _ = try simulate(run, isJournaled: false) }
    // Without the member that does not read, nobody needs them.
    run.members.removeLast()
    run.faults.removeLast()
    #expect(try simulate(run, isJournaled: false).kicks.count == 300)
  }

  @Test func `the record of kicks counts against the limit of memory`() throws {
    var run = Self.massacre
    run.members.removeLast()
    run.faults.removeLast()
    run.limits.memoryBytes = 20_000
    #expect(throws: RunFailure.self) { _ = try simulate(run, isJournaled: false) }
  }
}
