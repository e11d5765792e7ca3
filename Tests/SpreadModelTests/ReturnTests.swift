import EventKernel
import FlowControl
import SpreadModel
import Testing

/// A kicked or crashed member comes back. An outsider's message k of 30 comes at k ms and takes 1 ms to everybody;
/// reading and processing take no time unless told otherwise.
@Suite struct ReturnTests {
  /// Members: the outsider, who can serve, who comes back, and another who can serve.
  private func run(
    recovery: Rate? = .perSecond(1_000), attemptLimit: Int? = nil, process: Interval = .zero, max: Int = 1000,
    receiverThread: ReceiverThread? = nil, faults: [Fault], total: Int64 = 30
  ) -> RunDescription {
    var back = MemberDescription.receiver(
      "back", process: .constant(process), receiverThread: receiverThread)
    back.rejoin = Rejoin(after: .milliseconds(10), attemptLimit: attemptLimit, recovery: recovery)
    return RunDescription(
      duration: .milliseconds(200), ring: Ring(latency: .milliseconds(1)), session: SessionRules(max: max),
      members: [
        .outsider(Workload(.constant(.perSecond(1_000)), total: total)), .receiver("first"), back,
        .receiver("second"),
      ], faults: faults)
  }

  private func crash(_ member: Int, at microseconds: Int64) -> Fault {
    Fault(at: .microseconds(microseconds), member: member, .crash)
  }

  private func processed(_ outcome: RunOutcome, by member: Int = 2) -> [Journal.Line] {
    History(outcome).all(.processed, member: member)
  }

  // MARK: With a gap

  /// Gone at 5.5 ms, back in the order at 15.5; its view comes at 16.5, behind message 15.
  @Test func `without recovery it has a gap and has caught up when it has read its view`() throws {
    let run = run(recovery: nil, faults: [crash(2, at: 5_500)])
    let outcome = try simulate(run)
    #expect(outcome.members[2].recovery == .milliseconds(11))
    #expect(outcome.members[2].returnCount == 1)
    #expect(outcome.members[2].recovered == 0)
    #expect(outcome.members[2].processed == 4 + 15)
    #expect(outcome.members[2].survives && outcome.members[2].endedAt == nil)
    #expect(outcome.members[2].viewAt == .zero)
    #expect(History(outcome).all(.gap, member: 2).count == 1)
    checkInvariants(run, outcome)
  }

  @Test func `who left on purpose does not come back`() throws {
    let leave = Fault(at: .microseconds(5_500), member: 2, .leave)
    let away = Fault(at: .milliseconds(10), member: 2, .leave)
    for faults in [[leave], [crash(2, at: 5_500), away]] {
      let run = run(faults: faults)
      let outcome = try simulate(run)
      #expect(outcome.members[2].returnCount == 0)
      #expect(!outcome.members[2].survives)
      #expect(outcome.members[2].recovery == nil)
      checkInvariants(run, outcome)
    }
  }

  @Test func `a crash before its JOIN has come ends that session before it begins`() throws {
    // The JOIN of 15.5 ms comes at 16.5; the one that counts is that of 26 ms.
    let run = run(recovery: nil, faults: [crash(2, at: 5_500), crash(2, at: 16_000)])
    let outcome = try simulate(run)
    #expect(outcome.members[2].returnCount == 1)
    #expect(outcome.members[2].recovery == .microseconds(27_000 - 5_500))
    #expect(outcome.members[2].processed == 4 + 5, "messages 26 to 30 come behind the view")
    checkInvariants(run, outcome)
  }

  // MARK: With recovery

  /// It misses messages 5 to 15 and asks at 16.5 ms. The request is read at 17.5, so that number k is sent at 17.5 + k
  /// and comes a millisecond later; what comes from 17 ms on waits until the eleventh is there.
  @Test(arguments: [nil, ReceiverThread(), ReceiverThread(bufferLimit: 1)])
  func `what it missed is sent again at the rate, and live messages wait for it`(
    receiverThread: ReceiverThread?
  ) throws {
    let run = run(receiverThread: receiverThread, faults: [crash(2, at: 5_500)])
    let outcome = try simulate(run)
    #expect(outcome.members[2].recovered == 11)
    #expect(outcome.members[2].processed == 30)
    #expect(outcome.members[2].recovery == .milliseconds(24))
    let times = processed(outcome).map { $0.at.nanoseconds / 1_000 }
    #expect(times[4..<15] == Array(stride(from: 19_500, through: 29_500, by: 1_000))[...])
    #expect(times[15..<28].allSatisfy { $0 == 29_500 }, "messages 16 to 28 were put aside")
    #expect(Array(times[28...]) == [30_000, 31_000])
    #expect(History(outcome).all(.gap).isEmpty)
    checkInvariants(run, outcome)
  }

  @Test func `latency counts from the generation of the original`() throws {
    let run = run(faults: [crash(2, at: 5_500)])
    let outcome = try simulate(run)
    // Message 5 of 5 ms is processed at 19.5 ms, and so on to message 15 of 15 ms at 29.5; message 16 waits till then.
    #expect(outcome.latency.maxNanoseconds == 14_500_000)
  }

  /// The first server goes at 22.2 ms, when it has sent four; its going is read at 23.2. The second reads the request for
  /// the other seven at 24.2 and sends the last of them at 31.2.
  @Test func `when its server goes it asks the next one from where it stands`() throws {
    let run = run(faults: [crash(2, at: 5_500), crash(1, at: 22_200)])
    let outcome = try simulate(run)
    #expect(outcome.members[2].recovered == 11)
    #expect(outcome.members[2].processed == 30)
    #expect(outcome.members[2].recovery == .microseconds(32_200 - 5_500))
    #expect(outcome.members[2].lost == 0)
    checkInvariants(run, outcome)
  }

