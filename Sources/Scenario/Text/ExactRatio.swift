/// A ratio of two whole numbers, exactly: what sums and products of quantities are computed in, so that 0.1 + 0.2 is 0.3.
///
/// In lowest terms with a positive denominator. Results whose terms are beyond 128 bits are `nil`; the caller goes on
/// with `Double`, or refuses.
struct ExactRatio: Hashable, Sendable {
  let numerator: Int128
  let denominator: Int128

  init(_ whole: Int64) {
    numerator = Int128(whole)
    denominator = 1
  }

  /// `numerator` / `denominator`; `nil` for a zero below.
  init?(_ numerator: Int128, over denominator: Int128) {
    guard denominator != 0, numerator != .min, denominator != .min else { return nil }
    let common = Int128(Self.greatestCommonDivisor(numerator.magnitude, denominator.magnitude))
    let sign: Int128 = denominator < 0 ? -1 : 1
    self.numerator = sign * (numerator / common)
    self.denominator = sign * (denominator / common)
  }

  /// A decimal number, exactly.
  init?(_ decimal: ExactDecimal) {
    guard abs(decimal.exponent) <= 38, let coefficient = Int128(exactly: decimal.coefficient),
      let power = Int128(exactly: ExactDecimal.powerOfTen(abs(decimal.exponent)))
    else { return nil }
    let signed = decimal.isNegative ? -coefficient : coefficient
    guard decimal.exponent > 0 else {
      self.init(signed, over: power)
      return
    }
    let (product, overflow) = signed.multipliedReportingOverflow(by: power)
    guard !overflow else { return nil }
    self.init(product, over: 1)
  }

  /// The nearest binary number where both terms are below 2^53, else one beside it.
  var double: Double { Double(numerator) / Double(denominator) }

  func adding(_ other: ExactRatio) -> ExactRatio? {
    guard let left = Self.product(numerator, other.denominator),
      let right = Self.product(other.numerator, denominator),
      let below = Self.product(denominator, other.denominator)
    else { return nil }
    let (sum, overflow) = left.addingReportingOverflow(right)
    return overflow ? nil : ExactRatio(sum, over: below)
  }

  func multiplied(by other: ExactRatio) -> ExactRatio? {
    // Reduced crosswise first, so that only a result that is too large overflows.
    guard let left = ExactRatio(numerator, over: other.denominator),
      let right = ExactRatio(other.numerator, over: denominator),
      let above = Self.product(left.numerator, right.numerator),
      let below = Self.product(left.denominator, right.denominator)
    else { return nil }
    return ExactRatio(above, over: below)
  }

  /// `nil` for a division by zero too.
  func divided(by other: ExactRatio) -> ExactRatio? {
    ExactRatio(other.denominator, over: other.numerator).flatMap { multiplied(by: $0) }
  }

  var negated: ExactRatio { ExactRatio(numerator: -numerator, denominator: denominator) }

  /// Whether it is less than `other`; `nil` where 128 bits do not tell.
  func isLess(than other: ExactRatio) -> Bool? {
    guard let left = Self.product(numerator, other.denominator),
      let right = Self.product(other.numerator, denominator)
    else { return nil }
    return left < right
  }

  /// As a decimal number without an exponent; `nil` where it has more than `digits` decimals, at most 38, or needs
  /// more than 128 bits.
  func decimalText(digits: Int) -> String? {
    for count in 0...digits {
      guard let scaled = Self.product(numerator, Int128(ExactDecimal.powerOfTen(count))) else { return nil }
      guard scaled % denominator == 0 else { continue }
      let text = String((scaled / denominator).magnitude)
      let padded = String(repeating: "0", count: max(0, count + 1 - text.count)) + text
      return (scaled < 0 ? "-" : "") + padded.dropLast(count) + (count > 0 ? "." + padded.suffix(count) : "")
    }
    return nil
  }

  private init(numerator: Int128, denominator: Int128) {
    self.numerator = numerator
    self.denominator = denominator
  }

  private static func product(_ left: Int128, _ right: Int128) -> Int128? {
    let (product, overflow) = left.multipliedReportingOverflow(by: right)
    return overflow ? nil : product
  }

  private static func greatestCommonDivisor(_ left: UInt128, _ right: UInt128) -> UInt128 {
    var (left, right) = (left, right)
    while right > 0 { (left, right) = (right, left % right) }
    return left
  }
}
