import EventKernel
import SpreadModel

/// The tables of a scenario's results: three always, two more where runs were asked to record that.
public struct ResultTables: Sendable {
  /// One row per run.
  public private(set) var summary = ResultTable(name: "summary", columns: summaryColumns)
  /// One row per member and run.
  public private(set) var members = ResultTable(name: "members", columns: memberColumns)
  /// One row per kick.
  public private(set) var kicks = ResultTable(name: "kicks", columns: kickColumns)

  /// One row per member and instant; `nil` where no timeline was asked for.
  public private(set) var timeline: ResultTable?
  /// One row per step of a message or a daemon; `nil` where events were not asked for.
  public private(set) var events: ResultTable?

  /// The columns of `summary.csv`.
  public static let summaryColumns = SummaryColumns.all.map(\.column)
  /// The columns of `members.csv`.
  public static let memberColumns = MemberColumns.all.map(\.column)
  /// The columns of `kicks.csv`.
  public static let kickColumns = KickColumns.all.map(\.column)
  /// The columns of `timeline.csv`.
  public static let timelineColumns = TimelineColumns.all.map(\.column)
  /// The columns of `events.csv`.
  public static let eventColumns = EventColumns.all.map(\.column)

  /// The row of a run in `summary.csv`.
  public static func row(of report: RunReport) -> [Cell] { SummaryColumns.all.map { $0.value(report) } }

  /// Empty tables.
  /// - Parameter recorded: those that are there besides the three.
  public init(_ recorded: RecordedTables = []) {
    if recorded.contains(.timeline) {
      timeline = ResultTable(name: "timeline", columns: Self.timelineColumns)
    }
    if recorded.contains(.events) { events = ResultTable(name: "events", columns: Self.eventColumns) }
  }

  /// Adds the rows of a run.
  public mutating func append(_ report: RunReport) {
    summary.append(Self.row(of: report))
    for index in report.run.members.indices {
      members.append(MemberColumns.all.map { $0.value(report, index) })
    }
    for kick in report.outcome.kicks {
      kicks.append(KickColumns.all.map { $0.value(report, kick) })
    }
    for point in report.outcome.timeline {
      timeline?.append(TimelineColumns.all.map { $0.value(report, point) })
    }
    if events != nil, let journal = report.outcome.journal {
      for event in EventColumns.events(of: journal) {
        events?.append(EventColumns.all.map { $0.value(report, event) })
      }
    }
  }

  /// All there are, in the order of the documentation.
  public var all: [ResultTable] { [summary, members, kicks] + [timeline, events].compactMap { $0 } }
}

/// The tables that are there on request.
public struct RecordedTables: OptionSet, Codable, Hashable, Sendable {
  public let rawValue: Int
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// `timeline.csv`.
  public static let timeline = RecordedTables(rawValue: 1)
  /// `events.csv`.
  public static let events = RecordedTables(rawValue: 2)

  /// What a run gives rows for.
  public init(_ recording: Recording) {
    self = []
    if recording.timeline != nil { insert(.timeline) }
    if recording.keepsEvents { insert(.events) }
  }
}
