import Foundation

/// The rows of a CSV file, each by the names of its header.
struct CSVRows {
  typealias Row = [String: String]
  let rows: [Row]

  /// Reads `path` below the checkout that these tests were built from.
  init(_ path: String) throws {
    let text = try String(contentsOf: Self.checkout.appendingPathComponent(path), encoding: .utf8)
    let lines = text.split(separator: "\n").map(Self.cells)
    guard let header = lines.first else { throw CocoaError(.fileReadCorruptFile) }
    rows = lines.dropFirst().map { Row(zip(header, $0)) { first, _ in first } }
  }

  static let checkout = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The cells of a line after RFC 4180; no cell of these files holds a line feed.
  private static func cells(_ line: Substring) -> [String] {
    var cells = [""]
    var isQuoted = false
    for character in line {
      if character == "\"" {
        // The second quote of a doubled one opens the cell again; no value here has a quote of its own.
        isQuoted.toggle()
      } else if character == ",", !isQuoted {
        cells.append("")
      } else {
        cells[cells.count - 1].append(character)
      }
    }
    return cells
  }
}
