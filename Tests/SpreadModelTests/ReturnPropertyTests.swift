import EventKernel
import FlowControl
import SpreadModel
import Testing

/// Random runs in which members come back, with recovery and without, keep what must hold. A failure names its seed.
@Suite struct ReturnPropertyTests {
  private func draw(
    _ seed: UInt64, onTokenRing: Bool
  ) throws -> (run: RunDescription, method: ResolvedMethod) {
    var random = RandomRuns(seed: seed)
    let entry = Catalogue.entries[Int(seed % UInt64(Catalogue.entries.count))]
    let isFree = entry.card.parameters.isEmpty
    var run = onTokenRing ? random.tokenRun(isFree: isFree) : random.run(isFree: isFree)
    var stream = RandomStream(StreamKey(seed: seed, replication: 0, entity: 1, purpose: 99))
    if stream.below(2) == 0 { run.session.maxSessionMessages = 3 + Int(stream.below(20)) }
    for index in run.members.indices where run.members[index].isInGroup && stream.below(3) > 0 {
      run.members[index].rejoin = Rejoin(
        after: .microseconds(1 + Int64(stream.below(6_000))),
        attemptLimit: stream.below(3) == 0 ? 1 + Int(stream.below(3)) : nil,
        recovery: stream.below(4) == 0 ? nil : .perSecond(500 + Int64(stream.below(100_000))))
      guard stream.below(2) == 0 else { continue }
      let at = Interval.microseconds(Int64(stream.below(30_000)))
      run.faults.append(Fault(at: at, member: index, .crash))
    }
    for values in [random.values(for: entry.card), [:]] {
      if let method = try? entry.resolve(ParameterValues(values), run.group) { return (run, method) }
    }
    return (run, try entry.resolve(ParameterValues(["window": 3, "credits": 3]), run.group))
  }

  @Test(arguments: 0..<40 as Range<UInt64>)
  func `runs with members that come back keep the invariants`(block: UInt64) throws {
    for seed in block * 15..<(block + 1) * 15 { try check(seed, onTokenRing: false) }
  }

  @Test(arguments: 0..<40 as Range<UInt64>)
  func `they keep them on token rings too`(block: UInt64) throws {
    for seed in block * 15..<(block + 1) * 15 { try check(seed, onTokenRing: true) }
  }

  private func check(_ seed: UInt64, onTokenRing: Bool) throws {
    let (run, method) = try draw(seed, onTokenRing: onTokenRing)
    let hint = "seed \(seed): \(method.name)"
    switch method.run(run, Journal(), { false }) {
    case .failure(let failure): Issue.record("\(hint): \(failure)")
    case .success(let outcome):
      checkInvariants(run, outcome, hint)
      let again = try method.run(run, nil, { false }).get()
      #expect(again.fingerprint == outcome.fingerprint, "\(hint)")
      #expect(again.members == outcome.members, "\(hint)")
    }
  }

  @Test func `the random runs are worth their time`() throws {
    var (returns, recovered, again, gaps) = (0, 0, 0, 0)
    for seed in 0..<200 as Range<UInt64> {
      let (run, method) = try draw(seed, onTokenRing: seed % 2 == 1)
      let outcome = try method.run(run, Journal(), { false }).get()
      returns += outcome.members.contains { $0.returnCount > 0 } ? 1 : 0
      again += outcome.members.contains { $0.returnCount > 1 } ? 1 : 0
      recovered += outcome.members.contains { $0.recovered > 0 } ? 1 : 0
      gaps += History(outcome).all(.gap).isEmpty ? 0 : 1
    }
    #expect(returns > 80)
    #expect(again > 30)
    #expect(recovered > 30)
    #expect(gaps > 30)
  }
}
