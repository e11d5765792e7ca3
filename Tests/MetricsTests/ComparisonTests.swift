import Metrics
import Testing

@Suite("Comparison")
struct ComparisonTests {
  private static let throughput = Column("throughput_per_s", .number, .larger, "")
  private static let latency = Column("latency_p99_ms", .number, .smaller, "")
  private static let members = Column("members", .count, .neither, "")

  private func pairs(_ values: [(Double, Double)]) -> PairedStatistics {
    var pairs = PairedStatistics()
    for (reference, compared) in values { pairs.add(reference: reference, compared: compared) }
    return pairs
  }

  private func verdict(_ metric: Column, _ values: [(Double, Double)]) -> Comparison.Verdict {
    Comparison(subject: 1, reference: 0, metric: metric, pairs: pairs(values)).verdict
  }

  @Test("a difference is of pairs: what both share does not widen its interval")
  func paired() throws {
    let sample = pairs([(10, 11), (500, 501.1), (90, 90.9)])
    let difference = try #require(sample.difference.interval)
    #expect(difference.lowerBound > 0.7 && difference.upperBound < 1.3)
    #expect(try #require(sample.compared.halfWidth) > 500)
    #expect(sample.finding == .larger)
  }

  @Test("it is the textbook's interval: differences 1, 2, 3, 4 have the mean 2.5 ± 3.182446 · 1.290994 / 2")
  func byHand() throws {
    let sample = pairs([(1, 2), (1, 3), (1, 4), (1, 5)])
    #expect(sample.difference.mean == 2.5)
    #expect(abs(try #require(sample.difference.halfWidth) - 2.0542598) < 1e-6)
    #expect(sample.ratio == 3.5)
    let ratios = try #require(sample.ratioInterval)
    #expect(abs(ratios.lowerBound - 1.4457402) < 1e-6 && abs(ratios.upperBound - 5.5542598) < 1e-6)
  }

  @Test("level is what has zero in its interval, the ends included")
  func level() {
    #expect(verdict(Self.throughput, [(1, 2), (1, 0), (1, 1)]) == .level)
    #expect(verdict(Self.throughput, [(1, 1), (2, 2)]) == .level)
    #expect(verdict(Self.throughput, [(1, 1.001), (2, 2.001)]) == .better)
  }

  @Test("the polarity of a column says which way is better")
  func polarity() {
    let more = [(1.0, 2.0), (2.0, 3.0)], less = more.map { ($0.1, $0.0) }
    #expect(verdict(Self.throughput, more) == .better && verdict(Self.throughput, less) == .worse)
    #expect(verdict(Self.latency, more) == .worse && verdict(Self.latency, less) == .better)
    #expect(verdict(Self.members, more) == .more && verdict(Self.members, less) == .less)
  }

  @Test("one run each is judged only where both are equal, and nothing where nothing was measured")
  func single() {
    #expect(verdict(Self.throughput, [(1, 2)]) == .oneRun)
    #expect(verdict(Self.throughput, [(2, 2)]) == .level)
    #expect(verdict(Self.throughput, []) == .notMeasured)
  }

  @Test("two zeros have the ratio 1, and what grew from zero is beyond every limit")
  func ratioOfZero() {
    #expect(pairs([(0, 0)]).ratio == 1)
    #expect(pairs([(0, 3)]).ratio == .infinity)
    #expect(pairs([(3, 0)]).ratio == 0)
    #expect(pairs([]).ratio == nil && pairs([(-1, 1)]).ratio == nil)
  }

  @Test("of several the best of each metric is the reference, and the first of equals")
  func best() throws {
    let plan = ComparisonPlan(
      subjectCount: 3, metrics: [Self.throughput, Self.latency, Self.members], reference: .best)
    let groups = try collect(plan, [[10, 5, 1], [20, 7, 1], [20, 5, 2]])
    let found = try #require(groups.first).comparisons
    #expect(found.map(\.reference) == [1, 1, 1, 0, 0, 0, 0, 0, 0])
    #expect(found.map(\.subject) == [0, 1, 2, 0, 1, 2, 0, 1, 2])
    #expect(
      found.map(\.verdict) == [.worse, .best, .level, .best, .worse, .level, .best, .level, .more])
  }

  /// Two replications of what each subject measured, the second by one larger.
  private func collect(_ plan: ComparisonPlan, _ values: [[Double]]) throws -> [ComparedGroup] {
    var groups: [ComparedGroup] = []
    var pairing = RunPairing(plan) { groups.append($0) }
    for replication in 0..<2 {
      for (subject, own) in values.enumerated() {
        try pairing.add(
          .init(
            key: .init(sweep: "", method: nil), replication: Int64(replication),
            values: own.map { $0 + Double(replication) }), of: subject)
      }
    }
    for subject in values.indices { try pairing.end(of: subject) }
    return groups
  }
}
