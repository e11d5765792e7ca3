import EventKernel
import FlowControl
import SpreadModel
import Testing

/// Who is kicked and by what: model §2.3 word by word.
@Suite struct KickRuleTests {
  @Test(arguments: [1, 2, 7, 1000])
  func `a queue holds exactly the limit and the next message kicks`(limit: Int) throws {
    let full = try simulate(burstAtPausedReceiver(of: limit, at: SessionRules(max: limit)))
    #expect(full.kicks.isEmpty)
    #expect(full.members[1].sessionQueueMax == limit)
    #expect(full.members[1].processed == Int64(limit))

    let over = try simulate(burstAtPausedReceiver(of: limit + 1, at: SessionRules(max: limit)))
    let kick = try #require(over.kicks.first)
    #expect(over.kicks.count == 1)
    #expect(kick.member == 1)
    #expect(kick.message == Int64(limit) + 1)
    #expect(kick.dataCount == Int64(limit))
    #expect(over.members[1].sessionQueueMax == limit)
    #expect(over.members[1].processed == 0)
    #expect(over.members[1].lostOnKick == Int64(limit) + 1)
    checkInvariants(burstAtPausedReceiver(of: limit + 1, at: SessionRules(max: limit)), over)
  }

  /// Nothing is drained between the deliveries of one instant, though the member would read all of them at once.
  @Test(arguments: [0, 1, 4])
  func `the kick test comes before the drain`(socket: Int) throws {
    let limit = 3
    for excess in 0...1 {
      let count = 1 + socket + limit + excess
      let run = RunDescription(
        duration: .seconds(1), session: SessionRules(max: limit, .messages(socket)),
        members: [.outsider(.burst(of: count)), .receiver()])
      let outcome = try simulate(run)
      #expect(outcome.kicks.map(\.message) == (excess == 0 ? [] : [Int64(count)]))
      #expect(outcome.members[1].sessionQueueMax == limit)
      checkInvariants(run, outcome)
    }
  }

  @Test func `a read that ends at the instant of a delivery frees its place before the kick test`() throws {
    // One message in service from 1 ms to 11 ms, one queued; the third comes just before its end, or with it.
    for (third, isKicked) in [(10_999_999, true), (11_000_000, false)] as [(Int64, Bool)] {
      let offsets = [Interval.milliseconds(1), .milliseconds(2), Interval(nanoseconds: third)]
      let run = RunDescription(
        duration: .seconds(1), session: SessionRules(max: 1),
        members: [.outsider(.at(offsets)), .receiver(process: .milliseconds(10))])
      #expect(try simulate(run).kicks.isEmpty == !isKicked)
    }
  }

  @Test(arguments: [Socket.none, .messages(0), .messages(2), .bytes(1000)])
  func `a waiting member gets the message at once whatever the socket`(socket: Socket) throws {
    let run = RunDescription(
      duration: .seconds(1), session: SessionRules(max: 1, socket),
      members: [.outsider(Workload(.constant(.perSecond(1000)))), .receiver()])
    let outcome = try simulate(run)
    #expect(outcome.kicks.isEmpty)
    #expect(outcome.members[1].sessionQueueMax == 0)
    #expect(outcome.members[1].processed == 1000)
  }

  @Test func `a paused member does not wait in SP_receive`() throws {
    let outcome = try simulate(burstAtPausedReceiver(of: 1, at: SessionRules(max: 5)))
    #expect(outcome.members[1].sessionQueueMax == 1)
    #expect(History(outcome).all(.read, member: 1).map(\.at) == [Instant.zero + .seconds(1)])
  }

  @Test func `a read that takes time frees the place at its begin`() throws {
    let offsets = [Interval.milliseconds(1), .milliseconds(2), .milliseconds(12)]
    let run = RunDescription(
      duration: .seconds(1), session: SessionRules(max: 1),
      members: [.outsider(.at(offsets)), .receiver(receive: .milliseconds(10))])
    // At 12 ms the second message is being read and no longer queued.
    #expect(try simulate(run).kicks.isEmpty)
  }

