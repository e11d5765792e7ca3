import Foundation
import Testing

/// A document of the project with blocks that a program fills, each between `<!-- NAME -->` and `<!-- end -->`.
struct MarkedBlocks {
  private static let closing = "<!-- end -->"
  private static let isWriting = ProcessInfo.processInfo.environment["SLUICE_WRITE_TABLES"] == "1"

  /// The root of the checkout that these tests were built from.
  static let checkout = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  let document: String
  private let url: URL
  private var lines: [String]

  init(_ document: String) throws {
    self.document = document
    url = Self.checkout.appendingPathComponent(document)
    lines = try String(contentsOf: url, encoding: .utf8)
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  /// The names of the blocks, in the order of the document.
  var names: [String] {
    lines.filter { $0 != Self.closing && $0.hasPrefix("<!-- ") && $0.hasSuffix(" -->") }
      .map { String($0.dropFirst("<!-- ".count).dropLast(" -->".count)) }
  }

  /// The block holds these lines, fenced as `language`; with `SLUICE_WRITE_TABLES=1` in the environment they are written
  /// instead.
  mutating func expect(
    _ name: String, toHold content: [String], language: String = "text",
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let opening = try #require(
      lines.firstIndex(of: "<!-- \(name) -->"), "\(document) has no block \"\(name)\"",
      sourceLocation: sourceLocation)
    let end = try #require(
      lines[opening...].firstIndex(of: Self.closing), "the block \"\(name)\" of \(document) has no end",
      sourceLocation: sourceLocation)
    let fresh = ["```\(language)"] + content + ["```"]
    if Self.isWriting {
      lines.replaceSubrange(opening + 1..<end, with: fresh)
      try lines.joined(separator: "\n").write(to: url, atomically: true, encoding: .utf8)
    } else {
      #expect(
        Array(lines[opening + 1..<end]) == fresh,
        "\(document), \"\(name)\": run SLUICE_WRITE_TABLES=1 swift test --filter Guide",
        sourceLocation: sourceLocation)
    }
  }
}
