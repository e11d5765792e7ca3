import EventKernel
import SpreadModel
import Testing

/// What a saturated token ring carries, from its windows and times alone; exact, visit by visit.
@Suite struct RingClosedFormTests {
  private static let hop = Interval.microseconds(10)

  /// Flat-out clients that always leave their daemon more than a visit may send: the water mark is far above.
  private func visits(
    _ ring: TokenRing, saturated: [Int], payloadBytes: Int = 1000, daemon: DaemonCosts = DaemonCosts(),
    for duration: Interval = .milliseconds(2)
  ) throws -> (visits: [TokenVisit], outcome: RunOutcome) {
    let run = RunDescription.ring(
      ring, from: saturated.map { RingClient(at: $0, .flatOut(payloadBytes: payloadBytes)) },
      daemon: daemon, session: SessionRules(max: 100_000), for: duration)
    let outcome = try simulate(run)
    #expect(outcome.ring?.retransmissionCount == 0, "nothing is lost, so nothing is sent twice")
    checkInvariants(run, outcome)
    return (TokenVisit.all(of: outcome), outcome)
  }

  /// Visits but those of the first two rotations, in which the windows fill, and the last, which the end may cut.
  private func settled(_ visits: [TokenVisit], _ daemonCount: Int) -> ArraySlice<TokenVisit> {
    visits.dropFirst(2 * daemonCount).dropLast()
  }

  // MARK: Windows alone

  /// With zero costs a rotation takes D hops. What the one sender sent is all that stands on the token, and
  /// W + P − min(P, W) never limits it.
  @Test(arguments: [2, 3, 8], [(160, 20), (160, 2), (5, 20), (1, 1), (20, 20)])
  func `one saturated daemon of D sends the lesser window every D hops`(
    daemonCount: Int, windows: (all: Int, personal: Int)
  ) throws {
    let ring = TokenRing.of(daemonCount, window: windows.all, personalWindow: windows.personal)
    let (visits, _) = try visits(ring, saturated: [2])
    let own = settled(visits, daemonCount).filter { $0.daemon == 1 }
    #expect(own.count > 15)
    #expect(Set(own.map(\.packetCount)) == [min(windows.all, windows.personal)])
    #expect(Set(zip(own, own.dropFirst()).map { $0.1.at - $0.0.at }) == [ring.rotation])
  }

  @Test func `packed messages make the rate of one daemon seven times as high`() throws {
    let ring = TokenRing.of(3, window: 160, personalWindow: 20)
    // After the first visit at 20 µs, 100 rotations of 30 µs.
    let end = Interval.microseconds(20 + 100 * 30)
    for (payload, packed) in [(1000, 1), (100, 7)] as [(Int, Int64)] {
      let outcome = try visits(ring, saturated: [2], payloadBytes: payload, for: end).outcome
      #expect(outcome.ordered == 101 * 20 * packed)
    }
  }

  /// Of D + 1 successive visits the last sends what the D before it leave of W + P. So any D + 1 of them send W + P
  /// together, or P each where that is less: x = min(P, W, (W + P) : (D + 1)) a visit on average, in whole packets of
  /// which the sums are exact and the single visits are not.
  @Test(arguments: [2, 3, 5, 9], [(160, 20), (30, 20), (10, 8), (7, 7), (3, 5), (1, 1)])
  func `of all saturated daemons any D + 1 visits together send the window and one personal window`(
    daemonCount: Int, windows: (all: Int, personal: Int)
  ) throws {
    let ring = TokenRing.of(daemonCount, window: windows.all, personalWindow: windows.personal)
    let (visits, _) = try visits(ring, saturated: Array(1...daemonCount))
    let counts = settled(visits, daemonCount).map(\.packetCount)
    let most = min(windows.all, windows.personal)
    let expected = min(windows.all + windows.personal, (daemonCount + 1) * most)
    var sums: Set<Int> = []
    for start in 0..<counts.count - daemonCount {
      sums.insert(counts[start...(start + daemonCount)].reduce(0, +))
    }
    #expect(sums == [expected])
    #expect(counts.max() ?? 0 <= most)
    // One visit a hop, whoever is visited.
    let times = settled(visits, daemonCount).map(\.at)
    #expect(Set(zip(times, times.dropFirst()).map { $0.1 - $0.0 }) == [Self.hop])
    // The excess wanders: each daemon gets the same.
    let whole = counts.count / (daemonCount * (daemonCount + 1)) * daemonCount * (daemonCount + 1)
    let shares = (0..<daemonCount).map { first in
      stride(from: first, to: whole, by: daemonCount).reduce(0) { $0 + counts[$1] }
    }
    #expect(Set(shares).count == 1 && shares[0] > 0)
  }

  // MARK: Time of the packets

