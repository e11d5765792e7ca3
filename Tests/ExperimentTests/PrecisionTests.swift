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

  @Test(arguments: [(0, 0), (0, 3), (1, 0), (1, 9)])
  func `it goes on behind any run`(point: Int, runs: Int) throws {
    let experiment = Experiment(try sampleScenario(top: Self.grid))
    var all: [String] = []
    var counts: [Int] = []
    var rest: [String] = []
    let name = { @Sendable (report: RunReport) in "\(report.point) \(report.label) \(report.run.replication)"
    }
    let first = experiment.stream(
      until: rule(0.07), jobs: 2, make: name, whileWaiting: {},
      pointDone: { counts.append(2 * $0.replications) },
      each: { all.append($0) })
    let second = experiment.stream(
      until: rule(0.07), from: (point, runs), jobs: 2, make: name, whileWaiting: {}, pointDone: { _ in },
      each: { rest.append($0) })
    #expect(first == nil && second == nil)
    #expect(rest == Array(all.dropFirst((point == 0 ? 0 : counts[0]) + runs)))
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
