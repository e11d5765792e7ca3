import Experiment
import EventKernel
import Scenario
import SpreadModel

/// Reads all scenarios of a command before the first is run, so that all problems are told at once.
struct ScenarioLoader {
  private let console: Console
  private let isQuiet: Bool

  init(_ console: Console, isQuiet: Bool) {
    self.console = console
    self.isQuiet = isQuiet
  }

  func load(
    _ files: [ScenarioFile], overrides: [ScenarioReader.Override] = [], methods: [String] = []
  ) throws(ExitCode) -> [(file: ScenarioFile, scenario: Scenario)] {
    var loaded: [(file: ScenarioFile, scenario: Scenario)] = []
    var worst = ExitCode.fine
    for file in files {
      do {
        let (scenario, diagnostics) = try file.load(overrides: overrides, methods: methods)
        for line in diagnostics.lines where scenario == nil || !isQuiet { console.say(line) }
        if let scenario { loaded.append((file, scenario)) } else { worst = .badScenario }
      } catch {
        if error.code == .badScenario { console.say(error.message) } else { console.error(error.message) }
        if worst == .fine { worst = error.code }
      }
    }
    guard worst == .fine else { throw worst }
    return loaded
  }
}

/// Runs one scenario and tells why it has no result, if it has none.
struct ExperimentRun {
  private let console: Console
  private let isQuiet: Bool

  init(_ console: Console, isQuiet: Bool) {
    self.console = console
    self.isQuiet = isQuiet
  }

  func run(_ scenario: Scenario, _ file: ScenarioFile, jobs: Int) throws(ExitCode) -> ExperimentResult {
    let clock = ContinuousClock()
    let start = clock.now
    let outcome: Result<ExperimentResult, ExperimentFailure>
    do {
      outcome = .success(try Experiment(scenario).run(jobs: jobs) { Interrupt.wasAsked })
    } catch {
      outcome = .failure(error)
    }
    switch outcome {
    case .success(let result):
      if !isQuiet {
        let seconds = (clock.now - start) / .seconds(1)
        console.say(
          "\(scenario.name): \(HumanCount.text(result.deliveryCount)) deliveries in \(HumanCount.seconds(seconds))"
        )
      }
      return result
    case .failure(let failure): throw tell(failure, scenario, file)
    }
  }

  private func tell(_ failure: ExperimentFailure, _ scenario: Scenario, _ file: ScenarioFile) -> ExitCode {
    switch failure {
    case .boundBroken(let run, let bound):
      console.error(
        "\(name(run, scenario)) passed its proven bound of \(bound) messages. This is a bug of Sluice; it is repeated by\n  \(command(run, scenario, file))"
      )
      return .internalError
    case .stopped(_, .cancelled):
      console.say(
        "interrupted: \(scenario.name) has no results yet, what was finished before is kept; go on with sluice run \(file.path)"
      )
      return .interrupted
    case .stopped(let run, .tooManyEvents(let limit)):
      console.say(
        "\(file.path): error: \(name(run, scenario)) was stopped after \(limit) events; make duration, rates or members smaller, or raise limits.events"
      )
    case .stopped(let run, .standstill(let instant)):
      console.say(
        "\(file.path): error: \(name(run, scenario)) does more than \(RunLimits.entriesAtOneInstant) things at \(instant.inSeconds) s and does not get on; give something in the cycle a time"
      )
    case .stopped(let run, .tooMuchMemory(let limit, let instant)):
      console.say(
        "\(file.path): error: at \(instant.inSeconds) s the messages that wait in \(name(run, scenario)) would take more than \(limit >> 20) MiB; make rates or maxSessionMessages smaller, or raise limits.memory"
      )
    }
    return .badScenario
  }

  private func name(_ run: RunIdentity, _ scenario: Scenario) -> String {
    var parts = ["\(run.scenario), \(run.label)"]
    if scenario.points.count > 1 { parts.append("point \(run.point)") }
    if scenario.replicationCount > 1 { parts.append("replication \(run.replication)") }
    return parts.joined(separator: ", ")
  }

  private func command(_ run: RunIdentity, _ scenario: Scenario, _ file: ScenarioFile) -> String {
    "sluice run \(file.path) --method \(run.label) --seed \(scenario.seed) --replications \(run.replication + 1)"
  }
}

/// Numbers of the last line on stderr.
enum HumanCount {
  static func text(_ count: Int64) -> String {
    switch count {
    case ..<10_000: "\(count)"
    case ..<1_000_000: "\(count / 1_000) k"
    default: "\(Double(count / 100_000) / 10) M"
    }
  }

  static func seconds(_ seconds: Double) -> String { "\((seconds * 100).rounded() / 100) s" }
}
