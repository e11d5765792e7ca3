import EventKernel
import FlowControl
import SpreadModel
import Testing

/// Whatever happens to the daemons of a ring, what must hold holds. A failure names the seed that draws the same run
/// again. (What is delivered where is checked by the engine itself at the end of every run.)
@Suite struct PartitionPropertyTests {
  private func draw(_ seed: UInt64) throws -> (run: RunDescription, method: ResolvedMethod) {
    var random = RandomRuns(seed: seed)
    let entry = Catalogue.entries[Int(seed % UInt64(Catalogue.entries.count))]
    let run = random.partitionedRun(isFree: entry.card.parameters.isEmpty)
    for values in [random.values(for: entry.card), [:]] {
      if let method = try? entry.resolve(ParameterValues(values), run.group) { return (run, method) }
    }
    return (run, try entry.resolve(ParameterValues(["window": 3, "credits": 3]), run.group))
  }

  @Test(arguments: 0..<40 as Range<UInt64>)
  func `random partitions, merges and crashes keep the invariants and are the same each time`(
    block: UInt64
  ) throws {
    for seed in block * 15..<(block + 1) * 15 {
      let (run, method) = try draw(seed)
      let hint = "seed \(seed): \(method.name)"
      let outcome = try method.run(run, Journal(), { false }).get()
      checkInvariants(run, outcome, hint)
      for violation in SynchronyChecker(run, outcome).violations { Issue.record("\(hint): \(violation)") }
      #expect(outcome.bound == nil, "\(hint)")
      let again = try method.run(run, nil, { false }).get()
      #expect(again.fingerprint == outcome.fingerprint, "\(hint)")
      #expect(again.members == outcome.members, "\(hint)")
    }
  }

  @Test func `the random partitions are worth their time`() throws {
    var (formed, apart, discarding, kicks, processed) = (0, 0, 0, 0, Int64(0))
    for seed in 0..<200 as Range<UInt64> {
      let (run, method) = try draw(seed)
      let outcome = try method.run(run, Journal(), { false }).get()
      let checker = SynchronyChecker(run, outcome)
      formed += checker.ringCount
      apart += checker.apartCount
      discarding += checker.differingCount
      kicks += outcome.kicks.count
      processed += outcome.members.reduce(0) { $0 + $1.processed }
    }
    #expect(formed > 600)
    #expect(apart > 100)
    #expect(discarding > 20)
    #expect(kicks > 20)
    #expect(processed > 10_000)
  }
}

/// Reads from a journal which rings there were and what each daemon delivered in each.
///
/// Extended virtual synchrony: daemons that go together from one ring into the next have delivered the same messages in
/// the first, and, where none is reliable, in the same order.
struct SynchronyChecker {
  private struct RingKey: Hashable {
    let at: Instant
    let leader: Int
  }
  private struct Era {
    let ring: RingKey
    var delivered: [Int] = []
  }

  private(set) var violations: [String] = []
  /// Rings that were formed after the first.
  private(set) var ringCount = 0
  /// Pairs of daemons that left a ring for different ones.
  private(set) var apartCount = 0
  /// Of these, the ones that had delivered different messages in it.
  private(set) var differingCount = 0

  init(_ run: RunDescription, _ outcome: RunOutcome) {
    let daemonCount = run.ring.token?.daemonCount ?? 0
    var eras = Array(
      repeating: [Era(ring: RingKey(at: .zero, leader: 1))], count: daemonCount)
    for line in outcome.journal?.ringLines ?? [] {
      switch line.step {
      case .formed: eras[line.daemon].append(Era(ring: RingKey(at: line.at, leader: line.number)))
      // What it had of its ring is gone with it.
      case .crashed: eras[line.daemon].append(Era(ring: RingKey(at: line.at, leader: -line.daemon)))
      case .delivered: eras[line.daemon][eras[line.daemon].count - 1].delivered.append(line.number)
      default: continue
      }
    }
    ringCount = Set(eras.flatMap { $0.dropFirst().map(\.ring) }).count
    for first in 0..<daemonCount {
      for second in first + 1..<max(first + 1, daemonCount) {
        compare(eras[first], eras[second], "daemons \(first + 1) and \(second + 1)", run.mayOvertake)
      }
    }
  }

  private mutating func compare(_ first: [Era], _ second: [Era], _ names: String, _ mayOvertake: Bool) {
    for (index, era) in first.enumerated().dropLast() {
      guard let other = second.firstIndex(where: { $0.ring == era.ring }), other + 1 < second.count else {
        continue
      }
      func order(_ delivered: [Int]) -> [Int] { mayOvertake ? delivered.sorted() : delivered }
      let isSame = order(era.delivered) == order(second[other].delivered)
      if first[index + 1].ring == second[other + 1].ring {
        if !isSame {
          violations.append("\(names) leave the ring of \(era.ring.at) with different messages")
        }
      } else {
        apartCount += 1
        if !isSame { differingCount += 1 }
      }
    }
  }
}
