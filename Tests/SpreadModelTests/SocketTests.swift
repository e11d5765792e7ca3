import EventKernel
import Testing

@testable import SpreadModel

/// What the kernel holds between a daemon and a member, and when the daemon fills it up again.
@Suite struct SocketTests {
  private static let limit = 1000

  /// A burst at 1 ms at a daemon alone, to a receiver that stands still for the first second.
  private func frozen(_ socket: Socket, _ payloads: [Int], drainPeriod: Interval? = nil) -> RunDescription {
    var run = burstAtPausedReceiver(
      of: 0, at: SessionRules(maxSessionMessages: Self.limit, socket: socket, drainPeriod: drainPeriod),
      payloads: payloads)
    run.ring = .token(TokenRing())
    run.duration = .milliseconds(900)
    return run
  }

  private func repeated(_ payload: Int, _ count: Int) -> [Int] { Array(repeating: payload, count: count) }

  // MARK: Unix

  /// A message written directly books its header (768), the rest of its first fragment and each further fragment: 1536
  /// for 100 bytes, 3072 for 800 and 1000, 3840 for 1400, 17,664 for 10,000. Of the last one of 1400 and of 10,000 a
  /// part is written: it is the head of the queue and counts one there.
  @Test(
    arguments: [
      (payload: 100, whole: 267, begun: 267), (800, 134, 134), (1000, 134, 134), (1400, 106, 107),
      (10_000, 23, 24),
    ])
  func `a Unix socket that nobody reads holds so many messages`(
    payload: Int, whole: Int, begun: Int
  ) throws {
    let run = frozen(.unix, repeated(payload, whole + Self.limit))
    let outcome = try simulate(run)
    #expect(outcome.kicks.isEmpty)
    #expect(outcome.members[1].inSocket == Int64(whole))
    #expect(outcome.members[1].queued == Int64(Self.limit), "a part of a message is still in the queue")
    checkInvariants(run, outcome)

    let over = try simulate(frozen(.unix, repeated(payload, whole + Self.limit + 1)))
    #expect(over.kicks.map(\.message) == [Int64(whole + Self.limit) + 1])

    var socket = UnixSocket()
    var count = 0
    while !socket.isFull {
      _ = socket.write(payload + Socket.overheadBytes, isDirect: true)
      count += 1
    }
    #expect(count == begun)
  }

  /// 534 messages of 100 bytes fit; a quarter of the buffers are 133 of them.
  @Test func `a Unix socket is refilled when three quarters are free, and by the daemon's clock`() throws {
    var run = RunDescription.ring(
      .of(1), from: [RingClient(at: 1, .burst(of: 3_000, payloadBytes: 100))],
      session: SessionRules(max: 3_000, .unix), for: .seconds(1))
    run.members[0].costs.receive = .constant(.milliseconds(1))
    for (end, inSocket) in [(650, 484), (699, 435), (700, 534)] as [(Int64, Int64)] {
      run.duration = .milliseconds(end) + .microseconds(500)
      #expect(abs(try simulate(run, isJournaled: false).members[0].inSocket - inSocket) <= 1, "\(end) ms")
    }
    // A reader ten times as fast frees three quarters between two looks of the clock; it is seen once a millisecond.
    run.members[0].costs.receive = .constant(.microseconds(100))
    let seen = try (150..<200 as Range<Int64>).map { end in
      run.duration = .milliseconds(end)
      return try simulate(run, isJournaled: false).members[0].inSocket
    }
    #expect((133...144).contains(seen.min() ?? 0))
    #expect((523...534).contains(seen.max() ?? 0))
  }

  /// A message that stood in the queue is written by one send a fragment: 768 for 100 bytes, 2304 for 800 and 1000,
  /// 3072 for 1400, 16,896 for 10,000.
  @Test(
    arguments: [
      (payload: 100, whole: 534, begun: 534), (800, 178, 178), (1000, 178, 178), (1400, 133, 134),
      (10_000, 24, 25),
    ])
  func `a Unix socket refilled from the queue holds so many`(
    payload: Int, whole: Int, begun: Int
  ) throws {
    // A slow reader, behind a queue that never empties: all that was written directly has been read long before.
    var run = RunDescription.ring(
      .of(1), from: [RingClient(at: 1, .burst(of: 2_000, payloadBytes: payload))],
      session: SessionRules(max: 2_000, .unix), for: .milliseconds(1_000))
    run.members[0].costs.receive = .constant(.milliseconds(1))
    // No message comes any more: at some of these ends the daemon has just looked.
    let seen = try (600..<710 as Range<Int64>).map { end in
      run.duration = .milliseconds(end) + .microseconds(500)
      let member = try simulate(run, isJournaled: false).members[0]
      #expect(member.queued > 0)
      return member.inSocket
    }
    #expect(abs((seen.max() ?? 0) - Int64(whole)) <= 1, "a read may free less than the next write needs")
    var socket = UnixSocket()
    var count = 0
    while !socket.isFull {
      _ = socket.write(payload + Socket.overheadBytes, isDirect: false)
      count += 1
    }
    #expect(count == begun)
  }

