import EventKernel
import Metrics
import Testing

@testable import Reporting

@Suite struct CSVRoundTripTests {
  /// The grammar of RFC 4180, read strictly: a quote inside a bare field, or anything behind a closing quote but
  /// a separator, is refused.
  private func parse(_ text: String) -> [[String]]? {
    var rows: [[String]] = []
    var row: [String] = []
    var rest = text.unicodeScalars[...]
    while !rest.isEmpty {
      var field = String.UnicodeScalarView()
      if rest.first == "\"" {
        rest.removeFirst()
        while true {
          guard let next = rest.popFirst() else { return nil }
          if next == "\"" {
            guard rest.first == "\"" else { break }
            rest.removeFirst()
          }
          field.append(next)
        }
      } else {
        while let next = rest.first, next != ",", next != "\n" {
          if next == "\"" || next == "\r" { return nil }
          field.append(next)
          rest.removeFirst()
        }
      }
      row.append(String(field))
      switch rest.popFirst() {
      case ",": continue
      case "\n":
        rows.append(row)
        row = []
      default: return nil
      }
    }
    return row.isEmpty ? rows : nil
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

  @Test func `what is written reads back cell for cell`() {
    for seed: UInt64 in 0..<300 {
      var stream = RandomStream(StreamKey(seed: seed, replication: 0, entity: 0, purpose: 0))
      let columns = (0...stream.below(5)).map { Column("c\($0),\"\($0)", .text, .neither, "") }
      var table = ResultTable(name: "random", columns: columns)
      for _ in 0..<stream.below(20) { table.append(columns.map { _ in cell(using: &stream) }) }
      var buffer = ByteBuffer()
      CSVFormat().write(table, into: &buffer)
      // Scalars are compared: as Strings, a letter with a combining accent equals its composed form.
      let expected = ([columns.map(\.name)] + table.rows.map { $0.map(\.text) }).map { $0.map(scalars) }
      #expect(parse(buffer.text)?.map { $0.map(scalars) } == expected, "seed \(seed)")
      #expect(!numbersDiffer(table, parse(buffer.text)), "seed \(seed)")
    }
  }

  private func scalars(_ text: String) -> [Unicode.Scalar] { Array(text.unicodeScalars) }

  /// Whether a number lost a bit on its way, a zero's sign apart.
  private func numbersDiffer(_ table: ResultTable, _ rows: [[String]]?) -> Bool {
    guard let rows else { return true }
    return zip(table.rows, rows.dropFirst()).contains { cells, fields in
      zip(cells, fields).contains { cell, field in
        if case .number(let number) = cell { Double(field) != number } else { false }
      }
    }
  }
}
