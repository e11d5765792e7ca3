import EventKernel
import SpreadModel

/// The three tables of a scenario's results.
public struct ResultTables: Sendable {
  /// One row per run.
  public private(set) var summary = ResultTable(name: "summary", columns: summaryColumns)
  /// One row per member and run.
  public private(set) var members = ResultTable(name: "members", columns: memberColumns)
  /// One row per kick.
  public private(set) var kicks = ResultTable(name: "kicks", columns: kickColumns)

  /// The columns of `summary.csv`.
  public static let summaryColumns = SummaryColumns.all.map(\.column)
  /// The columns of `members.csv`.
  public static let memberColumns = MemberColumns.all.map(\.column)
  /// The columns of `kicks.csv`.
  public static let kickColumns = KickColumns.all.map(\.column)

  /// The row of a run in `summary.csv`.
  public static func row(of report: RunReport) -> [Cell] { SummaryColumns.all.map { $0.value(report) } }

  /// Empty tables.
  public init() {}

  /// Adds the rows of a run.
  public mutating func append(_ report: RunReport) {
    summary.append(Self.row(of: report))
    for index in report.run.members.indices {
      members.append(MemberColumns.all.map { $0.value(report, index) })
    }
    for kick in report.outcome.kicks {
      kicks.append(KickColumns.all.map { $0.value(report, kick) })
    }
  }

  /// All three, in the order of the documentation.
  public var all: [ResultTable] { [summary, members, kicks] }
}
