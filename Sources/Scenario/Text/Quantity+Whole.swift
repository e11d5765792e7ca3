// Exact arithmetic: decimals times units, as whole numbers and as ratios.

extension Quantity {
  /// A ratio of two whole numbers in lowest terms, neither above `maximum`.
  struct Ratio {
    let numerator: Int64
    let denominator: Int64
  }

  /// The whole number of base units that `parts` say. Refuses a negative number with `negative`, one above
  /// `maximum` with `tooLarge`, and a fraction, for which the two neighbours are proposed.
  static func whole(
    _ parts: Parts, baseUnit: (name: String, spelling: String), negative: String, tooLarge: String
  ) throws(QuantityProblem) -> Int64 {
    let text = quoted(parts.text)
    guard !parts.value.isNegative || parts.value.coefficient == 0 else {
      throw QuantityProblem("\(text) is negative; \(negative)")
    }
    let outside = QuantityProblem("\(text) is too large; \(tooLarge)")
    guard let (numerator, denominator) = scaled(parts.value, by: UInt128(parts.scale), over: 1) else {
      throw parts.value.exponent < 0 ? QuantityProblem.tooManyDigits(parts.text) : outside
    }
    let (floor, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
    guard floor < maximum || (floor == maximum && remainder == 0) else { throw outside }
    guard remainder == 0 else {
      let unit = baseUnit.spelling
      throw QuantityProblem(
        "\(text) is not a whole number of \(baseUnit.name); write \"\(floor)\(unit)\" or \"\(floor + 1)\(unit)\""
      )
    }
    return Int64(floor)
  }

  /// `value` / `divisor` as a ratio; `nil` where a term is above `maximum`. `value` is not negative.
  static func ratio(_ value: ExactDecimal, over divisor: UInt128) -> Ratio? {
    guard let (numerator, denominator) = scaled(value, by: 1, over: divisor),
      numerator <= maximum, denominator <= maximum
    else { return nil }
    return Ratio(numerator: Int64(numerator), denominator: Int64(denominator))
  }

  /// `value` · `factor` / `divisor` in lowest terms; `nil` where a term, reduced, is beyond 128 bits.
  private static func scaled(
    _ value: ExactDecimal, by factor: UInt128, over divisor: UInt128
  ) -> (UInt128, UInt128)? {
    guard value.coefficient > 0 else { return (0, 1) }
    guard abs(value.exponent) <= 38 else { return nil }
    let power = ExactDecimal.powerOfTen(abs(value.exponent))
    var above = [value.coefficient, factor, value.exponent > 0 ? power : 1]
    var below = [divisor, value.exponent < 0 ? power : 1]
    // Every factor is reduced against every divisor before anything is multiplied; a product that still
    // overflows is far above `maximum`.
    for i in above.indices {
      for j in below.indices {
        let common = greatestCommonDivisor(above[i], below[j])
        above[i] /= common
        below[j] /= common
      }
    }
    guard let numerator = product(above), let denominator = product(below) else { return nil }
    return (numerator, denominator)
  }

  private static func product(_ factors: [UInt128]) -> UInt128? {
    var product: UInt128 = 1
    for factor in factors {
      let (next, overflow) = product.multipliedReportingOverflow(by: factor)
      guard !overflow else { return nil }
      product = next
    }
    return product
  }

  private static func greatestCommonDivisor(_ left: UInt128, _ right: UInt128) -> UInt128 {
    var (left, right) = (left, right)
    while right > 0 { (left, right) = (right, left % right) }
    return left
  }
}
