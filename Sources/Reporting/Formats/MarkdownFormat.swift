import Metrics

/// A table of GitHub's Markdown. Columns of numbers are aligned at the right; nothing is padded, so that a change
/// of one row is a change of one line.
public struct MarkdownFormat: ResultFormat {
  /// The only one there is.
  public init() {}

  /// Appends the whole table.
  public func write(_ table: ResultTable, into buffer: inout ByteBuffer) {
    Self.writeRow(table.columns.map { Self.escaped($0.name) }, into: &buffer)
    Self.writeRow(table.columns.map { $0.isNumeric ? "---:" : "---" }, into: &buffer)
    for row in table.rows {
      Self.writeRow(row.map { $0.isBlank ? "" : Self.escaped($0.text) }, into: &buffer)
    }
  }

  /// Appends a line of cells that are Markdown already.
  static func writeRow(_ cells: [String], into buffer: inout ByteBuffer) {
    buffer.append("|")
    for cell in cells {
      buffer.append(cell.isEmpty ? " |" : " \(cell) |")
    }
    buffer.append("\n")
  }

  /// Text as Markdown that shows it: what would end the cell, the line, or begin something else is escaped.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "|", "\\", "`", "*", "<":
        result.unicodeScalars.append("\\")
        result.unicodeScalars.append(scalar)
      case "\n": result += "<br>"
      case "\r": continue
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
