/// A condition over named values: which points of a sweep are run, what a search keeps, what a comparison must not be.
///
///     let condition = try Condition("window + threshold <= 1000 and members.slow.process < 10ms")
///     let isKept = try condition.holds { name in name == "window" ? .number(90) : … }
///
/// Operators, the loosest first: `or`; `and`; `not`; `< <= > >= == !=`; `+ -`; `* /`; a sign. Parentheses group. Values
/// are numbers, quantities with the unit at the number (`50us`, `1000/s`, `5%`), text in quotes, `true` and `false`.
/// Names have letters, digits, `_`, `-` and dots, so that a minus after a name needs a blank before it: `a - b`.
///
/// Sums and products of whole and decimal numbers are exact as long as their terms stay inside 128 bits; what comes in
/// as a fraction in `Double` is computed in `Double`.
public struct Condition: Hashable, Sendable {
  /// Characters that a condition may have: more is none that somebody wrote, and the tree stays shallow.
  public static let maximumLength = 1000

  /// As it was written.
  public let text: String
  /// The names in it, each once, in the order of their first use.
  public let names: [String]
  let root: ConditionTree

  /// Reads a condition. Linear in the text.
  public init(_ text: String) throws(ConditionProblem) {
    guard text.unicodeScalars.count <= Self.maximumLength else {
      throw ConditionProblem("a condition has at most \(Self.maximumLength) characters; write several", at: 1)
    }
    var parser = ConditionParser(try ConditionLexer.tokens(of: text))
    root = try parser.condition()
    self.text = text
    names = parser.names
  }

  /// Whether it is true.
  ///
  /// `and` and `or` look at their right side only where the left one does not decide. Throws where a name has no value,
  /// where values of different kinds meet (a duration and a number), and for a division by zero.
  /// - Parameter value: the value of a name; `nil` for none.
  public func holds(_ value: (String) -> ConditionValue?) throws(ConditionProblem) -> Bool {
    try root.truth(value)
  }
}

/// Why a text is no condition, or a condition has no answer.
public struct ConditionProblem: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong, the rule and the repair, in one sentence without a full stop.
  public let message: String
  /// Where in the condition, from 1, in Unicode scalars.
  public let column: Int
  /// The name that has no value, where that is what is wrong.
  public let unknownName: String?

  init(_ message: String, at column: Int, unknownName: String? = nil) {
    self.message = message
    self.column = column
    self.unknownName = unknownName
  }

  /// `column 7: …`.
  public var description: String { "column \(column): \(message)" }
}
