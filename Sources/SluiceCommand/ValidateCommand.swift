import Scenario

/// `sluice validate`: read and resolve only.
struct ValidateCommand {
  private let files: [ScenarioFile]
  private let overrides: [ScenarioReader.Override]
  private let methods: [String]
  private let isQuiet: Bool
  private let console: Console

  init(_ options: Options, _ console: Console) throws(UsageProblems) {
    var problems = UsageProblems()
    if options.arguments.isEmpty {
      problems.add("no scenario is named; write sluice validate scenarios/NAME.json5")
    }
    files = options.arguments.map(ScenarioFile.init)
    overrides = problems.noting(try options.overrides()) ?? []
    methods = options.all("--method")
    isQuiet = options.has("--quiet")
    self.console = console
    try problems.refuse()
  }

  func run() throws -> ExitCode {
    let loaded = try ScenarioLoader(console, warnings: isQuiet ? .none : .all).load(
      files, overrides: overrides, methods: methods)
    for loaded in loaded { console.line("\(loaded.file.path): fine, \(summary(loaded.scenario))") }
    return .fine
  }

  private func summary(_ scenario: Scenario) -> String {
    let point = scenario.points[0]
    return [
      count(point.methods.count, "method"),
      count(scenario.points.count, "point"), count(scenario.replicationCount, "replication"),
    ].joined(separator: " × ") + " = " + count(scenario.runCount, "run") + ", "
      + count(point.run.members.count, "member")
  }

  private func count(_ number: Int, _ noun: String) -> String { HumanCount.text(number, noun) }
}
