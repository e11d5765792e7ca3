import Experiment
import Metrics
import Reporting
import Scenario

/// The answer of one method, and what it rests on.
extension SearchCommand {
  /// Searches for one method.
  func answer(for label: String, _ runs: SearchRuns) throws -> SearchReport.Answer {
    switch options.goal {
    case .edge(let side): return try edge(side, label, runs)
    case .peak(let column, let sign): return try peak(column, sign, label, runs)
    }
  }

  private func edge(_ side: EdgeSearch.Side, _ label: String, _ runs: SearchRuns) throws
    -> SearchReport.Answer
  {
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
    let isProven =
      try result.found.map { try runs.isProven($0, under: label) && covered($0, label, runs) } ?? false
    let roles: [SearchReport.Probe.Role] = isProven ? [.found, .proven] : [.found]
    let probes = try result.probes.map {
      try probe($0.value, $0.value == result.found ? roles : [], label, runs)
    }
    guard let found = result.found else {
      return .init(
        label: label, probes: probes, proven: nil,
        notes: ["no value that was looked at fulfils the condition"])
    }
    let index = result.probes.firstIndex { $0.value == found } ?? 0
    let sides = [index - 1, index + 1].filter(probes.indices.contains).map { probes[$0].value }
    return .init(
      label: label, probes: probes, proven: isProven ? text(found) : nil,
      notes: [
        "best of \(probes.count) values, the nearest \(sides.joined(separator: " and ")); there may be a better one elsewhere"
      ])
  }

  // MARK: Runs

  /// Whether every run of a value fulfils the condition.
  private func holding(_ values: [Int64], _ label: String, _ runs: SearchRuns) throws -> [Bool] {
    let start = try runs.rows(of: [options.axis.low], under: label)[0]
    return try runs.rows(of: values, under: label).map { failure(of: $0, start) == nil }
  }

  private func failure(of rows: SearchRuns.Rows, _ start: SearchRuns.Rows) -> (
    replication: Int, reason: String
  )? {
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
    let first =
      SearchRuns.cell("first_kick_s", row).asNumber.map { " at \(HumanNumber.time(seconds: $0))" } ?? ""
    let who =
      kicked.first.map { " (\($0)\(first)\(kicked.count > 1 ? " and \(kicked.count - 1) more" : ""))" } ?? ""
    let place = rows.count > 1 ? "replication \(failure.replication): " : ""
    return place + failure.reason + who
  }
}
