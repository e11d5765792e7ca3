import Metrics
import Reporting

/// From the cells of `summary.csv` to what a comparison needs, and whether they stand in the order of a plan: point by
/// point, method by method, replications counting up, each once.
final class SummaryRowDecoder {
  /// What identifies a run.
  private static let identifiers = ["scenario", "point", "sweep", "method", "replication", "seed"]

  /// The names of the columns; empty before the first row.
  private(set) var header: [String] = []
  /// What was decoded and not yet taken.
  private var rows: [SummaryFile.Row] = []
  /// The columns of ``identifiers``.
  private var places: [Int] = []
  /// Where each metric stands; `nil` where it does not.
  private var metrics: [(column: Column, place: Int?)]
  /// Picked ones; empty for all.
  private let picked: [String]
  private var last: SummaryFile.Row?
  private var point: Int64 = -1
  /// Methods of the present point, those that are not picked too.
  private var methods: [String] = []
  private var replication: Int64 = -1
  private var sweeps: Set<String> = []

  /// - Parameters:
  ///   - metrics: columns to read; those that the table does not have are not measured.
  ///   - methods: pick their runs only; empty for all.
  init(metrics: [Column], methods: [String]) {
    self.metrics = metrics.map { ($0, nil) }
    picked = methods
  }

  /// What was decoded since this was asked last.
  func takeRows() -> [SummaryFile.Row] {
    defer { rows = [] }
    return rows
  }

  /// Takes a row of the file, the header first.
  func read(_ row: CSVRow) throws(CSVProblem) {
    guard !header.isEmpty else { return try readHeader((0..<row.count).map { row[$0] }) }
    let method = text(row, 3, last?.method)
    let replication = try whole(row, 4)
    let sweep = text(row, 2, last?.sweep)
    try follow(row.line, point: try whole(row, 1), sweep: sweep, method: method, replication: replication)
    guard picked.isEmpty || picked.contains(method) else { return }
    var values: [Double] = []
    values.reserveCapacity(metrics.count)
    for (column, place) in metrics { values.append(try value(row, place, column)) }
    let next = SummaryFile.Row(
      scenario: text(row, 0, last?.scenario), sweep: sweep, method: method, seed: text(row, 5, last?.seed),
      replication: replication, values: values)
    last = next
    rows.append(next)
  }

  private func readHeader(_ names: [String]) throws(CSVProblem) {
    let missing = Self.identifiers.filter { !names.contains($0) }
    guard missing.isEmpty else {
      throw CSVProblem(
        line: 1,
        rule:
          "the table has no column \(missing.joined(separator: ", ")); name a folder that \"sluice run\" wrote"
      )
    }
    if let twice = names.indices.first(where: { names[..<$0].contains(names[$0]) }) {
      throw CSVProblem(line: 1, rule: "the column \(names[twice]) stands twice; run the scenario again")
    }
    header = names
    places = Self.identifiers.compactMap { names.firstIndex(of: $0) }
    for index in metrics.indices { metrics[index].place = names.firstIndex(of: metrics[index].column.name) }
  }

  /// Whether a row follows the one before it.
  private func follow(
    _ line: Int64, point: Int64, sweep: String, method: String, replication: Int64
  ) throws(CSVProblem) {
    if point != self.point {
      guard point > self.point else {
        throw CSVProblem(
          line: line, rule: "point \(point) comes after point \(self.point); run the scenario again")
      }
      guard sweeps.insert(sweep).inserted else {
        throw CSVProblem(
          line: line, rule: "two points have the values \"\(sweep)\"; take one of them out of the sweep")
      }
      (self.point, methods, self.replication) = (point, [], -1)
    }
    if method != methods.last {
      guard !methods.contains(method) else {
        throw CSVProblem(
          line: line,
          rule: "the runs of \(method) at point \(point) stand in two places; run the scenario again")
      }
      methods.append(method)
      self.replication = -1
    }
    guard replication > self.replication else {
      let rule =
        replication == self.replication
        ? "replication \(replication) of \(method) stands twice"
        : "replication \(replication) of \(method) comes after \(self.replication)"
      throw CSVProblem(line: line, rule: "\(rule); run the scenario again")
    }
    self.replication = replication
  }

  /// The text of an identifier; that of the row before where it is the same, as it mostly is.
  private func text(_ row: CSVRow, _ identifier: Int, _ last: String?) -> String {
    let bytes = row.utf8(places[identifier])
    if let last, last.utf8.elementsEqual(bytes) { return last }
    return String(decoding: bytes, as: UTF8.self)
  }

  private func whole(_ row: CSVRow, _ identifier: Int) throws(CSVProblem) -> Int64 {
    guard case .count(let number)? = row.cell(places[identifier], as: .count), number >= 0 else {
      throw problem(row, Self.identifiers[identifier], places[identifier], "a whole number")
    }
    return number
  }

  private func value(_ row: CSVRow, _ place: Int?, _ column: Column) throws(CSVProblem) -> Double {
    guard let place else { return .nan }
    switch row.cell(place, as: column.kind) {
    case .empty: return .nan
    case .flag(let flag): return flag ? 1 : 0
    case let cell?: if let number = cell.asNumber { return number }
    case nil: break
    }
    throw problem(row, column.name, place, column.kind == .flag ? "true or false" : "a number")
  }

  private func problem(_ row: CSVRow, _ name: String, _ place: Int, _ wanted: String) -> CSVProblem {
    CSVProblem(line: row.line, rule: "\(name) is \"\(row[place])\" and not \(wanted); run the scenario again")
  }
}
