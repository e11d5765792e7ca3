/// A value that a condition computes with.
public enum ConditionValue: Hashable, Sendable {
  /// A number with its unit, if it has one.
  case measure(ConditionMeasure)
  case text(String)
  case flag(Bool)

  /// A number without a unit, such as a cell of a result; it is finite.
  public static func number(_ value: Double) -> ConditionValue { .measure(ConditionMeasure(value)) }

  /// The value of a scenario's key: a number, a quantity, text, a flag; `nil` for a list, an object and null.
  public init?(_ node: Node) {
    switch node.kind {
    case .number(let literal):
      guard let value = try? literal.double() else { return nil }
      let exact = (try? literal.decimal()).flatMap { ExactRatio($0) }
      self = .measure(ConditionMeasure(exact: exact, approximate: value, unit: .none))
    case .string(let text):
      self = Quantity.measure(text).map { .measure(ConditionMeasure($0)) } ?? .text(text)
    case .boolean(let flag): self = .flag(flag)
    case .object, .array, .null: return nil
    }
  }

  /// "the duration", … for messages.
  var kindName: String {
    switch self {
    case .measure(let measure): measure.unit.kindName
    case .text: "text"
    case .flag: "true or false"
    }
  }
}

/// A number and its unit, as powers of the second and the bit.
public struct ConditionMeasure: Hashable, Sendable {
  /// A unit. Bytes are eight bits, so that sizes times rates compare with bandwidths; messages are counts.
  struct Unit: Hashable, Sendable {
    var seconds = 0
    var bits = 0

    static let none = Unit()

    var kindName: String {
      switch (seconds, bits) {
      case (0, 0): "a number without a unit"
      case (1, 0): "a duration"
      case (-1, 0): "a rate"
      case (0, 1): "a size"
      case (-1, 1): "a bandwidth"
      default: "a product of units"
      }
    }
  }

  /// `nil` where 128 bits do not hold it, or where it came as a fraction in binary.
  let exact: ExactRatio?
  let approximate: Double
  let unit: Unit

  init(exact: ExactRatio?, approximate: Double, unit: Unit) {
    self.exact = exact
    self.approximate = approximate
    self.unit = unit
  }

  init(_ value: Double) {
    let whole = abs(value) < 0x1p53 ? Int64(exactly: value) : nil
    self.init(exact: whole.map { ExactRatio($0) }, approximate: value, unit: .none)
  }

  init(_ measure: Quantity.Measure) {
    let billion = ExactRatio(1_000_000_000)
    let (value, unit): (ExactRatio?, Unit) =
      switch measure.dimension {
      case .duration: (measure.value.divided(by: billion), Unit(seconds: 1))
      case .rate: (measure.value.multiplied(by: billion), Unit(seconds: -1))
      case .size: (measure.value.multiplied(by: ExactRatio(8)), Unit(bits: 1))
      case .bandwidth: (measure.value, Unit(seconds: -1, bits: 1))
      case .share: (measure.value, .none)
      }
    self.init(exact: value, approximate: value?.double ?? measure.value.double, unit: unit)
  }

  /// `nil` where the units differ.
  func adding(_ other: ConditionMeasure) -> ConditionMeasure? {
    guard unit == other.unit else { return nil }
    return ConditionMeasure(
      exact: Self.both(self, other).flatMap { $0.adding($1) },
      approximate: approximate + other.approximate, unit: unit)
  }

  func multiplied(by other: ConditionMeasure) -> ConditionMeasure {
    ConditionMeasure(
      exact: Self.both(self, other).flatMap { $0.multiplied(by: $1) },
      approximate: approximate * other.approximate,
      unit: Unit(seconds: unit.seconds + other.unit.seconds, bits: unit.bits + other.unit.bits))
  }

  /// `nil` for a division by zero.
  func divided(by other: ConditionMeasure) -> ConditionMeasure? {
    guard other.approximate != 0 else { return nil }
    return ConditionMeasure(
      exact: Self.both(self, other).flatMap { $0.divided(by: $1) },
      approximate: approximate / other.approximate,
      unit: Unit(seconds: unit.seconds - other.unit.seconds, bits: unit.bits - other.unit.bits))
  }

  var negated: ConditionMeasure {
    ConditionMeasure(exact: exact?.negated, approximate: -approximate, unit: unit)
  }

  /// −1, 0 or 1 as it is less, equal or greater; the units are the same.
  func order(against other: ConditionMeasure) -> Int {
    if let (left, right) = Self.both(self, other), let isLess = left.isLess(than: right) {
      return isLess ? -1 : left == right ? 0 : 1
    }
    return approximate < other.approximate ? -1 : approximate == other.approximate ? 0 : 1
  }

  private static func both(_ left: Self, _ right: Self) -> (ExactRatio, ExactRatio)? {
    guard let left = left.exact, let right = right.exact else { return nil }
    return (left, right)
  }
}
