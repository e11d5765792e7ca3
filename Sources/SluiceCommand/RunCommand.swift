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
  private let outFolder: String?
  private let format: OutputFormat
  private let isQuiet: Bool
  private let console: Console
  /// The options as they were given.
  private let optionWords: [String]
  private let sets: [String]

  init(_ options: Options, _ console: Console) throws(UsageProblem) {
    guard !options.arguments.isEmpty else {
      throw UsageProblem("no scenario is named; write sluice run scenarios/NAME.json5")
    }
    files = options.arguments.map(ScenarioFile.init)
    optionWords = options.words
    sets = options.all("--set")
    overrides = try options.overrides()
    methods = options.all("--method")
    precision = try options.precision()
    jobs = try options.jobs()
    outFolder = options.value("--out")
    isQuiet = options.has("--quiet")
    let name = options.value("--format") ?? OutputFormat.table.rawValue
    guard let format = OutputFormat(rawValue: name) else {
      let all = OutputFormat.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
      throw UsageProblem("the value '\(name)' is invalid for --format; write one of \(all)")
    }
    self.format = format
    self.console = console
    try refuseSharedFolders()
  }

  /// Two scenarios of one name would overwrite each other's results.
  private func refuseSharedFolders() throws(UsageProblem) {
    var firstUse: [String: String] = [:]
    for file in files {
      if let first = firstUse[folder(of: file)] {
        throw UsageProblem(
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
    Interrupt.listen()
    var code = ExitCode.fine
    var finished: ResultTable?
    defer { if let finished { show(finished) } }
    for (index, scenario) in loaded.enumerated() {
      do {
        let (result, folder, isPrecise) = try results(of: scenario)
        if !isPrecise { code = .answerIsNo }
        if format == .table {
          showSheet(of: result, folder: folder, isFirst: index == 0)
        } else {
          append(result.tables.summary, to: &finished)
        }
        if isPlain, report(ExpectationCheck(result).misses, scenario.file) { code = .answerIsNo }
      } catch let problem as WriteProblem {
        console.error(problem.message)
        return .cannotWrite
      } catch ExitCode.interrupted {
        tellHowToGoOn(loaded[index...].map(\.file))
        return .interrupted
      }
    }
    return code
  }

  /// Runs one scenario and writes its results.
  private func results(of loaded: LoadedScenario) throws -> (
    ExperimentResult, folder: String, isPrecise: Bool
  ) {
    let folder = ResultsFolder(path: folder(of: loaded.file))
    try folder.prepare()
    let (result, isPrecise) = try ExperimentRun(console, isQuiet: isQuiet, sets: sets).run(
      loaded.scenario, loaded.file, until: precision, jobs: jobs)
    try folder.write(try result.files(scenarioBytes: loaded.bytes))
    return (result, folder.path, isPrecise)
  }

  private func tellHowToGoOn(_ rest: [ScenarioFile]) {
    let command = Options.shellLine(["sluice", "run"] + rest.map(\.path) + optionWords)
    console.say("interrupted; the results of finished scenarios are kept, go on with\n  \(command)")
  }

  /// Whether it is the committed experiment and not a variation of it.
  private var isPlain: Bool { overrides.isEmpty && methods.isEmpty && precision == nil }

  private func folder(of file: ScenarioFile) -> String {
    if let outFolder { return "\(outFolder)/\(file.name)" }
    return isPlain && !file.isNamesake ? file.committedFolder : file.scratchFolder
  }

  private func showSheet(of result: ExperimentResult, folder: String, isFirst: Bool) {
    let input = SheetInput(
      name: result.scenario.name, question: result.scenario.question, resultsFolder: folder,
      files: result.writtenTables.map { "\($0.name).csv" }, reports: result.reports)
    var buffer = ByteBuffer()
    Sheet(input, style: console.hasColor ? .ansi : .plain).write(into: &buffer)
    console.out((isFirst ? "" : "\n") + buffer.text)
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
