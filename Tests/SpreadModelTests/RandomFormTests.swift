import EventKernel
import FlowControl
import Metrics
import SpreadModel
import Testing

/// The rows of model §4 where something is random: the mean over fixed seeds within four standard errors.
@Suite struct RandomFormTests {
  /// The mean of the first kick in seconds over runs long enough that each of them ends in one.
  private func firstKick(
    _ run: RunDescription, under method: String = "hope-and-pray", _ values: Values = [:],
    seeds: ClosedRange<UInt64>
  ) throws -> Sample {
    let resolved = try resolve(method, values, for: run)
    return try Sample(seeds: seeds) { seed in
      var run = run
      run.seed = seed
      let outcome = try resolved.run(run, nil, { false }).get()
      return try #require(outcome.kicks.first, "seed \(seed): no kick").at.inSeconds
    }
  }

  /// λ = 1000/s, max + κ + 2 levels to climb.
  @Test(arguments: [
    (mean: Interval.microseconds(1000), limit: 4, socket: 0), (.microseconds(1000), 3, 3),
    (.microseconds(800), 4, 0), (.microseconds(2000), 12, 0), (.microseconds(1250), 6, 2),
  ])
  func `Poisson arrivals at an exponential receiver kick at the first passage of M/M/1`(
    item: (mean: Interval, limit: Int, socket: Int)
  ) throws {
    let expected = Theory.firstPassage(
      level: item.limit + item.socket + 2, arrivalsPerSecond: 1000,
      servicesPerSecond: 1e9 / Double(item.mean.nanoseconds))
    let run = RunDescription(
      duration: Interval(nearestNanoseconds: expected * 16e9),
      session: SessionRules(max: item.limit, .messages(item.socket)),
      members: [
        .outsider(Workload(.poisson(.perSecond(1000)))), .receiver(process: .exponential(mean: item.mean)),
      ])
    let sample = try firstKick(run, seeds: 1...500)
    #expect(
      sample.standardErrors(from: expected) < standardErrorLimit,
      "seeds 1...500: \(sample.mean) ± \(sample.standardError) s, theory \(expected) s")
    #expect(sample.standardError < 0.1 * expected)
  }

  @Test(arguments: [(limit: 4, window: 1), (6, 3), (3, 4), (8, 6)])
  func `a full window between equal exponential speeds kicks at the critical first passage`(
    item: (limit: Int, window: Int)
  ) throws {
    let speed = Distribution.exponential(mean: .milliseconds(1))
    let expected = Theory.firstPassage(
      ofWindow: item.window, capacity: item.limit, servicesPerSecond: 1000)
    let run = RunDescription(
      duration: Interval(nearestNanoseconds: expected * 20e9), session: SessionRules(max: item.limit),
      members: [.sender(Workload(.flatOut), process: speed), .receiver(process: speed)])
    let sample = try firstKick(
      run, under: "pipelining-senders", ["window": .messages(item.window)], seeds: 1...500)
    #expect(
      sample.standardErrors(from: expected) < standardErrorLimit,
      "seeds 1...500: \(sample.mean) ± \(sample.standardError) s, theory \(expected) s")
    #expect(sample.standardError < 0.1 * expected)
  }

  private func throughput(_ run: RunDescription, window: Int, seeds: ClosedRange<UInt64>) throws -> Sample {
    let resolved = try resolve("pipelining-senders", ["window": .messages(window)], for: run)
    return try Sample(seeds: seeds) { seed in
      var run = run
      run.seed = seed
      let outcome = try resolved.run(run, nil, { false }).get()
      return Double(outcome.members[0].processedMeasured) / (run.duration - run.warmup).inSeconds
    }
  }

  @Test(arguments: [(1, 166.7), (2, 324.3), (5, 715.1), (10, 981.6), (20, 1000.0)])
  func `a window with think time has the throughput of exact mean value analysis`(
    window: Int, published: Double
  ) throws {
    let run = RunDescription(
      duration: .milliseconds(2_200), warmup: .milliseconds(200), ring: Ring(latency: .milliseconds(5)),
      members: [.sender(Workload(.flatOut), process: .exponential(mean: .milliseconds(1)))])
    let expected = Theory.throughputPerSecond(
      population: window, thinkSeconds: 0.005, serviceSeconds: [0.001])
    #expect(abs(expected - published) < 0.05)
    let sample = try throughput(run, window: window, seeds: 1...30)
    #expect(
      sample.standardErrors(from: expected) < standardErrorLimit,
      "seeds 1...30: \(sample.mean) ± \(sample.standardError) per second, theory \(expected)")
    #expect(sample.standardError < 0.01 * expected)
  }

  @Test(arguments: [1, 3, 8])
  func `a random ring cost is a second station of the network`(window: Int) throws {
    let ring = Ring(cost: .exponential(mean: .microseconds(700)), latency: .milliseconds(2))
    let run = RunDescription(
      duration: .milliseconds(2_200), warmup: .milliseconds(200), ring: ring,
      members: [.sender(Workload(.flatOut), process: .exponential(mean: .milliseconds(1)))])
    let expected = Theory.throughputPerSecond(
      population: window, thinkSeconds: 0.002, serviceSeconds: [0.0007, 0.001])
    let sample = try throughput(run, window: window, seeds: 1...30)
    #expect(
      sample.standardErrors(from: expected) < standardErrorLimit,
      "seeds 1...30: \(sample.mean) ± \(sample.standardError) per second, theory \(expected)")
    #expect(sample.standardError < 0.01 * expected)
  }
}
