/// One pass over a document, by recursive descent.
///
/// An error inside an entry makes the parser skip to the next ',' or closing bracket of the same level and go
/// on, so that several are told at once. Where it cannot know what was meant — brackets that do not match, the
/// end of the text — it stops. Once something is wrong, what is missing at the end is no news.
struct JSON5Parser {
  /// Reading ends here; the reason has been told.
  struct Stop: Error {}

  let text: SourceText
  let origin: String
  var position = 0
  private(set) var diagnostics = Diagnostics()
  private var isSyntaxSound = true

  init(text: SourceText, origin: String) {
    self.text = text
    self.origin = origin
  }

  /// The scalar at the position, or `nil` at the end.
  var next: Unicode.Scalar? { scalar(at: position) }

  func scalar(at index: Int) -> Unicode.Scalar? { index < text.scalars.count ? text.scalars[index] : nil }

  /// The whole text, which is one value.
  mutating func document() -> Node? {
    do {
      try skipBlanks()
      let node = try value(named: "a value", depth: 0)
      guard isSyntaxSound else { return nil }
      try skipBlanks()
      if next != nil {
        try syntaxError("expected the end of the text, found \(found(at: position)); a text holds one value")
      }
      return isSyntaxSound ? node : nil
    } catch {
      return nil
    }
  }

  /// A value of any kind, or `nil` after an error. `name` is what it is the value of, for messages.
  mutating func value(named name: String, depth: Int) throws(Stop) -> Node? {
    let start = position
    switch next {
    case "{": return try object(depth: depth + 1)
    case "[": return try list(depth: depth + 1)
    case "\"", "'":
      guard let string = try string() else { return nil }
      return node(.string(string), from: start)
    default:
      let word = wordEnd(from: start)
      guard word > start else {
        try syntaxError("expected \(name), found \(found(at: start))")
        return nil
      }
      return try self.word(until: word, named: name, depth: depth)
    }
  }

  /// `true`, `false`, `null` or a number.
  private mutating func word(until end: Int, named name: String, depth: Int) throws(Stop) -> Node? {
    let start = position
    // No literal but a number is long, and a number is ASCII; so a word is made a String only once.
    let word = String(String.UnicodeScalarView(text.scalars[start..<end]))
    position = end
    switch word {
    case "true": return node(.boolean(true), from: start)
    case "false": return node(.boolean(false), from: start)
    case "null": return node(.null, from: start)
    default: break
    }
    if JSON5Number.isValid(word) { return node(.number(NumberLiteral(text: word)), from: start) }
    position = start
    try syntaxError(wordMessage(word, until: end, named: name, depth: depth))
    position = end
    return nil
  }

  private func wordMessage(_ word: String, until end: Int, named name: String, depth: Int) -> String {
    if let message = JSON5Number.message(for: word) { return message }
    let beginning = "expected \(name), found \(quoted(word))"
    if depth == 0, afterBlanks(from: end) == ":" {
      return beginning + "; write the whole text in braces: { \(excerpt(word)): … }"
    }
    if let near = Nearest.match(word, among: ["true", "false", "null", "Infinity", "NaN"]) {
      return beginning + "; did you mean \(near)?"
    }
    return beginning + "; put text in quotes: \"\(excerpt(word))\""
  }

  /// A node that begins at `start`.
  func node(_ kind: Node.Kind, from start: Int) -> Node {
    Node(kind, place: text.place(at: start), origin: origin)
  }

  /// Tells an error at the position, or at `index`, after which no tree is returned.
  mutating func syntaxError(_ message: String, at index: Int? = nil) throws(Stop) {
    isSyntaxSound = false
    try error(message, at: index ?? position)
  }

  /// The same, unless an error came before it: then it is likely to be the same mistake.
  mutating func firstSyntaxError(_ message: String, at index: Int) throws(Stop) {
    if isSyntaxSound { try syntaxError(message, at: index) }
  }

  /// Tells an error that leaves the tree sound.
  mutating func error(_ message: String, at index: Int) throws(Stop) {
    let place = text.place(at: index)
    diagnostics.append(Diagnostic(.error, origin: origin, place: place, message: message))
    guard diagnostics.count >= JSON5Reader.maximumErrors else { return }
    let limit = "reading stopped after \(JSON5Reader.maximumErrors) errors; repair these first"
    diagnostics.append(Diagnostic(.error, origin: origin, place: place, message: limit))
    throw Stop()
  }
}
