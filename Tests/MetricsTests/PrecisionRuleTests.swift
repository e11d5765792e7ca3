import Testing

@testable import Metrics

@Suite struct PrecisionRuleTests {
  private func sample(_ values: [Double]) -> SampleStatistics {
    var sample = SampleStatistics()
    for value in values { sample.add(value) }
    return sample
  }

  /// `count` values around 100 that swing by `swing`.
  private func swinging(_ swing: Double, _ count: Int) -> SampleStatistics {
    sample((0..<count).map { 100 + ($0 % 2 == 0 ? swing : -swing) })
  }

  private let rule = PrecisionRule(metric: "throughput_per_s", relative: 0.01, replications: 1, limit: 1000)

  @Test func `at least five replications are run, or as many as were asked for, or the limit`() {
    #expect(rule.decision([sample([100])], replications: 1) == .more(4))
    #expect(PrecisionRule(metric: "kicks", relative: 0.1, replications: 20, limit: 1000).minimum == 20)
    #expect(PrecisionRule(metric: "kicks", relative: 0.1, replications: 20, limit: 3).minimum == 3)
  }

  @Test func `it is enough when every method is precise`() {
    let (precise, wide) = (swinging(0.1, 10), swinging(20, 10))
    #expect(rule.decision([precise, precise], replications: 10) == .enough)
    #expect(rule.decision([precise, wide], replications: 10) != .enough)
    #expect(rule.decision([], replications: 10) == .enough)
  }

  @Test func `half the width is compared with the mean without its sign`() throws {
    let sample = swinging(2, 100)
    let ratio = try #require(sample.halfWidth) / 100
    let negative = self.sample((0..<100).map { -100 + ($0 % 2 == 0 ? 2.0 : -2) })
    for (relative, isReached) in [(ratio * 1.000001, true), (ratio * 0.999999, false)] {
      let rule = PrecisionRule(metric: "x", relative: relative, replications: 1, limit: 1000)
      #expect(rule.isReached(by: sample) == isReached)
      #expect(rule.isReached(by: negative) == isReached)
    }
  }

  @Test func `a mean of zero is precise without spread only, and what was never measured is not waited for`()
  {
    #expect(rule.isReached(by: sample([0, 0, 0])))
    #expect(!rule.isReached(by: sample([-1, 1, 0, 0])))
    #expect(rule.isReached(by: sample([])))
    #expect(!rule.isReached(by: sample([5])))
  }

  @Test func `a wide interval doubles the replications at most, a narrow one asks for few more`() throws {
    #expect(rule.decision([swinging(50, 10)], replications: 10) == .more(10))
    #expect(rule.decision([sample([-1, 1, -1, 1, -1, 1])], replications: 6) == .more(6))
    guard case .more(let count) = rule.decision([swinging(1.45, 10)], replications: 10) else {
      Issue.record("is precise")
      return
    }
    #expect((1...3).contains(count))
    #expect(rule.decision([swinging(5.2, 100)], replications: 100) == .more(10))
  }

  @Test func `no point exceeds the limit`() {
    let rule = PrecisionRule(metric: "x", relative: 0.01, replications: 1, limit: 15)
    #expect(rule.decision([swinging(50, 10)], replications: 10) == .more(5))
    #expect(rule.decision([swinging(50, 15)], replications: 15) == .limitReached)
    #expect(rule.decision([swinging(0.1, 15)], replications: 15) == .enough)
  }

  /// Until it says stop, on samples of any spread: it does stop, with the limit kept and the precision as promised.
  @Test func `it always comes to an end`() {
    for seed in UInt64(1)...60 {
      var state = seed
      var values: [Double] = []
      let spread = Double(seed % 7) * 3
      let rule = PrecisionRule(metric: "x", relative: 0.02, replications: Int(seed % 9) + 1, limit: 400)
      var decision = rule.decision([SampleStatistics()], replications: 0)
      var rounds = 0
      while case .more(let count) = decision {
        #expect(count >= 1, "seed \(seed)")
        for _ in 0..<count {
          state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
          values.append(50 + spread * (Double(state >> 40) / 0x1p24 - 0.5))
        }
        decision = rule.decision([sample(values)], replications: values.count)
        rounds += 1
        guard rounds < 100 else { break }
      }
      #expect(rounds < 100 && values.count <= 400 && values.count >= rule.minimum, "seed \(seed)")
      #expect((decision == .enough) == rule.isReached(by: sample(values)), "seed \(seed)")
    }
  }
}
