/// One thing that is wrong, or doubtful, in a scenario: where, what, the rule, and the repair.
public struct Diagnostic: Hashable, Sendable, CustomStringConvertible {
  /// How bad it is.
  public enum Severity: String, Hashable, Sendable {
    /// Nothing is run.
    case error
    /// The scenario is run; what is said ought to be read before its results are trusted.
    case warning
  }

  /// How bad it is.
  public let severity: Severity
  /// Where the text came from: the path as it was given, or `--set`.
  public let origin: String
  /// The place in that text; `nil` where the text as a whole is meant.
  public let place: Place?
  /// What is wrong, the rule and the repair, in one sentence or two without a full stop at the end.
  public let message: String

  /// A diagnostic about the text that came from `origin`.
  public init(_ severity: Severity, origin: String, place: Place?, message: String) {
    self.severity = severity
    self.origin = origin
    self.place = place
    self.message = message
  }

  /// `path:line:column: error: message`, or `path: error: message` without a place, as compilers write it.
  public var description: String {
    let position = place.map { ":\($0)" } ?? ""
    return "\(origin)\(position): \(severity.rawValue): \(message)"
  }
}
