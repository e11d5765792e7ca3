// Strings and their escapes.

extension JSON5Parser {
  /// The string whose quote is at the position, or `nil` after an error; then the position is behind the
  /// string, or at the end of the line on which it was not closed.
  mutating func string() throws(Stop) -> String? {
    guard let quote = next else { return nil }
    let start = position
    var content = String.UnicodeScalarView()
    position += 1
    while let scalar = next {
      switch scalar {
      case quote:
        position += 1
        return String(content)
      case "\n", "\r":
        let repair = "write \(quote) at its end, or '\\' before the line break"
        try syntaxError("the string that begins here is not closed on its line; \(repair)", at: start)
        return nil
      case "\\":
        let escapeStart = position
        position += 1
        guard let problem = escape(into: &content) else { continue }
        try syntaxError(problem, at: escapeStart)
        // One message a string: the first mistake usually explains the others.
        position = stringEnd(from: start)
        return nil
      default:
        content.append(scalar)
        position += 1
      }
    }
    try syntaxError("the string that begins here is not closed; write \(quote) at its end", at: start)
    return nil
  }

  /// What follows a backslash; returns what is wrong with it.
  private mutating func escape(into content: inout String.UnicodeScalarView) -> String? {
    guard let scalar = next else { return nil }
    position += 1
    switch scalar {
    case "b": content.append("\u{08}")
    case "f": content.append("\u{0C}")
    case "n": content.append("\n")
    case "r": content.append("\r")
    case "t": content.append("\t")
    case "v": content.append("\u{0B}")
    case "\r":
      if next == "\n" { position += 1 }
    case "\n", "\u{2028}", "\u{2029}": break
    case "0" where !isDigit(next): content.append("\0")
    case "0":
      return "the escape '\\0' may not be followed by a digit; write \\x00"
    case "1"..."9":
      return "the escape '\\\(scalar)' does not exist in JSON5; write \\x and two hexadecimal digits"
    case "x":
      guard let value = hexadecimal(digitCount: 2), let byte = Unicode.Scalar(value) else {
        return "expected two hexadecimal digits after '\\x', found \(found(at: position))"
      }
      content.append(byte)
    case "u": return unicodeEscape(into: &content)
    default: content.append(scalar)
    }
    return nil
  }

  /// What follows `\u`, the second half of a surrogate pair included.
  private mutating func unicodeEscape(into content: inout String.UnicodeScalarView) -> String? {
    guard let unit = hexadecimal(digitCount: 4) else {
      return "expected four hexadecimal digits after '\\u', found \(found(at: position))"
    }
    if let scalar = Unicode.Scalar(unit) {
      content.append(scalar)
      return nil
    }
    let digits = String(unit, radix: 16, uppercase: true)
    let problem =
      "the escape '\\u\(digits)' is half of a surrogate pair; write both halves, or the letter itself"
    guard unit < 0xDC00, next == "\\", scalar(at: position + 1) == "u" else { return problem }
    let secondStart = position
    position += 2
    guard let second = hexadecimal(digitCount: 4), (0xDC00...0xDFFF).contains(second),
      let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (second - 0xDC00))
    else {
      position = secondStart
      return problem
    }
    content.append(scalar)
    return nil
  }

  /// Exactly `digitCount` hexadecimal digits, or `nil` and the position unchanged.
  private mutating func hexadecimal(digitCount: Int) -> UInt32? {
    var value: UInt32 = 0
    for offset in 0..<digitCount {
      guard let digit = scalar(at: position + offset)?.hexadecimalDigit else { return nil }
      value = value << 4 | digit
    }
    position += digitCount
    return value
  }

  private func isDigit(_ scalar: Unicode.Scalar?) -> Bool { scalar.map { ("0"..."9").contains($0) } ?? false }
}

extension Unicode.Scalar {
  /// The value of `0`–`9`, `a`–`f`, `A`–`F`.
  var hexadecimalDigit: UInt32? {
    switch self {
    case "0"..."9": value - 0x30
    case "a"..."f": value - 0x61 + 10
    case "A"..."F": value - 0x41 + 10
    default: nil
    }
  }
}
