import Metrics
import Scenario

/// Holds a scenario's expectations against its results.
public struct ExpectationCheck: Sendable {
  /// One claim that did not come true.
  public struct Miss: Hashable, Sendable {
    /// Where the expectation stands.
    public let place: Place?
    /// What was expected of which run, and what came out.
    public let message: String
  }

  private let scenario: Scenario
  private let summary: ResultTable
  private let members: ResultTable

  /// A check of one result.
  public init(_ result: ExperimentResult) {
    self.init(result.scenario, summary: result.tables.summary, members: result.tables.members)
  }

  /// A check of tables that were written and read back.
  public init(_ scenario: Scenario, summary: ResultTable, members: ResultTable) {
    self.scenario = scenario
    self.summary = summary
    self.members = members
  }

  /// Every claim that is not true, in the order of the file.
  /// - Complexity: O(expectations × rows).
  public var misses: [Miss] {
    scenario.expectations.flatMap { expectation in
      let table = expectation.member == nil ? summary : members
      let rows = rows(of: expectation, in: table)
      guard !rows.isEmpty else {
        return [Miss(place: expectation.place, message: "expected something of a run that there is not")]
      }
      return rows.flatMap { row in
        expectation.items.compactMap { item in
          miss(item, row: row, in: table).map { Miss(place: expectation.place, message: $0) }
        }
      }
    }
  }

  private func rows(of expectation: Expectation, in table: ResultTable) -> [Int] {
    let names = expectation.member.map { scenario.members(named: $0) }
    return table.rows.indices.filter { row in
      (expectation.method.map { table.cell(row, "method") == .text($0) } ?? true)
        && (expectation.point.map { table.cell(row, "point") == .count(Int64($0)) } ?? true)
        && (names.map { $0.contains(table.cell(row, "member").text) } ?? true)
    }
  }

  private func miss(_ item: Expectation.Item, row: Int, in table: ResultTable) -> String? {
    let cell = table.cell(row, item.column)
    let isKickClaim = if case .kicked = item.claim { true } else { false }
    let found = cell.text.isEmpty ? (isKickClaim ? "nobody" : "nothing") : cell.text
    func told(_ wanted: String) -> String {
      "\(name(row, table)): expected \(item.column) \(wanted), found \(found)"
    }
    switch item.claim {
    case .equals(let value): return cell.asNumber == value ? nil : told("\(Cell.number(value).text)")
    case .flag(let flag): return cell == .flag(flag) ? nil : told("\(flag)")
    case .text(let text): return cell.text == text ? nil : told("\"\(text)\"")
    case .within(let low, let high):
      if let value = cell.asNumber, value >= low ?? -.infinity, value <= high ?? .infinity { return nil }
      return told(
        "from \(low.map { Cell.number($0).text } ?? "anything") to \(high.map { Cell.number($0).text } ?? "anything")"
      )
    case .kicked(let names):
      let kicked = cell.text.split(separator: ";").map(String.init)
      guard Set(kicked) != Set(names) else { return nil }
      return told(names.isEmpty ? "nobody" : names.joined(separator: ";"))
    case .greater(let others): return compare(item.column, row, table, others, told, "more than") { $0 > $1 }
    case .less(let others): return compare(item.column, row, table, others, told, "less than") { $0 < $1 }
    }
  }

  /// Compares with the same point, replication and member under other methods.
  private func compare(
    _ column: String, _ row: Int, _ table: ResultTable, _ others: [String], _ told: (String) -> String,
    _ words: String, holds: (Double, Double) -> Bool
  ) -> String? {
    let keys = ["point", "replication", "member"]
    for other in others {
      let match = table.rows.indices.first { candidate in
        table.cell(candidate, "method") == .text(other)
          && keys.allSatisfy { table.cell(candidate, $0) == table.cell(row, $0) }
      }
      guard let match else { continue }
      let theirs = table.cell(match, column)
      guard let own = table.cell(row, column).asNumber, let value = theirs.asNumber, holds(own, value) else {
        return told("\(words) that of \(other), \(theirs == .empty ? "nothing" : theirs.text)")
      }
    }
    return nil
  }

  private func name(_ row: Int, _ table: ResultTable) -> String {
    var parts = [table.cell(row, "method").text]
    if table.index(of: "member") != nil { parts.append(table.cell(row, "member").text) }
    if scenario.points.count > 1 { parts.append("point \(table.cell(row, "point").text)") }
    if scenario.replicationCount > 1 { parts.append("replication \(table.cell(row, "replication").text)") }
    return parts.joined(separator: ", ")
  }
}
