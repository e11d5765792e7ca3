/// One quantity of one measured case: its repetitions, each beside what the model predicts of it.
struct Comparison {
  struct Run {
    let repetition: String
    let measured: Double
    /// `nil` where the model has no such value, a kick that it does not have.
    let predicted: Double?
    /// (predicted - measured) / measured; `nil` without a prediction, or of nothing measured.
    var error: Double? {
      guard let predicted, measured != 0 else { return nil }
      return (predicted - measured) / measured
    }
  }

  let quantity: Measurement.Quantity
  private(set) var runs: [Run]

  init(_ quantity: Measurement.Quantity, _ run: Run) {
    self.quantity = quantity
    runs = [run]
  }

  mutating func append(_ run: Run) { runs.append(run) }

  /// From the smallest measured value to the largest.
  var measured: ClosedRange<Double> {
    let values = runs.map(\.measured)
    return (values.min() ?? 0)...(values.max() ?? 0)
  }

  var predicted: [Double] { runs.compactMap(\.predicted) }

  /// The error of the median prediction against the median measurement; `nil` where that is zero.
  var medianError: Double? {
    guard let predicted = median(predicted), let measured = median(runs.map(\.measured)), measured != 0
    else { return nil }
    return (predicted - measured) / measured
  }
}

/// One measured case: everything that was measured of it.
struct MeasuredCase {
  let scenario: String
  let name: String
  let load: Measurement.Load
  private(set) var comparisons: [Comparison] = []

  init(_ measurement: Measurement) {
    scenario = measurement.scenario
    name = measurement.name
    load = measurement.load
  }

  subscript(quantity: Measurement.Quantity) -> Comparison? { comparisons.first { $0.quantity == quantity } }

  mutating func append(_ measurement: Measurement, predicted: Double?) {
    let run = Comparison.Run(
      repetition: measurement.repetition, measured: measurement.value, predicted: predicted)
    if let index = comparisons.firstIndex(where: { $0.quantity == measurement.quantity }) {
      comparisons[index].append(run)
    } else {
      comparisons.append(Comparison(measurement.quantity, run))
    }
  }

  /// All cases in the order of the file.
  static func all() throws -> [MeasuredCase] {
    var cases: [MeasuredCase] = []
    var results: [String: CommittedResults] = [:]
    for row in try CSVRows("scenarios/validation/measured.csv").rows {
      guard let measurement = Measurement(row) else { throw UnreadableRow(row: row) }
      let committed =
        try results[measurement.scenario] ?? CommittedResults(scenario: measurement.scenario)
      results[measurement.scenario] = committed
      let index =
        cases.firstIndex { $0.scenario == measurement.scenario && $0.name == measurement.name }
        ?? cases.endIndex
      if index == cases.endIndex { cases.append(MeasuredCase(measurement)) }
      cases[index].append(measurement, predicted: committed.prediction(of: measurement))
    }
    return cases
  }

  struct UnreadableRow: Error { let row: CSVRows.Row }
}
