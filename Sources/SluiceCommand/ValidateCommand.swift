import Scenario

/// `sluice validate`: read and resolve only.
struct ValidateCommand {
  private let files: [ScenarioFile]
  private let overrides: [ScenarioReader.Override]
  private let methods: [String]
  private let isQuiet: Bool
  private let console: Console

  init(_ options: Options, _ console: Console) throws(UsageProblem) {
    guard !options.arguments.isEmpty else {
      throw UsageProblem("no scenario is named; write sluice validate scenarios/NAME.json5")
    }
    files = options.arguments.map(ScenarioFile.init)
    overrides = try options.overrides()
    methods = options.all("--method")
    isQuiet = options.has("--quiet")
    self.console = console
  }

  func run() throws -> ExitCode {
    let loaded = try ScenarioLoader(console, isQuiet: isQuiet).load(
      files, overrides: overrides, methods: methods)
    for (file, scenario) in loaded { console.line("\(file.path): fine, \(summary(scenario))") }
    return .fine
  }

  private func summary(_ scenario: Scenario) -> String {
    let point = scenario.points[0]
    return [
      count(point.run.members.count, "member"), count(point.methods.count, "method"),
      count(scenario.points.count, "point"), count(scenario.replicationCount, "replication"),
    ].joined(separator: " × ") + ": " + count(scenario.runCount, "run")
  }

  private func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
}
