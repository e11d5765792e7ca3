import Metrics
import Reporting
import Scenario

/// `sluice compare`: two results folders, or the methods of one, side by side.
struct CompareCommand {
  private let options: ComparisonOptions
  private let isQuiet: Bool
  private let console: Console

  /// Problems of one kind that are told.
  private static let toldLimit = 10

  init(_ options: Options, _ console: Console) throws(UsageProblems) {
    self.options = try ComparisonOptions(options)
    isQuiet = options.has("--quiet")
    self.console = console
  }

  func run() throws -> ExitCode {
    var side = try ComparisonInput(options, console)
    let first = side.firstRows
    try refuseMismatch(first, side)
    let input = ComparisonSheet.Input(
      scenario: first[0]?.scenario ?? "", subjects: side.subjects, areMethods: options.folders.count == 1,
      reference: side.reference)
    let output = ComparisonOutput(input, options, console)
    let plan = ComparisonPlan(
      subjectCount: side.subjects.count, metrics: side.metrics, reference: side.reference)
    var pairing = RunPairing(plan) { group in output.append(group) }
    do {
      try side.readAll(into: &pairing)
    } catch let problem as InputProblem {
      console.tell(problem)
      return problem.code
    }
    if pairing.groupCount > 0 {
      if let seeds = seedNote(first) { output.note(seeds) }
      if let rest = unpairedNote(pairing, side) { output.note(rest) }
      output.finish(hasColor: console.hasColor)
    }
    let isPaired = tellUnpaired(pairing, side)
    for failure in output.failures.prefix(Self.toldLimit) { console.say(failure) }
    let hidden = output.failures.count - Self.toldLimit
    if hidden > 0 { console.say("and \(HumanCount.text(hidden, "more failure"))") }
    guard isPaired else { return .badScenario }
    return output.failures.isEmpty ? .fine : .answerIsNo
  }

  /// Results of different scenarios have no pairs that mean anything.
  private func refuseMismatch(_ first: [SummaryFile.Row?], _ side: ComparisonInput) throws {
    let names = first.compactMap { $0?.scenario }
    guard let other = names.first(where: { $0 != names[0] }) else { return }
    console.say(
      "\(side.subjects.joined(separator: ", ")): error: the results are of different scenarios, \"\(names[0])\" and"
        + " \"\(other)\"; run one scenario twice, with --set and --out")
    throw ExitCode.badScenario
  }

  /// Different seeds make pairs that share nothing.
  private func seedNote(_ first: [SummaryFile.Row?]) -> String? {
    let seeds = first.compactMap { $0?.seed }
    guard let other = seeds.first(where: { $0 != seeds[0] }) else { return nil }
    return
      "the seeds differ (\(seeds[0]) and \(other)): the runs of a pair share no random numbers, so that the"
      + " intervals are wider than they need be"
  }

  /// What a sheet that is shown to others must not leave to stderr: it speaks of some runs only.
  private func unpairedNote(_ pairing: RunPairing, _ side: ComparisonInput) -> String? {
    guard !pairing.unpaired.isEmpty, [.table, .markdown].contains(options.format) else { return nil }
    var groups = pairing.unpaired.prefix(Self.toldLimit).map { rest in
      "\(runs(of: rest)) in \(owners(of: rest, side))"
    }
    let hidden = pairing.unpaired.count - groups.count
    if hidden > 0 { groups.append("and \(HumanCount.text(hidden, "more group"))") }
    return "not compared, without counterpart: \(groups.joined(separator: "; "))"
  }

  /// How many runs a group without counterpart has, and of what.
  private func runs(of rest: RunPairing.Unpaired) -> String {
    let place = [rest.key.method, rest.key.sweep.isEmpty ? nil : rest.key.sweep].compactMap(\.self)
    return HumanCount.text(rest.replicationCount, "run")
      + (place.isEmpty ? "" : " of \(place.joined(separator: " at "))")
  }

  private func owners(of rest: RunPairing.Unpaired, _ side: ComparisonInput) -> String {
    rest.subjects.map { side.subjects[$0] }.joined(separator: ", ")
  }

  /// Whether every run has its counterparts.
  private func tellUnpaired(_ pairing: RunPairing, _ side: ComparisonInput) -> Bool {
    for rest in pairing.unpaired.prefix(Self.toldLimit) {
      console.say(
        "\(owners(of: rest, side)): error: \(runs(of: rest)) without counterpart;"
          + " run both with the same points and replications, or choose methods with --method")
    }
    let hidden = pairing.unpaired.count - Self.toldLimit
    if hidden > 0 {
      console.say("and \(HumanCount.text(hidden, "more group")) with runs without counterpart")
    }
    return pairing.unpaired.isEmpty
  }
}
