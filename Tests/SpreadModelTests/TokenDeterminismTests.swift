import EventKernel
import FlowControl
import SpreadModel
import Testing

/// The same run twice is the same run, on token rings as well.
@Suite struct TokenDeterminismTests {
  /// Everything at once: loss, kicks, blocked senders, all services, sockets of the kernel, random times.
  private func run(_ socket: Socket, seed: UInt64) -> RunDescription {
    let services: [ServiceLevel] = [.agreed, .safe, .reliable, .agreed]
    return RunDescription(
      duration: .milliseconds(200), warmup: .milliseconds(20), seed: seed,
      ring: .token(
        TokenRing(
          daemonCount: 4, window: 30, personalWindow: 9, hop: .microseconds(40),
          bandwidth: Bandwidth(bitCount: 1_000, per: .microseconds(1)), loss: 0.05)),
      daemon: DaemonCosts(
        ingest: .microseconds(5), packet: .microseconds(3), deliver: .microseconds(4),
        fragment: .microseconds(1), drain: .microseconds(2), waterMark: 40),
      session: SessionRules(maxSessionMessages: 300, socket: socket, drainPeriod: nil),
      members: services.enumerated().map { index, service in
        var member = MemberDescription.sender(
          Workload(.poisson(.perSecond(4_000)), payloadBytes: [100, 1_000, 4_000]).with(service),
          name: "member-\(index)", send: .exponential(mean: .microseconds(5)),
          process: .lognormal(mean: .microseconds(30 + 30 * Int64(index)), cv: 2))
        member.daemon = index + 1
        return member
      },
      faults: [.pause(2, at: .milliseconds(50), for: .milliseconds(60))])
  }

  @Test(arguments: [Socket.none, .messages(20), .unix, .tcp], [1, 2, 3])
  func `a run is the same each time, with a journal and without`(socket: Socket, seed: UInt64) throws {
    let run = run(socket, seed: seed)
    let first = try simulate(run)
    for isJournaled in [true, false] {
      let again = try simulate(run, isJournaled: isJournaled)
      #expect(again.fingerprint == first.fingerprint)
      #expect(again.members == first.members)
      #expect(again.kicks == first.kicks)
      #expect(again.ring == first.ring)
      #expect(again.latency == first.latency)
      #expect(again.journal == (isJournaled ? first.journal : nil))
    }
    #expect(first.ring?.retransmissionCount ?? 0 > 0)
    #expect(first.ordered > 500)
  }

  @Test func `another seed is another run`() throws {
    let runs = try (1...5 as ClosedRange<UInt64>).map {
      try simulate(run(.unix, seed: $0), isJournaled: false).fingerprint
    }
    #expect(Set(runs).count == 5)
  }

  /// Draws as the property tests do, of the method that accepts every run.
  private func draw(_ seed: UInt64) -> RunDescription {
    var random = RandomRuns(seed: seed)
    return random.tokenRun(isFree: true)
  }

  @Test func `the random runs on token rings are worth their time`() throws {
    var found: [String: Int] = [:]
    for seed in 0..<200 as Range<UInt64> {
      let run = draw(seed)
      let outcome = try simulate(run, isJournaled: false)
      let ring = try #require(outcome.ring)
      let services = run.members.indices.filter { outcome.members[$0].sent > 0 }
        .map { run.members[$0].workload?.service }
      let isMany = run.ring.token?.daemonCount ?? 1 > 1
      let facts = [
        "kicks": !outcome.kicks.isEmpty, "retransmissions": ring.retransmissionCount > 0,
        "blocked": outcome.members.contains { $0.sendBlocked > .zero },
        "full": ring.downQueueMax >= run.daemon.waterMark,
        "safe": isMany && services.contains(.safe), "reliable": isMany && services.contains(.reliable),
        "packed": ring.packetCount > 0 && ring.packetCount < outcome.ordered,
        "fragments": ring.packetCount > outcome.ordered + 20,
        "processed": outcome.members.contains { $0.processed > 10 },
      ]
      for (fact, holds) in facts where holds { found[fact, default: 0] += 1 }
    }
    for fact in ["kicks", "retransmissions", "blocked", "full", "safe", "reliable", "packed", "fragments"] {
      #expect(found[fact] ?? 0 >= 20, "\(fact)")
    }
    #expect(found["processed"] ?? 0 > 120)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `where nothing is lost nothing is sent twice`(block: UInt64) throws {
    for seed in block * 10..<(block + 1) * 10 {
      var run = draw(seed)
      guard case .token(var ring) = run.ring else { continue }
      ring.loss = 0
      run.ring = .token(ring)
      let outcome = try simulate(run, isJournaled: false)
      #expect(outcome.ring?.retransmissionCount == 0, "seed \(seed)")
    }
  }
}
