import EventKernel
import SpreadModel
import Testing

/// A daemon that looks at its session queues by a clock (100 ms in Spread) and whenever a message comes, and not when
/// the member reads.
@Suite struct DrainClockTests {
  /// Messages to an idle receiver that takes no time, at a daemon whose clock has a period of 10 ms. They come in one
  /// packet of another daemon, so that all of one instant are delivered before the receiver acts; 30 µs after they
  /// were sent, which whole milliseconds do not show.
  private func run(_ milliseconds: [Int64], _ socket: Socket, for duration: Interval) -> RunDescription {
    .ring(
      .of(2), from: [RingClient(at: 2, .at(milliseconds.map { .milliseconds($0) }))],
      session: SessionRules(maxSessionMessages: 100, socket: socket, drainPeriod: .milliseconds(10)),
      for: duration)
  }

  private func reads(_ run: RunDescription) throws -> [Int64] {
    let outcome = try simulate(run)
    checkInvariants(run, outcome)
    return History(outcome).all(.read, member: 0).map { $0.at.nanoseconds / 1_000_000 }
  }

  /// The first is handed over, the second is in the socket, the others wait for the clock: then the member waits in
  /// `SP_receive`, so that one is handed to it and one more enters the socket.
  @Test func `what stands in the queue waits for the clock although the member has read its socket`() throws {
    let run = run([1, 1, 1, 1, 1, 1, 1], .messages(1), for: .milliseconds(40))
    #expect(try reads(run) == [1, 1, 11, 11, 21, 21, 31])
  }

  @Test func `without a socket each look hands the head to the member that waits`() throws {
    #expect(try reads(run([1, 1, 1, 1], .none, for: .milliseconds(40))) == [1, 11, 21, 31])
  }

  @Test func `a new message makes the daemon look before the clock does`() throws {
    // At 5 ms the queue's second message is handed over; its third and the new one wait on.
    #expect(try reads(run([1, 1, 1, 5], .none, for: .milliseconds(40))) == [1, 5, 15, 25])
    // With a socket of two the look at 5 ms empties the queue, and the new message is behind it, in the socket.
    #expect(try reads(run([1, 1, 1, 1, 5], .messages(2), for: .milliseconds(40))) == [1, 1, 1, 5, 5])
  }

  @Test func `every look that leaves a rest begins the period anew`() throws {
    // A message every 6 ms: the clock of 10 ms never strikes until they end, 10 ms after the last.
    #expect(
      try reads(run([1, 1, 1, 1, 7, 13], .none, for: .milliseconds(60))) == [1, 7, 13, 23, 33, 43])
  }

  @Test func `a paused member is handed nothing, and its clock goes on`() throws {
    var run = run([1, 1, 1], .none, for: .milliseconds(60))
    // The looks at 11 ms and 21 ms find nobody who waits.
    run.faults = [.pause(0, at: .milliseconds(5), for: .milliseconds(20))]
    #expect(try reads(run) == [1, 31, 41])
  }

  @Test func `without a clock the queue moves up as the member reads`() throws {
    var run = run([1, 1, 1, 1], .messages(1), for: .milliseconds(40))
    run.session.drainPeriod = nil
    #expect(try reads(run) == [1, 1, 1, 1])
  }

  @Test func `a member that is idle is kicked while its queue waits for the clock`() throws {
    // The member reads at once whatever it can; the queue of two is full until the look at 11 ms.
    var run = run([1, 1, 1, 1], .none, for: .milliseconds(40))
    run.session.maxSessionMessages = 2
    #expect(try simulate(run).kicks.map(\.message) == [4])
  }
}
