import EventKernel
import FlowControl
import SpreadModel
import Testing

/// Conservation, one order for all, limits and bounds; and that the checker would notice if they did not hold.
@Suite struct InvariantTests {
  /// A kick with a socket, a crash, a join, a leave, threads with and without a limit, and a slow-down.
  private static let eventful = RunDescription(
    duration: .seconds(1), seed: 7, ring: Ring(cost: .constant(.microseconds(20)), latency: .milliseconds(1)),
    session: SessionRules(max: 40, .messages(4)),
    members: [
      .sender(Workload(.poisson(.perSecond(400))), process: .exponential(mean: .microseconds(300))),
      .sender(
        Workload(.constant(.perSecond(300)), backlogLimit: nil), name: "threaded",
        send: .constant(.microseconds(30)), process: .constant(.milliseconds(1)),
        receiverThread: ReceiverThread(bufferLimit: 5)),
      .receiver("paused"), .receiver("crashes", process: .milliseconds(1)), .receiver("leaves"),
      .receiver("joins", receiverThread: ReceiverThread()),
    ],
    faults: [
      .pause(2, at: .milliseconds(300), for: .milliseconds(400)),
      Fault(at: .milliseconds(450), member: 3, .crash), Fault(at: .milliseconds(500), member: 4, .leave),
      Fault(at: .milliseconds(200), member: 5, .join),
      Fault(at: .milliseconds(600), member: 0, .slowdown(factor: 4, for: .milliseconds(100))),
    ])

  @Test(arguments: Catalogue.entries.map(\.card.name))
  func `an eventful run keeps them under every method`(method: String) throws {
    var run = Self.eventful
    // Room for the values that are proven safe.
    run.session.maxSessionMessages = 100
    checkInvariants(run, try simulate(run, under: method))
  }

  @Test func `what the ring has accepted and not numbered is in flight`() throws {
    // One message a millisecond is numbered; at 4.5 ms four are, and three of them delivered.
    let run = RunDescription(
      duration: .microseconds(4_500), ring: Ring(cost: .milliseconds(1), latency: .milliseconds(1)),
      members: [.outsider(.burst(of: 10)), .receiver()])
    let outcome = try simulate(run)
    #expect(outcome.accepted == 10)
    #expect(outcome.ordered == 4)
    #expect(outcome.members[1].delivered == 3)
    #expect(outcome.members[1].backlogMax == 10)
  }

  @Test func `all members process one order`() throws {
    let run = Self.eventful
    let outcome = try simulate(run)
    let history = History(outcome)
    func processed(_ member: Int) -> [Int] { history.all(.processed, member: member).map(\.position) }
    let longest = processed(0)
    #expect(longest.count > 300)
    for member in 1...4 { #expect(longest.starts(with: processed(member)), "\(run.members[member].name)") }
    let joiner = processed(5)
    let start = try #require(joiner.first.flatMap { longest.firstIndex(of: $0) })
    let common = min(joiner.count, longest.count - start)
    #expect(start > 0)
    #expect(joiner.prefix(common) == longest[start..<start + common])
  }

  @Test func `the eventful run is one`() throws {
    let outcome = try simulate(Self.eventful)
    #expect(outcome.kicks.map(\.member) == [2])
    #expect(outcome.members[3].goneAt != nil)
    #expect(outcome.members[4].goneAt != nil)
    #expect(outcome.members[5].processed > 100)
    #expect(outcome.members[1].appBufferMax == 5)
    #expect(outcome.members[2].lost == 40)
    #expect(outcome.members[2].lostOnKick == 41)
  }

  /// Each of them is one thing that an engine might get wrong.
  private static let forgeries: [@Sendable (inout RunOutcome) -> Void] = [
    { $0.members[0].generated += 1 }, { $0.members[0].sent -= 1 }, { $0.members[2].lost += 1 },
    { $0.members[1].buffered += 1 }, { $0.members[0].queued += 1 }, { $0.members[0].inSocket += 1 },
    { $0.members[1].processed -= 1 }, { $0.members[3].delivered += 1 },
    { $0.members[0].sessionQueueMax = 41 },
    { $0.members[1].appBufferMax = 6 }, { $0.members[0].backlogMax += 1 }, { $0.members[2].backlogMax -= 1 },
    { $0.members[5].backlogMax += 1 }, { $0.members[2].kickedAt = nil }, { $0.kicks = [] },
    { $0.accepted += 1 }, { $0.ordered = $0.accepted + 1 }, { $0.controlMessages += 1 },
    { $0.boundHolds = false },
  ]

  @Test(arguments: forgeries.indices)
  func `the checker notices a forged outcome`(index: Int) throws {
    var outcome = try simulate(Self.eventful)
    #expect(invariantViolations(Self.eventful, outcome).isEmpty)
    Self.forgeries[index](&outcome)
    #expect(!invariantViolations(Self.eventful, outcome).isEmpty)
  }
}
