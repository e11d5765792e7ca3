import Metrics

/// What a search found, for its renderings.
public struct SearchReport: Sendable {
  /// The answer for one method.
  public struct Answer: Sendable {
    /// The method.
    public let label: String
    /// Every value that was looked at, in rising order.
    public let probes: [Probe]
    /// The largest or smallest value that is proven, or whether the best one is; `nil` where nothing is.
    public let proven: String?
    /// Whatever a reader should know.
    public let notes: [String]

    /// The answer for one method.
    public init(label: String, probes: [Probe], proven: String?, notes: [String]) {
      self.label = label
      self.probes = probes
      self.proven = proven
      self.notes = notes
    }
  }

  /// What was seen at one value.
  public struct Probe: Sendable {
    /// What a value is in the answer.
    public enum Role: String, Sendable {
      /// The answer.
      case found
      /// The next value that was looked at and is not.
      case beyond
      /// The proven one.
      case proven
      /// Behind the edge where the condition holds again.
      case again
      /// One more value that was looked at.
      case looked = "looked at"
    }

    /// As it is written in a scenario.
    public let value: String
    /// What it is; it may be found and proven.
    public let roles: [Role]
    /// Whether every run fulfils the condition.
    public let holds: Bool
    /// How many runs.
    public let runCount: Int
    /// Means over the runs that measured it, by metric.
    public let means: [Double?]
    /// Why the first run that does not fulfil the condition does not; `nil` where all do.
    public let reason: String?
    /// The index of that run.
    public let failingReplication: Int?
    /// What repeats its runs.
    public let command: String

    /// What was seen at one value.
    public init(
      value: String, roles: [Role], holds: Bool, runCount: Int, means: [Double?], reason: String?,
      failingReplication: Int?, command: String
    ) {
      self.value = value
      self.roles = roles
      self.holds = holds
      self.runCount = runCount
      self.means = means
      self.reason = reason
      self.failingReplication = failingReplication
      self.command = command
    }
  }

  /// The scenario's name.
  public let scenario: String
  /// The key that was varied.
  public let key: String
  /// What was asked, as a sentence without its full stop.
  public let question: String
  /// The head of the values found: `LARGEST`.
  public let head: String
  /// Metrics that are shown.
  public let metrics: [Column]
  /// In the order of the scenario.
  public let answers: [Answer]

  /// A finished search.
  public init(
    scenario: String, key: String, question: String, head: String, metrics: [Column], answers: [Answer]
  ) {
    self.scenario = scenario
    self.key = key
    self.question = question
    self.head = head
    self.metrics = metrics
    self.answers = answers
  }

  /// Every value that was looked at, a row each, for other tools.
  public var table: ResultTable {
    var table = ResultTable(
      name: "search",
      columns: [
        Column("method", .text, .neither, "The method."), Column("key", .text, .neither, "What was varied."),
        Column("value", .text, .neither, "Its value."),
        Column(
          "role", .text, .neither, "`found`, `beyond`, `proven`, `again`, separated by `;`, or `looked at`."),
        Column("holds", .flag, .neither, "Whether every run fulfils the condition."),
        Column("runs", .count, .neither, "Runs of this value."),
        Column("failing_replication", .count, .neither, "The first run that does not; empty where all do."),
        Column("reason", .text, .neither, "Why it does not."),
      ] + metrics.map { Column($0.name, .number, $0.polarity, "Mean over the runs.") })
    for answer in answers {
      for probe in answer.probes {
        let roles = (probe.roles.isEmpty ? [.looked] : probe.roles).map(\.rawValue).joined(separator: ";")
        table.append(
          [
            .text(answer.label), .text(key), .text(probe.value), .text(roles), .flag(probe.holds),
            .count(Int64(probe.runCount)), Cell(probe.failingReplication.map(Int64.init)),
            probe.reason.map(Cell.text) ?? .empty,
          ] + probe.means.map { Cell($0) })
      }
    }
    return table
  }
}
