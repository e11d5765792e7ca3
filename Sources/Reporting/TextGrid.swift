/// Rows of short texts under heads, padded to the widest of each column and two spaces apart.
struct TextGrid {
  /// Where a text stands in its column.
  enum Alignment { case left, right }

  /// The head of a column.
  struct Head {
    let text: String
    let alignment: Alignment

    init(_ text: String, _ alignment: Alignment = .left) {
      self.text = TextGrid.printable(text)
      self.alignment = alignment
    }
  }

  /// One text and its colour.
  struct Entry {
    let text: String
    let ink: Ink

    /// An empty text is shown as `–`.
    init(_ text: String, _ ink: Ink = .plain) {
      self.text = text.isEmpty ? "–" : TextGrid.printable(text)
      self.ink = text.isEmpty ? .plain : ink
    }
  }

  let heads: [Head]
  private(set) var rows: [[Entry]] = []

  init(_ heads: [Head]) { self.heads = heads }

  mutating func append(_ row: [Entry]) {
    precondition(row.count == heads.count, "\(row.count) entries under \(heads.count) heads")
    rows.append(row)
  }

  func write(in style: Style, into buffer: inout ByteBuffer) {
    let widths = heads.indices.map { column in
      rows.reduce(Self.width(heads[column].text)) { max($0, Self.width($1[column].text)) }
    }
    writeLine(heads.map { Entry($0.text, .strong) }, widths: widths, style: style, into: &buffer)
    for row in rows { writeLine(row, widths: widths, style: style, into: &buffer) }
  }

  /// The last text of a line is not padded at its right: no line ends in spaces.
  private func writeLine(
    _ entries: [Entry], widths: [Int], style: Style, into buffer: inout ByteBuffer
  ) {
    for (column, entry) in entries.enumerated() {
      if column > 0 { buffer.append("  ") }
      let padding = String(repeating: " ", count: widths[column] - Self.width(entry.text))
      let isLast = column == entries.count - 1
      if heads[column].alignment == .right { buffer.append(padding) }
      buffer.append(style.paint(entry.text, entry.ink))
      if heads[column].alignment == .left && !isLast { buffer.append(padding) }
    }
    buffer.append("\n")
  }

  /// Columns that a text takes, counted as Unicode scalars: right for the letters and signs that names have.
  static func width(_ text: String) -> Int { text.unicodeScalars.count }

  /// The text without control characters, each replaced by U+FFFD: a name from a scenario must not move the
  /// cursor of whoever reads it.
  static func printable(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isControl) else { return text }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { result.append(isControl(scalar) ? "\u{FFFD}" : scalar) }
    return String(result)
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory == .control
  }
}
