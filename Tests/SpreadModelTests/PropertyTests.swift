import EventKernel
import FlowControl
import SpreadModel
import Testing

/// Whatever a scenario says, what must hold holds. A failure names the seed that draws the same run again.
@Suite struct PropertyTests {
  /// What one seed draws: a method of the catalogue, its parameters, a run.
  private func draw(
    _ seed: UInt64, onTokenRing: Bool = false
  ) throws -> (run: RunDescription, method: ResolvedMethod) {
    var random = RandomRuns(seed: seed)
    let entry = Catalogue.entries[Int(seed % UInt64(Catalogue.entries.count))]
    let isFree = entry.card.parameters.isEmpty
    let run = onTokenRing ? random.tokenRun(isFree: isFree) : random.run(isFree: isFree)
    // Values that contradict each other give way to their defaults, and all of them to a number where none is safe.
    var values = random.values(for: entry.card)
    while true {
      do {
        return (run, try entry.resolve(ParameterValues(values), run.groups))
      } catch {
        let wrong = error.problems.compactMap(\.parameter).filter { values[$0] != nil }
        if wrong.isEmpty { break }
        for name in wrong { values[name] = nil }
      }
    }
    return (run, try entry.resolve(ParameterValues(["window": 3, "credits": 3]), run.groups))
  }

  @Test(arguments: 0..<40 as Range<UInt64>)
  func `random runs keep the invariants and are the same each time, with a journal and without`(
    block: UInt64
  ) throws {
    for seed in block * 15..<(block + 1) * 15 { try check(seed, onTokenRing: false) }
  }

  @Test(arguments: 0..<40 as Range<UInt64>)
  func `random runs on token rings keep them too`(block: UInt64) throws {
    for seed in block * 15..<(block + 1) * 15 { try check(seed, onTokenRing: true) }
  }

  private func check(_ seed: UInt64, onTokenRing: Bool) throws {
    let (run, method) = try draw(seed, onTokenRing: onTokenRing)
    let settings = method.effective.map { "\($0.name)=\($0.text)" }.joined(separator: ";")
    let hint = "seed \(seed): \(method.name) \(settings)"
    switch method.run(run, Journal(), { false }) {
    case .failure(let failure): Issue.record("\(hint): \(failure)")
    case .success(let outcome):
      checkInvariants(run, outcome, hint)
      let again = try method.run(run, nil, { false }).get()
      #expect(again.fingerprint == outcome.fingerprint, "\(hint)")
      #expect(again.members == outcome.members, "\(hint)")
      #expect(again.kicks == outcome.kicks, "\(hint)")
    }
  }

  @Test func `the random runs are worth their time`() throws {
    var (kicks, controls, joined, gone, processed, bounded) = (0, 0, 0, 0, Int64(0), 0)
    for seed in 0..<200 as Range<UInt64> {
      let (run, method) = try draw(seed)
      let outcome = try method.run(run, nil, { false }).get()
      kicks += outcome.kicks.isEmpty ? 0 : 1
      controls += outcome.controlMessages > 0 ? 1 : 0
      joined += outcome.members.contains { $0.viewAt ?? .zero > .zero } ? 1 : 0
      gone += outcome.members.contains { $0.goneAt != nil } ? 1 : 0
      bounded += outcome.bound == nil ? 0 : 1
      processed += outcome.members.reduce(0) { $0 + $1.processed }
    }
    #expect(kicks > 40)
    #expect(controls > 40)
    #expect(joined > 20)
    #expect(gone > 30)
    #expect(bounded > 20)
    #expect(processed > 10_000)
  }
}
