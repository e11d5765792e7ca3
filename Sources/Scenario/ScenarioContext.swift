/// What is known outside a scenario's text and needed to check it.
public struct ScenarioContext: Sendable {
  /// A column that an expectation may name.
  public struct ExpectableColumn: Sendable {
    /// Its name.
    public let name: String
    /// What it holds.
    public let kind: Kind
    /// What a column holds.
    public enum Kind: Sendable { case number, text, flag }
    /// A column.
    public init(name: String, kind: Kind) {
      self.name = name
      self.kind = kind
    }
  }
  /// The columns of `summary.csv`.
  public var summaryColumns: [ExpectableColumn]
  /// The columns of `members.csv`.
  public var memberColumns: [ExpectableColumn]
  /// Reads a file that a scenario names, relative to it; throws a message that says why it cannot.
  public var load: @Sendable (_ path: String) throws(FileProblem) -> [UInt8]

  /// A context.
  public init(
    summaryColumns: [ExpectableColumn], memberColumns: [ExpectableColumn],
    load: @escaping @Sendable (_ path: String) throws(FileProblem) -> [UInt8]
  ) {
    self.summaryColumns = summaryColumns
    self.memberColumns = memberColumns
    self.load = load
  }
}

/// Why a file that a scenario names cannot be used.
public struct FileProblem: Error, Hashable, Sendable {
  /// The reason and the repair.
  public let message: String
  /// A problem.
  public init(_ message: String) { self.message = message }
}
