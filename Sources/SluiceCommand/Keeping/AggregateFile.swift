import Metrics
import Reporting

/// `aggregate.csv`, made from the summary when all its rows are there: so it is the same whether the runs were done at
/// once, in several goes, or on several machines.
enum AggregateFile {
  static let name = "aggregate.csv"

  /// Written bytes that wait, at most (256 KiB).
  private static let flushSize = 1 << 18

  /// Replaces a file by the statistics of a summary. Memory does not grow with either.
  static func write(_ path: String, from summary: String) throws(WriteProblem) {
    let file = try AppendedFile(path)
    try file.cut(to: 0)
    var buffer = ByteBuffer()
    CSVFormat().writeHeader(Aggregate.columns, into: &buffer)
    var aggregate = Aggregate()
    func write(_ rows: [[Cell]]) throws(WriteProblem) {
      for row in rows { CSVFormat().writeRow(row, into: &buffer) }
      guard buffer.count >= flushSize else { return }
      try file.append(buffer.bytes)
      buffer.removeAll()
    }
    try StoredTables.forEachRow(of: summary, ResultTables.summaryColumns) { row throws(WriteProblem) in
      try write(aggregate.append(row))
    }
    try write(aggregate.finish())
    try file.append(buffer.bytes)
  }
}

extension Manifest.Head {
  /// The files that the rows of the runs go to.
  var rowFiles: [RowFile] { RowFile.all(recorded) }

  /// The CSVs of a results folder, the summary first.
  var fileNames: [String] { rowFiles.map(\.name) + (replications > 1 ? [AggregateFile.name] : []) }

  /// Those of earlier results that would belong to nothing.
  var foreignNames: [String] {
    ([AggregateFile.name] + RowFile.recordedNames).filter { !fileNames.contains($0) }
  }
}
