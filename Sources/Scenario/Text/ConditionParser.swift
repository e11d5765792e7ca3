/// Precedence climbing over the words of a condition.
struct ConditionParser {
  /// Parentheses, `not` and signs may be nested so deep.
  private static let maximumDepth = 64

  /// The names seen, each once.
  private(set) var names: [String] = []
  private let tokens: [ConditionLexer.Token]
  private var index = 0
  private var depth = 0

  /// - Parameter tokens: the last is the end.
  init(_ tokens: [ConditionLexer.Token]) { self.tokens = tokens }

  /// The whole text as one condition.
  mutating func condition() throws(ConditionProblem) -> ConditionTree {
    let tree = try disjunction()
    guard token.kind == .end else { throw unexpected() }
    return try truthful(tree)
  }

  private mutating func disjunction() throws(ConditionProblem) -> ConditionTree {
    var left = try conjunction()
    while let column = take("or") {
      left = .or(try truthful(left), try truthful(try conjunction()), column: column)
    }
    return left
  }

  private mutating func conjunction() throws(ConditionProblem) -> ConditionTree {
    var left = try negation()
    while let column = take("and") {
      left = .and(try truthful(left), try truthful(try negation()), column: column)
    }
    return left
  }

  private mutating func negation() throws(ConditionProblem) -> ConditionTree {
    guard let column = take("not") else { return try comparison() }
    try descend(column)
    defer { depth -= 1 }
    return .not(try truthful(try negation()), column: column)
  }

  private mutating func comparison() throws(ConditionProblem) -> ConditionTree {
    let left = try sum()
    guard let (comparison, column) = takeComparison() else { return left }
    let right = try sum()
    if let (_, second) = takeComparison() {
      throw ConditionProblem(
        "two comparisons in a row; write both in full, as in 1 < window and window < 5", at: second)
    }
    return .comparison(comparison, left, right, column: column)
  }

  private mutating func takeComparison() -> (ConditionTree.Comparison, column: Int)? {
    guard case .sign(let sign) = token.kind, let comparison = ConditionTree.Comparison(rawValue: sign) else {
      return nil
    }
    defer { index += 1 }
    return (comparison, token.column)
  }

  private mutating func sum() throws(ConditionProblem) -> ConditionTree {
    var left = try product()
    while let (sign, column) = take([.plus, .minus]) {
      left = .arithmetic(sign, left, try product(), column: column)
    }
    return left
  }

  private mutating func product() throws(ConditionProblem) -> ConditionTree {
    var left = try signed()
    while let (sign, column) = take([.times, .over]) {
      left = .arithmetic(sign, left, try signed(), column: column)
    }
    return left
  }

  private mutating func signed() throws(ConditionProblem) -> ConditionTree {
    guard let column = take("-") else { return try primary() }
    try descend(column)
    defer { depth -= 1 }
    return .negative(try signed(), column: column)
  }

  private mutating func primary() throws(ConditionProblem) -> ConditionTree {
    let token = token
    switch token.kind {
    case .value(let value):
      index += 1
      return .literal(value, column: token.column)
    case .name(let name):
      index += 1
      if !names.contains(name) { names.append(name) }
      return .name(name, column: token.column)
    case .sign("("):
      index += 1
      try descend(token.column)
      defer { depth -= 1 }
      let inner = try disjunction()
      guard take(")") != nil else {
        throw ConditionProblem("the parenthesis is not closed; write ) at its end", at: token.column)
      }
      return inner
    case .sign, .end: throw unexpected()
    }
  }

  // MARK: Words

  private var token: ConditionLexer.Token { tokens[index] }

  /// Takes a sign, and tells its column.
  private mutating func take(_ sign: String) -> Int? {
    guard token.kind == .sign(sign) else { return nil }
    defer { index += 1 }
    return token.column
  }

  private mutating func take(
    _ signs: [ConditionTree.Arithmetic]
  ) -> (ConditionTree.Arithmetic, column: Int)? {
    for sign in signs {
      if let column = take(sign.rawValue) { return (sign, column) }
    }
    return nil
  }

  private mutating func descend(_ column: Int) throws(ConditionProblem) {
    depth += 1
    guard depth <= Self.maximumDepth else {
      throw ConditionProblem(
        "nested more than \(Self.maximumDepth) deep; write several conditions", at: column)
    }
  }

  /// What can be true or false, or might.
  private func truthful(_ tree: ConditionTree) throws(ConditionProblem) -> ConditionTree {
    guard tree.isNoCondition else { return tree }
    throw ConditionProblem("this is no condition; compare it, as in kicks == 0", at: tree.column)
  }

  private func unexpected() -> ConditionProblem {
    if token.kind == .end {
      let isEmpty = tokens.count == 1
      return ConditionProblem(
        isEmpty
          ? "the condition is empty; write one, as in kicks == 0"
          : "the condition ends too early; something is missing behind \(quoted(tokens[index - 1].text))",
        at: token.column)
    }
    if index > 0, case .value = tokens[index - 1].kind, case .name(let name) = token.kind {
      return ConditionProblem(
        "\(quoted(name)) stands behind a number; write an operator between them, or a unit without the blank",
        at: token.column)
    }
    return ConditionProblem(
      "\(quoted(token.text)) was not expected here; write a name, a number or an operator", at: token.column)
  }
}
