/// A number of a document, as it was written, so that nothing is lost before its use is known.
public struct NumberLiteral: Hashable, Sendable {
  /// The literal: `+.5e3`, `0x1F`, `-Infinity`, …
  public let text: String

  /// A literal of JSON5's grammar; what it means is asked afterwards.
  public init(text: String) { self.text = text }

  /// The whole number, exactly; `1e3` and `2.0` are whole. Throws where it is not whole, not finite, or
  /// outside 64 bits.
  public func integer() throws(QuantityProblem) -> Int64 {
    try refuseNonFinite()
    let outside = QuantityProblem("\(quoted(text)) is outside the range of whole numbers of 64 bits")
    let magnitude: UInt128
    if let digits = hexadecimalDigits {
      guard let value = UInt64(digits, radix: 16) else { throw outside }
      magnitude = UInt128(value)
    } else {
      let value = try decimal()
      guard value.exponent >= 0 else { throw QuantityProblem("\(quoted(text)) is not a whole number") }
      guard value.exponent <= 19, value.coefficient < 1 << 64 else { throw outside }
      magnitude = value.coefficient * ExactDecimal.powerOfTen(value.exponent)
    }
    let signed = Int128(magnitude) * (text.first == "-" ? -1 : 1)
    guard let value = Int64(exactly: signed) else { throw outside }
    return value
  }

  /// The decimal number, exactly. Throws where it is not finite, hexadecimal beyond 64 bits, or has more
  /// than `ExactDecimal.maximumDigits` significant digits.
  public func decimal() throws(QuantityProblem) -> ExactDecimal {
    try refuseNonFinite()
    var literal = text
    if let digits = hexadecimalDigits {
      guard let value = UInt64(digits, radix: 16) else {
        throw QuantityProblem("\(quoted(text)) is outside the range of whole numbers of 64 bits")
      }
      literal = (text.first == "-" ? "-" : "") + String(value)
    }
    do {
      return try ExactDecimal.read(Array(literal.utf8)).value
    } catch {
      guard error == .noNumber else { throw .tooManyDigits(text) }
      throw QuantityProblem("\(quoted(text)) is not a number")
    }
  }

  /// The nearest binary number. Throws where it is not finite or beyond the largest `Double`.
  public func double() throws(QuantityProblem) -> Double {
    try refuseNonFinite()
    if hexadecimalDigits != nil { return Double(try integer()) }
    guard let value = Double(text) else { throw QuantityProblem("\(quoted(text)) is not a number") }
    guard value.isFinite else { throw QuantityProblem("\(quoted(text)) is too large for a number") }
    return value
  }

  private func refuseNonFinite() throws(QuantityProblem) {
    let word = unsigned
    guard word == "Infinity" || word == "NaN" else { return }
    throw QuantityProblem("\(quoted(text)) is not a finite number; write digits")
  }

  private var unsigned: Substring {
    text.first == "-" || text.first == "+" ? text.dropFirst() : text[...]
  }

  private var hexadecimalDigits: Substring? {
    let word = unsigned
    return word.hasPrefix("0x") || word.hasPrefix("0X") ? word.dropFirst(2) : nil
  }
}
