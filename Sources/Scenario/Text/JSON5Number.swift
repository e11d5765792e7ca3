/// JSON5's number literals.
enum JSON5Number {
  /// Whether a word is a number of the grammar. Linear.
  static func isValid(_ word: String) -> Bool {
    var rest = Array(word.utf8)[...]
    takeSign(&rest)
    if rest.elementsEqual("Infinity".utf8) || rest.elementsEqual("NaN".utf8) { return true }
    if rest.starts(with: "0x".utf8) || rest.starts(with: "0X".utf8) {
      let digits = rest.dropFirst(2)
      return !digits.isEmpty && digits.allSatisfy { Unicode.Scalar($0).hexadecimalDigit != nil }
    }
    let integer = takeDigits(&rest)
    if integer.count > 1, integer.first == UInt8(ascii: "0") { return false }
    var digitCount = integer.count
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      digitCount += takeDigits(&rest).count
    }
    guard digitCount > 0 else { return false }
    if let mark = rest.first, mark | 0x20 == UInt8(ascii: "e") {
      rest = rest.dropFirst()
      takeSign(&rest)
      guard !takeDigits(&rest).isEmpty else { return false }
    }
    return rest.isEmpty
  }

  /// What is wrong with a word that was meant as a number; `nil` for any other word.
  static func message(for word: String) -> String? {
    let unsigned = Array(word.utf8).drop(while: isSign)
    let isSigned = unsigned.startIndex > 0
    guard let digit = unsigned.first(where: { $0 != UInt8(ascii: ".") }) else {
      return "\(quoted(word)) is not a number: it has no digits"
    }
    guard isDigit(digit) else { return isSigned ? "\(quoted(word)) is not a number" : nil }
    if let repaired = withoutUnderscores(word) ?? withoutLeadingZeros(word) {
      return "\(quoted(word)) is not a number in JSON5; write \(excerpt(repaired))"
    }
    if ["e", "e+", "e-", "0x"].contains(where: { hasNumber(word, before: $0) }) {
      return "\(quoted(word)) is not a number: the digits at its end are missing"
    }
    let isDigitsOnly = unsigned.allSatisfy { isDigit($0) || $0 == UInt8(ascii: ".") || isSign($0) }
    let kind = isDigitsOnly ? "text" : "a quantity"
    return "\(quoted(word)) is not a number; put \(kind) in quotes: \"\(excerpt(word))\""
  }

  /// `1_000` as `1000`, where that is all that was wrong.
  private static func withoutUnderscores(_ word: String) -> String? {
    let repaired = word.filter { $0 != "_" }
    return repaired != word && isValid(repaired) ? repaired : nil
  }

  /// `010` as `10`, where that is all that was wrong.
  private static func withoutLeadingZeros(_ word: String) -> String? {
    var digits = Array(word.utf8)[...]
    let sign = takeSign(&digits)
    let stripped = digits.drop { $0 == UInt8(ascii: "0") }
    guard stripped.count < digits.count else { return nil }
    let zero = stripped.first.map(isDigit) == true ? "" : "0"
    let repaired = String(decoding: sign, as: UTF8.self) + zero + String(decoding: stripped, as: UTF8.self)
    return isValid(repaired) ? repaired : nil
  }

  /// Whether a word is a number, or nothing but a sign, and then `suffix`.
  private static func hasNumber(_ word: String, before suffix: String) -> Bool {
    guard word.lowercased().hasSuffix(suffix) else { return false }
    let number = word.dropLast(suffix.count)
    return isValid(String(number)) || number.utf8.allSatisfy(isSign)
  }

  @discardableResult
  private static func takeSign(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let sign = rest.prefix(1).prefix(while: isSign)
    rest = rest.dropFirst(sign.count)
    return sign
  }

  private static func takeDigits(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let digits = rest.prefix(while: isDigit)
    rest = rest.dropFirst(digits.count)
    return digits
  }

  private static func isSign(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
