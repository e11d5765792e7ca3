import Scenario

/// A scenario, the file it came from, and the bytes that were read.
struct LoadedScenario {
  let file: ScenarioFile
  let scenario: Scenario
  let bytes: [UInt8]
  /// Hashes of the files that it names, in the order in which they were read.
  var dataHashes: [String] = []
}

/// Reads all scenarios of a command before the first is run, so that all problems are told at once.
struct ScenarioLoader {
  /// Which warnings are told.
  enum Warnings {
    case none
    case all
    /// Those that the sheet does not repeat: it shows what is doubtful about the methods.
    case besideSheet
  }

  private let console: Console
  private let warnings: Warnings

  init(_ console: Console, warnings: Warnings) {
    self.console = console
    self.warnings = warnings
  }

  func load(
    _ files: [ScenarioFile], overrides: [ScenarioReader.Override] = [], methods: [String] = []
  ) throws(ExitCode) -> [LoadedScenario] {
    var loaded: [LoadedScenario] = []
    var worst = ExitCode.fine
    for file in files {
      do {
        let bytes = try file.read()
        let data = DataHashes()
        let (scenario, diagnostics) = file.scenario(
          bytes, overrides: overrides, methods: methods, dataHashes: data)
        for line in told(diagnostics, of: scenario).lines { console.say(line) }
        if let scenario {
          loaded.append(
            LoadedScenario(file: file, scenario: scenario, bytes: bytes, dataHashes: data.all))
        } else {
          worst = .badScenario
        }
      } catch {
        console.tell(error)
        if worst == .fine { worst = error.code }
      }
    }
    guard worst == .fine else { throw worst }
    return loaded
  }

  /// Everything about a scenario that cannot be run, else the warnings that are wanted.
  private func told(_ diagnostics: Diagnostics, of scenario: Scenario?) -> Diagnostics {
    guard let scenario, warnings != .all else { return diagnostics }
    guard warnings == .besideSheet else { return Diagnostics() }
    let methods = scenario.points.flatMap(\.methods)
    let shown = Set(methods.flatMap { named in named.method.warnings.map { "\(named.label): \($0)" } })
    var rest = Diagnostics()
    for diagnostic in diagnostics.sorted where !shown.contains(diagnostic.message) { rest.append(diagnostic) }
    return rest
  }
}
