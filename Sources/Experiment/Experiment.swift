import EventKernel
import Metrics
import Scenario
import SpreadModel

/// A scenario as a plan of runs: every point under every method in every replication, in this order.
///
///     let result = try Experiment(scenario).run(jobs: 4)
///
/// Runs share nothing, so the number of jobs changes no byte of the result.
public struct Experiment: Sendable {
  /// What is run.
  public let scenario: Scenario
  let plan: RunPlan

  /// The plan of a scenario.
  public init(_ scenario: Scenario) {
    self.scenario = scenario
    plan = RunPlan(scenario)
  }

  /// How many runs it has.
  public var runCount: Int { plan.count }

  /// Runs the plan on up to `jobs` threads and keeps everything: for plans that fit into memory.
  ///
  /// - Parameter isCancelled: asked now and then by every run, from any thread.
  /// - Throws: the first failure in the order of the plan. Runs that come after a failed one may not have run.
  public func run(
    jobs: Int, isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws(ExperimentFailure) -> ExperimentResult {
    var reports: [RunReport] = []
    let failure = stream(jobs: jobs, isCancelled: isCancelled, make: { $0 }, whileWaiting: {}) {
      reports.append($0)
    }
    if let failure { throw failure }
    return ExperimentResult(scenario: scenario, reports: reports)
  }

  func run(
    _ planned: RunPlan.Run, isCancelled: @Sendable () -> Bool
  ) -> Result<RunReport, ExperimentFailure> {
    var description = planned.point.run
    description.replication = planned.replication
    let identity = RunIdentity(
      scenario: scenario.name, point: planned.point.index, label: planned.method.label,
      replication: planned.replication)
    switch planned.method.method.run(description, nil, isCancelled) {
    case .failure(let failure): return .failure(.stopped(identity, failure))
    case .success(let outcome):
      if outcome.boundHolds == false { return .failure(.boundBroken(identity, bound: outcome.bound ?? 0)) }
      return .success(
        RunReport(
          scenario: scenario.name, point: planned.point.index, sweep: planned.point.sweep,
          label: planned.method.label, method: planned.method.method, run: description, outcome: outcome))
    }
  }
}

/// Which run of a plan.
public struct RunIdentity: Hashable, Sendable {
  /// The scenario's name.
  public let scenario: String
  /// The sweep point, from 0.
  public let point: Int
  /// The method's label.
  public let label: String
  /// From 0.
  public let replication: Int
}

/// Why an experiment has no result.
public enum ExperimentFailure: Error, Hashable, Sendable {
  /// A run reached a limit, or was cancelled.
  case stopped(RunIdentity, RunFailure)
  /// A run passed a bound that is proven: the program is wrong.
  case boundBroken(RunIdentity, bound: Int64)
}

/// All runs of a scenario, in the order of the plan.
public struct ExperimentResult: Sendable {
  /// What was run.
  public let scenario: Scenario
  /// One report a run.
  public let reports: [RunReport]
  /// The tables of the results folder.
  public let tables: ResultTables

  init(scenario: Scenario, reports: [RunReport]) {
    self.scenario = scenario
    self.reports = reports
    var tables = ResultTables()
    for report in reports { tables.append(report) }
    self.tables = tables
  }

  /// A hash of all trajectories, in the order of the plan.
  public var fingerprint: Fingerprint {
    var print = Fingerprint()
    for report in reports { print.mix(report.outcome.fingerprint.value) }
    return print
  }

  /// Messages of all kinds delivered to sessions, over all runs.
  public var deliveryCount: Int64 { reports.reduce(0) { $0 + $1.outcome.deliveries } }
}