  /// Reading one message of 1000 bytes (3072) makes room for the next: 134 · 3072 = 411,648 are booked, so the first
  /// read leaves 408,576, which takes one more; that one, from the queue, books 2304.
  @Test func `a read frees what its message booked, and the queue moves up`() throws {
    var socket = UnixSocket()
    let taken = (0..<134).count { _ in socket.write(1_080, isDirect: true) }
    #expect(taken == 134)
    let isTakenWhenFull = socket.write(1_080, isDirect: false)
    #expect(!isTakenWhenFull)
    #expect(socket.bookedBytes == 134 * 3_072)
    socket.take(1_080)
    #expect(socket.bookedBytes == 133 * 3_072)
    let isTakenAfterRead = socket.write(1_080, isDirect: false)
    #expect(isTakenAfterRead)
    #expect(socket.bookedBytes == 133 * 3_072 + 2_304)
    for _ in 0..<133 { socket.take(1_080) }
    #expect(socket.bookedBytes == 2_304, "the last one in was written from the queue")
    socket.take(1_080)
    #expect(socket.bookedBytes == 0)
  }

  @Test(arguments: 1...20)
  func `a Unix socket that is emptied has nothing booked, whatever went through it`(seed: UInt64) {
    var random = RandomStream(StreamKey(seed: seed, replication: 0, entity: 0, purpose: 98))
    var socket = UnixSocket()
    var sizes: [Int] = []
    var head: Int?
    for _ in 0..<5_000 {
      if random.below(100) < 55 {
        let size = head ?? (80 + Int(random.below(4_000)))
        // A head is never refused twice without having been begun or the socket being full.
        if socket.write(size, isDirect: head == nil && random.below(2) == 0) {
          sizes.append(size)
          head = nil
        } else {
          #expect(socket.isFull)
          head = size
        }
      } else if !sizes.isEmpty {
        socket.take(sizes.removeFirst())
      }
      #expect(socket.bookedBytes >= 0 && socket.bookedBytes < KernelBuffers.limitBytes + 2_304)
    }
    for size in sizes { socket.take(size) }
    if let head {
      let isTaken = socket.write(head, isDirect: false)
      #expect(isTaken)
      socket.take(head)
    }
    #expect(socket.bookedBytes == 0, "seed \(seed)")
  }

  // MARK: TCP

  /// Writes messages of a size until one is refused.
  private func fill(_ socket: inout TCPSocket, _ size: Int) -> Int {
    var count = 0
    while socket.write(size, isDirect: true) { count += 1 }
    return count
  }

  /// The real Spread: 0.54 to 0.79 MB, most for a reader that stands still.
  @Test(arguments: [100, 800, 1000, 1400, 10_000])
  func `a TCP connection that nobody reads holds bytes, never more than both sides`(payload: Int) throws {
    var socket = TCPSocket()
    let size = payload + Socket.overheadBytes
    let count = fill(&socket, size)
    #expect(Int64(count * size) <= TCPSocket.capacityBytes)
    #expect(count * size > 540_000)
    let run = frozen(.tcp, repeated(payload, count + Self.limit))
    let outcome = try simulate(run)
    #expect(outcome.members[1].inSocket == Int64(count))
    #expect(outcome.members[1].queued == Int64(Self.limit))
    #expect(outcome.kicks.isEmpty)
    checkInvariants(run, outcome)
  }

  @Test func `the larger its messages the fewer a TCP connection holds`() {
    let counts = stride(from: 80, through: 20_000, by: 331).map { size in
      var socket = TCPSocket()
      return fill(&socket, size)
    }
    #expect(zip(counts, counts.dropFirst()).allSatisfy { $0 >= $1 })
  }

  @Test(arguments: 1...20)
  func `a TCP connection loses no bytes and takes no more than both sides`(seed: UInt64) {
    var random = RandomStream(StreamKey(seed: seed, replication: 0, entity: 0, purpose: 97))
    var socket = TCPSocket()
    var sizes: [Int] = []
    var head: Int?
    for _ in 0..<5_000 {
      if random.below(100) < 55 {
        let size = head ?? (80 + Int(random.below(12_000)))
        let isTaken = socket.write(size, isDirect: head == nil)
        if isTaken { sizes.append(size) }
        head = isTaken ? nil : size
      } else if !sizes.isEmpty {
        socket.take(sizes.removeFirst())
      }
      #expect(Int64(sizes.reduce(0, +)) <= TCPSocket.capacityBytes)
    }
    for size in sizes { socket.take(size) }
    if let head {
      let isTaken = socket.write(head, isDirect: false)
      #expect(isTaken, "an empty connection takes the rest of any message")
      socket.take(head)
    }
    // Emptied, it is as good as new.
    var fresh = TCPSocket()
    let (count, freshCount) = (fill(&socket, 180), fill(&fresh, 180))
    #expect(count == freshCount, "seed \(seed)")
  }

  /// The real Spread: 0.54 MB and more, kick by kick, behind a reader that is almost as fast as the sender.
  @Test func `behind a queue that never empties a TCP connection swings by a block of five segments`() {
    var socket = TCPSocket()
    var held = fill(&socket, 1_080)
    var sizes: [Int] = []
    for _ in 0..<5_000 {
      socket.take(1_080)
      held -= 1
      // The head, of which a part was written, is what the first write goes on with.
      while socket.write(1_080, isDirect: false) { held += 1 }
      sizes.append(held * 1_080)
    }
    // When what was written directly is read, several blocks have come and gone.
    let settled = sizes.dropFirst(1_500)
    let (least, most) = (settled.min() ?? 0, settled.max() ?? 0)
    #expect(Int64(most) <= TCPSocket.capacityBytes)
    #expect(least > 500_000)
    #expect(most - least > 250_000 && most - least < 6 * 65_483)
  }
}
