import Experiment
import Metrics
import Reporting
import Scenario

/// `sluice search`: the value of a key at which a condition stops to hold, or a metric is best.
struct SearchCommand {
  let options: SearchOptions
  private let console: Console

  init(_ options: Options, _ console: Console) throws(UsageProblems) {
    self.options = try SearchOptions(options)
    self.console = console
  }

  func run() throws -> ExitCode {
    let runs = SearchRuns(options, try read(), console)
    let scenario = try runs.scenario(at: options.axis.low, methods: options.methods)
    _ = try runs.scenario(at: options.axis.high, methods: options.methods)
    try refuseSweep(scenario)
    let labels = try labels(of: scenario)
    Interrupt.listen()
    do {
      let grid = options.axis.grid
      say(
        "\(HumanCount.text(labels.count, "method")) at \(HumanCount.text(grid.count, "value")) from"
          + " \(text(options.axis.low)) to \(text(options.axis.high))")
      try runs.make(grid, labels)
      let answers = try labels.map { try answer(for: $0, runs) }
      show(answers, scenario)
      return answers.contains { $0.probes.contains { $0.roles.contains(.found) } } ? .fine : .answerIsNo
    } catch ExitCode.interrupted {
      console.say("interrupted; nothing is kept of a search")
      return .interrupted
    }
  }

  private func read() throws -> [UInt8] {
    do {
      return try options.file.read()
    } catch {
      console.tell(error)
      throw error.code
    }
  }

  func say(_ text: String) {
    if !options.isQuiet { console.say(text) }
  }

  func text(_ value: Int64) -> String { options.range.text(of: value) }

  // MARK: What is searched

  /// A search has one point: the others are told to choose.
  private func refuseSweep(_ scenario: Scenario) throws {
    guard scenario.points.count > 1 else { return }
    let settings = scenario.points[0].sweep.split(separator: ";").map { "--set \($0)" }
    console.error(
      "\(options.file.path): the scenario has \(scenario.points.count) sweep points and a search has one; choose one,"
        + " such as \(settings.joined(separator: " "))")
    throw ExitCode.badScenario
  }

  /// The methods that the key concerns: those asked for, else the one whose parameter it is, else all.
  private func labels(of scenario: Scenario) throws -> [String] {
    let methods = scenario.points[0].methods
    guard options.methods.isEmpty, options.path.first == "methods", options.path.count > 1 else {
      return methods.map(\.label)
    }
    let name = options.path[1]
    if let index = Int(name), methods.indices.contains(index) { return [methods[index].label] }
    let own = methods.filter { $0.label == name }
    return (own.isEmpty ? methods.filter { $0.method.name == name } : own).map(\.label)
  }

  // MARK: Showing

  /// What is asked about, then what a decision needs.
  var metrics: [Column] {
    var metrics: [Column] = []
    var wanted = options.keep?.columns ?? []
    if case .peak(let column, _) = options.goal { wanted.append(column) }
    wanted += ["throughput_per_s", "latency_p99_ms"].compactMap { name in
      ResultTables.summaryColumns.first { $0.name == name }
    }
    for column in wanted where column.isComparable && !metrics.contains(column) { metrics.append(column) }
    return metrics
  }

  private func show(_ answers: [SearchReport.Answer], _ scenario: Scenario) {
    let range = "of \(options.key) from \(text(options.axis.low)) to \(text(options.axis.high))"
    let condition = options.keep.map { " with \($0.text)" } ?? ""
    let count = scenario.replicationCount
    let runs = count == 1 ? "" : " in each of \(count) replications"
    let (head, what) =
      switch options.goal {
      case .edge(let side): (side.rawValue.uppercased(), "\(side.rawValue) value \(range)")
      case .peak(let column, let sign): ("BEST", "\(sign > 0 ? "highest" : "lowest") \(column.name) \(range)")
      }
    let report = SearchReport(
      scenario: scenario.name, key: options.key, question: what + condition + runs, head: head,
      metrics: metrics,
      answers: answers)
    var buffer = ByteBuffer()
    switch options.format {
    case .table: SearchSheet(report).write(in: console.hasColor ? .ansi : .plain, into: &buffer)
    case .markdown: SearchSheet(report).writeMarkdown(into: &buffer)
    case .csv, .json: options.format.format.write(report.table, into: &buffer)
    }
    console.out(buffer.text)
  }
}
