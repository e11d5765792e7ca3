import EventKernel
import FlowControl
import Testing

@testable import SpreadModel

/// Members whose rows of services look nearly alike, so that ends of one instant are the rule and only what is further back
/// tells their order: the hardest there is for computing without events. A failure names the seed that draws the run again.
@Suite struct StretchLatticeTests {
  /// What stands beside members that read for 10 µs and process for 20.
  enum Beside: CaseIterable {
    case longer, table, tableOfReadings, pausedAlike, slowedAlike, pausedWithoutReading, slowedTwice
  }

  private func run(_ seed: UInt64, _ beside: Beside) -> RunDescription {
    var stream = RandomStream(StreamKey(seed: seed, replication: 0, entity: 0, purpose: 95))
    func time(_ count: UInt64, of microseconds: Int64 = 10) -> Interval {
      .microseconds(microseconds * Int64(1 + stream.below(count)))
    }
    func workload() -> Workload { Workload(.flatOut, start: stream.below(2) == 0 ? .zero : time(40)) }
    let (reading, processing) = (
      Distribution.constant(.microseconds(10)), Distribution.constant(.microseconds(20))
    )
    let table = Distribution.empirical([.microseconds(10), .microseconds(20)])
    let (pause, slowdown) = (
      Fault.Kind.pause(.constant(time(20, of: 5))),
      Fault.Kind.slowdown(factor: stream.below(2) == 0 ? 2 : 0.5, for: .constant(time(20)))
    )
    let (costs, kinds): (Costs, [Fault.Kind]) =
      switch beside {
      case .longer: (Costs(receive: reading, process: .constant(.microseconds(30))), [])
      case .table: (Costs(process: table), [])
      case .tableOfReadings: (Costs(receive: table, process: processing), [])
      case .pausedAlike: (Costs(receive: reading, process: processing), [pause])
      case .slowedAlike: (Costs(receive: reading, process: processing), [slowdown])
      case .pausedWithoutReading: (Costs(process: processing), [pause])
      case .slowedTwice: (Costs(process: .constant(.microseconds(5))), [slowdown, slowdown])
      }
    var members: [MemberDescription] = []
    for index in 0...stream.below(2) {
      members.append(
        MemberDescription(
          name: "alone-\(index)", costs: Costs(receive: reading, process: processing), workload: workload()))
    }
    for index in 0...stream.below(2) {
      members.append(MemberDescription(name: "beside-\(index)", costs: costs, workload: workload()))
    }
    if stream.below(2) == 0 { members.reverse() }
    let faults = members.indices.filter { members[$0].name.hasPrefix("beside") }.flatMap { member in
      kinds.map {
        Fault(at: time(100, of: 5), member: member, $0, every: .constant(time(30) + .microseconds(200)))
      }
    }
    return RunDescription(
      duration: .milliseconds(4), seed: seed, ring: Ring(cost: .constant(time(3)), latency: time(3)),
      members: members, faults: faults)
  }

  @Test(arguments: Beside.allCases)
  func `rows that look nearly alike end in the same order in stretches as step by step`(beside: Beside) throws
  {
    var alone = 0
    for seed in 0..<100 as Range<UInt64> {
      for count in ["received", "processed"] {
        let values: Values = ["count": ParameterValue.word(count), "window": .messages(1 + Int(seed % 4))]
        var run = run(seed, beside)
        let lengths = ServiceLengths(run)
        alone += run.members.contains { lengths.allowLineage($0.costs) } ? 1 : 0
        let stretched = try simulate(run, under: "pipelining-senders", values, isJournaled: false)
        run.takesEveryStep = true
        let stepped = try simulate(run, under: "pipelining-senders", values, isJournaled: false)
        let different = differences(stretched, stepped)
        #expect(different.isEmpty, "seed \(seed), \(count)")
      }
    }
    #expect(alone == (beside == .longer ? 200 : 0), "members go on alone only where the order is known")
  }
}
