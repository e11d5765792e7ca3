import Metrics

/// Comma-separated values after RFC 4180, in UTF-8 and with line feeds: a header always, quotes only where a
/// text needs them, an empty cell for what was not measured.
///
/// A table too long for memory is written in portions: the header once, then row after row.
public struct CSVFormat: ResultFormat {
  /// The only one there is.
  public init() {}

  /// Appends the whole table.
  public func write(_ table: ResultTable, into buffer: inout ByteBuffer) {
    writeHeader(table.columns, into: &buffer)
    for row in table.rows { writeRow(row, into: &buffer) }
  }

  /// Appends the names of the columns as one line.
  public func writeHeader(_ columns: [Column], into buffer: inout ByteBuffer) {
    for (index, column) in columns.enumerated() {
      if index > 0 { buffer.append(UInt8(ascii: ",")) }
      writeText(column.name, into: &buffer)
    }
    buffer.append(UInt8(ascii: "\n"))
  }

  /// Appends one row as one line (of several lines, where a text has line breaks in it).
  public func writeRow(_ row: [Cell], into buffer: inout ByteBuffer) {
    for (index, cell) in row.enumerated() {
      if index > 0 { buffer.append(UInt8(ascii: ",")) }
      switch cell {
      case .empty: break
      case .text(let text): writeText(text, into: &buffer)
      case .count(let count): buffer.append(count)
      case .number(let number): if number.isFinite { buffer.append(number) }
      case .flag(let flag): buffer.append(flag ? "true" : "false")
      }
    }
    buffer.append(UInt8(ascii: "\n"))
  }

  private func writeText(_ text: String, into buffer: inout ByteBuffer) {
    let utf8 = text.utf8.span
    guard utf8.indices.contains(where: { Self.needsQuotes(utf8[$0]) }) else {
      buffer.append(utf8)
      return
    }
    buffer.append(UInt8(ascii: "\""))
    for index in utf8.indices {
      if utf8[index] == UInt8(ascii: "\"") { buffer.append(UInt8(ascii: "\"")) }
      buffer.append(utf8[index])
    }
    buffer.append(UInt8(ascii: "\""))
  }

  private static func needsQuotes(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\n")
      || byte == UInt8(ascii: "\r")
  }
}
