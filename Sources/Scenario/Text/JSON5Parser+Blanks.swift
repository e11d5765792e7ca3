// Blanks, comments and line ends.

extension JSON5Parser {
  /// Steps over blanks and comments. An unclosed comment is an error and the end.
  mutating func skipBlanks() throws(Stop) {
    position = indexAfterBlanks(from: position)
    guard next == "/", scalar(at: position + 1) == "*" else { return }
    try firstSyntaxError("the comment that begins here is not closed; write '*/' at its end", at: position)
    throw Stop()
  }

  /// The index of the first scalar from `index` on that is neither blank nor comment; the `/` of a comment
  /// that is not closed counts as such.
  func indexAfterBlanks(from index: Int) -> Int {
    var index = index
    while let scalar = scalar(at: index) {
      if JSON5Blank.contains(scalar) {
        index += 1
      } else if scalar == "/", let end = commentEnd(from: index) {
        index = end
      } else {
        break
      }
    }
    return index
  }

  /// The scalar that follows blanks and comments.
  func afterBlanks(from index: Int) -> Unicode.Scalar? { scalar(at: indexAfterBlanks(from: index)) }

  /// The index behind the comment that begins at `start`; `nil` where none begins, or it is not closed.
  func commentEnd(from start: Int) -> Int? {
    var index = start + 2
    switch scalar(at: start + 1) {
    case "/":
      while let scalar = scalar(at: index), !JSON5Blank.endsLine(scalar) { index += 1 }
      return index
    case "*":
      while let scalar = scalar(at: index) {
        if scalar == "*", self.scalar(at: index + 1) == "/" { return index + 2 }
        index += 1
      }
      return nil
    default:
      return nil
    }
  }

  /// Whether a comment begins at `index`.
  func beginsComment(at index: Int) -> Bool {
    scalar(at: index) == "/" && (scalar(at: index + 1) == "/" || scalar(at: index + 1) == "*")
  }
}

/// JSON5's white space and line terminators.
enum JSON5Blank {
  /// Whether a scalar separates tokens: JSON5's table 1, and Unicode's category "space separator".
  static func contains(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case " ", "\t", "\n", "\r", "\u{0B}", "\u{0C}", "\u{A0}", "\u{2028}", "\u{2029}", "\u{FEFF}": true
    default: scalar.value > 0x7F && scalar.properties.generalCategory == .spaceSeparator
    }
  }

  /// Whether a scalar ends a `//` comment, and may follow the `\` that continues a string.
  static func endsLine(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "\n", "\r", "\u{2028}", "\u{2029}": true
    default: false
    }
  }
}
