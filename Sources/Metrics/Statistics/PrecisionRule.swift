/// When there are enough replications of a point: the 95 % interval of a metric is narrow against its mean, for every
/// method.
///
/// Methods of a point have as many replications as each other, so that they can be compared in pairs. How many come next
/// follows from the values alone, so that it is the same with any number of jobs, and after a resumption.
public struct PrecisionRule: Hashable, Codable, Sendable {
  /// What comes next at a point.
  public enum Decision: Hashable, Sendable {
    /// Every method is as precise as was wanted.
    case enough
    /// So many replications more of each method, at least one; then ask again.
    case more(Int)
    /// The limit is reached before the precision.
    case limitReached
  }

  /// Fewer replications say little about their spread.
  public static let least = 5

  /// A numeric column of `summary.csv`.
  public let metric: String
  /// Half the width of the interval over the mean, above 0: 0.01 is 1 %.
  public let relative: Double
  /// Replications that every point has.
  public let minimum: Int
  /// Replications that no point exceeds.
  public let limit: Int

  /// A rule.
  /// - Parameters:
  ///   - relative: above 0.
  ///   - replications: what was asked for anyhow; at least ``least`` are run where the limit allows.
  ///   - limit: at least 1.
  public init(metric: String, relative: Double, replications: Int, limit: Int) {
    precondition(relative > 0 && limit >= 1, "a precision is above 0, and so is its limit")
    self.metric = metric
    self.relative = relative
    minimum = min(limit, max(Self.least, replications))
    self.limit = limit
  }

  /// The metric of a run; `nil` where it was not measured.
  public func value(of report: RunReport) -> Double? {
    SummaryColumns.all.first { $0.column.name == metric }?.value(report).asNumber
  }

  /// Whether one method is precise enough. So is one whose metric was never measured: there is nothing to wait for. A
  /// mean of 0 without any spread is.
  public func isReached(by sample: SampleStatistics) -> Bool {
    guard let mean = sample.mean else { return true }
    guard let halfWidth = sample.halfWidth else { return false }
    return halfWidth <= relative * abs(mean)
  }

  /// What comes next, after so many replications of every method.
  ///
  /// The width falls with the root of the number, so n · (width / wanted)² are likely to do; but at most as many again
  /// at once, since a spread seen few times is a rough guess, and at least a tenth, so that every round is worth it.
  /// - Parameters:
  ///   - samples: the metric, one sample a method.
  ///   - replications: how many each method has, measured or not.
  public func decision(_ samples: [SampleStatistics], replications: Int) -> Decision {
    guard replications >= minimum else { return .more(minimum - replications) }
    let open = samples.filter { !isReached(by: $0) }
    guard !open.isEmpty else { return .enough }
    guard replications < limit else { return .limitReached }
    var wanted = 0.0
    for sample in open {
      let scale = (sample.halfWidth ?? .infinity) / (relative * abs(sample.mean ?? 0))
      wanted = max(wanted, scale * scale * Double(replications))
    }
    let most = min(limit, 2 * replications)
    let least = min(limit, replications + (replications + 9) / 10)
    // Written so that an infinite number, of a mean of 0 with a spread, is the most.
    let total = wanted < Double(most) ? max(least, Int(wanted.rounded(.up))) : most
    return .more(total - replications)
  }
}
