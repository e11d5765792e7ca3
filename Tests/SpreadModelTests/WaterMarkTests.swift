import EventKernel
import SpreadModel
import Testing

/// When a daemon stops reading its clients: model §2.4.
@Suite struct WaterMarkTests {
  /// Windows of one packet and payloads that fill one: each visit takes one message from the down queue.
  private static let narrow = TokenRing.of(3, window: 1, personalWindow: 1)

  /// Before the token comes at 20 µs, one client has filled the down queue and its socket of one message.
  @Test(arguments: [1, 2, 10, 500])
  func `at the water mark a daemon reads no more from any of its clients`(waterMark: Int) throws {
    let late = Workload.burst(of: 3, at: .microseconds(5))
    let run = RunDescription.ring(
      .of(3), from: [RingClient(at: 2, .flatOut()), RingClient(at: 2, late), RingClient(at: 3, late)],
      daemon: DaemonCosts(waterMark: waterMark), session: SessionRules(max: 1000, .messages(1)),
      for: .microseconds(15))
    let outcome = try simulate(run)
    #expect(outcome.ring?.downQueueMax == waterMark)
    #expect(outcome.members[1].sent == Int64(waterMark) + 1, "what the queue and its socket hold")
    #expect(outcome.members[2].sent == 1, "what its socket holds: a stranger pays too")
    #expect(outcome.members[3].sent == Int64(min(3, waterMark + 1)), "another daemon still reads")
    checkInvariants(run, outcome)
  }

  @Test func `one message below the mark it reads one message again`() throws {
    let run = RunDescription.ring(
      Self.narrow, from: [RingClient(at: 2, .flatOut())], daemon: DaemonCosts(waterMark: 7),
      session: SessionRules(max: 1000, .messages(2)), for: .microseconds(200))
    let outcome = try simulate(run)
    let history = History(outcome)
    // The token is there at 20 µs, and every 30 µs after.
    let times = history.all(.accepted, member: 1).map { ($0.at - .zero).nanoseconds / 1_000 }
    let expected: [Int64] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 20, 50, 80, 110, 140, 170, 200]
    #expect(times == expected)
    #expect(outcome.ring?.downQueueMax == 7)
    checkInvariants(run, outcome)
  }

  @Test func `clients share what is read again, one message each in turn`() throws {
    let run = RunDescription.ring(
      Self.narrow, from: [RingClient(at: 2, .flatOut()), RingClient(at: 2, .flatOut())],
      daemon: DaemonCosts(waterMark: 4), session: SessionRules(max: 1000, .messages(1)),
      for: .microseconds(319))
    let outcome = try simulate(run)
    let late = History(outcome).all(.accepted).filter { $0.at > .zero }.map(\.member)
    #expect(late.count == 10)
    #expect(zip(late, late.dropFirst()).allSatisfy { $0 != $1 })
  }

  @Test(arguments: [1, 3, 20, 500])
  func `the down queue never holds more than the mark under saturation`(waterMark: Int) throws {
    let run = RunDescription.ring(
      .of(2), from: [RingClient(at: 1, .flatOut()), RingClient(at: 2, .flatOut(payloadBytes: 100))],
      daemon: DaemonCosts(packet: .microseconds(1), waterMark: waterMark),
      session: SessionRules(max: 100_000, .messages(3)), for: .milliseconds(2))
    let outcome = try simulate(run)
    #expect(outcome.ring?.downQueueMax == waterMark)
    checkInvariants(run, outcome)
  }

  @Test func `one daemon alone never comes near its mark`() throws {
    let run = RunDescription.ring(
      .of(1), from: [RingClient(at: 1, .flatOut())], daemon: DaemonCosts(ingest: .microseconds(1)),
      for: .milliseconds(1))
    #expect(try simulate(run).ring?.downQueueMax == 1)
  }

  @Test func `a slow receiver blocks no sender`() throws {
    var run = RunDescription.ring(
      .of(2), from: [RingClient(at: 2, Workload(.constant(.perSecond(10_000))))],
      session: SessionRules(max: 10), for: .milliseconds(10))
    run.faults = [.pause(0, for: .seconds(1))]
    let outcome = try simulate(run)
    #expect(outcome.kicks.map(\.message) == [11])
    #expect(outcome.members[1].sendBlocked == .zero)
    #expect(outcome.members[1].sent == 100)
  }
}
