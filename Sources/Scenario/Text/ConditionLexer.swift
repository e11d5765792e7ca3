/// Takes a condition apart into words.
struct ConditionLexer {
  /// A word and where it begins.
  struct Token: Hashable {
    enum Kind: Hashable {
      case value(ConditionValue)
      case name(String)
      /// An operator, a parenthesis, or one of the words `and`, `or`, `not`.
      case sign(String)
      case end
    }

    let kind: Kind
    /// As it was written.
    let text: String
    /// From 1.
    let column: Int
  }

  private static let words: Set<String> = ["and", "or", "not"]
  private static let signs = ["<=", ">=", "==", "!=", "<", ">", "+", "-", "*", "/", "(", ")"]
  /// What other languages write, and what is written here.
  private static let foreign = [
    ("&&", "and"), ("||", "or"), ("<>", "!="), ("=", "=="), ("!", "not"), ("≤", "<="), ("≥", ">="),
    ("≠", "!="), ("−", "-"), ("×", "*"), ("&", "and"), ("|", "or"), ("^", "a product"),
  ]

  private let scalars: [Unicode.Scalar]
  private var index = 0

  private init(_ text: String) { scalars = Array(text.unicodeScalars) }

  /// The words in their order, the end last.
  static func tokens(of text: String) throws(ConditionProblem) -> [Token] {
    var lexer = ConditionLexer(text)
    var tokens: [Token] = []
    while let token = try lexer.next() { tokens.append(token) }
    return tokens + [Token(kind: .end, text: "", column: lexer.index + 1)]
  }

  private mutating func next() throws(ConditionProblem) -> Token? {
    while index < scalars.count, scalars[index].properties.isWhitespace { index += 1 }
    guard index < scalars.count else { return nil }
    let start = index
    let kind = try kind()
    return Token(kind: kind, text: text(from: start), column: start + 1)
  }

  private mutating func kind() throws(ConditionProblem) -> Token.Kind {
    let first = scalars[index]
    if Self.isDigit(first) || (first == "." && peek(1).map(Self.isDigit) == true) { return try number() }
    if Self.beginsName(first) { return name() }
    if first == "\"" || first == "'" { return try quotedText() }
    if let sign = Self.signs.first(where: { starts(with: $0) }),
      !Self.foreign.contains(where: { $0.0.count > sign.count && starts(with: $0.0) })
    {
      index += sign.count
      return .sign(sign)
    }
    if let (wrong, right) = Self.foreign.first(where: { starts(with: $0.0) }) {
      throw ConditionProblem("\(quoted(wrong)) is not known here; write \(right)", at: index + 1)
    }
    throw ConditionProblem(
      "\(quoted(String(first))) is not known here; write names, numbers and < <= > >= == != + - * / ( )",
      at: index + 1)
  }

  /// A minus or dot belongs to a name where the name goes on behind it.
  private mutating func name() -> Token.Kind {
    let start = index
    while let scalar = peek(0) {
      let isInside = (scalar == "-" || scalar == ".") && peek(1).map(Self.continuesName) == true
      guard isInside || Self.continuesName(scalar) else { break }
      index += 1
    }
    let name = text(from: start)
    if Self.words.contains(name) { return .sign(name) }
    if name == "true" || name == "false" { return .value(.flag(name == "true")) }
    return .name(name)
  }

  /// A number and the unit that follows it at once. `1000/s` is a rate; a quotient has a blank before its line.
  private mutating func number() throws(ConditionProblem) -> Token.Kind {
    let start = index
    takeDigits()
    if peek(0) == "." {
      index += 1
      takeDigits()
    }
    let isSigned = peek(1) == "-" || peek(1) == "+"
    if peek(0) == "e" || peek(0) == "E", peek(isSigned ? 2 : 1).map(Self.isDigit) == true {
      index += isSigned ? 2 : 1
      takeDigits()
    }
    let end = index
    while let scalar = peek(0), scalar == "%" || Self.continuesName(scalar) { index += 1 }
    takePerTime(from: start)
    let word = text(from: start)
    if index == end { return .value(try plainNumber(word, at: start + 1)) }
    guard let measure = Quantity.measure(word) else {
      throw ConditionProblem(
        "\(quoted(word)) is no number and no quantity; the units are those of scenarios, as in 50us, 1000/s, 400KiB,"
          + " 1Gbit/s, 5%",
        at: start + 1)
    }
    return .value(.measure(ConditionMeasure(measure)))
  }

  /// `/s` behind a number or a unit, where the two make a known unit and no name goes on.
  private mutating func takePerTime(from start: Int) {
    guard peek(0) == "/" else { return }
    let before = index
    index += 1
    while let scalar = peek(0), Self.continuesName(scalar) { index += 1 }
    if peek(0) == "." || peek(0) == "-" || Quantity.measure(text(from: start)) == nil { index = before }
  }

  private func plainNumber(_ word: String, at column: Int) throws(ConditionProblem) -> ConditionValue {
    guard let value = ConditionValue(Node(.number(NumberLiteral(text: word)))) else {
      throw ConditionProblem("\(quoted(word)) is not a number", at: column)
    }
    return value
  }

  private mutating func quotedText() throws(ConditionProblem) -> Token.Kind {
    let start = index
    let quote = scalars[start]
    index += 1
    while let scalar = peek(0), scalar != quote { index += 1 }
    guard peek(0) == quote else {
      throw ConditionProblem("the quotation mark has no partner; write it at both ends", at: start + 1)
    }
    index += 1
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars[start + 1..<index - 1])
    return .value(ConditionValue(Node(.string(String(text)))) ?? .text(String(text)))
  }

  // MARK: Scalars

  private mutating func takeDigits() {
    while let scalar = peek(0), Self.isDigit(scalar) { index += 1 }
  }

  private func peek(_ distance: Int) -> Unicode.Scalar? {
    index + distance < scalars.count ? scalars[index + distance] : nil
  }

  private func starts(with word: String) -> Bool { scalars[index...].starts(with: word.unicodeScalars) }

  private func text(from start: Int) -> String {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars[start..<index])
    return String(text)
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
  private static func beginsName(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "_" || scalar.properties.isAlphabetic
  }
  private static func continuesName(_ scalar: Unicode.Scalar) -> Bool {
    beginsName(scalar) || isDigit(scalar)
  }
}
