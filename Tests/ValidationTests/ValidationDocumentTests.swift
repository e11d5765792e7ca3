import Foundation
import Testing

/// The tables of the documents are those that the committed results and the measured values give.
///
/// With `SLUICE_WRITE_TABLES=1` in the environment the tables are written instead of compared.
@Suite("Validation documents")
struct ValidationDocumentTests {
  static let documents = ["README.md", "docs/validation.md"]
  private static let isWriting = ProcessInfo.processInfo.environment["SLUICE_WRITE_TABLES"] == "1"

  @Test("the tables of a document are what the results give", arguments: documents)
  func tables(_ document: String) throws {
    let url = CSVRows.checkout.appendingPathComponent(document)
    let text = try String(contentsOf: url, encoding: .utf8)
    let fresh = try renewed(text)
    guard !Self.isWriting else { return try fresh.write(to: url, atomically: true, encoding: .utf8) }
    let old = text.split(separator: "\n", omittingEmptySubsequences: false)
    let new = fresh.split(separator: "\n", omittingEmptySubsequences: false)
    let difference = new.difference(from: old)
    #expect(
      difference.isEmpty,
      "\(document): \(difference.count) lines differ; run SLUICE_WRITE_TABLES=1 swift test --filter ValidationDocumentTests"
    )
  }

  @Test("every table stands in a document, the telling rows in the README")
  func tablesAreShown() throws {
    let texts = try Self.documents.map {
      try String(contentsOf: CSVRows.checkout.appendingPathComponent($0), encoding: .utf8)
    }
    for name in ValidationTables.names {
      #expect(texts.contains { $0.contains(Self.opening(name)) }, "\(name) stands nowhere")
    }
    #expect(texts[0].contains(Self.opening("telling")))
  }

  private static func opening(_ name: String) -> String { "<!-- table: \(name) -->" }
  private static let closing = "<!-- end of table -->"

  /// The text with its tables made anew.
  private func renewed(_ text: String) throws -> String {
    let tables = try ValidationTables()
    var lines: [String] = []
    var isInside = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
      if line == Self.closing { isInside = false }
      if !isInside { lines.append(line) }
      if line.hasPrefix("<!-- table: "), line.hasSuffix(" -->") {
        let name = String(line.dropFirst("<!-- table: ".count).dropLast(" -->".count))
        lines += try #require(tables.lines(name), "there is no table \(name)")
        isInside = true
      }
    }
    try #require(!isInside, "a table has no end")
    return lines.joined(separator: "\n")
  }
}
