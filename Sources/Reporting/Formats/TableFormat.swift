import Metrics

/// Aligned columns for a terminal: text at the left, numbers at the right, `–` for what is empty.
public struct TableFormat: ResultFormat {
  private let style: Style

  /// - Parameter style: whether the header stands out.
  public init(style: Style = .plain) { self.style = style }

  /// Appends the whole table.
  public func write(_ table: ResultTable, into buffer: inout ByteBuffer) {
    var grid = TextGrid(
      table.columns.map { TextGrid.Head($0.name, $0.isNumeric ? .right : .left) })
    for row in table.rows {
      grid.append(row.map { TextGrid.Entry($0.isBlank ? "" : $0.text) })
    }
    grid.write(in: style, into: &buffer)
  }
}
