import Experiment
import Metrics
import Reporting
import Scenario

/// `--precision 1%` and `--max-replications`.
struct PrecisionOptions {
  let metric: String
  let relative: Double
  /// As it was written.
  let text: String
  let limit: Int

  /// The rule for a scenario with so many replications.
  func rule(replications: Int) -> PrecisionRule {
    PrecisionRule(metric: metric, relative: relative, replications: replications, limit: limit)
  }

  /// What came of it, a line for each point that the limit stopped.
  func lines(_ points: [PointPrecision], of scenario: Scenario) -> [String] {
    let missed = points.filter { !$0.missed.isEmpty }
    // A part may be empty.
    guard !points.isEmpty else { return [] }
    guard !missed.isEmpty else {
      let counts = points.map(\.replications)
      let (least, most) = (counts.min() ?? 0, counts.max() ?? 0)
      let range = least == most ? "\(least)" : "\(least) to \(most)"
      return ["\(scenario.name): \(metric) is within \(text), after \(range) replications"]
    }
    return missed.map { point in
      let methods = point.missed.map { miss in
        "\(miss.label) ± \(miss.relative.map(HumanNumber.share) ?? "any of a mean of 0")"
      }
      let place = scenario.points.count > 1 ? " at \(scenario.points[point.point].sweep)" : ""
      return
        "\(scenario.name): \(metric) is not within \(text)\(place) after \(point.replications) replications:"
        + " \(methods.joined(separator: ", ")); raise --max-replications"
    }
  }
}

extension Options {
  /// The precision that is wanted; `nil` for none.
  func precision() throws(UsageProblems) -> PrecisionOptions? {
    let most = try whole("--max-replications", in: 1...ScenarioReader.runLimit)
    guard let given = value("--precision") else {
      if most != nil {
        throw UsageProblems("--max-replications limits --precision; write both, or --replications")
      }
      return nil
    }
    let parts = given.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let metric = parts.count == 2 ? parts[0] : "throughput_per_s"
    let names = Aggregate.metrics.map(\.name)
    guard names.contains(metric) else {
      let hint = Nearest.match(metric, among: names).map { "; did you mean \($0)?" }
      throw UsageProblems(
        "--precision: '\(metric)' is no metric\(hint ?? "; write a numeric column of summary.csv, such as throughput_per_s")"
      )
    }
    let text = parts[parts.count - 1]
    guard let relative = Self.share(text), relative > 0, relative <= 1 else {
      throw UsageProblems(
        "the value '\(text)' is invalid for --precision; write a share above 0, such as 1% or throughput_per_s=1%"
      )
    }
    let limit = most ?? 1000
    if let least = try whole("--replications", in: 1...ScenarioReader.runLimit), least > limit {
      throw UsageProblems(
        "--replications \(least) is more than --max-replications \(limit); raise the latter")
    }
    return PrecisionOptions(metric: metric, relative: relative, text: text, limit: limit)
  }

  private static func share(_ text: String) -> Double? {
    guard text.hasSuffix("%") else { return Double(text) }
    return (try? Quantity.share(text)).map { Double($0.numerator) / Double($0.denominator) }
  }
}
