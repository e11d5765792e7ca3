import Experiment
import Foundation
import Metrics
import Reporting

/// What is left of a run: its rows as bytes, and a line that tells what they are. Made by the thread that ran it.
struct FinishedRun: Sendable {
  /// The rows, one array of bytes a file.
  let rows: [[UInt8]]
  /// The line of `runs.jsonl`.
  let line: [UInt8]
  /// For the sheet.
  let sheet: SheetRun
  /// What a precision is asked of; `nil` where none is, or it was not measured.
  let value: Double?
  /// Messages delivered to sessions.
  let deliveryCount: Int64
  /// Events that it took.
  let eventCount: Int64

  /// - Parameter recorded: the tables besides the usual ones.
  init(_ report: RunReport, _ recorded: RecordedTables, value: Double?) {
    var tables = ResultTables(recorded)
    tables.append(report)
    rows = tables.all.map { table in
      var buffer = ByteBuffer()
      for row in table.rows { CSVFormat().writeRow(row, into: &buffer) }
      return buffer.bytes
    }
    sheet = SheetRun(report)
    self.value = value
    line = RunRecord(rows: rows, sheet: sheet, value: value).line
    deliveryCount = report.outcome.deliveries
    eventCount = report.outcome.eventCount
  }

  /// One that was kept. Its deliveries and events were told when it ran.
  init(_ record: RunRecord, rows: [[UInt8]]) {
    self.rows = rows
    sheet = record.sheet
    value = record.value
    line = record.line
    deliveryCount = 0
    eventCount = 0
  }

  /// Bytes that it takes until it is written, roughly.
  var size: Int { rows.reduce(line.count) { $0 + $1.count } }
}

/// A file that rows of runs go to.
struct RowFile {
  let name: String
  /// Its first line.
  let header: [UInt8]

  /// The files of a plan, in the order of the rows of a finished run.
  static func all(_ recorded: RecordedTables) -> [RowFile] {
    ResultTables(recorded).all.map { table in
      var buffer = ByteBuffer()
      CSVFormat().writeHeader(table.columns, into: &buffer)
      return RowFile(name: "\(table.name).csv", header: buffer.bytes)
    }
  }

  /// Names of those that not every results folder has.
  static let recordedNames = all([.timeline, .events]).map(\.name).filter {
    !all([]).map(\.name).contains($0)
  }
}

/// A line of `runs.jsonl`: how many bytes of each file are the run's, their hash, and what the sheet says of it. Lines
/// are in the order of the runs, and each begins with a hash of itself, so that one that was cut off is known as such.
struct RunRecord: Codable {
  /// Bytes of its rows, one number a file.
  let sizes: [Int]
  /// Of its rows, one file after the other.
  let hash: UInt64
  let sheet: SheetRun
  /// What a precision is asked of.
  let value: Double?

  init(rows: [[UInt8]], sheet: SheetRun, value: Double?) {
    sizes = rows.map(\.count)
    hash = Self.hash(rows)
    self.sheet = sheet
    self.value = value
  }

  /// Reads a line without its end; `nil` for one that is not whole.
  init?(line: [UInt8]) {
    guard line.count > 17 else { return nil }
    let body = Array(line[17...])
    guard line[..<16].elementsEqual(ContentHash(body).hexadecimal.utf8),
      let record = try? Self.decoder.decode(RunRecord.self, from: Data(body)),
      record.sizes.allSatisfy({ $0 >= 0 })
    else { return nil }
    self = record
  }

  static func hash(_ rows: [[UInt8]]) -> UInt64 {
    var hash = ContentHash()
    for bytes in rows { hash.add(bytes) }
    return hash.value
  }

  /// The line with its end.
  var line: [UInt8] {
    // A value of plain fields, whose numbers may be anything.
    guard let body = try? Self.encoder.encode(self) else { preconditionFailure("a run has no line") }
    return Array(ContentHash([UInt8](body)).hexadecimal.utf8) + [UInt8(ascii: " ")] + body + [
      UInt8(ascii: "\n")
    ]
  }

  private static let encoder = {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return encoder
  }()

  private static let decoder = {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return decoder
  }()
}

/// Reads kept runs in their order.
struct RunReader {
  private var journal: PieceReader
  private var files: [PieceReader]
  /// Bytes read so far, headers included, of each file and of the journal last.
  private(set) var sizes: [Int64]
  let areHeadersWhole: Bool

  /// - Parameters:
  ///   - rowFiles: what the files are.
  ///   - paths: where they are, in their order.
  ///   - pieceSize: bytes that are kept of each file.
  init(journal path: String, _ rowFiles: [RowFile], at paths: [String], pieceSize: Int = 1 << 18) {
    journal = PieceReader(path, pieceSize: pieceSize)
    var files = paths.map { PieceReader($0, pieceSize: pieceSize) }
    areHeadersWhole = files.indices.allSatisfy { index in
      files[index].bytes(rowFiles[index].header.count) == rowFiles[index].header
    }
    self.files = files
    sizes = rowFiles.map { Int64($0.header.count) } + [0]
  }

  /// The next run that is whole, with its rows; `nil` at the end.
  mutating func next() -> (record: RunRecord, rows: [[UInt8]])? {
    guard areHeadersWhole, let line = journal.line(), let record = RunRecord(line: line),
      record.sizes.count == files.count
    else { return nil }
    var rows: [[UInt8]] = []
    for (index, size) in record.sizes.enumerated() {
      let bytes = files[index].bytes(size)
      guard bytes.count == size else { return nil }
      rows.append(bytes)
    }
    guard RunRecord.hash(rows) == record.hash else { return nil }
    for (index, size) in (record.sizes + [line.count + 1]).enumerated() { sizes[index] += Int64(size) }
    return (record, rows)
  }
}
