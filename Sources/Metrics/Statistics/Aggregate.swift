/// `aggregate.csv`: mean, spread and 95 % interval of every metric over the replications of a method at a point.
///
/// It is fed with the rows of `summary.csv` in their order, computed just now or read back from a file, and keeps the
/// statistics of one method at one point, however long the summary is. Replications are independent runs, so they are
/// the sample; the values of one run would not be.
///
///     var aggregate = Aggregate()
///     for row in summary.rows { for finished in aggregate.append(row) { table.append(finished) } }
///     for finished in aggregate.finish() { table.append(finished) }
public struct Aggregate: Sendable {
  /// Columns that tell runs apart, or repeat what was asked for, and are no outcome.
  private static let described: Set<String> = ["point", "replication", "members", "senders", "duration_s"]

  /// One metric of one method at one point.
  private struct Spread {
    var sample = SampleStatistics()
    var least = Double.infinity
    var most = -Double.infinity

    mutating func add(_ value: Double) {
      sample.add(value)
      least = min(least, value)
      most = max(most, value)
    }

    /// Replications, mean, deviation, interval, least and greatest.
    var cells: [Cell] {
      let isEmpty = sample.count == 0
      return [
        .count(sample.count), Cell(sample.mean), Cell(sample.standardDeviation),
        Cell(sample.interval?.lowerBound), Cell(sample.interval?.upperBound),
        isEmpty ? .empty : .number(least), isEmpty ? .empty : .number(most),
      ]
    }
  }

  /// The columns of `aggregate.csv`.
  public static let columns = [
    Column("scenario", .text, .neither, "The scenario's name."),
    Column("point", .count, .neither, "Index of the sweep point, from 0."),
    Column(
      "sweep", .text, .neither, "The swept keys and their values at this point, key=value separated by `;`."),
    Column("method", .text, .neither, "The method, or its label in the scenario."),
    Column(
      "metric", .text, .neither,
      "A numeric column of `summary.csv`; the numbers of the row are in its unit."),
    Column("replications", .count, .neither, "Replications in which it was measured."),
    Column("mean", .number, .neither, "Their mean; empty where it was never measured."),
    Column(
      "sd", .number, .neither, "Their standard deviation (divisor n − 1); empty below two measured values."),
    Column(
      "ci95_low", .number, .neither,
      "Lower end of the 95 % interval of the mean by Student's distribution; empty below two measured values."
    ),
    Column("ci95_high", .number, .neither, "Its upper end."),
    Column("min", .number, .neither, "The least; empty where it was never measured."),
    Column("max", .number, .neither, "The greatest, likewise."),
  ]

  /// The columns of `summary.csv` that are metrics: numbers that a run came to.
  public static let metrics: [Column] = summaryMetrics.map { ResultTables.summaryColumns[$0] }

  private static let summaryMetrics: [Int] = ResultTables.summaryColumns.indices.filter { index in
    let column = ResultTables.summaryColumns[index]
    return (column.kind == .count || column.kind == .number) && !described.contains(column.name)
  }

  /// Scenario, point, sweep and method stand in both tables.
  private static let identity: [Int] = ["scenario", "point", "sweep", "method"].map { name in
    guard let index = ResultTables.summaryColumns.firstIndex(where: { $0.name == name }) else {
      preconditionFailure("summary.csv has no column \(name)")
    }
    return index
  }

  private var group: [Cell]?
  private var spreads: [Spread] = []

  /// Nothing yet.
  public init() {}

  /// Takes a row of the summary, in the order of the plan.
  /// - Parameter row: a cell for each of `ResultTables.summaryColumns`.
  /// - Returns: the rows of the method and point before, where this one is of another; else nothing.
  public mutating func append(_ row: [Cell]) -> [[Cell]] {
    precondition(row.count == ResultTables.summaryColumns.count, "a row of another table")
    let identity = Self.identity.map { row[$0] }
    var finished: [[Cell]] = []
    if identity != group {
      finished = finish()
      group = identity
      spreads = Array(repeating: Spread(), count: Self.summaryMetrics.count)
    }
    for (metric, column) in Self.summaryMetrics.enumerated() {
      if let value = row[column].asNumber { spreads[metric].add(value) }
    }
    return finished
  }

  /// The rows of the last method and point; then it begins anew.
  public mutating func finish() -> [[Cell]] {
    guard let identity = group else { return [] }
    group = nil
    return zip(Self.metrics, spreads).map { column, spread in
      identity + [.text(column.name)] + spread.cells
    }
  }

  /// The whole table of a summary.
  public static func table(of summary: ResultTable) -> ResultTable {
    var table = ResultTable(name: "aggregate", columns: columns)
    var aggregate = Aggregate()
    for row in summary.rows {
      for finished in aggregate.append(row) { table.append(finished) }
    }
    for finished in aggregate.finish() { table.append(finished) }
    return table
  }
}
