/// A condition, parsed: every node with the column where it, or its operator, stands.
indirect enum ConditionTree: Hashable, Sendable {
  enum Comparison: String, Hashable, Sendable {
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case equal = "=="
    case notEqual = "!="

    /// - Parameter order: −1, 0 or 1 as the left side is less, equal or greater.
    func holds(_ order: Int) -> Bool {
      switch self {
      case .less: order < 0
      case .lessOrEqual: order <= 0
      case .greater: order > 0
      case .greaterOrEqual: order >= 0
      case .equal: order == 0
      case .notEqual: order != 0
      }
    }
  }

  enum Arithmetic: String, Hashable, Sendable {
    case plus = "+"
    case minus = "-"
    case times = "*"
    case over = "/"
  }

  case literal(ConditionValue, column: Int)
  case name(String, column: Int)
  case negative(ConditionTree, column: Int)
  case arithmetic(Arithmetic, ConditionTree, ConditionTree, column: Int)
  case comparison(Comparison, ConditionTree, ConditionTree, column: Int)
  case not(ConditionTree, column: Int)
  case and(ConditionTree, ConditionTree, column: Int)
  case or(ConditionTree, ConditionTree, column: Int)

  /// Where it stands; of an operator with two sides, the operator.
  var column: Int {
    switch self {
    case .literal(_, let column), .name(_, let column), .negative(_, let column), .not(_, let column),
      .arithmetic(_, _, _, let column), .comparison(_, _, _, let column), .and(_, _, let column),
      .or(_, _, let column):
      column
    }
  }

  /// Whether it can only be a number or text: no condition, whatever its names are.
  var isNoCondition: Bool {
    switch self {
    case .literal(.flag, _), .name, .comparison, .not, .and, .or: false
    case .literal, .negative, .arithmetic: true
    }
  }
}

extension ConditionTree {
  typealias Lookup = (String) -> ConditionValue?

  /// Whether it holds.
  func truth(_ lookup: Lookup) throws(ConditionProblem) -> Bool {
    switch self {
    case .not(let inner, _): return try !inner.truth(lookup)
    case .and(let left, let right, _):
      guard try left.truth(lookup) else { return false }
      return try right.truth(lookup)
    case .or(let left, let right, _):
      if try left.truth(lookup) { return true }
      return try right.truth(lookup)
    case .comparison(let comparison, let left, let right, let column):
      return try Self.compare(comparison, try left.value(lookup), try right.value(lookup), column)
    case .literal, .name, .negative, .arithmetic:
      let value = try value(lookup)
      guard case .flag(let flag) = value else {
        throw ConditionProblem(
          "this is \(value.kindName) and no condition; compare it, as in kicks == 0", at: column)
      }
      return flag
    }
  }

  private func value(_ lookup: Lookup) throws(ConditionProblem) -> ConditionValue {
    switch self {
    case .literal(let value, _): return value
    case .name(let name, let column):
      guard let value = lookup(name) else {
        throw ConditionProblem("\(quoted(name)) has no value here", at: column, unknownName: name)
      }
      return value
    case .negative(let inner, _): return .measure(try inner.measure(lookup).negated)
    case .arithmetic(let sign, let left, let right, let column):
      return .measure(
        try Self.compute(sign, try left.measure(lookup), try right.measure(lookup), column))
    case .comparison, .not, .and, .or: return .flag(try truth(lookup))
    }
  }

  private func measure(_ lookup: Lookup) throws(ConditionProblem) -> ConditionMeasure {
    let value = try value(lookup)
    guard case .measure(let measure) = value else {
      throw ConditionProblem("this is \(value.kindName); only numbers are computed with", at: column)
    }
    return measure
  }

  private static func compute(
    _ sign: Arithmetic, _ left: ConditionMeasure, _ right: ConditionMeasure, _ column: Int
  ) throws(ConditionProblem) -> ConditionMeasure {
    switch sign {
    case .times: return left.multiplied(by: right)
    case .over:
      if let quotient = left.divided(by: right) { return quotient }
      throw ConditionProblem("division by zero; ask before, as in x != 0 and 10 / x < 5", at: column)
    case .plus, .minus:
      if let sum = left.adding(sign == .plus ? right : right.negated) { return sum }
      throw mismatch(.measure(left), .measure(right), sign.rawValue, column)
    }
  }

  private static func compare(
    _ comparison: Comparison, _ left: ConditionValue, _ right: ConditionValue, _ column: Int
  ) throws(ConditionProblem) -> Bool {
    if case .measure(let left) = left, case .measure(let right) = right, left.unit == right.unit {
      return comparison.holds(left.order(against: right))
    }
    let isEqual: Bool
    switch (left, right) {
    case (.text(let left), .text(let right)): isEqual = left == right
    case (.flag(let left), .flag(let right)): isEqual = left == right
    default: throw mismatch(left, right, comparison.rawValue, column)
    }
    guard comparison == .equal || comparison == .notEqual else {
      throw ConditionProblem("\(left.kindName) has no order; write == or !=", at: column)
    }
    return isEqual == (comparison == .equal)
  }

  private static func mismatch(
    _ left: ConditionValue, _ right: ConditionValue, _ sign: String, _ column: Int
  ) -> ConditionProblem {
    ConditionProblem(
      "\(left.kindName) stands left of \(sign) and \(right.kindName) right of it; both sides must be of one kind",
      at: column)
  }
}
