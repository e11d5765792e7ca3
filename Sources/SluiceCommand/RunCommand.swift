import Experiment
import Foundation
import Metrics
import Reporting
import Scenario

/// `sluice run`: every method × sweep point × replication of each scenario.
struct RunCommand {
  private let files: [ScenarioFile]
  private let overrides: [ScenarioReader.Override]
  private let methods: [String]
  private let precision: PrecisionOptions?
  private let jobs: Int
  private let isResumed: Bool
  private let part: RunPart?
  private let outFolder: String?
  private let format: OutputFormat
  private let isQuiet: Bool
  private let console: Console
  /// The options as they were given.
  private let optionWords: [String]
  private let changes: [String]
  private let sets: [String]

  init(_ options: Options, _ console: Console) throws(UsageProblems) {
    var problems = UsageProblems()
    if options.arguments.isEmpty {
      problems.add("no scenario is named; write sluice run scenarios/NAME.json5")
    }
    files = options.arguments.map(ScenarioFile.init)
    optionWords = options.words
    changes = options.changes
    sets = ["--set", "--sweep", "--where"].flatMap { name in options.all(name).flatMap { [name, $0] } }
    overrides = problems.noting(try options.overrides()) ?? []
    methods = options.all("--method")
    precision = problems.noting(try options.precision()) ?? nil
    jobs = problems.noting(try options.jobs()) ?? 1
    isResumed = options.has("--resume")
    part = problems.noting(try options.part()) ?? nil
    outFolder = options.outFolder
    isQuiet = options.has("--quiet")
    format = problems.noting(try options.format()) ?? .table
    self.console = console
    problems.noting(try refuseSharedFolders())
    try problems.refuse()
  }

  /// Two scenarios of one name would overwrite each other's results.
  private func refuseSharedFolders() throws(UsageProblems) {
    var firstUse: [String: String] = [:]
    for file in files {
      if let first = firstUse[folder(of: file)] {
        throw UsageProblems(
          "'\(first)' and '\(file.path)' would both write \(folder(of: file)); run them one by one, with --out"
        )
      }
      firstUse[folder(of: file)] = file.path
    }
  }

  func run() throws -> ExitCode {
    let warnings: ScenarioLoader.Warnings = isQuiet ? .none : format == .table ? .besideSheet : .all
    let loaded = try ScenarioLoader(console, warnings: warnings).load(
      files, overrides: overrides, methods: methods)
    let plans = loaded.map { loaded in
      PlanRecord(
        loaded, changes: changes, part: part,
        until: precision?.rule(replications: loaded.scenario.replicationCount))
    }
    if isResumed { try refuseOtherPlans(loaded, plans) }
    Interrupt.listen()
    var code = ExitCode.fine
    var finished: ResultTable?
    defer { if let finished { show(finished) } }
    for (index, scenario) in loaded.enumerated() {
      do {
        try runAndShow(scenario, plans[index], isFirst: index == 0, &finished, &code)
      } catch let problem as WriteProblem {
        console.error(problem.message)
        return .cannotWrite
      } catch let stop as RunKeeper.Stop {
        tell(stop, rest: loaded[index...].map(\.file))
        return stop.code
      }
    }
    return code
  }

  /// All unfinished runs must be of the plans that go on, before any does.
  private func refuseOtherPlans(_ loaded: [LoadedScenario], _ plans: [PlanRecord]) throws(ExitCode) {
    let problems = zip(loaded, plans).compactMap { loaded, plan in
      RunKeeper.check(RunKeeper.path(folder(of: loaded.file), plan.part), plan)
    }
    for problem in problems { console.error(problem) }
    if !problems.isEmpty { throw .badScenario }
  }

