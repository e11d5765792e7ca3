import EventKernel
import FlowControl
import SpreadModel
import Testing

/// What follows a kick: for the kicked member, for the others, for the order. Model §2.3 and clarifications 5 and 6.
@Suite struct AfterKickTests {
  @Test(arguments: [0, 1, 6])
  func `a kicked member reads what its socket held and is gone`(socket: Int) throws {
    let run = burstAtPausedReceiver(of: socket + 3, at: SessionRules(max: 2, .messages(socket)))
    let outcome = try simulate(run)
    let member = outcome.members[1]
    #expect(outcome.kicks.count == 1)
    #expect(member.processed == Int64(socket))
    #expect(member.lostOnKick == 3)
    #expect(!member.survives)
    checkInvariants(run, outcome)
  }

  @Test func `a kicked member finishes what is in service`() throws {
    let run = RunDescription(
      duration: .seconds(1), session: SessionRules(max: 2),
      members: [.outsider(.burst(of: 4)), .receiver(process: .milliseconds(10))])
    let outcome = try simulate(run)
    #expect(outcome.kicks.map(\.message) == [4])
    #expect(outcome.members[1].processed == 1)
  }

  @Test func `a kicked member that sends first loses what its socket held`() throws {
    var run = burstAtPausedReceiver(of: 8, at: SessionRules(max: 2, .messages(5)))
    run.members[1].workload = .burst(of: 1)
    let outcome = try simulate(run)
    #expect(outcome.kicks.count == 1)
    #expect(outcome.members[1].sent == 0)
    #expect(outcome.members[1].processed == 0)
    #expect(outcome.members[1].lostOnKick == 8)
    checkInvariants(run, outcome)
  }

  @Test func `the buffer of a kicked member's receiver thread is still processed`() throws {
    // Four reach the buffer; then a pause, in which the queue of two fills and the eighth message kicks.
    let offsets = (1...4).map { Interval.milliseconds($0) } + (11...13).map { Interval.milliseconds($0) }
    var run = RunDescription(
      duration: .seconds(1), session: SessionRules(max: 2),
      members: [
        .outsider(.at(offsets)), .receiver(process: .milliseconds(100), receiverThread: ReceiverThread()),
      ],
      faults: [.pause(1, at: .milliseconds(10), for: .milliseconds(50))])
    let outcome = try simulate(run)
    #expect(outcome.kicks.map(\.message) == [7])
    #expect(outcome.members[1].processed == 4)
    checkInvariants(run, outcome)
    // A message of its own that it cannot send costs it the session, not its buffer.
    run.members[1].workload = .burst(of: 1, at: .milliseconds(20))
    #expect(try simulate(run).members[1].processed == 4)
  }

  @Test func `what a kicked sender had accepted stays in the order`() throws {
    let run = RunDescription(
      duration: .seconds(1), ring: Ring(latency: .milliseconds(5)), session: SessionRules(max: 1),
      members: [
        .sender(.at([.zero, .milliseconds(1), .milliseconds(2)]), process: .milliseconds(100)),
        .receiver("other"),
      ])
    let outcome = try simulate(run)
    #expect(outcome.kicks.map(\.member) == [0])
    #expect(outcome.members[1].processed == 3)
  }

  @Test func `two kicks by one message give two KILLs in member order`() throws {
    // The ring takes 1 ms a message. The sender waits for the slowest by member order: for the first until its
    // KILL is read, then for the second until its own comes, one message later.
    let run = RunDescription(
      duration: .seconds(1), ring: Ring(cost: .milliseconds(1)), session: SessionRules(max: 3),
      members: [.sender(Workload(.flatOut, total: 20)), .receiver("first"), .receiver("second")],
      faults: [.pause(2, for: .seconds(2)), .pause(1, for: .seconds(2))])
    let outcome = try simulate(
      run, under: "agreed-ack", ["window": 10, "threshold": 3, "ackEvery": 1, "piggyback": false])
    #expect(outcome.kicks.map(\.member) == [1, 2])
    #expect(Set(outcome.kicks.map(\.at)).count == 1)
    let killings = History(outcome).read(.membership, by: 0)
    #expect(killings.count == 2)
    #expect(killings.last == killings.first.map { $0 + 1 })
    #expect(outcome.members[2].awaitedNanoseconds == 1_000_000)
    #expect(outcome.members[1].awaitedNanoseconds > 1_000_000)
    #expect(outcome.members[0].sent == 20)
    checkInvariants(run, outcome)
  }

  @Test func `every other member reads one membership message a KILL`() throws {
    let offsets = (1...11).map { Interval.milliseconds(2 * $0) }
    let run = RunDescription(
      duration: .seconds(2), session: SessionRules(max: 10),
      members: [
        .outsider(.at(offsets)), .receiver(), .receiver("idle"), .receiver("busy", process: .milliseconds(1)),
        .receiver("paused too"),
      ],
      faults: [.pause(1, for: .seconds(1))])
    var both = run
    both.faults.append(.pause(4, for: .seconds(2)))
    let outcome = try simulate(both)
    #expect(outcome.kicks.map(\.member) == [1, 4])
    let history = History(outcome)
    for member in [2, 3] { #expect(history.read(.membership, by: member).count == 2) }
    for member in [0, 1, 4] { #expect(history.read(.membership, by: member).isEmpty) }
  }

  @Test func `the KILL takes its place in the order behind what was accepted before`() throws {
    let run = RunDescription(
      duration: .seconds(1), ring: Ring(latency: .milliseconds(10)), session: SessionRules(max: 4),
      members: [
        .sender(Workload(.constant(.perSecond(1000)), total: 40)), .receiver(), .receiver("witness"),
      ],
      faults: [.pause(1, for: .seconds(1))])
    let outcome = try simulate(run)
    // Message 5 is delivered at 15 ms, before the generator's turn of that instant: 14 are accepted.
    let history = History(outcome)
    let kick = try #require(outcome.kicks.first)
    #expect(kick.at == Instant.zero + .milliseconds(15))
    #expect(history.read(.membership, by: 2) == [14])
    #expect(history.all(.read, member: 2).first { $0.position == 14 }?.at == Instant.zero + .milliseconds(25))
  }

  @Test func `nothing warns a sender before the kick`() throws {
    func run(limit: Int) -> RunDescription {
      RunDescription(
        duration: .seconds(1), session: SessionRules(max: limit),
        members: [
          .sender(Workload(.poisson(.perSecond(500)))), .receiver(process: .milliseconds(4)),
        ])
    }
    let kicked = try simulate(run(limit: 20))
    let spared = try simulate(run(limit: 100_000))
    let kick = try #require(kicked.kicks.first)
    #expect(spared.kicks.isEmpty)
    func before(_ outcome: RunOutcome) -> [Journal.Line] {
      (outcome.journal?.lines ?? []).filter { $0.at < kick.at && $0.member == 0 }
    }
    #expect(before(kicked).count > 100)
    #expect(before(kicked) == before(spared))
    #expect(History(kicked).all(.accepted).map(\.at) == History(spared).all(.accepted).map(\.at))
  }
}
