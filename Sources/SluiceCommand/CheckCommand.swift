import Experiment
import Foundation
import Reporting
import Scenario

/// `sluice check`: runs scenarios again, compares byte for byte with the committed results, and tests every
/// expectation.
struct CheckCommand {
  private let files: [ScenarioFile]
  /// Whether everything below `scenarios/` is checked, the generated documents too.
  private let isWhole: Bool
  private let jobs: Int
  private let isUpdate: Bool
  private let isQuiet: Bool
  private let console: Console

  /// Lines of differences that are shown for one file.
  private static let shownDifferences = 20

  init(_ options: Options, _ console: Console) throws(UsageProblems) {
    isWhole = options.arguments.isEmpty
    files = isWhole ? ScenarioFile.all(below: "scenarios") : options.arguments.map(ScenarioFile.init)
    var problems = UsageProblems()
    if files.isEmpty {
      problems.add("there is no scenarios/ folder with scenarios here; change to the project's folder")
    }
    jobs = problems.noting(try options.jobs()) ?? 1
    isUpdate = options.has("--update")
    isQuiet = options.has("--quiet")
    self.console = console
    try problems.refuse()
  }

  func run() throws -> ExitCode {
    // What an author is warned of while running a scenario is accepted once its results are committed.
    let loaded = try ScenarioLoader(console, warnings: .none).load(files)
    Interrupt.listen()
    var problemCount = 0
    var runCount = 0
    var deliveryCount: Int64 = 0
    for loaded in loaded {
      guard let result = try result(of: loaded) else { return .interrupted }
      runCount += result.reports.count
      deliveryCount += result.deliveryCount
      problemCount += try compare(result, loaded)
      for miss in ExpectationCheck(result).misses {
        console.line(
          "\(loaded.file.path)\(miss.place.map { ":\($0)" } ?? ""): expectation missed: \(miss.message)")
        problemCount += 1
      }
    }
    if isWhole {
      problemCount += try compareDocuments()
      mentionOrphans()
    }
    let what =
      "\(HumanCount.text(loaded.count, "scenario")), \(HumanCount.text(runCount, "run")), \(HumanCount.text(deliveryCount)) deliveries"
    guard problemCount == 0 else {
      console.line("\(what): \(HumanCount.text(problemCount, "problem"))")
      return .answerIsNo
    }
    console.line("\(what): all as committed")
    return .fine
  }

  /// The results of one scenario; `nil` after Ctrl-C.
  private func result(of loaded: LoadedScenario) throws -> ExperimentResult? {
    do {
      return try ExperimentRun(console).run(loaded.scenario, loaded.file, jobs: jobs)
    } catch ExitCode.interrupted {
      console.say("interrupted; \(isUpdate ? "what was updated stays" : "nothing was changed"), check again")
      return nil
    }
  }

  /// Compares or replaces the files of one scenario, and returns the number of problems.
  private func compare(_ result: ExperimentResult, _ loaded: LoadedScenario) throws -> Int {
    let folder = ResultsFolder(path: loaded.file.committedFolder)
    let fresh = try result.files(scenarioBytes: loaded.bytes)
    let changed = fresh.filter { folder.read($0.name) != $0.bytes }
    guard !changed.isEmpty else { return 0 }
    if isUpdate { return try update(folder, fresh) }
    for file in changed {
      tell(ResultDifference(file: file, committed: folder.read(file.name), folder: folder.path))
    }
    return changed.count
  }

  private func tell(_ difference: ResultDifference) {
    for line in difference.lines.prefix(Self.shownDifferences) { console.line(line) }
    let hidden = difference.lines.count - Self.shownDifferences
    if hidden > 0 { console.line("  and \(hidden) more in this file") }
  }

  private func update(_ folder: ResultsFolder, _ files: [ResultFile]) throws -> Int {
    do {
      try folder.write(files)
    } catch {
      console.error(error.message)
      throw ExitCode.cannotWrite
    }
    console.line("updated \(folder.path)")
    return 0
  }

  /// The documents that are generated from definitions.
  private func compareDocuments() throws -> Int {
    var dictionary = ByteBuffer()
    DataDictionary(manifestKeys: Manifest.keys).write(into: &dictionary)
    let documents = [
      (ResultsFolder(path: "results"), ResultFile(name: "README.md", bytes: dictionary.bytes)),
      (
        ResultsFolder(path: "scenarios"),
        ResultFile(name: "scenario.schema.json", bytes: Array(ScenarioSchema.json.utf8))
      ),
    ]
    var problemCount = 0
    for (folder, file) in documents where folder.read(file.name) != file.bytes {
      if isUpdate {
        problemCount += try update(folder, [file])
      } else {
        console.line(
          "\(folder.path)/\(file.name) is not what the definitions generate; run sluice check --update")
        problemCount += 1
      }
    }
    return problemCount
  }

  /// Results that nothing below `scenarios/` gives: those of a scenario that was removed, or that lies elsewhere. A
  /// remark and no problem, since anybody may run a scenario of their own here.
  private func mentionOrphans() {
    let known = Set(files.map(\.committedFolder))
    let found = (try? FileManager.default.subpathsOfDirectory(atPath: "results")) ?? []
    let orphans = found.filter { $0.hasSuffix("/manifest.json") && !$0.hasPrefix("runs/") }
      .filter { !$0.contains("/.") }.sorted()
      .map { "results/" + $0.dropLast("/manifest.json".count) }
      .filter { !known.contains($0) }
    for orphan in orphans where !isQuiet { console.say("\(orphan) belongs to no scenario below scenarios/") }
  }
}
