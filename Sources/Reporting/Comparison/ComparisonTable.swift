import Metrics

/// Comparisons as rows for other tools: one a metric, group and subject.
public enum ComparisonTable {
  /// The columns of ``row(_:in:subjects:)``.
  public static let columns = [
    Column(
      "sweep", .text, .neither, "The swept keys and their values at this point, key=value separated by `;`."),
    Column("method", .text, .neither, "The method; empty where methods are compared."),
    Column("metric", .text, .neither, "A column of summary.csv."),
    Column("reference", .text, .neither, "What is compared with: a folder, or a method."),
    Column("compared", .text, .neither, "What is compared."),
    Column("pairs", .count, .neither, "Replications in which both were measured."),
    Column("reference_mean", .number, .neither, "Mean of the reference over these."),
    Column("compared_mean", .number, .neither, "Mean of the compared over these."),
    Column(
      "ratio", .number, .neither,
      "compared_mean / reference_mean; 1 of two zeros; empty where only the reference is zero."),
    Column("difference", .number, .neither, "Mean of compared minus reference, pair by pair."),
    Column("difference_low", .number, .neither, "Lower end of its 95 % interval; empty for one pair."),
    Column("difference_high", .number, .neither, "Upper end likewise."),
    Column(
      "verdict", .text, .neither,
      "`better`, `worse`, `more` or `less` where the interval is clear of zero; `level` where it is not, and of one pair of equal values; `best`; `one run`; `not measured`."
    ),
  ]

  /// The cells of a comparison.
  /// - Parameter subjects: how folders or methods are called.
  public static func row(_ comparison: Comparison, in key: ComparedGroup.Key, subjects: [String]) -> [Cell] {
    let pairs = comparison.pairs
    return [
      key.sweep.isEmpty ? .empty : .text(key.sweep), key.method.map(Cell.text) ?? .empty,
      .text(comparison.metric.name),
      .text(subjects[comparison.reference]), .text(subjects[comparison.subject]), .count(pairs.count),
      Cell(pairs.reference.mean), Cell(pairs.compared.mean), Cell(pairs.ratio), Cell(pairs.difference.mean),
      Cell(pairs.difference.interval?.lowerBound), Cell(pairs.difference.interval?.upperBound),
      .text(comparison.verdict.rawValue),
    ]
  }
}
