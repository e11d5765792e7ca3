import Testing

@testable import Scenario

/// What reading a text gave.
struct Reading {
  let node: Node?
  let diagnostics: Diagnostics

  init(_ bytes: [UInt8]) {
    var diagnostics = Diagnostics()
    node = JSON5Reader.read(bytes, origin: "s.json5", into: &diagnostics)
    self.diagnostics = diagnostics
  }

  init(_ text: String) { self.init(Array(text.utf8)) }

  /// The errors as a user sees them, without the path.
  var messages: [String] {
    diagnostics.lines.map { $0.hasPrefix("s.json5:") ? String($0.dropFirst("s.json5:".count)) : $0 }
  }
}

/// The value of a text that is right.
func tree(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> Node {
  let reading = Reading(text)
  #expect(reading.messages.isEmpty, sourceLocation: sourceLocation)
  return try #require(reading.node, sourceLocation: sourceLocation)
}

extension Node {
  static func text(_ text: String) -> Node { Node(.string(text)) }

  static func literal(_ text: String) -> Node { Node(.number(NumberLiteral(text: text))) }

  static func list(_ entries: Node...) -> Node { Node(.array(entries)) }

  static func object(_ members: KeyValuePairs<String, Node>) -> Node {
    Node(.object(members.map { Node.Member($0.key, $0.value) }))
  }
}
