import EventKernel
import FlowControl
import Testing

@testable import SpreadModel

/// Members that hear of others' messages later leave the same outcome as members that hear of each at once. A failure names
/// the seed that draws the same run again.
@Suite struct StretchHearingTests {
  enum Variant: CaseIterable {
    case agreedAck, eagerAck, sizedAck, minStatus, taggedStatus, lockstep, adaptive

    var method: String {
      switch self {
      case .agreedAck, .eagerAck, .sizedAck: "agreed-ack"
      case .minStatus, .taggedStatus: "min-status"
      case .lockstep: "lockstep"
      case .adaptive: "adaptive"
      }
    }

    func values(_ seed: UInt64, for run: RunDescription) -> Values {
      var stream = RandomStream(StreamKey(seed: seed, replication: 0, entity: 0, purpose: 97))
      func number(_ range: ClosedRange<Int>) -> ParameterValue {
        let least = min(range.lowerBound, run.session.maxSessionMessages)
        let greatest = min(range.upperBound, run.session.maxSessionMessages)
        return .messages(least + Int(stream.below(UInt64(greatest - least + 1))))
      }
      func chance() -> Bool { stream.below(2) == 0 }
      switch self {
      case .agreedAck:
        return ["window": number(1...9), "threshold": number(3...30), "ackEvery": number(1...4)]
      case .eagerAck:
        return [
          "window": number(1...9), "threshold": number(0...20), "ackEvery": number(1...6),
          "piggyback": .flag(chance()), "selfClocked": .flag(chance()),
          "count": .word(chance() ? "processed" : "received"),
          "reference": .word(chance() ? "processed" : "received"),
        ]
      // Recomputed at every view.
      case .sizedAck:
        return ["window": "auto", "threshold": "auto", "ackTo": .word(chance() ? "senders" : "group")]
      case .taggedStatus:
        let tags = 1 + Int(stream.below(UInt64(run.members.count)))
        return [
          "select": "tagged", "tags": .messages(tags), "window": number(2...12), "statusEvery": number(1...2),
        ]
      case .minStatus: return ["window": number(2...12), "statusEvery": number(1...2)]
      case .lockstep: return ["window": number(1...9)]
      case .adaptive: return [:]
      }
    }
  }

  private func draw(_ seed: UInt64, _ variant: Variant) -> RunDescription {
    var random = RandomStretchRuns(seed: seed, isWindowed: true)
    var run = random.run()
    if variant == .minStatus || variant == .taggedStatus {
      // Statuses go to those that send; only where that is everybody, a member may be told of them later.
      let workload = run.members.lazy.compactMap(\.workload).first
      for index in run.members.indices where run.members[index].workload == nil {
        run.members[index].workload = workload
      }
    }
    return run
  }

  @Test(arguments: 0..<40 as Range<UInt64>)
  func `a run in which news comes later has the outcome of the same run step by step`(block: UInt64) throws {
    for seed in block * 10..<(block + 1) * 10 {
      for variant in Variant.allCases {
        var run = draw(seed, variant)
        let values = variant.values(seed, for: run)
        // Not every drawn group has values that the method takes.
        guard let method = try? resolve(variant.method, values, for: run) else { continue }
        let stretched = method.run(run, nil, { false })
        run.takesEveryStep = true
        switch (stretched, method.run(run, nil, { false })) {
        case (.success(let stretched), .success(let stepped)):
          let different = differences(stretched, stepped)
          #expect(different.isEmpty, "seed \(seed): \(variant)")
        case (.failure(let stretched), .failure(let stepped)):
          #expect(stretched == stepped, "seed \(seed): \(variant)")
        default: Issue.record("only one of both runs failed; seed \(seed): \(variant)")
        }
      }
    }
  }

  @Test(arguments: Variant.allCases)
  func `the random runs are worth their time`(variant: Variant) throws {
    var (compared, controlled, kicked) = (0, 0, 0)
    for seed in 0..<400 as Range<UInt64> {
      let run = draw(seed, variant)
      let values = variant.values(seed, for: run)
      guard let outcome = try? simulate(run, under: variant.method, values, isJournaled: false) else {
        continue
      }
      compared += 1
      controlled += outcome.controlMessages > 5 ? 1 : 0
      kicked += outcome.kicks.isEmpty ? 0 : 1
    }
    #expect(compared > 200)
    #expect(kicked > (variant == .sizedAck ? 2 : 20))
    #expect(controlled > 100 || variant == .sizedAck || variant == .lockstep || variant == .adaptive)
  }

  /// Senders flat out, one of them slow, so that the others wait for it most of the time.
  private var flatOut: RunDescription {
    let members = (0..<12).map { index in
      MemberDescription.sender(
        Workload(.flatOut), name: "member-\(index)",
        process: .exponential(mean: .microseconds(index == 0 ? 500 : 50)))
    }
    return RunDescription(
      duration: .milliseconds(800), seed: 7, ring: Ring(cost: .constant(.microseconds(10))), members: members)
  }

  private func check<Method: FlowControl>(_ method: Method.Type, _ values: Values) throws {
    var run = flatOut
    let stretched = try simulate(run, under: Method.card.name, values, isJournaled: false)
    run.takesEveryStep = true
    let stepped = try simulate(run, under: Method.card.name, values, isJournaled: false)
    #expect(differences(stretched, stepped) == [])
    #expect(stretched.members.allSatisfy { $0.sent > 50 })
    #expect(stretched.members[0].awaitedNanoseconds > 1_000_000_000)
    let (executed, deliveries) = try executedCount(flatOut, method, values)
    #expect(executed < deliveries / 2)
  }

  @Test func `members that wait for a slow one go on alone meanwhile`() throws {
    try check(AgreedAck.self, ["window": 40, "threshold": 200, "ackEvery": 100])
    try check(MinStatus.self, ["window": 20, "statusEvery": 5])
    try check(Lockstep.self, ["window": 20])
  }
}
