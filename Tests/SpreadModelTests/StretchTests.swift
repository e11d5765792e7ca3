import EventKernel
import FlowControl
import Testing

@testable import SpreadModel

/// Members computed in stretches leave the same outcome as members whose every end of service is an event. A failure
/// names the seed that draws the same run again.
@Suite struct StretchTests {
  /// A method that lets members go on alone, with its parameters for one seed.
  enum Variant: CaseIterable {
    case free, countingReceived, countingProcessed

    var isWindowed: Bool { self != .free }
    var method: String { isWindowed ? "pipelining-senders" : "hope-and-pray" }

    /// The rule of thumb in every third run where it gives a window, else 1 to 7 messages.
    func values(_ seed: UInt64, for run: RunDescription) -> Values {
      guard isWindowed else { return [:] }
      var values: Values = ["count": self == .countingProcessed ? "processed" : "received"]
      let hasThumb = run.session.maxSessionMessages >= 2 * run.members.count
      if !hasThumb || !seed.isMultiple(of: 3) { values["window"] = .messages(1 + Int(seed / 3 % 7)) }
      return values
    }
  }

  private func draw(_ seed: UInt64, _ variant: Variant) -> RunDescription {
    var random = RandomStretchRuns(seed: seed, isWindowed: variant.isWindowed)
    return random.run()
  }

  /// The outcome in stretches, and the one step by step.
  private func outcomes(
    of run: RunDescription, under variant: Variant, _ seed: UInt64
  ) throws -> (stretched: RunOutcome, stepped: RunOutcome) {
    let values = variant.values(seed, for: run)
    var stepped = run
    stepped.takesEveryStep = true
    return (
      try simulate(run, under: variant.method, values, isJournaled: false),
      try simulate(stepped, under: variant.method, values, isJournaled: false)
    )
  }

  @Test(arguments: 0..<40 as Range<UInt64>)
  func `a run in stretches has the outcome of the same run step by step`(block: UInt64) throws {
    for seed in block * 10..<(block + 1) * 10 {
      for variant in Variant.allCases {
        let run = draw(seed, variant)
        let (stretched, stepped) = try outcomes(of: run, under: variant, seed)
        let different = differences(stretched, stepped)
        #expect(different.isEmpty, "seed \(seed): \(variant)")
      }
    }
  }

  /// Of 300,000 random runs the ones that showed a mistake: a message counted before it was in the log, and a queue in
  /// front of a service that takes no time.
  @Test(arguments: [8786, 9903, 21151, 69093] as [UInt64])
  func `runs that once differed do not`(seed: UInt64) throws {
    for variant in Variant.allCases {
      let (stretched, stepped) = try outcomes(of: draw(seed, variant), under: variant, seed)
      let different = differences(stretched, stepped)
      #expect(different.isEmpty, "seed \(seed): \(variant)")
    }
  }

  @Test func `the random runs may be computed in stretches and are worth their time`() throws {
    var (allowed, kicked, gone, joined, blocked) = (0, 0, 0, 0, 0)
    var (processed, largest) = (Int64(0), Int64(0))
    for seed in 0..<400 as Range<UInt64> {
      let variant = Variant.allCases[Int(seed % 3)]
      let run = draw(seed, variant)
      allowed += Engine<HopeAndPray>.allowsStretches(run, Modifiers()) ? 1 : 0
      let outcome = try outcomes(of: run, under: variant, seed).stretched
      kicked += outcome.kicks.isEmpty ? 0 : 1
      gone += outcome.members.contains { $0.goneAt != nil } ? 1 : 0
      joined += outcome.members.contains { $0.viewAt ?? .zero > .zero } ? 1 : 0
      blocked += outcome.longestStall > .zero ? 1 : 0
      processed += outcome.members.reduce(0) { $0 + $1.processed }
      largest = max(largest, outcome.deliveries)
    }
    #expect(allowed == 400)
    #expect(kicked > 40)
    #expect(gone > 40)
    #expect(joined > 10)
    #expect(blocked > 60)
    #expect(processed > 40_000)
    #expect(largest > 3_000)
  }

  /// The log begins with room for 1024 messages, and trims itself in the midst of an acceptance that is half counted.
  @Test func `a message that makes the log trim itself is not counted twice`() throws {
    let sender = Workload(.constant(Rate(count: 1, per: .microseconds(100))))
    let run = RunDescription(
      duration: .milliseconds(400), seed: 1, ring: Ring(cost: .constant(.microseconds(10))),
      members: [
        .sender(sender, process: .constant(.microseconds(50))),
        .receiver(process: .exponential(mean: .microseconds(80))),
        .receiver("even", process: .constant(.microseconds(50))),
      ])
    let (stretched, stepped) = try outcomes(of: run, under: .free, 1)
    #expect(stepped.accepted > 3_000)
    #expect(differences(stretched, stepped) == [])
  }

  @Test(arguments: Variant.allCases)
  func `whoever only processes is computed in stretches and not step by step`(variant: Variant) throws {
    var run = RunDescription(
      duration: .milliseconds(350), ring: Ring(latency: .microseconds(10)),
      members: [.sender(Workload(.constant(Rate(count: 1, per: .microseconds(100)))))]
        + (0..<20).map { .receiver("receiver-\($0)", process: .exponential(mean: .microseconds(50))) })
    let values = variant.values(0, for: run)
    var counts: [Int64] = []
    for takesEveryStep in [false, true] {
      run.takesEveryStep = takesEveryStep
      let (executed, deliveries) =
        variant.isWindowed
        ? try executedCount(run, PipeliningSenders.self, values)
        : try executedCount(run, HopeAndPray.self, values)
      #expect(deliveries > 70_000)
      counts.append(executed)
    }
    // A few entries for each of the 3,500 messages, and not one for each of their 73,500 deliveries.
    #expect(counts[0] < 20_000)
    #expect(counts[1] > 70_000)
  }

  @Test func `a run with a journal takes every step, and has the same outcome`() throws {
    let run = draw(0, .free)
    let journaled = try simulate(run, isJournaled: true)
    let steps = try #require(journaled.journal?.lines).count { $0.step == .processed }
    #expect(steps > 0)
    #expect(Int64(steps) == journaled.members.reduce(0) { $0 + $1.processed })
    let (stretched, _) = try outcomes(of: run, under: .free, 0)
    #expect(differences(stretched, journaled) == ["journal"])
  }
}