  /// Runs one scenario, writes its results, and shows them. What is unfinished is removed at the very end, so that a run
  /// that is killed before can still show them.
  private func runAndShow(
    _ loaded: LoadedScenario, _ plan: PlanRecord, isFirst: Bool, _ finished: inout ResultTable?,
    _ code: inout ExitCode
  ) throws {
    let folder = ResultsFolder(path: folder(of: loaded.file))
    try folder.prepare()
    let keeper = RunKeeper(
      console: console, isQuiet: isQuiet, sets: sets, jobs: jobs, isResumed: isResumed)
    let runs = try keeper.run(loaded, plan, folder: folder.path)
    if tellPrecision(runs.points, of: loaded.scenario) { code = .answerIsNo }
    guard part == nil else {
      console.line(
        "\(runs.unfinished.path): \(size(of: runs)); when all parts are there, join them with\n  \(Options.shellLine(["sluice", "merge", folder.path]))"
      )
      return
    }
    try keeper.finish(runs, folder)
    let stored = StoredTables(folder: folder.path)
    try show(runs.input, stored, isFirst: isFirst, &finished)
    if isPlain, report(try stored.misses(of: loaded.scenario), loaded.file) { code = .answerIsNo }
    try runs.unfinished.discard()
  }

  /// Says how precise the points are, and returns whether any is not as precise as was wanted.
  private func tellPrecision(_ points: [PointPrecision], of scenario: Scenario) -> Bool {
    let isMissed = points.contains { !$0.missed.isEmpty }
    if let precision, !isQuiet || isMissed {
      for line in precision.lines(points, of: scenario) { console.say(line) }
    }
    return isMissed
  }

  /// How much of the plan a part is.
  private func size(of runs: CompleteRuns) -> String {
    let plan = runs.unfinished.plan
    guard let precision = plan.precision else {
      return "\(HumanCount.text(runs.unfinished.keptCount, "run")) of \(plan.head.runs)"
    }
    return
      "\(HumanCount.text(runs.points.count, "point")) of \(precision.methodCounts.count), \(HumanCount.text(runs.head.runs, "run"))"
  }

  private func show(
    _ input: SheetInput, _ stored: StoredTables, isFirst: Bool, _ finished: inout ResultTable?
  ) throws(WriteProblem) {
    switch format {
    case .table: console.show(input, isFirst: isFirst)
    case .csv: stored.copySummary(hasHeader: isFirst, to: console.out)
    case .json, .markdown: append(try stored.summary(), to: &finished)
    }
  }

  /// Says what is kept of a scenario that did not come to its end, and how to go on.
  private func tell(_ stop: RunKeeper.Stop, rest: [ScenarioFile]) {
    let runs =
      stop.plan.runCount.map { "\(stop.keptCount) of \(HumanCount.text($0, "run"))" }
      ?? HumanCount.text(stop.keptCount, "run")
    let kept = "\(runs) of \(stop.plan.head.scenario)"
    let command = Options.shellLine(
      ["sluice", "run"] + rest.map(\.path) + (isResumed ? [] : ["--resume"]) + optionWords)
    switch stop.code {
    case .interrupted:
      console.say("interrupted at \(kept); what is finished is kept, go on with\n  \(command)")
    case .cannotWrite where stop.keptCount > 0:
      console.say("\(kept) are kept; when it can be written again, go on with\n  \(command)")
    case .cannotWrite: break
    default:
      if stop.keptCount > 0 {
        console.say("\(kept) are kept in \(RunKeeper.path(folder(of: rest[0]), stop.plan.part))")
      }
    }
  }

  /// Whether it is the committed experiment and not a variation of it.
  private var isPlain: Bool { overrides.isEmpty && methods.isEmpty && precision == nil }

  private func folder(of file: ScenarioFile) -> String {
    if let outFolder { return "\(outFolder)/\(file.name)" }
    return isPlain && !file.isNamesake ? file.committedFolder : file.scratchFolder
  }

  /// One table of all scenarios, so that stdout is one document.
  private func append(_ table: ResultTable, to whole: inout ResultTable?) {
    guard var grown = whole else {
      whole = table
      return
    }
    for row in table.rows { grown.append(row) }
    whole = grown
  }

  private func show(_ table: ResultTable) {
    var buffer = ByteBuffer()
    format.format.write(table, into: &buffer)
    console.out(buffer.text)
  }

  /// Says which expectations are missed.
  private func report(_ misses: [ExpectationCheck.Miss], _ file: ScenarioFile) -> Bool {
    for miss in misses {
      console.say("\(file.path)\(miss.place.map { ":\($0)" } ?? ""): expectation missed: \(miss.message)")
    }
    return !misses.isEmpty
  }
}
