import EventKernel
import Metrics
import Testing

@testable import Reporting

@Suite struct CSVRoundTripTests {
  /// In pieces of up to so many bytes.
  private func parse(_ bytes: [UInt8], pieceSize: Int) throws -> [[String]] {
    var reader = CSVReader()
    var rows: [[String]] = []
    for start in stride(from: 0, to: bytes.count, by: pieceSize) {
      try reader.read(bytes[start..<min(start + pieceSize, bytes.count)]) { row in
        rows.append((0..<row.count).map { row[$0] })
      }
    }
    try reader.finish()
    return rows
  }

  private func cell(using stream: inout RandomStream) -> Cell {
    switch stream.below(5) {
    case 0: return .empty
    case 1: return .count(Int64(bitPattern: stream.next()) >> Int64(stream.below(64)))
    case 2:
      let number = Double(bitPattern: stream.next())
      return .number(number.isFinite ? number : 0)
    case 3: return .flag(stream.below(2) == 0)
    default:
      let alphabet = Array(",\"\n\r ;aé\u{1F422}\u{301}|\t".unicodeScalars)
      var text = String.UnicodeScalarView()
      for _ in 0..<stream.below(8) { text.append(alphabet[Int(stream.below(UInt64(alphabet.count)))]) }
      return .text(String(text))
    }
  }

  @Test func `what is written reads back cell for cell, in pieces of any size`() throws {
    for seed: UInt64 in 0..<300 {
      var stream = RandomStream(StreamKey(seed: seed, replication: 0, entity: 0, purpose: 0))
      let columns = (0...stream.below(5)).map { Column("c\($0),\"\($0)", .text, .neither, "") }
      var table = ResultTable(name: "random", columns: columns)
      for _ in 0..<stream.below(20) { table.append(columns.map { _ in cell(using: &stream) }) }
      var buffer = ByteBuffer()
      CSVFormat().write(table, into: &buffer)
      // Scalars are compared: as Strings, a letter with a combining accent equals its composed form.
      let expected = ([columns.map(\.name)] + table.rows.map { $0.map(\.text) }).map { $0.map(scalars) }
      let read = try parse(buffer.bytes, pieceSize: 1 + Int(stream.below(40)))
      #expect(read.map { $0.map(scalars) } == expected, "seed \(seed)")
      #expect(!numbersDiffer(table, read), "seed \(seed)")
    }
  }

  private func scalars(_ text: String) -> [Unicode.Scalar] { Array(text.unicodeScalars) }

  /// Whether a number lost a bit on its way, a zero's sign apart.
  private func numbersDiffer(_ table: ResultTable, _ rows: [[String]]) -> Bool {
    zip(table.rows, rows.dropFirst()).contains { cells, fields in
      zip(cells, fields).contains { cell, field in
        if case .number(let number) = cell { Double(field) != number } else { false }
      }
    }
  }

  @Test(
    "what no writer of ours wrote is refused, with its line",
    arguments: [
      ("a,b\n1\n", 2, "the row has 1 cells under 2 columns"),
      ("a,b\n1,2\n1,2", 3, "the last line has no end; the file was cut off"),
      ("a\n\"1", 2, "the last line has no end; the file was cut off"),
      ("a\n\"1\n2\"3\n", 3, "text stands behind a closing quote"),
      ("a\n1\"2\n", 2, "a quote stands in a cell without quotes"),
      ("a\r\n1\r\n", 1, "the line ends with a carriage return"),
    ] as [(String, Int64, String)])
  func refusals(text: String, line: Int64, rule: String) {
    #expect(throws: CSVProblem(line: line, rule: rule)) { try parse(Array(text.utf8), pieceSize: 3) }
  }

  @Test func `a cell reads back as its column holds it`() throws {
    var reader = CSVReader()
    var cells: [Cell?] = []
    try reader.read(Array("3,3,x,true,\n".utf8)) { row in
      cells = zip([.count, .number, .count, .flag, .number] as [Column.Kind], 0...).map {
        row.cell($1, as: $0)
      }
    }
    #expect(cells == [.count(3), .number(3), nil, .flag(true), .empty])
  }
}
