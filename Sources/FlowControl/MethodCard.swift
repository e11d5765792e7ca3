import EventKernel

/// One method as the catalogue shows it.
public struct MethodCard: Sendable {
  /// The name in scenarios and results.
  public let name: String
  /// What it is, in one line.
  public let summary: String
  /// Where it comes from.
  public let source: String
  /// Its bound, in words and symbols.
  public let bound: String
  /// Everything that a scenario may set, in the order of the documentation.
  public let parameters: [Parameter]

  /// A card.
  public init(
    name: String, summary: String, source: String, bound: String, parameters: [Parameter] = []
  ) {
    self.name = name
    self.summary = summary
    self.source = source
    self.bound = bound
    self.parameters = parameters
  }
}

/// One parameter of a method: what a scenario may write, and what it means.
public struct Parameter: Sendable {
  /// The values that a parameter takes, words apart.
  public enum Kind: Hashable, Sendable {
    /// Only the words.
    case word
    /// A whole number of messages in the range.
    case messages(ClosedRange<Int>)
    /// A whole number of members in the range.
    case members(ClosedRange<Int>)
    /// A whole number of messages, or a percentage of `maxSessionMessages` such as `"50%"`.
    case messagesOrShare(ClosedRange<Int>)
    /// A positive duration with its unit.
    case interval
    /// A number between 0 and 1, both excluded.
    case factor
    /// `true` or `false`.
    case flag
  }

  /// The key.
  public let name: String
  /// The values, words apart.
  public let kind: Kind
  /// The words that are accepted besides, such as `auto`.
  public let words: [String]
  /// The default, as a scenario would write it; what it depends on, where it does.
  public let defaultText: String
  /// What it means, with its unit.
  public let meaning: String

  /// A parameter.
  public init(
    _ name: String, _ kind: Kind, words: [String] = [], default defaultText: String, _ meaning: String
  ) {
    self.name = name
    self.kind = kind
    self.words = words
    self.defaultText = defaultText
    self.meaning = meaning
  }

  /// The accepted values in words: what an error message and the catalogue say.
  public var range: String {
    let quoted = words.map { "\"\($0)\"" }.joined(separator: ", ")
    let values: String
    switch kind {
    case .word: return quoted
    case .messages(let range): values = "\(range.lowerBound) to \(range.upperBound) messages"
    case .members(let range): values = "\(range.lowerBound) to \(range.upperBound) members"
    case .messagesOrShare(let range):
      values = "\(range.lowerBound) to \(range.upperBound) messages, or a percentage such as \"50%\""
    case .interval: values = "a positive duration such as \"100ms\""
    case .factor: values = "a number between 0 and 1"
    case .flag: values = "true, false"
    }
    return words.isEmpty ? values : "\(quoted), or \(values)"
  }
}

/// A value that a scenario gave to a parameter, read but not yet resolved for a group.
public enum ParameterValue: Hashable, Sendable {
  /// One of the parameter's words.
  case word(String)
  /// A whole number, of messages or of members as the parameter's kind says.
  case messages(Int)
  /// `numerator / denominator` of `maxSessionMessages`.
  case share(numerator: Int, denominator: Int)
  /// A duration.
  case interval(Interval)
  /// A factor.
  case factor(Double)
  /// Yes or no.
  case flag(Bool)
}

/// The values that a scenario gave, by name. What is absent takes the default of its method.
public struct ParameterValues: Sendable {
  private var values: [String: ParameterValue]

  /// The given values.
  public init(_ values: [String: ParameterValue] = [:]) { self.values = values }

  /// The value given for a name, if any.
  public subscript(name: String) -> ParameterValue? {
    get { values[name] }
    set { values[name] = newValue }
  }

  /// Messages, a share resolved against the limit (rounded down); `nil` where absent or a word.
  public func messages(_ name: String, limit: Int) -> Int? {
    switch values[name] {
    case .messages(let count): count
    case .share(let numerator, let denominator): limit * numerator / denominator
    default: nil
    }
  }

  /// Messages where no share is allowed; `nil` where absent or a word.
  public func messages(_ name: String) -> Int? {
    if case .messages(let count) = values[name] { count } else { nil }
  }

  /// The word given, or the default.
  public func word(_ name: String, default word: String) -> String {
    if case .word(let given) = values[name] { given } else { word }
  }

  /// The flag given, or the default.
  public func flag(_ name: String, default flag: Bool) -> Bool {
    if case .flag(let given) = values[name] { given } else { flag }
  }

  /// The interval given, if any.
  public func interval(_ name: String) -> Interval? {
    if case .interval(let given) = values[name] { given } else { nil }
  }

  /// The factor given, if any.
  public func factor(_ name: String) -> Double? {
    if case .factor(let given) = values[name] { given } else { nil }
  }
}

/// Contradictions between a method's parameters, each with the parameter it is about.
public struct ParameterProblems: Error, Hashable, Sendable {
  /// One contradiction.
  public struct Problem: Hashable, Sendable {
    /// The parameter to change; `nil` where the whole entry is meant.
    public var parameter: String?
    /// What is wrong, the rule, the repair.
    public var message: String
  }
  /// All of them.
  public var problems: [Problem]

  /// One problem.
  public init(_ parameter: String?, _ message: String) {
    self.problems = [Problem(parameter: parameter, message: message)]
  }
  /// Several.
  public init(_ problems: [Problem]) { self.problems = problems }
}
