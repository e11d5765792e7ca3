/// All that was found wrong, so that a scenario is repaired in one go and not one error at a time.
public struct Diagnostics: Sendable, Hashable {
  /// How many are shown at most; nobody reads more.
  public static let maximumShown = 100
  /// How many are kept at most, so that no input eats memory without bound; the rest is only counted.
  public static let maximumKept = 10_000

  private var kept: [Diagnostic] = []
  private var errorsNotKept = 0
  private var warningsNotKept = 0

  /// Nothing is wrong yet.
  public init() {}

  /// Whether there is at least one error; warnings do not count.
  public var hasErrors: Bool { errorsNotKept > 0 || kept.contains { $0.severity == .error } }

  /// How many errors and warnings were appended.
  public var count: Int { kept.count + errorsNotKept + warningsNotKept }

  /// Errors and warnings by origin, then place (none comes first), then in the order in which they were found.
  public var sorted: [Diagnostic] {
    kept.sorted { left, right in
      guard left.origin == right.origin else { return left.origin < right.origin }
      guard let rightPlace = right.place else { return false }
      guard let leftPlace = left.place else { return true }
      return leftPlace < rightPlace
    }
  }

  /// The errors, in the order of `sorted`.
  public var errors: [Diagnostic] { sorted.filter { $0.severity == .error } }

  /// The warnings, in the order of `sorted`.
  public var warnings: [Diagnostic] { sorted.filter { $0.severity == .warning } }

  /// What a user is shown: one line for each of the first `maximumShown`, then "and N more".
  public var lines: [String] {
    let shown = sorted.prefix(Self.maximumShown)
    let hidden = count - shown.count
    return shown.map(\.description) + (hidden > 0 ? ["and \(hidden) more"] : [])
  }

  /// Adds one.
  public mutating func append(_ diagnostic: Diagnostic) {
    if kept.count < Self.maximumKept {
      kept.append(diagnostic)
    } else if diagnostic.severity == .error {
      errorsNotKept += 1
    } else {
      warningsNotKept += 1
    }
  }

  /// Adds all that `other` found, in its order.
  public mutating func append(contentsOf other: Diagnostics) {
    for diagnostic in other.kept { append(diagnostic) }
    errorsNotKept += other.errorsNotKept
    warningsNotKept += other.warningsNotKept
  }

  /// Adds an error about a value.
  public mutating func error(_ message: String, at node: Node) {
    append(Diagnostic(.error, origin: node.origin, place: node.place, message: message))
  }

  /// Adds an error about a key.
  public mutating func error(_ message: String, atKeyOf member: Node.Member) {
    append(Diagnostic(.error, origin: member.node.origin, place: member.keyPlace, message: message))
  }

  /// Adds a warning about a value.
  public mutating func warning(_ message: String, at node: Node) {
    append(Diagnostic(.warning, origin: node.origin, place: node.place, message: message))
  }
}
