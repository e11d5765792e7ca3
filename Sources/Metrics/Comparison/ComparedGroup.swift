/// Runs that are compared with each other: those of one sweep point, and of one method where it is not methods that are
/// compared.
public struct ComparedGroup: Sendable {
  /// What its runs have in common.
  public struct Key: Hashable, Sendable {
    /// The swept keys and their values, `key=value` separated by `;`.
    public let sweep: String
    /// The method's label; `nil` where methods are compared.
    public let method: String?

    /// A group's key.
    public init(sweep: String, method: String?) {
      self.sweep = sweep
      self.method = method
    }
  }

  /// What its runs have in common.
  public let key: Key
  /// Replications that every subject has.
  public private(set) var replicationCount: Int64 = 0
  private let plan: ComparisonPlan
  /// By subject and metric: what each measured, paired or not.
  private var own: [[SampleStatistics]]
  /// By reference, subject and metric; only of references that may be asked for.
  private var pairs: [[[PairedStatistics]]]

  init(_ key: Key, _ plan: ComparisonPlan) {
    self.key = key
    self.plan = plan
    let metrics = plan.metrics.count
    own = Array(repeating: Array(repeating: SampleStatistics(), count: metrics), count: plan.subjectCount)
    pairs = Array(
      repeating: Array(
        repeating: Array(repeating: PairedStatistics(), count: metrics), count: plan.subjectCount),
      count: plan.reference == .first ? 1 : plan.subjectCount)
  }

  /// Takes the values of one replication, by subject and metric; NaN for what was not measured.
  mutating func add(_ values: [[Double]]) {
    replicationCount += 1
    for subject in values.indices {
      for (metric, value) in values[subject].enumerated() where !value.isNaN {
        own[subject][metric].add(value)
        for reference in pairs.indices where !values[reference][metric].isNaN {
          pairs[reference][subject][metric].add(reference: values[reference][metric], compared: value)
        }
      }
    }
  }

  /// Every metric of every subject against its reference, metric by metric. The reference itself is among them only
  /// where it is the best.
  public var comparisons: [Comparison] {
    plan.metrics.indices.flatMap { metric in
      let reference = reference(of: metric)
      return own.indices.filter { plan.reference == .best || $0 != reference }.map { subject in
        Comparison(
          subject: subject, reference: reference, metric: plan.metrics[metric],
          pairs: pairs[reference][subject][metric])
      }
    }
  }

  /// The subject that a metric is compared with. Of equals the first.
  private func reference(of metric: Int) -> Int {
    let polarity = plan.metrics[metric].polarity
    guard plan.reference == .best, polarity != .neither else { return 0 }
    var best = 0
    var bestMean: Double?
    for (subject, statistics) in own.enumerated() {
      guard let mean = statistics[metric].mean else { continue }
      guard let known = bestMean, polarity == .larger ? mean <= known : mean >= known else {
        (best, bestMean) = (subject, mean)
        continue
      }
    }
    return best
  }
}

/// What is compared.
public struct ComparisonPlan: Hashable, Sendable {
  /// How many results stand side by side; at least two.
  public let subjectCount: Int
  /// The columns.
  public let metrics: [Column]
  /// What the others are compared with.
  public let reference: ComparisonReference

  /// A plan.
  public init(subjectCount: Int, metrics: [Column], reference: ComparisonReference) {
    self.subjectCount = subjectCount
    self.metrics = metrics
    self.reference = reference
  }
}
