/// One metric of something that is compared, against a reference.
public struct Comparison: Hashable, Sendable {
  /// Which of the results it is.
  public let subject: Int
  /// Which of them it is compared with; itself where it is the best.
  public let reference: Int
  /// The column.
  public let metric: Column
  /// The runs of both, pair by pair.
  public let pairs: PairedStatistics

  /// A comparison; `pairs` has the reference first.
  public init(subject: Int, reference: Int, metric: Column, pairs: PairedStatistics) {
    self.subject = subject
    self.reference = reference
    self.metric = metric
    self.pairs = pairs
  }

  /// What a reader makes of it, by the metric's polarity.
  public enum Verdict: String, Hashable, Sendable {
    case better, worse, level, best
    /// Clearly more, of a metric of which neither more nor less is better.
    case more
    /// Clearly less, likewise.
    case less
    /// Of one run each no interval is known.
    case oneRun = "one run"
    /// In no pair both were measured.
    case notMeasured = "not measured"

    /// Whether there is a difference that is more than chance.
    public var isClear: Bool {
      switch self {
      case .better, .worse, .more, .less: true
      case .level, .best, .oneRun, .notMeasured: false
      }
    }
  }

  /// The verdict.
  public var verdict: Verdict {
    switch pairs.finding {
    case .notMeasured: .notMeasured
    case _ where subject == reference: .best
    case .oneRun: .oneRun
    case .level: .level
    case .larger: metric.polarity == .neither ? .more : metric.polarity == .larger ? .better : .worse
    case .smaller: metric.polarity == .neither ? .less : metric.polarity == .smaller ? .better : .worse
    }
  }
}

/// What the others are compared with.
public enum ComparisonReference: Hashable, Sendable {
  /// The first.
  case first
  /// The best of each metric; the first where neither more nor less is better.
  case best
}

extension Column {
  /// Whether it can be compared: a number or a flag (as 0 and 1) that is not a run's place in the plan.
  public var isComparable: Bool { kind != .text && name != "point" && name != "replication" }
}
