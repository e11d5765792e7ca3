import Experiment
import Foundation
import Metrics
import Reporting
import Scenario

/// Tables as they stand in a results folder. What needs whole tables reads them back: so that it gets the same whether
/// the runs were done at once, in several goes, or on several machines.
struct StoredTables {
  let folder: String

  private struct OtherTable: Error {}

  /// The table of a row a run.
  func summary() throws(WriteProblem) -> ResultTable {
    try table("summary", ResultTables.summaryColumns)
  }

  /// The expectations that are missed.
  func misses(of scenario: Scenario) throws(WriteProblem) -> [ExpectationCheck.Miss] {
    guard !scenario.expectations.isEmpty else { return [] }
    let members = try table("members", ResultTables.memberColumns)
    return ExpectationCheck(scenario, summary: try summary(), members: members).misses
  }

  private func table(_ name: String, _ columns: [Column]) throws(WriteProblem) -> ResultTable {
    let path = "\(folder)/\(name).csv"
    var table = ResultTable(name: name, columns: columns)
    var reader = CSVReader()
    var file = PieceReader(path)
    var isHeader = true
    do {
      while true {
        let piece = file.any()
        if piece.isEmpty { break }
        try reader.read(piece) { row in
          guard row.count == columns.count else { throw OtherTable() }
          let cells = columns.indices.compactMap { row.cell($0, as: isHeader ? .text : columns[$0].kind) }
          guard cells.count == columns.count else { throw OtherTable() }
          if !isHeader { table.append(cells) }
          isHeader = false
        }
      }
      try reader.finish()
    } catch {
      throw WriteProblem("\(path): somebody else has changed the file; run again")
    }
    return table
  }

  /// Hands out the bytes of the summary, with its first line or without.
  func copySummary(hasHeader: Bool, to out: (String) -> Void) {
    var file = PieceReader("\(folder)/summary.csv")
    if let header = file.line(), hasHeader { out(String(decoding: header, as: UTF8.self) + "\n") }
    // Cut at line ends, so that no character is cut into two.
    while let line = file.line() { out(String(decoding: line, as: UTF8.self) + "\n") }
  }
}
