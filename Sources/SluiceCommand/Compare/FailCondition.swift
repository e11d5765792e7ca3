import Metrics
import Reporting
import Scenario

/// `--fail-if`: what must not come out of a comparison.
///
/// The name of a metric means the ratio of the means, compared by reference; `A.NAME` and `B.NAME` are the means of
/// reference and compared, `diff.NAME` is the mean of B minus A. It fails where it is true of the means. Whether the ends
/// of the 95 % interval would decide otherwise is told, for more replications would then tell more.
struct FailCondition {
  private static let prefixes = ["A.", "B.", "diff."]
  private let condition: Condition

  init(_ text: String) throws(UsageProblems) {
    do {
      condition = try Condition(text)
      // Any number shows whether numbers are what it is about.
      _ = try condition.holds { _ in .number(0.75) }
    } catch {
      throw UsageProblems("--fail-if '\(text)': \(error)")
    }
    for name in condition.names where Self.column(Self.metric(of: name)) == nil {
      let hint = Nearest.match(Self.metric(of: name), among: Self.known.map(\.name)).map {
        "; did you mean \($0)?"
      }
      throw UsageProblems(
        "--fail-if '\(text)': there is no metric '\(Self.metric(of: name))'"
          + (hint ?? "; write a column of summary.csv, alone or behind A., B. or diff."))
    }
  }

  /// The metrics in it.
  var metrics: [Column] { condition.names.compactMap { Self.column(Self.metric(of: $0)) } }

  /// Why the comparisons of a subject fail; `nil` where they do not.
  /// - Throws: `ConditionProblem` where a metric was not measured, or values of different kinds meet.
  func failure(of comparisons: [Comparison]) throws(ConditionProblem) -> String? {
    func value(_ name: String, _ end: End) -> Double? {
      let metric = Self.metric(of: name)
      guard let pairs = comparisons.first(where: { $0.metric.name == metric })?.pairs else { return nil }
      return Self.value(name, pairs, end)
    }
    func holds(_ end: End) throws(ConditionProblem) -> Bool {
      try condition.holds { name in value(name, end).map(ConditionValue.number) }
    }
    guard try holds(.mean) else { return nil }
    let figures = condition.names.map { name in
      let ends = [End.low, .high].compactMap { value(name, $0).map(HumanNumber.significant) }
      let range = ends.count == 2 && ends[0] != ends[1] ? " (\(ends[0]) to \(ends[1]))" : ""
      return "\(name) = \(value(name, .mean).map(HumanNumber.significant) ?? "")\(range)"
    }
    let hasInterval = condition.names.allSatisfy { value($0, .low) != nil }
    var isClear = true
    for end in [End.low, .high] where hasInterval && isClear { isClear = try holds(end) }
    return figures.joined(separator: ", ")
      + (isClear ? "" : "; the 95 % interval reaches beyond the edge, more replications would tell more")
  }

  /// `throughput_per_s < 0.98`.
  var text: String { condition.text }

  private enum End { case low, mean, high }

  private static func value(_ name: String, _ pairs: PairedStatistics, _ end: End) -> Double? {
    let interval = pairs.difference.interval
    func at(_ mean: Double?, _ low: Double?, _ high: Double?) -> Double? {
      switch end {
      case .mean: mean
      case .low: low
      case .high: high
      }
    }
    switch prefixes.first(where: name.hasPrefix) {
    case "A.": return pairs.reference.mean
    case "B.":
      let reference = pairs.reference.mean
      func moved(_ difference: Double?) -> Double? {
        reference.flatMap { base in difference.map { base + $0 } }
      }
      return at(pairs.compared.mean, moved(interval?.lowerBound), moved(interval?.upperBound))
    case "diff.": return at(pairs.difference.mean, interval?.lowerBound, interval?.upperBound)
    default:
      // What grew from nothing is more than any limit.
      let ratio = pairs.ratio.map { min($0, .greatestFiniteMagnitude) }
      return at(ratio, pairs.ratioInterval?.lowerBound, pairs.ratioInterval?.upperBound)
    }
  }

  private static func metric(of name: String) -> String {
    prefixes.first(where: name.hasPrefix).map { String(name.dropFirst($0.count)) } ?? name
  }

  private static let known = ResultTables.summaryColumns.filter(\.isComparable)

  private static func column(_ name: String) -> Column? { known.first { $0.name == name } }
}
