/// JSON5's unquoted keys: the identifiers of ECMAScript 5.1 §7.6, reserved words included.
enum JSON5Identifier {
  /// The key that a word spells, `\u` and four hexadecimal digits resolved, or `nil` where the word is no identifier.
  static func key(_ word: ArraySlice<Unicode.Scalar>) -> String? {
    var key = String.UnicodeScalarView()
    var index = word.startIndex
    while index < word.endIndex {
      var scalar = word[index]
      index += 1
      if scalar == "\\" {
        guard let escaped = escaped(word[index...]) else { return nil }
        scalar = escaped
        index += 5
      }
      guard begins(scalar) || (!key.isEmpty && continues(scalar)) else { return nil }
      key.append(scalar)
    }
    return key.isEmpty ? nil : String(key)
  }

  /// The scalar that `u` and four hexadecimal digits spell.
  private static func escaped(_ rest: ArraySlice<Unicode.Scalar>) -> Unicode.Scalar? {
    guard rest.first == "u", rest.count >= 5 else { return nil }
    var value: UInt32 = 0
    for scalar in rest.dropFirst().prefix(4) {
      guard let digit = scalar.hexadecimalDigit else { return nil }
      value = value << 4 | digit
    }
    return Unicode.Scalar(value)
  }

  private static func begins(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "$", "_": return true
    case _ where scalar.isASCII: return false
    default: break
    }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .letterNumber:
      return true
    default: return false
    }
  }

  private static func continues(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "0"..."9", "\u{200C}", "\u{200D}": return true
    case _ where scalar.isASCII: return false
    default: break
    }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .spacingMark, .decimalNumber, .connectorPunctuation: return true
    default: return false
    }
  }
}
