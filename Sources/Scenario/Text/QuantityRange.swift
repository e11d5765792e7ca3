/// A range of values of one kind, `1..1000` or `1ms..10s`, as whole numbers of the kind's smallest step, and the values
/// between as a person would write them.
///
/// The step is 1 of whole numbers, 1 ns, 1 B, 1 bit/s, and a thousandth of /s, of a percent and of other numbers.
public struct QuantityRange: Hashable, Sendable {
  /// The smallest value, in steps.
  public let low: Int64
  /// The largest, in steps.
  public let high: Int64
  /// Whether all values are whole numbers without a unit.
  public let isWhole: Bool
  private let lowText: String
  private let highText: String
  private let grain: Grain

  /// What a whole number of steps stands for.
  private struct Grain: Hashable, Sendable {
    /// `nil` for numbers without a unit.
    let dimension: Quantity.Dimension?
    /// Units from large to small, with the power of ten of their steps.
    let units: [Unit]
    /// Steps in a base unit of the dimension.
    let stepsPerBase: Int64

    struct Unit: Hashable, Sendable {
      let spelling: String
      let power: Int
    }

    static func of(_ dimension: Quantity.Dimension) -> Grain {
      func thousands(_ spellings: [String]) -> [Unit] {
        zip(spellings, [9, 6, 3, 0]).map { Unit(spelling: $0, power: $1) }
      }
      return switch dimension {
      case .duration: Grain(dimension: dimension, units: thousands(["s", "ms", "us", "ns"]), stepsPerBase: 1)
      case .size: Grain(dimension: dimension, units: thousands(["GB", "MB", "kB", "B"]), stepsPerBase: 1)
      case .bandwidth:
        Grain(
          dimension: dimension, units: thousands(["Gbit/s", "Mbit/s", "kbit/s", "bit/s"]), stepsPerBase: 1)
      // Messages in a nanosecond, and shares of one.
      case .rate:
        Grain(dimension: dimension, units: [Unit(spelling: "/s", power: 3)], stepsPerBase: 1_000_000_000_000)
      case .share: Grain(dimension: dimension, units: [Unit(spelling: "%", power: 3)], stepsPerBase: 100_000)
      }
    }

    static let whole = Grain(dimension: nil, units: [Unit(spelling: "", power: 0)], stepsPerBase: 1)
    static let number = Grain(dimension: nil, units: [Unit(spelling: "", power: 3)], stepsPerBase: 1000)
  }

  /// Reads `1..1000` or `1ms..10s`: both ends of one kind, the first the smaller.
  public init(_ text: String) throws(QuantityProblem) {
    guard let dots = text.firstRange(of: "..") else {
      throw QuantityProblem("\(quoted(text)) is no range; write both ends, such as 1..1000 or 1ms..10s")
    }
    let ends = (String(text[..<dots.lowerBound]), String(text[dots.upperBound...]))
    let measures = (try Self.measure(ends.0), try Self.measure(ends.1))
    guard measures.0.dimension == measures.1.dimension else {
      throw QuantityProblem(
        "the ends of \(quoted(text)) are of different kinds; write both with a unit of one kind")
    }
    let isWhole =
      measures.0.dimension == nil && [measures.0, measures.1].allSatisfy { $0.value.denominator == 1 }
    let grain = measures.0.dimension.map(Grain.of) ?? (isWhole ? .whole : .number)
    low = try Self.steps(measures.0.value, ends.0, grain)
    high = try Self.steps(measures.1.value, ends.1, grain)
    guard low < high else {
      throw QuantityProblem("\(quoted(text)) does not go up; write the smaller end first")
    }
    (lowText, highText) = ends
    self.isWhole = isWhole
    self.grain = grain
  }

  /// A value as it is written in a scenario: `117`, `1.44s`.
  public func text(of steps: Int64) -> String {
    if steps == low { return lowText }
    if steps == high { return highText }
    let unit =
      grain.units.first { Int128(steps) >= Self.power($0.power) } ?? grain.units[grain.units.count - 1]
    let (whole, rest) = Int128(steps).quotientAndRemainder(dividingBy: Self.power(unit.power))
    var digits = String(rest + Self.power(unit.power)).dropFirst()
    while digits.last == "0" { digits = digits.dropLast() }
    return "\(whole)\(digits.isEmpty ? "" : "." + digits)\(unit.spelling)"
  }

  /// A value for a scenario's tree.
  public func node(of steps: Int64, origin: String) -> Node {
    let text = text(of: steps)
    return Node(grain.dimension == nil ? .number(NumberLiteral(text: text)) : .string(text), origin: origin)
  }

  /// A distance between values, `10` or `1ms`, in steps; at least one.
  public func steps(_ text: String) throws(QuantityProblem) -> Int64 {
    let measure = try Self.measure(text)
    guard measure.dimension == grain.dimension else {
      throw QuantityProblem(
        "\(quoted(text)) is of another kind than the range; write it with the range's unit")
    }
    let steps = try Self.steps(measure.value, text, grain)
    guard steps > 0 else { throw QuantityProblem("\(quoted(text)) is zero; write a distance above 0") }
    return steps
  }

  private static func measure(
    _ text: String
  ) throws(QuantityProblem) -> (value: ExactRatio, dimension: Quantity.Dimension?) {
    if let measure = Quantity.measure(text) { return (measure.value, measure.dimension) }
    guard let value = ExactRatio(try NumberLiteral(text: text).decimal()), Double(text) != nil else {
      throw QuantityProblem("\(quoted(text)) is no number and no quantity; write 10, 10ms, 10/s, 10kB or 10%")
    }
    return (value, nil)
  }

  private static func steps(_ value: ExactRatio, _ text: String, _ grain: Grain) throws(QuantityProblem)
    -> Int64
  {
    guard let steps = value.multiplied(by: ExactRatio(grain.stepsPerBase)), steps.denominator == 1 else {
      let smallest = grain.units[grain.units.count - 1]
      throw QuantityProblem(
        "\(quoted(text)) is finer than a search goes; write whole multiples of \(smallest.power > 0 ? "0.001" : "1")\(smallest.spelling)"
      )
    }
    guard steps.numerator >= 0 else { throw QuantityProblem("\(quoted(text)) is negative; write 0 or more") }
    guard let whole = Int64(exactly: steps.numerator), whole <= Quantity.maximum else {
      throw QuantityProblem("\(quoted(text)) is too large")
    }
    return whole
  }

  private static func power(_ exponent: Int) -> Int128 { Int128(ExactDecimal.powerOfTen(exponent)) }
}
