import Metrics

/// What a comparison comes to.
struct ComparisonSentence {
  /// Differences that are told one by one.
  private static let toldLimit = 4

  let text: String

  init(_ sheet: ComparisonSheet) {
    text = sheet.input.reference == .best ? Self.best(sheet) : Self.pair(sheet)
  }

  private static func pair(_ sheet: ComparisonSheet) -> String {
    let name = sheet.input.name(1), other = sheet.input.name(0)
    let measured = sheet.rowCount - (sheet.counts[.notMeasured] ?? 0)
    let level = sheet.counts[.level] ?? 0
    guard measured > 0 else { return "Nothing was measured in both." }
    if level == measured {
      let limit = measured < sheet.rowCount ? " that both measured" : ""
      return "\(name) is level with \(other) in everything\(limit)."
    }
    if let single = sheet.counts[.oneRun], sheet.replications?.upperBound == 1 {
      return
        "\(HumanNumber.count(single)) of \(HumanNumber.count(measured)) figures differ; with one run each nothing"
        + " tells whether that is more than chance: take --replications."
    }
    let clearCount = sheet.counts.reduce(0) { $0 + ($1.key.isClear ? $1.value : 0) }
    guard clearCount > 0 else { return "\(name) differs from \(other) in nothing by more than chance." }
    guard sheet.groupCount == 1, clearCount <= toldLimit else {
      let parts = [Comparison.Verdict.better, .worse, .more, .less, .level].compactMap { verdict in
        sheet.counts[verdict].map { "\(HumanNumber.count($0)) \(verdict.rawValue)" }
      }
      return
        "\(name) against \(other) in \(HumanNumber.count(measured)) figures: \(parts.joined(separator: ", "))."
    }
    let told = sheet.clearRows.map { phrase($0.comparison) }.joined(separator: "; ")
    let rest = clearCount == measured ? "" : "; everything else is level"
    return "\(name) against \(other): \(told)\(rest)."
  }

  /// `throughput_per_s 2.1 % less (± 0.4 %), worse`.
  private static func phrase(_ comparison: Comparison) -> String {
    let pairs = comparison.pairs
    let verdict = comparison.verdict
    let judged = verdict == .better || verdict == .worse ? ", \(verdict.rawValue)" : ""
    guard let mean = pairs.difference.mean, let width = pairs.difference.halfWidth else { return "" }
    let direction = mean > 0 ? "more" : "less"
    guard let reference = pairs.reference.mean, reference > 0 else {
      return "\(comparison.metric.name) \(HumanNumber.significant(abs(mean))) \(direction)"
        + " (± \(HumanNumber.significant(width)))\(judged)"
    }
    return "\(comparison.metric.name) \(HumanNumber.share(abs(mean) / reference)) \(direction)"
      + " (± \(HumanNumber.share(width / reference)))\(judged)"
  }

  private static func best(_ sheet: ComparisonSheet) -> String {
    let count = sheet.counts[.worse] ?? 0, level = sheet.counts[.level] ?? 0
    let single = sheet.counts[.oneRun] ?? 0
    if single > 0, sheet.replications?.upperBound == 1 {
      return "With one run each nothing tells whether a difference is more than chance: take --replications."
    }
    return
      "\(HumanNumber.count(count)) figures are worse than the best, \(HumanNumber.count(level)) level with it."
  }
}
