// Objects and lists, and what separates their entries.

extension JSON5Parser {
  /// `{ key: value, … }`; the position is at the brace. A key that is given again is left out.
  mutating func object(depth: Int) throws(Stop) -> Node {
    let start = position
    try open(depth: depth)
    var members: [Node.Member] = []
    var places: [String: Place] = [:]
    while try hasEntry(before: "}", of: start) {
      let memberStart = position
      if let member = try member(depth: depth) {
        if let first = places[member.key] {
          let message = "the key \(quoted(member.key)) is given twice, first at \(first); delete one of them"
          try error(message, at: memberStart)
        } else {
          places[member.key] = member.keyPlace
          members.append(member)
        }
        try separate(closing: "}", after: "the value of \(quoted(member.key))")
      } else {
        try recover()
      }
    }
    return node(.object(members), from: start)
  }

  /// `[ value, … ]`; the position is at the bracket.
  mutating func list(depth: Int) throws(Stop) -> Node {
    let start = position
    try open(depth: depth)
    var entries: [Node] = []
    while try hasEntry(before: "]", of: start) {
      if let entry = try value(named: "a value or ']'", depth: depth) {
        entries.append(entry)
        try separate(closing: "]", after: "this entry")
      } else {
        try recover()
      }
    }
    return node(.array(entries), from: start)
  }

  private mutating func open(depth: Int) throws(Stop) {
    guard depth <= JSON5Reader.maximumDepth else {
      try syntaxError("objects and lists are nested more than \(JSON5Reader.maximumDepth) deep")
      throw Stop()
    }
    position += 1
  }

  /// Skips blanks, and says whether an entry follows; steps behind the closing bracket where none does.
  private mutating func hasEntry(before close: Unicode.Scalar, of start: Int) throws(Stop) -> Bool {
    try skipBlanks()
    let name = close == "}" ? "object" : "list"
    switch next {
    case close:
      position += 1
      return false
    case nil:
      try firstSyntaxError(
        "the \(name) that begins here is not closed; write '\(close)' behind its last entry", at: start)
      throw Stop()
    case "}", "]":
      let place = text.place(at: start)
      try firstSyntaxError(
        "expected '\(close)', which closes the \(name) that begins at \(place), "
          + "found \(found(at: position))", at: position)
      throw Stop()
    default:
      return true
    }
  }

  /// Steps behind the ',' that follows an entry; a closing bracket or the end is left to `hasEntry`.
  private mutating func separate(closing close: Unicode.Scalar, after entry: String) throws(Stop) {
    let entryEnd = position
    try skipBlanks()
    switch next {
    case ",": position += 1
    case "}", "]", nil: return
    default:
      try syntaxError("expected ',' or '\(close)' after \(entry), found \(found(at: position))")
      // A comma forgotten at the end of a line: the next line is an entry. On the same line anything may be
      // meant.
      let isNewLine = text.place(at: entryEnd).line < text.place(at: position).line
      if !isNewLine || !beginsEntry { try recover() }
    }
  }

  private var beginsEntry: Bool {
    next.map { "\"'{[".unicodeScalars.contains($0) } == true
      || wordEnd(from: position, limit: position + 1) > position
  }

  /// `key: value`, or `nil` after an error.
  private mutating func member(depth: Int) throws(Stop) -> Node.Member? {
    let start = position
    guard let key = try key() else { return nil }
    let keyEnd = position
    try skipBlanks()
    if next == ":" {
      position += 1
    } else {
      try missingColon(after: key, written: text.scalars[start..<keyEnd])
      guard next == "=" else { return nil }
      // The only mistake after which it is clear what was meant.
      position += 1
    }
    try skipBlanks()
    guard let value = try value(named: "the value of \(quoted(key))", depth: depth) else { return nil }
    return Node.Member(key, keyPlace: text.place(at: start), value)
  }

  /// A string, an identifier, or what was meant as one; `nil` after an error that leaves no key.
  private mutating func key() throws(Stop) -> String? {
    if next == "\"" || next == "'" { return try string() }
    let start = position
    let end = wordEnd(from: start)
    guard end > start else {
      try syntaxError("expected a key or '}', found \(found(at: start))")
      return nil
    }
    let word = text.scalars[start..<end]
    position = end
    if let key = JSON5Identifier.key(word) { return key }
    let shown = excerpt(scalars: word)
    try syntaxError("the key '\(shown)' is not an identifier; put it in quotes: \"\(shown)\"", at: start)
    return String(String.UnicodeScalarView(word))
  }

  private mutating func missingColon(after key: String, written: ArraySlice<Unicode.Scalar>) throws(Stop) {
    let valueStart = next == "=" ? indexAfterBlanks(from: position + 1) : position
    let hasValue = scalar(at: valueStart).map { !",]}:=".unicodeScalars.contains($0) } ?? false
    let value = hasValue ? token(at: valueStart) : "…"
    try syntaxError(
      "expected ':' after the key \(quoted(key)), found \(found(at: position)); "
        + "write \(excerpt(scalars: written)): \(value)")
  }
}
