import EventKernel
import SpreadModel
import Testing

/// A sender inside `SP_multicast`: its own socket is full because its daemon reads no client.
@Suite struct BlockedSenderTests {
  private static let waterMark = 5

  /// A flat-out client at the second of two daemons. The token comes to it at 20 µs, then every 20 µs, and takes one
  /// message each time, so that its daemon reads one.
  private func blockedRun(
    _ socket: Socket, payloadBytes: Int = 1000, for duration: Interval = .microseconds(15)
  ) -> RunDescription {
    .ring(
      .of(2, window: 1, personalWindow: 1), from: [RingClient(at: 2, .flatOut(payloadBytes: payloadBytes))],
      daemon: DaemonCosts(waterMark: Self.waterMark), session: SessionRules(max: 100_000, socket),
      for: duration)
  }

  /// How many messages `SP_multicast` accepted at each instant, in order: µs and count.
  private func acceptances(_ outcome: RunOutcome, of member: Int = 1) -> [[Int64]] {
    History(outcome).all(.accepted, member: member).reduce(into: []) { groups, line in
      let time = line.at.nanoseconds / 1_000
      if groups.last?[0] == time { groups[groups.count - 1][1] += 1 } else { groups.append([time, 1]) }
    }
  }

  // MARK: What a socket takes

  /// Unix: a send is taken while less than 409,600 bytes are booked; header and group name book 768, a payload of
  /// 100 bytes 768, one of 1000 or 1400 2304, one of 10,000 two pages and 4352. TCP: seven segments of 65,483 bytes
  /// and 409,600 at the daemon's side.
  @Test(
    arguments: [
      (.none, 1000, 0), (.messages(0), 1000, 0), (.messages(7), 1000, 7), (.bytes(0), 1000, 0),
      (.bytes(1_079), 1000, 1), (.bytes(2_159), 1000, 1), (.bytes(2_160), 1000, 2), (.unix, 100, 267),
      (.unix, 1000, 134), (.unix, 1400, 134), (.unix, 10_000, 31), (.tcp, 100, 4_822), (.tcp, 1000, 803),
    ] as [(Socket, Int, Int)])
  func `a sender blocks when its socket is full`(socket: Socket, payloadBytes: Int, count: Int) throws {
    let outcome = try simulate(blockedRun(socket, payloadBytes: payloadBytes))
    // A sender that has filled a Unix socket sleeps while the daemon reads the first few.
    let inDownQueue = socket == .unix ? 0 : Self.waterMark
    #expect(acceptances(outcome) == [[0, Int64(inDownQueue + count)]])
    #expect(outcome.members[1].generated == Int64(inDownQueue + count) + 1)
    #expect(outcome.ring?.downQueueMax == Self.waterMark)
  }

  @Test(arguments: [Socket.none, .messages(3), .bytes(3_000), .tcp])
  func `it goes on as soon as the daemon reads one message`(socket: Socket) throws {
    let outcome = try simulate(blockedRun(socket, for: .microseconds(100)))
    #expect(Array(acceptances(outcome).dropFirst()) == [[20, 1], [40, 1], [60, 1], [80, 1], [100, 1]])
  }

  /// 134 messages book 3072 bytes each. At a quarter of the limit, 102,400 bytes, the sleeper is woken: after 101
  /// reads, five of them at once, there are 33 left, and it writes 101 until it is full again.
  @Test func `at a Unix socket it sleeps until three quarters are free`() throws {
    let outcome = try simulate(blockedRun(.unix, for: .microseconds(20 * 203)))
    let expected: [[Int64]] = [[0, 134], [20 * 96, 101], [20 * 197, 101]]
    #expect(acceptances(outcome) == expected)
  }

  // MARK: What it does meanwhile

  /// A member of the group at the second daemon that sends ten messages and gets them back.
  private func loop(thread: ReceiverThread? = nil, max: Int = 100) -> RunDescription {
    var run = blockedRun(.none, for: .milliseconds(1))
    run.session.maxSessionMessages = max
    run.members = [
      .receiver(), .sender(.burst(of: 10, payloadBytes: 1000), receiverThread: thread),
    ]
    run.members[1].daemon = 2
    return run
  }

  @Test func `it does not read`() throws {
    let outcome = try simulate(loop())
    let history = History(outcome)
    // Five are read by the daemon at 0; of the others one at each visit from 20 µs on.
    #expect(acceptances(outcome) == [[0, 5], [20, 1], [40, 1], [60, 1], [80, 1], [100, 1]])
    let reads = history.all(.read, member: 1).map { $0.at.nanoseconds / 1_000 }
    // Its first five messages came back meanwhile.
    #expect(reads == [100, 100, 100, 100, 100, 120, 140, 160, 180, 200])
    #expect(outcome.members[1].sessionQueueMax == 5)
    checkInvariants(loop(), outcome)
  }

