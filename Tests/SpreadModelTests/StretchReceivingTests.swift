import EventKernel
import FlowControl
import Testing

@testable import SpreadModel

/// Members that take time for receiving, some in stretches and some not, have the same outcome as step by step. A failure
/// names the seed that draws the same run again.
@Suite struct StretchReceivingTests {
  private static let methods = [
    "hope-and-pray", "pipelining-senders", "yelling-fire", "agreed-ack", "adaptive", "credits",
  ]

  private func draw(_ seed: UInt64, under method: String) -> RunDescription {
    var random = RandomStretchRuns(
      seed: seed, isWindowed: method != "hope-and-pray" && method != "yelling-fire")
    return random.mixedRun()
  }

  private func values(_ seed: UInt64, for method: String) -> Values {
    switch method {
    case "pipelining-senders":
      [
        "window": .messages(1 + Int(seed / 2 % 7)),
        "count": ParameterValue.word(seed.isMultiple(of: 2) ? "processed" : "received"),
      ]
    case "agreed-ack": ["window": .messages(1 + Int(seed % 9)), "threshold": .messages(3 + Int(seed % 20))]
    default: [:]
    }
  }

  /// The run in stretches and step by step; `nil` where its values do not fit it.
  private func results(
    _ seed: UInt64, under name: String
  ) -> (stretched: Result<RunOutcome, RunFailure>, stepped: Result<RunOutcome, RunFailure>)? {
    var run = draw(seed, under: name)
    guard let method = try? resolve(name, values(seed, for: name), for: run) else { return nil }
    let stretched = method.run(run, nil, { false })
    run.takesEveryStep = true
    return (stretched, method.run(run, nil, { false }))
  }

  @Test(arguments: 0..<40 as Range<UInt64>)
  func `whoever takes time for receiving, stretches change nothing`(block: UInt64) {
    for seed in block * 10..<(block + 1) * 10 {
      for name in Self.methods { check(seed, under: name) }
    }
  }

  private func check(_ seed: UInt64, under name: String) {
    switch results(seed, under: name) {
    case (.success(let stretched), .success(let stepped))?:
      let different = differences(stretched, stepped)
      #expect(different.isEmpty, "seed \(seed): \(name)")
    case (.failure(let stretched), .failure(let stepped))?:
      #expect(stretched == stepped, "seed \(seed): \(name)")
    case nil: break
    default: Issue.record("only one of both runs failed; seed \(seed): \(name)")
    }
  }

  /// The sender always takes as long for sending as well as for processing, and so takes every step.
  @Test(arguments: [Distribution.constant(.microseconds(50)), .exponential(mean: .microseconds(50))])
  func `members that receive and process go on alone beside one that cannot`(process: Distribution) throws {
    let time = Distribution.constant(.microseconds(5))
    let sender = MemberDescription(
      name: "sender", costs: Costs(send: time, receive: time, process: .constant(.microseconds(20))),
      workload: Workload(.constant(Rate(count: 1, per: .microseconds(100)))))
    let receivers = (0..<20).map {
      MemberDescription(
        name: "receiver-\($0)", costs: Costs(receive: .constant(.microseconds(3)), process: process))
    }
    let run = RunDescription(
      duration: .milliseconds(350), ring: Ring(latency: .microseconds(10)), members: [sender] + receivers)
    let (executed, deliveries) = try executedCount(run, HopeAndPray.self, [:])
    #expect(deliveries > 70_000)
    // A few entries for each of the 3,500 messages, and not two for each of their 73,500 deliveries.
    #expect(executed < 30_000)
  }

  @Test(arguments: methods)
  func `most random runs have values that their method takes`(name: String) {
    #expect(
      (0..<200 as Range<UInt64>).count { results($0, under: name) != nil } > (name == "credits" ? 80 : 190))
  }

  @Test func `the random runs are worth their time`() {
    var (mixed, processed, kicked) = (0, Int64(0), 0)
    for seed in 0..<400 as Range<UInt64> {
      let run = draw(seed, under: "hope-and-pray")
      let lengths = ServiceLengths(run)
      let goAlone = run.members.count { lengths.allowLineage($0.costs) && !$0.costs.receive.isZero }
      mixed += goAlone > 0 && goAlone < run.members.count ? 1 : 0
      guard case .success(let outcome)? = results(seed, under: "hope-and-pray")?.stretched else { continue }
      processed += outcome.members.reduce(0) { $0 + $1.processed }
      kicked += outcome.kicks.isEmpty ? 0 : 1
    }
    #expect(mixed > 100)
    #expect(processed > 20_000)
    #expect(kicked > 30)
  }
}
