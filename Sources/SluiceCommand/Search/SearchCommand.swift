import Experiment
import Metrics
import Reporting
import Scenario

/// `sluice search`: the value of a key at which a condition stops to hold, or a metric is best.
struct SearchCommand {
  private let options: SearchOptions
  private let console: Console

  init(_ options: Options, _ console: Console) throws(UsageProblem) {
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
      if error.code == .badScenario { console.say(error.message) } else { console.error(error.message) }
      throw error.code
    }
  }

  private func say(_ text: String) {
    if !options.isQuiet { console.say(text) }
  }

  private func text(_ value: Int64) -> String { options.range.text(of: value) }

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

  // MARK: Searching

  private func answer(for label: String, _ runs: SearchRuns) throws -> SearchReport.Answer {
    switch options.goal {
    case .edge(let side): return try edge(side, label, runs)
    case .peak(let column, let sign): return try peak(column, sign, label, runs)
    }
  }

  private func edge(_ side: EdgeSearch.Side, _ label: String, _ runs: SearchRuns) throws -> SearchReport.Answer {
    let result = try EdgeSearch(options.axis, side: side).run { values in
      let held = try holding(values, label, runs)
      for (value, holds) in zip(values, held) where values.count == 1 {
        say("\(label): \(text(value)) \(holds ? "holds" : "does not hold")")
      }
      return held
    }
    let proven = try EdgeSearch(options.axis, side: side).run { values in
      try values.map { try runs.isProven($0, under: label) }
    }.found
    var values = result.probes.map(\.value)
    if let proven, !values.contains(proven) { values = (values + [proven]).sorted() }
    // The theorem speaks of what it covers; that it covers these runs is seen by running them.
    let isCovered = try proven.map { try covered($0, label, runs) } ?? false
    let probes = try values.map { value in
      var roles: [SearchReport.Probe.Role] = []
      if value == result.found { roles.append(.found) }
      if value == result.beyond { roles.append(.beyond) }
      if isCovered, value == proven { roles.append(.proven) }
      if result.again.contains(value) { roles.append(.again) }
      return try probe(value, roles, label, runs)
    }
    return SearchReport.Answer(
      label: label, probes: probes, proven: isCovered ? proven.map(text) : nil, notes: notes(result, side))
  }

  private func notes(_ result: EdgeSearch.Result, _ side: EdgeSearch.Side) -> [String] {
    let begin = side == .largest ? options.axis.low : options.axis.high
    let end = side == .largest ? options.axis.high : options.axis.low
    guard let found = result.found else { return ["it holds at none of the values that were looked at"] }
    var notes: [String] = []
    if !result.holdsAtStart {
      notes.append("not monotone: it does not hold at \(text(begin)), where the search begins")
    }
    if result.beyond == nil { notes.append("it holds to the end of the range: \(text(end))") }
    if !result.again.isEmpty {
      notes.append(
        "not monotone: it holds again at \(result.again.map(text).joined(separator: ", ")); \(text(found)) is the value"
          + " up to which it held at all that were looked at")
    }
    return notes
  }

  private func peak(
    _ column: Column, _ sign: Double, _ label: String, _ runs: SearchRuns
  ) throws -> SearchReport.Answer {
    let result = try PeakSearch(options.axis).run { values in
      let held = try holding(values, label, runs)
      let rows = try runs.rows(of: values, under: label)
      return zip(rows, held).map { rows, holds in holds ? mean(column, rows).map { sign * $0 } : nil }
    }
    let probes = try result.probes.map { try probe($0.value, $0.value == result.found ? [.found] : [], label, runs) }
    guard let found = result.found else {
      return .init(label: label, probes: probes, proven: nil, notes: ["no value that was looked at fulfils the condition"])
    }
    let isProven = try runs.isProven(found, under: label) && covered(found, label, runs)
    let index = result.probes.firstIndex { $0.value == found } ?? 0
    let sides = [index - 1, index + 1].filter(probes.indices.contains).map { probes[$0].value }
    return .init(
      label: label, probes: probes, proven: isProven ? text(found) : nil,
      notes: ["best of \(probes.count) values, between \(sides.joined(separator: " and ")); there may be a better one elsewhere"])
  }

  // MARK: Runs

  /// Whether every run of a value fulfils the condition.
  private func holding(_ values: [Int64], _ label: String, _ runs: SearchRuns) throws -> [Bool] {
    let start = try runs.rows(of: [options.axis.low], under: label)[0]
    return try runs.rows(of: values, under: label).map { failure(of: $0, start) == nil }
  }

  private func failure(of rows: SearchRuns.Rows, _ start: SearchRuns.Rows) -> (replication: Int, reason: String)? {
    guard let keep = options.keep else { return nil }
    for (replication, row) in rows.enumerated() {
      if let reason = keep.failure(of: row, start: start[replication]) { return (replication, reason) }
    }
    return nil
  }

  /// Whether the theorem was in force in every run of a value, and nobody was kicked.
  private func covered(_ value: Int64, _ label: String, _ runs: SearchRuns) throws -> Bool {
    try runs.rows(of: [value], under: label)[0].allSatisfy { row in
      SearchRuns.cell("bound_holds", row) == .flag(true) && SearchRuns.cell("kicks", row) == .count(0)
    }
  }

  private func mean(_ column: Column, _ rows: SearchRuns.Rows) -> Double? {
    var sample = SampleStatistics()
    for row in rows {
      switch SearchRuns.cell(column.name, row) {
      case .flag(let flag): sample.add(flag ? 1 : 0)
      case let cell: if let number = cell.asNumber { sample.add(number) }
      }
    }
    return sample.mean
  }

  private func probe(
    _ value: Int64, _ roles: [SearchReport.Probe.Role], _ label: String, _ runs: SearchRuns
  ) throws -> SearchReport.Probe {
    let rows = try runs.rows(of: [value], under: label)[0]
    let failure = failure(of: rows, try runs.rows(of: [options.axis.low], under: label)[0])
    let words =
      ["sluice", "run", options.file.path] + options.runWords
      + ["--set", "\(options.key)=\(text(value))", "--method", label]
    return .init(
      value: text(value), roles: roles, holds: failure == nil, runCount: rows.count,
      means: metrics.map { mean($0, rows) },
      reason: failure.map { reason($0, rows) }, failingReplication: failure?.replication,
      command: Options.shellLine(words))
  }

  /// What failed, in which run, and who was kicked.
  private func reason(_ failure: (replication: Int, reason: String), _ rows: SearchRuns.Rows) -> String {
    let row = rows[failure.replication]
    let kicked = SearchRuns.cell("kicked_members", row).text.split(separator: ";")
    let first = SearchRuns.cell("first_kick_s", row).asNumber.map { " at \(HumanNumber.time(seconds: $0))" } ?? ""
    let who = kicked.first.map { " (\($0)\(first)\(kicked.count > 1 ? " and \(kicked.count - 1) more" : ""))" } ?? ""
    let place = rows.count > 1 ? "replication \(failure.replication): " : ""
    return place + failure.reason + who
  }

  // MARK: Showing

  /// What is asked about, then what a decision needs.
  private var metrics: [Column] {
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
      scenario: scenario.name, key: options.key, question: what + condition + runs, head: head, metrics: metrics,
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
