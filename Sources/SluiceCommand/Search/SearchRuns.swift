import Experiment
import Metrics
import Scenario

/// The runs of a search: rows of `summary.csv` by method and value, each run made once.
final class SearchRuns {
  /// The rows of a value, by replication.
  typealias Rows = [[Cell]]

  private let options: SearchOptions
  private let bytes: [UInt8]
  private let console: Console
  private var known: [String: [Int64: Rows]] = [:]

  init(_ options: SearchOptions, _ bytes: [UInt8], _ console: Console) {
    self.options = options
    self.bytes = bytes
    self.console = console
  }

  /// The rows of values under a method; makes those runs that are missing, all at once.
  func rows(of values: [Int64], under label: String) throws -> [Rows] {
    let missing = values.filter { known[label]?[$0] == nil }
    if !missing.isEmpty { try make(missing, [label]) }
    return values.map { known[label]?[$0] ?? [] }
  }

  /// A cell of a row of summary.csv.
  static func cell(_ name: String, _ row: [Cell]) -> Cell {
    ResultTables.summaryColumns.firstIndex { $0.name == name }.map { row[$0] } ?? .empty
  }

  /// Makes the runs of several values under several methods, on all cores.
  func make(_ values: [Int64], _ labels: [String]) throws {
    let origin = "--vary \(options.key)"
    let entries = values.map { options.range.node(of: $0, origin: origin) }
    let sweep = ScenarioReader.Override(
      path: ["sweep"],
      value: Node(.object([Node.Member(options.key, Node(.array(entries), origin: origin))]), origin: origin))
    let scenario = try read([sweep], methods: labels)
    guard scenario.points.count == values.count else {
      console.error(
        "\(options.file.path): the scenario's conditions leave out values of \(options.key); search a smaller range"
      )
      throw ExitCode.badScenario
    }
    let result = try run(scenario, values)
    for report in result.reports {
      known[report.label, default: [:]][values[report.point], default: []].append(
        ResultTables.row(of: report))
    }
  }

  private func run(_ scenario: Scenario, _ values: [Int64]) throws(ExitCode) -> ExperimentResult {
    do {
      return try Experiment(scenario).run(jobs: options.jobs) { Interrupt.wasAsked }
    } catch {
      let point =
        switch error {
        case .boundBroken(let run, _), .stopped(let run, _): run.point
        }
      let sets = options.sets + ["\(options.key)=\(options.range.text(of: values[point]))"]
      throw ExperimentRun(console, changes: sets.flatMap { ["--set", $0] }).tell(
        error, scenario, options.file)
    }
  }

  /// What is proven of a value under a method, without a run.
  func isProven(_ value: Int64, under label: String) throws -> Bool {
    let point = try scenario(at: value, methods: [label]).points[0]
    return point.methods.allSatisfy { QueueProof(of: $0.method, in: point.run).isEnough }
  }

  /// The scenario with the key at a value.
  func scenario(at value: Int64, methods: [String]) throws -> Scenario {
    try read(
      [.init(path: options.path, value: options.range.node(of: value, origin: "--vary \(options.key)"))],
      methods: methods)
  }

  private func read(_ changes: [ScenarioReader.Override], methods: [String]) throws -> Scenario {
    let (scenario, diagnostics) = options.file.scenario(
      bytes, overrides: options.overrides + changes, methods: methods)
    if let scenario { return scenario }
    for line in diagnostics.lines { console.say(line) }
    throw ExitCode.badScenario
  }
}
