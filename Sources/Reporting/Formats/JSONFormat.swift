import Metrics

/// An array with one object a row, one row a line, the keys in the order of the columns. Numbers are numbers,
/// flags are flags, and what was not measured is `null`.
public struct JSONFormat: ResultFormat {
  /// The only one there is.
  public init() {}

  /// Appends the whole table.
  public func write(_ table: ResultTable, into buffer: inout ByteBuffer) {
    buffer.append("[")
    for (index, row) in table.rows.enumerated() {
      writeRow(row, under: table.columns, isFirst: index == 0, into: &buffer)
    }
    buffer.append(table.rows.isEmpty ? "]\n" : "\n]\n")
  }

  /// Appends one row; before the first stands `[`, behind the last a line feed and `]`.
  public func writeRow(
    _ row: [Cell], under columns: [Column], isFirst: Bool, into buffer: inout ByteBuffer
  ) {
    buffer.append(isFirst ? "\n  {" : ",\n  {")
    for (place, cell) in row.enumerated() {
      if place > 0 { buffer.append(", ") }
      Self.writeString(columns[place].name, into: &buffer)
      buffer.append(": ")
      write(cell, into: &buffer)
    }
    buffer.append("}")
  }

  private func write(_ cell: Cell, into buffer: inout ByteBuffer) {
    switch cell {
    case .text(let text): Self.writeString(text, into: &buffer)
    case .count(let count): buffer.append(count)
    case .number(let number) where number.isFinite: buffer.append(number)
    case .flag(let flag): buffer.append(flag ? "true" : "false")
    case .empty, .number: buffer.append("null")
    }
  }

  /// Appends a string with its quotes; escaped is what RFC 8259 says must be.
  public static func writeString(_ text: String, into buffer: inout ByteBuffer) {
    buffer.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): buffer.append("\\\"")
      case UInt8(ascii: "\\"): buffer.append("\\\\")
      case UInt8(ascii: "\n"): buffer.append("\\n")
      case UInt8(ascii: "\r"): buffer.append("\\r")
      case UInt8(ascii: "\t"): buffer.append("\\t")
      case 0..<0x20:
        buffer.append("\\u00")
        buffer.append(hexadecimalDigit(byte >> 4))
        buffer.append(hexadecimalDigit(byte & 15))
      default: buffer.append(byte)
      }
    }
    buffer.append(UInt8(ascii: "\""))
  }

  private static func hexadecimalDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
  }
}
