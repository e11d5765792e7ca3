// Rates: "1000/s".

extension Quantity {
  /// A rate as `count` messages in each `perNanoseconds`, exactly and in lowest terms: `"1000/s"` is 1 in
  /// 1 000 000 ns, `"0.5/ms"` 1 in 2 000 000 ns.
  ///
  /// Units: /ns, /us, /ms, /s, /min, /h. Both results are from 1 to 2^62. Refuses zero, negative rates, and
  /// those that do not fit.
  public static func rate(_ text: String) throws(QuantityProblem) -> (count: Int64, perNanoseconds: Int64) {
    let parts = try parts(of: text, as: rates)
    guard parts.value.coefficient > 0 else {
      throw QuantityProblem("\(quoted(text)) is zero; a rate is above 0")
    }
    guard !parts.value.isNegative else {
      throw QuantityProblem("\(quoted(text)) is negative; a rate is above 0")
    }
    guard let ratio = ratio(parts.value, over: UInt128(parts.scale)) else {
      throw QuantityProblem(
        "\(quoted(text)) is out of range: as a ratio of messages and nanoseconds its terms are above 2^62")
    }
    return (ratio.numerator, ratio.denominator)
  }

  static let rates = Kind(
    name: "a rate",
    units: nanosecondsPerUnit.map { ("/" + $0.spelling, $0.scale) },
    variants: ["/\u{B5}s": "/us", "/\u{3BC}s": "/us"],
    misspellings: misspelledRates,
    proposals: ["/s", "/ms"],
    example: "1000/s")

  private static let misspelledRates: [String: [String]] = {
    var rates = ["hz": ["/s"], "msg/s": ["/s"], "msgs/s": ["/s"], "messages/s": ["/s"], "per second": ["/s"]]
    rates.merge(misspelledDurations.map { ("/" + $0, $1.map { "/" + $0 }) }, uniquingKeysWith: { $1 })
    return rates
  }()
}