  @Test(arguments: [0, 1, 5])
  func `a socket of messages holds so many of any size before the queue begins`(count: Int) throws {
    let payloads = (0..<count + 2).map { 1 + 50_000 * ($0 % 2) }
    let run = burstAtPausedReceiver(
      of: 0, at: SessionRules(max: 2, .messages(count)), payloads: payloads + [1])
    let outcome = try simulate(run)
    #expect(outcome.kicks.map(\.message) == [Int64(count) + 3])
    #expect(outcome.members[1].processed == Int64(count))
  }

  /// A message takes its payload and 80 bytes.
  @Test(
    arguments: [
      (bytes: 539, payloads: [100, 100, 100], socket: 2), (540, [100, 100, 100], 3),
      (50, [100, 100, 100], 1), (180, [100, 20, 20], 1), (300, [100, 900, 20], 1), (300, [900, 20, 20], 1),
      (0, [100, 100], 1), (400, [20, 20, 20, 20], 4), (399, [20, 20, 20, 20], 3),
    ] as [(bytes: Int64, payloads: [Int], socket: Int)])
  func `a socket of bytes takes what fits whole and one larger message when it is empty`(
    item: (bytes: Int64, payloads: [Int], socket: Int)
  ) throws {
    var run = burstAtPausedReceiver(
      of: 0, at: SessionRules(max: 1000, .bytes(item.bytes)), payloads: item.payloads)
    run.duration = .milliseconds(500)
    let outcome = try simulate(run)
    #expect(outcome.members[1].inSocket == Int64(item.socket))
    #expect(outcome.members[1].queued == Int64(item.payloads.count - item.socket))
    checkInvariants(run, outcome)
  }

  @Test func `the socket is refilled as soon as a read makes room`() throws {
    // Sizes 180, 980, 100 in 300 bytes: after the first read the large one enters alone, then the small one.
    let large = burstAtPausedReceiver(
      of: 0, at: SessionRules(max: 10, .bytes(300)), payloads: [100, 900, 20])
    var run = large
    run.members[1].costs.receive = .milliseconds(10)
    for (end, socket, queued) in [(1_005, 1, 1), (1_015, 1, 0), (1_025, 0, 0)] as [(Int64, Int64, Int64)] {
      run.duration = .milliseconds(end)
      let member = try simulate(run).members[1]
      #expect(member.inSocket == socket)
      #expect(member.queued == queued)
    }
  }

  @Test(arguments: [1, 1432, 100_000])
  func `every message counts one whatever its size`(payloadBytes: Int) throws {
    let payloads = Array(repeating: payloadBytes, count: 11)
    let outcome = try simulate(burstAtPausedReceiver(of: 0, at: SessionRules(max: 10), payloads: payloads))
    #expect(outcome.kicks.map(\.message) == [11])
    #expect(outcome.members[1].queueBytesMax == Int64(10 * (payloadBytes + 80)))
  }

  @Test func `control and membership messages take places like data`() throws {
    // Three data messages, at least one announcement, and the KILL of the doomed member fill the same queue.
    var run = RunDescription(
      duration: .seconds(2), session: SessionRules(max: 100),
      members: [.sender(.burst(of: 3, at: .milliseconds(1))), .receiver(), .receiver("doomed")],
      faults: [.pause(1, for: .seconds(3)), Fault(at: .milliseconds(2), member: 2, .crash)])
    let values: Values = [
      "window": 10, "threshold": 10, "ackEvery": 1, "piggyback": false, "selfClocked": false,
    ]
    let roomy = try simulate(run, under: "agreed-ack", values)
    // Sender and doomed member announce each of the three; then the membership message.
    #expect(roomy.members[1].queued == 3)
    #expect(roomy.members[1].sessionQueueMax == 3 + 6 + 1)
    run.session.maxSessionMessages = 9
    let full = try simulate(run, under: "agreed-ack", values)
    let kick = try #require(full.kicks.first)
    #expect(kick.message == 10)
    #expect(kick.dataMessage == 3)
    #expect(kick.queuedBySender.map(\.sender) == [0] && kick.queuedBySender.map(\.count) == [3])
    #expect(kick.controlCount == 6)
    #expect(kick.viewCount == 0)
    #expect(kick.at == Instant.zero + .milliseconds(2))
  }
}
