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

  /// One row per member and instant; `nil` where no run has a timeline.
  public private(set) var timeline: ResultTable?
  /// One row per step of a message or a daemon; `nil` where no run keeps its events.
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

  /// Empty tables.
  public init() {}

  /// Adds the rows of a run.
  public mutating func append(_ report: RunReport) {
    summary.append(SummaryColumns.all.map { $0.value(report) })
    for index in report.run.members.indices {
      members.append(MemberColumns.all.map { $0.value(report, index) })
    }
    for kick in report.outcome.kicks {
      kicks.append(KickColumns.all.map { $0.value(report, kick) })
    }
    appendRecording(of: report)
  }

  private mutating func appendRecording(of report: RunReport) {
    if report.run.recording.timeline != nil {
      var table = timeline ?? ResultTable(name: "timeline", columns: Self.timelineColumns)
      timeline = nil
      for point in report.outcome.timeline {
        table.append(TimelineColumns.all.map { $0.value(report, point) })
      }
      timeline = table
    }
    if report.run.recording.keepsEvents, let journal = report.outcome.journal {
      var table = events ?? ResultTable(name: "events", columns: Self.eventColumns)
      events = nil
      for event in EventColumns.events(of: journal) {
        table.append(EventColumns.all.map { $0.value(report, event) })
      }
      events = table
    }
  }

  /// All there are, in the order of the documentation.
  public var all: [ResultTable] { [summary, members, kicks] + [timeline, events].compactMap { $0 } }
}
