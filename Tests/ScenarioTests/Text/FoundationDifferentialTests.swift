import Foundation
import Testing

@testable import Scenario

@Suite("Agreement with Foundation")
struct FoundationDifferentialTests {
  /// What both readers make of a document: keys without order, numbers as `Double`.
  private indirect enum Tree: Decodable, Hashable {
    case object([String: Tree])
    case list([Tree])
    case string(String)
    case number(Double)
    case boolean(Bool)
    case null

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if container.decodeNil() {
        self = .null
      } else if let truth = try? container.decode(Bool.self) {
        self = .boolean(truth)
      } else if let number = try? container.decode(Double.self) {
        self = .number(number)
      } else if let text = try? container.decode(String.self) {
        self = .string(text)
      } else if let entries = try? container.decode([Tree].self) {
        self = .list(entries)
      } else {
        self = .object(try container.decode([String: Tree].self))
      }
    }

    init?(_ node: Node) {
      switch node.kind {
      case .object(let members):
        var trees: [String: Tree] = [:]
        for member in members { trees[member.key] = Tree(member.node) }
        self = .object(trees)
      case .array(let entries): self = .list(entries.compactMap(Tree.init))
      case .string(let text): self = .string(text)
      case .number(let literal):
        guard let number = try? literal.double() else { return nil }
        self = .number(number)
      case .boolean(let truth): self = .boolean(truth)
      case .null: self = .null
      }
    }
  }

  /// Only for what ours accepts: on "2.5E- " the decoder of Swift 6.3 traps.
  ///
  /// The line break at the end is for its sake as well: it reads a number that ends the data beyond the data's
  /// end, and traps if what happens to lie there in memory goes on as a number.
  private func foundation(_ text: String) -> Tree? {
    let decoder = JSONDecoder()
    decoder.allowsJSON5 = true
    return try? decoder.decode(Tree.self, from: Data((text + "\n").utf8))
  }

  @Test("both read every random document, and make the same of it", arguments: 0..<40)
  func right(seed: Int) {
    var random = TextRandom(seed: UInt64(seed))
    for round in 0..<25 {
      let text = RandomDocument.text(using: &random)
      let ours = Reading(text).node.flatMap { Tree($0) }
      #expect(ours != nil, "seed \(seed) round \(round): \(text)")
      #expect(ours == foundation(text), "seed \(seed) round \(round): \(text)")
    }
  }

  @Test("where both accept a mutated document, they make the same of it", arguments: 0..<40)
  func mutated(seed: Int) {
    var random = TextRandom(seed: UInt64(seed))
    var acceptedCount = 0
    for round in 0..<50 {
      var text = RandomDocument.text(using: &random)
      RandomDocument.mutate(&text, count: 1, using: &random)
      let reading = Reading(text)
      guard !reading.diagnostics.hasErrors, let node = reading.node, let theirs = foundation(text) else {
        continue
      }
      acceptedCount += 1
      #expect(Tree(node) == theirs, "seed \(seed) round \(round): \(text)")
    }
    #expect(acceptedCount > 0)
  }

  /// Where the two differ on purpose; theirs is Foundation's of Swift 6.3 on Linux, ours is the standard.
  @Test(
    "the differences that are known are the standard's reading",
    arguments: [
      // Theirs keeps the line break of a continued string.
      ("'a\\\nb'", .text("ab")),
      ("'a\\\r\nb'", .text("ab")),
      // Theirs keeps an escape in an unquoted key as it is written.
      ("{\\u0061:1}", .object(["a": .literal("1")])),
      // Theirs refuses these.
      ("'a\tb'", .text("a\tb")),
      ("'\\0\\v\\a'", .text("\0\u{0B}a")),
      ("'\\u0000'", .text("\0")),
      ("'\\\u{2028}'", .text("")),
      ("\u{2003}1\u{A0}\u{FEFF}", .literal("1")),
      ("1e400", .literal("1e400")),
      // Theirs makes these numbers; ours keeps the literal, and refuses it where a number is needed.
      ("Infinity", .literal("Infinity")),
      ("-NaN", .literal("-NaN")),
      // Theirs takes one of the two in silence.
      ("{a:1,a:2}", nil),
    ] as [(String, Node?)])
  func knownDifferences(text: String, value: Node?) {
    let reading = Reading(text)
    #expect((reading.diagnostics.hasErrors ? nil : reading.node) == value)
  }
}
