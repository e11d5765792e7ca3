import Metrics

/// A way to write a table. One small file a format; the bytes are the same on every machine.
public protocol ResultFormat: Sendable {
  /// Appends the whole table, its header included; ends with a line feed.
  func write(_ table: ResultTable, into buffer: inout ByteBuffer)
}

/// The formats that a command's `--format` takes.
public enum OutputFormat: String, CaseIterable, Sendable {
  /// Aligned columns, for a terminal.
  case table
  /// RFC 4180, for every other tool.
  case csv
  /// An array of objects.
  case json
  /// A table of GitHub's Markdown, for a text.
  case markdown

  /// The format of that name.
  public var format: any ResultFormat {
    switch self {
    case .table: TableFormat()
    case .csv: CSVFormat()
    case .json: JSONFormat()
    case .markdown: MarkdownFormat()
    }
  }
}

extension Cell {
  /// Whether there is nothing to show: not measured, or a number that nothing measured can be.
  var isBlank: Bool {
    switch self {
    case .empty: true
    case .number(let value): !value.isFinite
    default: false
    }
  }
}

extension Column {
  /// Whether its cells are numbers, which are aligned at their right end.
  var isNumeric: Bool { kind == .count || kind == .number }
}
