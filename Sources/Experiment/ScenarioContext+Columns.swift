import Metrics
import Scenario

extension ScenarioContext {
  /// A context that knows the columns of the results.
  /// - Parameter load: reads a file that a scenario names, relative to it.
  public init(load: @escaping @Sendable (_ path: String) throws(FileProblem) -> [UInt8]) {
    self.init(
      summaryColumns: ResultTables.summaryColumns.map(ExpectableColumn.init),
      memberColumns: ResultTables.memberColumns.map(ExpectableColumn.init), load: load)
  }
}

extension ScenarioContext.ExpectableColumn {
  init(_ column: Column) {
    let kind: Kind =
      switch column.kind {
      case .text: .text
      case .flag: .flag
      case .count, .number: .number
      }
    self.init(name: column.name, kind: kind)
  }
}
