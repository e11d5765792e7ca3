import Metrics
import Scenario

/// `--keep`: what every run of a value must fulfil.
///
/// Names are columns of `summary.csv`; `start.NAME` is the same column of the same replication at the first value of the
/// range, so that a loss can be limited. What was not measured fulfils nothing.
struct SearchCondition {
  private static let prefix = "start."
  private let condition: Condition

  init(_ text: String) throws(UsageProblems) {
    do {
      condition = try Condition(text)
      // Any values show whether the kinds fit.
      _ = try condition.holds { name in Self.column(name).map(Self.sample) }
    } catch {
      guard let unknown = error.unknownName.map(Self.bare) else {
        throw UsageProblems("--keep '\(text)': \(error)")
      }
      let hint = Nearest.match(unknown, among: ResultTables.summaryColumns.map(\.name)).map {
        "; did you mean \($0)?"
      }
      throw UsageProblems(
        "--keep '\(text)': summary.csv has no column '\(unknown)'\(hint ?? "; its columns are in results/README.md")"
      )
    }
    for name in condition.names where Self.column(name) == nil {
      throw UsageProblems("--keep '\(text)': summary.csv has no column '\(Self.bare(name))'")
    }
  }

  var text: String { condition.text }

  /// The columns in it.
  var columns: [Column] { condition.names.compactMap(Self.column) }

  /// Why a run does not fulfil it; `nil` where it does.
  /// - Parameters:
  ///   - row: the run's row of summary.csv.
  ///   - start: that of the same replication at the first value of the range.
  func failure(of row: [Cell], start: [Cell]) -> String? {
    func cell(_ name: String) -> Cell {
      let cells = name.hasPrefix(Self.prefix) ? start : row
      return ResultTables.summaryColumns.firstIndex { $0.name == Self.bare(name) }.map { cells[$0] } ?? .empty
    }
    do {
      guard try !condition.holds({ Self.value(cell($0)) }) else { return nil }
      return condition.names.map { name in
        let text = cell(name).text
        return "\(name) = \(text.isEmpty ? "nothing" : text)"
      }.joined(separator: ", ")
    } catch {
      return error.unknownName.map { "\($0) was not measured" } ?? error.message
    }
  }

  private static func bare(_ name: String) -> String {
    name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : name
  }

  private static func column(_ name: String) -> Column? {
    ResultTables.summaryColumns.first { $0.name == bare(name) }
  }

  private static func sample(_ column: Column) -> ConditionValue {
    switch column.kind {
    case .text: .text("")
    case .count, .number: .number(0.75)
    case .flag: .flag(true)
    }
  }

  private static func value(_ cell: Cell) -> ConditionValue? {
    switch cell {
    case .empty: nil
    case .text(let text): .text(text)
    case .flag(let flag): .flag(flag)
    case .count, .number: cell.asNumber.map(ConditionValue.number)
    }
  }
}
