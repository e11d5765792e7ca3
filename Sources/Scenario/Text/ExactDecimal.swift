/// A decimal number, exactly: ± `coefficient` · 10^`exponent`.
///
/// Quantities become whole nanoseconds, bytes and bits through this type and never through `Double`, in which
/// 0.1 is another number.
public struct ExactDecimal: Hashable, Sendable {
  /// How many significant digits are accepted. 10^34 · 3.6·10^12 ns an hour, reduced, stays inside 128 bits,
  /// and no quantity that is a whole number of its unit below 2^62 needs more.
  public static let maximumDigits = 34

  /// Whether a minus sign was written, before a zero too.
  public let isNegative: Bool
  /// The digits without trailing zeros, below 10^34.
  public let coefficient: UInt128
  /// The power of ten; 0 for zero.
  public let exponent: Int

  /// Why a text is no exact decimal.
  public enum Problem: Error, Hashable, Sendable {
    /// It does not begin with a number.
    case noNumber
    /// It has more than `maximumDigits` significant digits.
    case tooManyDigits
  }

  /// Reads the longest number at the beginning of `text`, and tells how many bytes it has.
  ///
  /// A sign, digits with or without a decimal point in front, inside or behind, and an exponent, as JSON5 has
  /// them. Linear in the digits.
  static func read(_ text: [UInt8]) throws(Problem) -> (value: ExactDecimal, length: Int) {
    var digits = Digits()
    var index = 0
    let isNegative = text.first == UInt8(ascii: "-")
    if isNegative || text.first == UInt8(ascii: "+") { index = 1 }
    var count = try digits.read(text, &index)
    var fractionCount = 0
    if index < text.count, text[index] == UInt8(ascii: ".") {
      var fractionIndex = index + 1
      fractionCount = try digits.read(text, &fractionIndex)
      count += fractionCount
      if count > 0 { index = fractionIndex }
    }
    guard count > 0 else { throw .noNumber }
    let power = readExponent(text, &index)
    let exponent = digits.coefficient == 0 ? 0 : power - fractionCount + digits.pendingZeroCount
    let value = ExactDecimal(isNegative: isNegative, coefficient: digits.coefficient, exponent: exponent)
    return (value, index)
  }

  /// Reads `e`, a sign and digits; leaves `index` alone where they are not complete.
  private static func readExponent(_ text: [UInt8], _ index: inout Int) -> Int {
    guard index < text.count, text[index] | 0x20 == UInt8(ascii: "e") else { return 0 }
    var cursor = index + 1
    var sign = 1
    if cursor < text.count, text[cursor] == UInt8(ascii: "-") || text[cursor] == UInt8(ascii: "+") {
      sign = text[cursor] == UInt8(ascii: "-") ? -1 : 1
      cursor += 1
    }
    let start = cursor
    var magnitude = 0
    while cursor < text.count, let digit = decimalDigit(text[cursor]) {
      // Far outside of every unit already; growing on would overflow.
      if magnitude < 1 << 32 { magnitude = magnitude * 10 + Int(digit) }
      cursor += 1
    }
    guard cursor > start else { return 0 }
    index = cursor
    return sign * magnitude
  }

  /// 10 to the power of `exponent`, which is from 0 to 38.
  static func powerOfTen(_ exponent: Int) -> UInt128 {
    precondition((0...38).contains(exponent), "10^\(exponent) is outside 128 bits")
    return (0..<exponent).reduce(into: UInt128(1)) { power, _ in power *= 10 }
  }
}

/// The significant digits read so far. Zeros wait until a digit follows them, so that 1.50 is 15 · 10^-1.
private struct Digits {
  var coefficient: UInt128 = 0
  var count = 0
  var pendingZeroCount = 0

  /// Reads digits from `index` on, and returns how many there were.
  mutating func read(_ text: [UInt8], _ index: inout Int) throws(ExactDecimal.Problem) -> Int {
    let start = index
    while index < text.count, let digit = decimalDigit(text[index]) {
      index += 1
      if digit == 0 {
        if coefficient > 0 { pendingZeroCount += 1 }
        continue
      }
      count += pendingZeroCount + 1
      guard count <= ExactDecimal.maximumDigits else { throw .tooManyDigits }
      for _ in 0...pendingZeroCount { coefficient *= 10 }
      coefficient += UInt128(digit)
      pendingZeroCount = 0
    }
    return index - start
  }
}

private func decimalDigit(_ byte: UInt8) -> UInt8? {
  (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) ? byte - UInt8(ascii: "0") : nil
}