  /// x packets of c CPU and s on the link each. The first leaves after c + s, the others follow after the larger of
  /// the two; a hop later the last is there, and takes the receiver c before the token, which came with it, is seen.
  /// The receiver was done with all before it, since they came no faster than it takes them.
  private func step(_ packetCount: Int, cpu: Interval, link: Interval) -> Interval {
    guard packetCount > 0 else { return Self.hop }
    let gap = max(cpu, link).nanoseconds
    return Interval(
      nanoseconds: Self.hop.nanoseconds + 2 * cpu.nanoseconds + link.nanoseconds
        + Int64(packetCount - 1) * gap)
  }

  /// A packet of 1000 bytes has 1120 on the link, at a byte in 1, 2 or 10 ns.
  @Test(
    arguments: [0, 700, 3_000] as [Int64],
    [nil, 1, 2, 10] as [Int64?])
  func `a visit delays the next one by the time of its packets`(cpu: Int64, byteTime: Int64?) throws {
    let bandwidth = byteTime.map { Bandwidth(bitCount: 8, per: Interval(nanoseconds: $0)) }
    let link = Interval(nanoseconds: (byteTime ?? 0) * 1_120)
    let cpu = Interval(nanoseconds: cpu)
    for (saturated, windows) in [([2], (160, 20)), ([1, 2, 3], (160, 20)), ([1, 2, 3], (10, 8))] {
      let ring = TokenRing.of(3, window: windows.0, personalWindow: windows.1, bandwidth: bandwidth)
      let (all, _) = try visits(
        ring, saturated: saturated, daemon: DaemonCosts(packet: cpu), for: .milliseconds(4))
      let visits = Array(settled(all, 3))
      #expect(visits.count >= 10)
      for (visit, next) in zip(visits, visits.dropFirst()) {
        #expect(next.at - visit.at == step(visit.packetCount, cpu: cpu, link: link), "at \(visit.at)")
      }
    }
  }

  @Test func `one saturated daemon's rotation is D hops and the time of its packets`() throws {
    // 3 · 10 µs, 20 packets of 2 µs, and 2 µs for the last one at the next daemon.
    let ring = TokenRing.of(3, window: 160, personalWindow: 20)
    let (all, outcome) = try visits(
      ring, saturated: [2], daemon: DaemonCosts(packet: .microseconds(2)),
      for: .microseconds(20 + 100 * 72))
    let own = settled(all, 3).filter { $0.daemon == 1 }
    #expect(Set(zip(own, own.dropFirst()).map { $0.1.at - $0.0.at }) == [.microseconds(72)])
    #expect(outcome.ordered == 101 * 20)
  }

  /// Copies come before packets and packets before the token: at the next daemon, where the receiver is, each packet
  /// takes c + d, which is longer than the gap between two. The last daemon has no copies to make and is done by then.
  @Test func `copies at the next daemon delay the token`() throws {
    let (hop, cpu, copy) = (Int64(10_000), Int64(1_000), Int64(2_500))
    let ring = TokenRing.of(3, window: 160, personalWindow: 20)
    let (all, _) = try visits(
      ring, saturated: [3],
      daemon: DaemonCosts(
        packet: Interval(nanoseconds: cpu), deliver: Interval(nanoseconds: copy)))
    let own = settled(all, 3).filter { $0.daemon == 2 }
    // The token waits for the last copy too.
    let rotation = 3 * hop + cpu + 20 * (cpu + copy)
    #expect(
      Set(zip(own, own.dropFirst()).map { ($0.1.at - $0.0.at).nanoseconds }) == [rotation])
  }

  // MARK: One daemon

  @Test(arguments: [0, 1, 2, 5])
  func `one daemon takes the reading and the copies of each message`(receiverCount: Int) throws {
    let daemon = DaemonCosts(ingest: .microseconds(11), deliver: .microseconds(6))
    let cycle = 11 + 6 * Int64(receiverCount)
    var run = RunDescription.ring(
      .of(1), from: [RingClient(at: 1, .flatOut())], daemon: daemon, for: .microseconds(1_000 * cycle))
    run.members = [run.members[1]] + (0..<receiverCount).map { .receiver("receiver-\($0)") }
    let outcome = try simulate(run)
    #expect(outcome.ordered == 1_000)
    #expect(outcome.ring?.visitCount == 1_000)
    for receiver in outcome.members.dropFirst() { #expect(receiver.processed == 1_000) }
    checkInvariants(run, outcome)
  }

  @Test func `fragments cost when they are read and with each copy`() throws {
    // 10,000 bytes are seven fragments beyond the first: 11 + 7 · 2 to read, 6 + 7 · 2 a copy.
    let run = RunDescription.ring(
      .of(1), from: [RingClient(at: 1, .flatOut(payloadBytes: 10_000))],
      daemon: DaemonCosts(ingest: .microseconds(11), deliver: .microseconds(6), fragment: .microseconds(2)),
      for: .microseconds(45 * 100))
    #expect(try simulate(run).members[0].processed == 100)
  }
}

extension TokenRing {
  /// The token's way around, where nothing takes time.
  fileprivate var rotation: Interval {
    Interval(nanoseconds: hop.nanoseconds * Int64(daemonCount))
  }
}
