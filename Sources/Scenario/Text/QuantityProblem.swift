/// Why a text is no quantity, or a literal no number: what is wrong, the rule, and the repair.
public struct QuantityProblem: Error, Hashable, Sendable, CustomStringConvertible {
  /// One sentence for the user, with the text in it, without a full stop.
  public let message: String

  init(_ message: String) { self.message = message }

  static func tooManyDigits(_ text: String) -> QuantityProblem {
    QuantityProblem("\(quoted(text)) has more than \(ExactDecimal.maximumDigits) digits; write fewer")
  }

  /// The message.
  public var description: String { message }
}
