import Metrics
import Scenario
import SpreadModel
import Synchronization
import Testing

@testable import Experiment

/// Runs are handed out one by one, in the order of the plan, whoever finishes first.
@Suite struct StreamTests {
  private static let grid =
    "replications: 7, sweep: { \"members.slow.process\": [\"20ms\", \"5ms\", \"1ms\"] },"

  private struct Stop: Error {}

  private static func name(_ report: RunReport) -> String {
    "\(report.point) \(report.label) \(report.run.replication)"
  }

  private func names(
    _ experiment: Experiment, part: RunPart = .whole, from start: Int = 0, jobs: Int
  ) -> [String] {
    var names: [String] = []
    let failure = experiment.stream(part, from: start, jobs: jobs, make: Self.name, whileWaiting: {}) {
      names.append($0)
    }
    #expect(failure == nil)
    return names
  }

  @Test(arguments: [1, 2, 64])
  func `any number of jobs hands the runs out in the order of the plan`(jobs: Int) throws {
    let experiment = Experiment(try sampleScenario(top: Self.grid))
    let expected = (0...2).flatMap { point in
      ["hope-and-pray", "agreed-ack"].flatMap { label in (0...6).map { "\(point) \(label) \($0)" } }
    }
    #expect(names(experiment, jobs: jobs) == expected)
    #expect(names(experiment, from: 40, jobs: jobs) == expected.suffix(2))
    #expect(names(experiment, from: 42, jobs: jobs) == [])
  }

  @Test(arguments: [1, 4, 5, 42, 100])
  func `the parts of a plan have every run once, and differ by one run at most`(count: Int) throws {
    let experiment = Experiment(try sampleScenario(top: Self.grid))
    let parts = (1...count).map { RunPart(number: $0, of: count) }
    let sizes = parts.map { $0.size(of: experiment.runCount) }
    #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1)
    let indices = zip(parts, sizes).flatMap { part, size in (0..<size).map(part.index) }
    #expect(indices.sorted() == Array(0..<experiment.runCount))
    let whole = names(experiment, jobs: 2)
    let part = parts[count - 1]
    #expect(
      names(experiment, part: part, jobs: 2)
        == whole.indices.filter { $0 % count == count - 1 }.map { whole[$0] })
  }

  @Test func `workers wait for a reader who is behind, by the number of runs and by their weight`() throws {
    let experiment = Experiment(try sampleScenario(top: Self.grid))
    for (size, weightLimit, most) in [(4, Int.max, 4), (42, 50, 13)] {
      let window = RunWindow<Int>(0..<experiment.runCount, size: size, weightLimit: weightLimit)
      var claimed = 0
      // One worker, who is never stopped by anything but the window; each result weighs 5.
      while claimed < most, let ordinal = window.claim() {
        window.put(.success(ordinal), at: ordinal, weight: 5)
        claimed += 1
        if claimed * 5 > weightLimit || claimed == size { break }
      }
      #expect(claimed == min(size, weightLimit / 5 + 1))
      #expect(try window.take()?.get() == 0)
      #expect(window.claim() == claimed)
      window.close()
      #expect(window.claim() == nil)
    }
  }

  @Test func `what came before a failure was handed out, and nothing after it`() throws {
    let scenario = try sampleScenario(
      top: "replications: 3, sweep: { \"limits.events\": [100000, 10] },", methods: "\"agreed-ack\"")
    var names: [String] = []
    let failure = Experiment(scenario).stream(jobs: 2, make: Self.name, whileWaiting: {}) { names.append($0) }
    #expect(names == ["0 agreed-ack 0", "0 agreed-ack 1", "0 agreed-ack 2"])
    #expect(
      failure
        == .stopped(
          RunIdentity(scenario: "s", point: 1, label: "agreed-ack", replication: 0), .tooManyEvents(limit: 10)
        ))
  }

  @Test func `an error of the reader ends the runs that are under way`() throws {
    let long = try sampleScenario(
      top: "sweep: { duration: [\"1ms\", \"1000h\"] },", methods: "\"agreed-ack\"")
    var count = 0
    #expect(throws: Stop.self) {
      _ = try Experiment(long).stream(
        jobs: 2, make: Self.name, whileWaiting: { () throws(Stop) in if count == 1 { throw Stop() } }
      ) { (_: String) throws(Stop) in count += 1 }
    }
    #expect(count == 1)
  }
}