  @Test func `where nobody has what it missed it goes on with a gap`() throws {
    var run = run(faults: [crash(2, at: 5_500), crash(1, at: 6_000)])
    // The only other one joined when message 10 had come.
    run.faults.append(Fault(at: .microseconds(10_500), member: 3, .join))
    let outcome = try simulate(run)
    #expect(outcome.members[2].recovered == 0)
    #expect(outcome.members[2].processed == 4 + 15)
    #expect(outcome.members[2].recovery == .milliseconds(11))
    #expect(History(outcome).all(.gap, member: 2).count == 1)
    checkInvariants(run, outcome)
  }

  @Test func `who lacks nothing asks for nothing`() throws {
    let run = run(faults: [crash(2, at: 5_500)], total: 4)
    let outcome = try simulate(run)
    #expect(outcome.members[2].recovery == .milliseconds(11))
    #expect(outcome.members[2].processed == 4 && outcome.members[2].delivered == 4)
    checkInvariants(run, outcome)
  }

  @Test func `sending again takes the server's time for a send`() throws {
    var run = run(recovery: .perSecond(1_000_000), faults: [crash(2, at: 5_500)])
    run.members[1].costs.send = .milliseconds(2)
    let outcome = try simulate(run)
    // Asked at 16.5, read at 17.5; the eleventh is sent 1 µs and eleven sends later.
    #expect(outcome.members[2].recovery == .microseconds(17_501 + 22_000 + 1_000 - 5_500))
    checkInvariants(run, outcome)
  }

  // MARK: Kicks

  /// Messages 2 to 6 fill the queue of the sleeper, message 7 kicks it at 8 ms. It finds out when its pause ends at
  /// 20 ms; its view comes at 31 ms, before message 30.
  @Test func `a kicked member comes back when it has seen the error`() throws {
    let run = run(max: 5, faults: [.pause(2, at: .milliseconds(3), for: .milliseconds(17))])
    let outcome = try simulate(run)
    #expect(outcome.kicks.map(\.at) == [.zero + .milliseconds(8)])
    #expect(outcome.members[2].kickedAt == .zero + .milliseconds(8))
    #expect(outcome.members[2].recovered == 28, "messages 2 to 29, those lost in its queue too")
    #expect(outcome.members[2].processed == 30)
    #expect(outcome.members[2].lost == 5 && outcome.members[2].lostOnKick == 6)
    // The request is read at 32 ms, the last copy comes at 32 + 28 + 1 ms.
    #expect(outcome.members[2].recovery == .milliseconds(61 - 8))
    checkInvariants(run, outcome)
  }

  @Test func `a flood of what it missed kicks it again`() throws {
    let pause = Fault.pause(2, at: .milliseconds(3), for: .milliseconds(17))
    let flood = run(
      recovery: .perSecond(1_000_000), attemptLimit: 2, process: .microseconds(500), max: 5, faults: [pause])
    let outcome = try simulate(flood)
    #expect(outcome.kicks.map(\.member) == [2, 2, 2])
    #expect(outcome.kicks.dropFirst().allSatisfy { $0.recoveredCount > 0 })
    #expect(outcome.members[2].returnCount == 2, "a third attempt is one too many")
    #expect(!outcome.members[2].survives)
    #expect(outcome.members[2].endedAt == outcome.kicks.last?.at)
    #expect(outcome.kicks[1].message < 30, "the count begins with the session")
    checkInvariants(flood, outcome)

    let trickle = run(recovery: .perSecond(1_000), process: .microseconds(500), max: 5, faults: [pause])
    let calm = try simulate(trickle)
    #expect(calm.kicks.count == 1)
    #expect(calm.members[2].processed == 30)
    checkInvariants(trickle, calm)
  }

  // MARK: The application

  /// Three messages at 1 ms; it is kicked while it sleeps with the first in its hands, or crashes.
  @Test func `the backlog outlives a kick and not a crash`() throws {
    var description = run(max: 12, faults: [.pause(2, at: .milliseconds(3), for: .milliseconds(17))])
    description.members[2].workload = .burst(of: 3, at: .milliseconds(1))
    description.members[2].costs.send = .milliseconds(2)
    let kicked = try simulate(description)
    #expect(kicked.kicks.count == 1)
    #expect(kicked.members[2].sent == 3 && kicked.members[2].appBacklogLost == 0)
    checkInvariants(description, kicked)

    description.members[2].costs.send = .milliseconds(10)
    description.faults = [crash(2, at: 5_500)]
    let crashed = try simulate(description)
    #expect(crashed.members[2].generated == 3)
    #expect(crashed.members[2].sent == 0 && crashed.members[2].appBacklogLost == 3)
    checkInvariants(description, crashed)
  }

  @Test func `a generator goes on behind a crash, and bursts of the time in between do not come`() throws {
    var description = run(faults: [crash(2, at: 5_500)], total: 1)
    description.members[2].workload = Workload(.bursts(size: 2, period: .milliseconds(4)))
    description.duration = .milliseconds(30)
    let bursts = try simulate(description)
    // At 0, 4; then at 16, 20, 24 and 28 ms: the JOIN is handed in at 15.5.
    #expect(bursts.members[2].generated == 12)
    description.members[2].workload = Workload(.constant(.perSecond(1_000)), backlogLimit: nil)
    let constant = try simulate(description)
    // Five before; the sixth is late until 15.5 ms, and the rest with it: 14 more.
    #expect(constant.members[2].generated == 5 + 15)
    checkInvariants(description, constant)
  }

  @Test func `a run that does not come to a return is the one without`() throws {
    var run = run(faults: [])
    let plain = try simulate(run)
    run.members[2].rejoin = nil
    #expect(try simulate(run).fingerprint == plain.fingerprint)
  }
}
