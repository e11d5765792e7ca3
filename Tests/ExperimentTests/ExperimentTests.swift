import Metrics
import Scenario
import SpreadModel
import Testing

@testable import Experiment

@Suite struct ExperimentTests {
  private static let grid = "replications: 3, sweep: { \"members.slow.process\": [\"20ms\", \"5ms\"] },"

  @Test func `runs come in the order of the plan: points, methods, replications`() throws {
    let result = try Experiment(sampleScenario(top: Self.grid)).run(jobs: 2)
    #expect(
      result.reports.map { "\($0.point) \($0.label) \($0.run.replication)" }
        == (0...1).flatMap { point in
          ["hope-and-pray", "agreed-ack"].flatMap { label in (0...2).map { "\(point) \(label) \($0)" } }
        })
    #expect(result.tables.summary.rows.count == 12 && result.tables.members.rows.count == 24)
  }

  @Test(arguments: [2, 3, 64])
  func `the number of jobs changes nothing`(jobs: Int) throws {
    let scenario = try sampleScenario(top: Self.grid)
    let one = try Experiment(scenario).run(jobs: 1)
    let many = try Experiment(scenario).run(jobs: jobs)
    #expect(one.fingerprint == many.fingerprint)
    #expect(one.tables.all == many.tables.all)
    #expect(one.deliveryCount == many.deliveryCount && one.deliveryCount > 0)
  }

  @Test func `all methods meet the same arrivals, and every replication others`() throws {
    let result = try Experiment(sampleScenario(top: "replications: 2,")).run(jobs: 1)
    let generated = result.reports.map { $0.outcome.members[0].generated }
    #expect(generated[0] != generated[1])
    // The second method blocks; what it generates is never ahead of the first, which does not.
    #expect(generated[2] <= generated[0] && generated[3] <= generated[1])
    let free = try Experiment(
      sampleScenario(methods: "\"hope-and-pray\", { \"pipelining-senders\": { window: 1000000 } }")
    ).run(jobs: 1)
    #expect(free.reports[0].outcome.members == free.reports[1].outcome.members)
  }

  @Test func `the points of a sweep meet the same arrivals in the same replication`() throws {
    // A longer queue of a session changes nothing as long as nobody is kicked and nothing blocks.
    let top = "replications: 3, sweep: { \"session.maxSessionMessages\": [1000000, 2000000] },"
    let result = try Experiment(sampleScenario(top: top, methods: "\"hope-and-pray\"")).run(jobs: 1)
    let generated = result.reports.map { $0.outcome.members.map(\.generated) }
    #expect(generated[0] == generated[3] && generated[1] == generated[4] && generated[2] == generated[5])
    #expect(generated[0] != generated[1])
    #expect(result.reports[0].outcome.members == result.reports[3].outcome.members)
  }

  @Test(arguments: [1, 4])
  func `of several failures the first of the plan is told`(jobs: Int) throws {
    let scenario = try sampleScenario(top: "replications: 5, limits: { events: 10 },")
    #expect(
      throws: ExperimentFailure.stopped(
        RunIdentity(scenario: "s", point: 0, label: "hope-and-pray", replication: 0),
        .tooManyEvents(limit: 10))
    ) { try Experiment(scenario).run(jobs: jobs) }
  }

  @Test func `an experiment that is cancelled says so`() throws {
    let long = try sampleScenario(top: "sweep: { duration: [\"1000h\"] },", methods: "\"agreed-ack\"")
    #expect(
      throws: ExperimentFailure.stopped(
        RunIdentity(scenario: "s", point: 0, label: "agreed-ack", replication: 0), .cancelled)
    ) { try Experiment(long).run(jobs: 1) { true } }
  }
}
