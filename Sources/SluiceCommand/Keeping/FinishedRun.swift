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
  /// Messages delivered to sessions.
  let deliveryCount: Int64

  init(_ report: RunReport) {
    var tables = ResultTables()
    tables.append(report)
    rows = tables.all.map { table in
      var buffer = ByteBuffer()
      for row in table.rows { CSVFormat().writeRow(row, into: &buffer) }
      return buffer.bytes
    }
    sheet = SheetRun(report)
    line = RunRecord(rows: rows, sheet: sheet).line
    deliveryCount = report.outcome.deliveries
  }

  /// Bytes that it takes until it is written, roughly.
  var size: Int { rows.reduce(line.count) { $0 + $1.count } }

  /// The files that rows go to, and the first line of each.
  static let files: [(name: String, header: [UInt8])] = ResultTables().all.map { table in
    var buffer = ByteBuffer()
    CSVFormat().writeHeader(table.columns, into: &buffer)
    return ("\(table.name).csv", buffer.bytes)
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

  init(rows: [[UInt8]], sheet: SheetRun) {
    sizes = rows.map(\.count)
    hash = Self.hash(rows)
    self.sheet = sheet
  }

  /// Reads a line without its end; `nil` for one that is not whole.
  init?(line: [UInt8]) {
    guard line.count > 17 else { return nil }
    let body = Array(line[17...])
    guard line[..<16].elementsEqual(ContentHash(body).hexadecimal.utf8),
      let record = try? Self.decoder.decode(RunRecord.self, from: Data(body)),
      record.sizes.count == FinishedRun.files.count, record.sizes.allSatisfy({ $0 >= 0 })
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
  private let areHeadersWhole: Bool

  /// - Parameters:
  ///   - paths: of the files, in their order.
  ///   - pieceSize: bytes that are kept of each file.
  init(journal path: String, files paths: [String], pieceSize: Int = 1 << 18) {
    journal = PieceReader(path, pieceSize: pieceSize)
    var files = paths.map { PieceReader($0, pieceSize: pieceSize) }
    areHeadersWhole = files.indices.allSatisfy { index in
      files[index].bytes(FinishedRun.files[index].header.count) == FinishedRun.files[index].header
    }
    self.files = files
    sizes = FinishedRun.files.map { Int64($0.header.count) } + [0]
  }

  /// The next run that is whole, with its rows; `nil` at the end.
  mutating func next() -> (record: RunRecord, rows: [[UInt8]])? {
    guard areHeadersWhole, let line = journal.line(), let record = RunRecord(line: line) else { return nil }
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
