import Experiment
import EventKernel
import Scenario
import SpreadModel

/// Runs one scenario and tells why it has no result, if it has none.
struct ExperimentRun {
  private let console: Console
  /// The words of `--set`, `--sweep` and `--where` as they were given, for the command that repeats a run.
  private let changes: [String]

  init(_ console: Console, changes: [String] = []) {
    self.console = console
    self.changes = changes
  }

  /// - Throws: `interrupted`, which its caller tells, or another code that has been told.
  func run(_ scenario: Scenario, _ file: ScenarioFile, jobs: Int) throws(ExitCode) -> ExperimentResult {
    do throws(ExperimentFailure) {
      return try Experiment(scenario).run(jobs: jobs) { Interrupt.wasAsked }
    } catch {
      throw tell(error, scenario, file)
    }
  }

  /// Says why there is no result.
  func tell(_ failure: ExperimentFailure, _ scenario: Scenario, _ file: ScenarioFile) -> ExitCode {
    switch failure {
    case .boundBroken(let run, let bound):
      console.error(
        "\(name(run, scenario)) passed its proven bound of \(bound) messages. This is a bug of Sluice; it is repeated by\n  \(command(run, scenario, file))"
      )
      return .internalError
    case .stopped(_, .cancelled): return .interrupted
    case .stopped(let run, let failure):
      console.say("\(file.path): error: \(name(run, scenario)) \(reason(failure))")
      return .badScenario
    }
  }

  private func reason(_ failure: RunFailure) -> String {
    switch failure {
    case .tooManyEvents(let limit):
      "was stopped after \(limit) events; make duration, rates or members smaller, or raise limits.events"
    case .standstill(let instant):
      "was stopped at \(instant.inSeconds) s after \(RunLimits.entriesAtOneInstant) events without time going on; give"
        + " something in the cycle a time, such as a cost, or make bursts and members fewer"
    case .tooMuchMemory(let limit, let instant):
      "was stopped at \(instant.inSeconds) s, as its waiting messages, or its timeline or events, would take more than"
        + " \(limit) bytes; make rates or maxSessionMessages smaller, record less, or raise limits.memory"
    case .cancelled: "was interrupted"
    }
  }

  private func name(_ run: RunIdentity, _ scenario: Scenario) -> String {
    var parts = [run.label]
    if scenario.points.count > 1 { parts.append("point \(run.point)") }
    if scenario.replicationCount > 1 || run.replication > 0 { parts.append("replication \(run.replication)") }
    return parts.joined(separator: ", ")
  }

  private func command(_ run: RunIdentity, _ scenario: Scenario, _ file: ScenarioFile) -> String {
    let words =
      ["sluice", "run", file.path] + changes
      + ["--method", run.label, "--seed", "\(scenario.seed)", "--replications", "\(run.replication + 1)"]
    return Options.shellLine(words)
  }
}

/// Numbers in talk.
enum HumanCount {
  /// `1 run`, `2 runs`.
  static func text(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

  static func text(_ count: Int64) -> String {
    switch count {
    case ..<10_000: "\(count)"
    case ..<1_000_000: "\(count / 1_000) k"
    default: "\(Double(count / 100_000) / 10) M"
    }
  }

  static func seconds(_ seconds: Double) -> String { "\((seconds * 100).rounded() / 100) s" }
}