  @Test func `its receiver thread reads on`() throws {
    let run = loop(thread: ReceiverThread())
    let outcome = try simulate(run)
    let reads = History(outcome).all(.read, member: 1).map { $0.at.nanoseconds / 1_000 }
    #expect(reads == [20, 40, 60, 80, 100, 120, 140, 160, 180, 200])
    #expect(outcome.members[1].sessionQueueMax == 0)
    checkInvariants(run, outcome)
  }

  @Test func `it is not blocked at the gate`() throws {
    let outcome = try simulate(loop())
    #expect(outcome.members[1].sendBlocked == .microseconds(100))
    #expect(outcome.members[1].blocked == .zero)
    #expect(outcome.longestStall == .zero)
    #expect(!outcome.isDeadlocked)
  }

  @Test func `the time in it is cut by the warm-up and by the end`() throws {
    var run = loop()
    run.warmup = .microseconds(30)
    run.duration = .microseconds(70)
    #expect(try simulate(run).members[1].sendBlocked == .microseconds(40))
  }

  // MARK: Pauses and kicks

  /// The token takes messages at 20, 40, 60, 80 and 100 µs; the pause ends at 70.
  @Test(
    arguments: [
      (.none, [[0, 5], [70, 3], [80, 1], [100, 1]]), (.messages(2), [[0, 7], [70, 3]]),
      (.bytes(2_200), [[0, 7], [70, 3]]),
    ] as [(Socket, [[Int64]])])
  func `a pause holds it, and when it is over it goes on`(socket: Socket, expected: [[Int64]]) throws {
    var run = loop()
    run.session.socket = socket
    run.faults = [.pause(1, at: .microseconds(15), for: .microseconds(55))]
    let outcome = try simulate(run)
    #expect(acceptances(outcome) == expected)
    checkInvariants(run, outcome)
  }

  /// Its own messages come back at 20, 40 and 60 µs; two wait, the third kicks it.
  @Test func `a kick ends it with an error`() throws {
    let run = loop(max: 2)
    let outcome = try simulate(run)
    #expect(outcome.kicks.map(\.message) == [3])
    #expect(outcome.kicks.map(\.at) == [Instant.zero + .microseconds(60)])
    #expect(acceptances(outcome) == [[0, 5], [20, 1], [40, 1]])
    #expect(outcome.members[1].sendBlocked == .microseconds(60))
    #expect(outcome.members[1].processed == 0, "what it could have read is out of reach")
    #expect(outcome.members[0].processed == 7, "what was accepted stays in the order")
    checkInvariants(run, outcome)
  }

  /// Three messages in one packet are delivered at 30 µs: one is handed to its thread, which reads it until 130 µs, one
  /// waits, and one kicks. At 50 µs the daemon comes to what it has been blocked with since 25 µs, and `SP_multicast`
  /// fails: what the thread has begun to read is lost, and lost once.
  @Test func `a kick while its thread reads loses that message once`() throws {
    var run = RunDescription.ring(
      .of(2, window: 1, personalWindow: 1), from: [RingClient(at: 1, .burst(of: 3))],
      daemon: DaemonCosts(waterMark: Self.waterMark), session: SessionRules(max: 1), for: .milliseconds(1))
    run.members[0].isInGroup = false
    run.members.append(
      .sender(
        .burst(of: 10, at: .microseconds(25), payloadBytes: 1000), receiverThread: ReceiverThread()))
    run.members[2].daemon = 2
    run.members[2].costs.receive = .constant(.microseconds(100))
    let outcome = try simulate(run)
    #expect(outcome.kicks.first?.member == 2)
    #expect(outcome.kicks.first?.at == .zero + .microseconds(30))
    #expect(outcome.members[2].sendBlocked == .microseconds(25))
    #expect(outcome.members[2].processed == 0)
    #expect(outcome.members[2].delivered == 2)
    #expect(outcome.members[2].lost == 2)
    checkInvariants(run, outcome)
  }

  @Test func `a crash ends it without a word`() throws {
    var run = loop()
    run.faults = [Fault(at: .microseconds(50), member: 1, .crash)]
    let outcome = try simulate(run)
    #expect(acceptances(outcome) == [[0, 5], [20, 1], [40, 1]])
    #expect(outcome.members[0].processed == 7)
    checkInvariants(run, outcome)
  }
}
