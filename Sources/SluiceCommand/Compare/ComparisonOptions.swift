import Metrics
import Reporting
import Scenario

/// What a command line asks to compare.
struct ComparisonOptions {
  /// The metrics that are shown where none is asked for: is it safe, what does it give, what does it cost.
  static let usualMetrics = [
    "kicks", "deadlock", "throughput_per_s", "latency_p50_ms", "latency_p99_ms", "session_queue_max",
    "sender_blocked_ratio", "control_per_data",
  ]

  /// Two, or one of which the methods are compared.
  let folders: [String]
  /// Those asked for; empty for all.
  let methods: [String]
  let shownMetrics: [Column]
  /// Whether the shown ones were asked for by name.
  let areMetricsNamed: Bool
  let failConditions: [FailCondition]
  let format: OutputFormat

  init(_ options: Options) throws(UsageProblems) {
    var problems = UsageProblems()
    folders = options.arguments
    if folders.count != 1 && folders.count != 2 {
      problems.add(
        "\(folders.isEmpty ? "no folder is" : "\(folders.count) folders are") named; write sluice compare A B, or one"
          + " folder to compare its methods")
    }
    let methods = options.all("--method")
    if let twice = methods.indices.first(where: { methods[..<$0].contains(methods[$0]) }) {
      problems.add("--method \(methods[twice]) stands twice; write it once")
    }
    if folders.count == 1 && methods.count == 1 {
      problems.add("one method alone cannot be compared; write --method for two or more, or for none")
    }
    self.methods = methods
    let names = options.all("--metric")
    areMetricsNamed = !names.isEmpty
    var shown: [Column] = []
    for name in areMetricsNamed ? names : Self.usualMetrics {
      guard let column = problems.noting(try Self.column(name)), !shown.contains(column) else { continue }
      shown.append(column)
    }
    shownMetrics = shown
    var conditions: [FailCondition] = []
    for text in options.all("--fail-if") {
      if let condition = problems.noting(try FailCondition(text)) { conditions.append(condition) }
    }
    failConditions = conditions
    format = problems.noting(try options.format()) ?? .table
    try problems.refuse()
  }

  /// What is read: the shown ones, then those that only a condition names.
  var metrics: [Column] {
    var metrics = shownMetrics
    for column in failConditions.flatMap(\.metrics) where !metrics.contains(column) { metrics.append(column) }
    return metrics
  }

  /// A column of summary.csv that can be compared.
  static func column(_ name: String) throws(UsageProblems) -> Column {
    let known = ResultTables.summaryColumns.filter(\.isComparable)
    if let column = known.first(where: { $0.name == name }) { return column }
    let hint = Nearest.match(name, among: known.map(\.name)).map { "did you mean \($0)?" }
    let isText = ResultTables.summaryColumns.contains { $0.name == name }
    throw UsageProblems(
      "\(isText ? "'\(name)' is no number and cannot be compared" : "there is no metric '\(name)'"); "
        + (hint ?? "the numbers of summary.csv are in results/README.md"))
  }
}

extension Options {
  /// `--format`.
  func format() throws(UsageProblems) -> OutputFormat {
    let name = value("--format") ?? OutputFormat.table.rawValue
    if let format = OutputFormat(rawValue: name) { return format }
    let all = OutputFormat.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
    throw UsageProblems("the value '\(name)' is invalid for --format; write one of \(all)")
  }
}
