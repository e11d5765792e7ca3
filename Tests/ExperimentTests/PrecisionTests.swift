import Metrics
import Scenario
import Testing

@testable import Experiment

/// Replications go on until the interval is narrow enough.
@Suite struct PrecisionTests {
  private static let grid = "sweep: { \"members.slow.process\": [\"20ms\", \"1ms\"] },"

  private func rule(_ relative: Double, limit: Int = 200) -> PrecisionRule {
    PrecisionRule(metric: "sent", relative: relative, replications: 1, limit: limit)
  }

  private func name(_ report: RunReport) -> String {
    "\(report.point) \(report.label) \(report.run.replication)"
  }

  @Test func `every method of a point has as many replications, and the interval is as narrow as was wanted`()
    throws
  {
    let experiment = Experiment(try sampleScenario(top: Self.grid))
    let (result, points) = try experiment.run(until: rule(0.06), jobs: 2)
    #expect(points.map(\.point) == [0, 1] && points.allSatisfy(\.missed.isEmpty))
    #expect(points.contains { $0.replications > PrecisionRule.least })
    #expect(
      result.reports.map(name)
        == points.flatMap { point in
          ["hope-and-pray", "agreed-ack"].flatMap { label in
            (0..<point.replications).map { "\(point.point) \(label) \($0)" }
          }
        })
    for point in points {
      for label in ["hope-and-pray", "agreed-ack"] {
        var sample = SampleStatistics()
        for report in result.reports where report.point == point.point && report.label == label {
          sample.add(try #require(rule(0.06).value(of: report)))
        }
        #expect(rule(0.06).isReached(by: sample))
      }
    }
  }

  @Test func `runs are those of as many fixed replications, with any number of jobs`() throws {
    let one = try Experiment(sampleScenario(top: Self.grid)).run(until: rule(0.07), jobs: 1)
    let many = try Experiment(sampleScenario(top: Self.grid)).run(until: rule(0.07), jobs: 7)
    #expect(one.0.tables.all == many.0.tables.all && one.1 == many.1)
    let count = one.1[0].replications
    let fixed = try Experiment(sampleScenario(top: "replications: \(count), " + Self.grid)).run(jobs: 2)
    #expect(one.0.tables.summary.rows.prefix(2 * count) == fixed.tables.summary.rows.prefix(2 * count))
  }

  @Test func `the limit ends it, and says which method is not precise`() throws {
    let (result, points) = try Experiment(sampleScenario()).run(until: rule(0.0001, limit: 7), jobs: 2)
    #expect(result.reports.count == 14)
    #expect(points.map(\.replications) == [7])
    #expect(points[0].missed.contains { $0.label == "hope-and-pray" && ($0.relative ?? 0) > 0.0001 })
  }

  /// What is left of a run in these tests.
  private struct Trace: Hashable {
    let point: Int
    let label: String
    let replication: Int
    let value: Double?
  }

  /// Everything that a stream tells.
  private struct Told {
    var finished: [Trace] = []
    var all: [Trace] = []
    var points: [PointPrecision] = []
  }

  private func stream(
    _ experiment: Experiment, _ rule: PrecisionRule, _ part: RunPart = .whole,
    from start: PrecisionStart<Trace> = PrecisionStart()
  ) -> Told {
    var told = Told()
    let failure = experiment.stream(
      until: rule, part, from: start, jobs: 2,
      make: {
        Trace(point: $0.point, label: $0.label, replication: $0.run.replication, value: rule.value(of: $0))
      },
      value: \.value, whileWaiting: {}, finished: { told.finished.append($0) },
      each: { told.all.append($0) }, pointDone: { told.points.append($0) })
    #expect(failure == nil)
    return told
  }

  private func tally(
    _ runs: some Sequence<Trace>, _ plan: PrecisionPlan, _ part: RunPart = .whole
  ) -> PrecisionTally {
    var tally = PrecisionTally(plan, part)
    for run in runs { tally.add(point: run.point, label: run.label, value: run.value) }
    tally.end()
    return tally
  }

  @Test(arguments: [0.07, 0.0001])
  func `runs that are kept tell by themselves which points are complete`(relative: Double) throws {
    let scenario = try sampleScenario(top: Self.grid)
    let rule = rule(relative, limit: 12)
    let plan = PrecisionPlan(scenario, rule)
    let told = stream(Experiment(scenario), rule)
    let first = told.all.count { $0.point == 0 }
    for count in 0...told.all.count {
      let tally = tally(told.all.prefix(count), plan)
      let done = count == told.all.count ? 2 : count >= first ? 1 : 0
      #expect(tally.points == Array(told.points.prefix(done)), "\(count) runs")
      #expect(tally.point == done && tally.isComplete == (done == 2), "\(count) runs")
      #expect(tally.completeRunCount + tally.openRunCount == count, "\(count) runs")
    }
  }

  @Test func `it goes on behind any run that was handed out, and runs none again that is known`() throws {
    let scenario = try sampleScenario(top: Self.grid)
    let rule = rule(0.07)
    let plan = PrecisionPlan(scenario, rule)
    let told = stream(Experiment(scenario), rule)
    for (handedOut, known) in [(0, 0), (0, 1), (0, 7), (3, 0), (3, 9), (11, 10), (told.all.count - 1, 0)] {
      let tally = tally(told.all.prefix(handedOut), plan)
      let old = told.finished.filter { $0.point == tally.point }.prefix(known)
      let rest = stream(
        Experiment(scenario), rule,
        from: PrecisionStart(point: tally.point, handedOut: tally.openRunCount, known: Array(old)))
      #expect(rest.all == Array(told.all.dropFirst(handedOut)), "\(handedOut) and \(known)")
      #expect(rest.finished == told.finished.filter { $0.point >= tally.point && !old.contains($0) })
      #expect(tally.points + rest.points == told.points, "\(handedOut) and \(known)")
    }
  }

  @Test(arguments: [1, 2, 3])
  func `parts have the points in turn, with the runs that they have in one`(count: Int) throws {
    let scenario = try sampleScenario(top: Self.grid)
    let whole = stream(Experiment(scenario), rule(0.07))
    for number in 1...count {
      let part = RunPart(number: number, of: count)
      let told = stream(Experiment(scenario), rule(0.07), part)
      #expect(told.all == whole.all.filter { $0.point % count == number - 1 })
      let tally = tally(told.all, PrecisionPlan(scenario, rule(0.07)), part)
      #expect(tally.isComplete && tally.points == told.points && tally.pointCount == told.points.count)
    }
  }

  @Test func `a failure ends it`() throws {
    let scenario = try sampleScenario(top: "limits: { events: 10 },")
    #expect(
      throws: ExperimentFailure.stopped(
        RunIdentity(scenario: "s", point: 0, label: "hope-and-pray", replication: 0),
        .tooManyEvents(limit: 10))
    ) { try Experiment(scenario).run(until: rule(0.1), jobs: 2) }
  }
}

extension Experiment {
  /// Runs until a rule is content and keeps everything.
  /// - Throws: the first failure.
  fileprivate func run(
    until rule: PrecisionRule, jobs: Int, isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws(ExperimentFailure) -> (ExperimentResult, [PointPrecision]) {
    var reports: [RunReport] = []
    var points: [PointPrecision] = []
    let failure = stream(
      until: rule, jobs: jobs, isCancelled: isCancelled, make: { $0 }, value: rule.value, whileWaiting: {},
      finished: { _ in }, each: { reports.append($0) }, pointDone: { points.append($0) })
    if let failure { throw failure }
    return (ExperimentResult(scenario: scenario, reports: reports), points)
  }
}
