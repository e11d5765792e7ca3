import Metrics
import Scenario

/// How a point came out of a run until a precision is reached.
public struct PointPrecision: Hashable, Sendable {
  /// The point's index.
  public let point: Int
  /// Replications of each method.
  public let replications: Int
  /// Labels of the methods that the limit stopped short of the precision, each with half the width of its interval over
  /// its mean; `nil` where the mean is 0.
  public let missed: [Miss]

  /// A method that is not as precise as was wanted.
  public struct Miss: Hashable, Sendable {
    /// Its label.
    public let label: String
    /// Half the width of the interval over the mean.
    public let relative: Double?
  }
}

extension Experiment {
  /// Runs every point until a rule says that it has enough replications, and hands out what is made of each run in the
  /// order of a plan: points, methods, replications. Memory grows with the products of one point, and with nothing else.
  ///
  /// Batches of a point are computed one after the other, each on all threads. What is handed out depends on the
  /// scenario and the rule alone.
  /// - Parameters:
  ///   - start: the point to begin with, and how many of its runs have been handed out before; they are run again, since
  ///     the rule wants their values, and left out.
  ///   - make: called by the thread that ran it.
  ///   - pointDone: called after the last run of each point.
  ///   - whileWaiting: called by the caller's thread every tenth of a second without a finished run.
  ///   - each: called by the caller's thread.
  /// - Returns: the first failure; all points before it were handed out. `nil` for none.
  /// - Throws: what the closures throw.
  public func stream<Product: Sendable, Problem: Error>(
    until rule: PrecisionRule, from start: (point: Int, runs: Int) = (0, 0), jobs: Int,
    isCancelled: @escaping @Sendable () -> Bool = { false },
    make: @escaping @Sendable (RunReport) -> Product,
    whileWaiting: () throws(Problem) -> Void, pointDone: (PointPrecision) throws(Problem) -> Void,
    each: (Product) throws(Problem) -> Void
  ) throws(Problem) -> ExperimentFailure? {
    for point in scenario.points.dropFirst(start.point) {
      var methods = point.methods.map { _ in MeasuredMethod<Product>() }
      var count = 0
      var decision = rule.decision([], replications: 0)
      while case .more(let batch) = decision {
        let plan = RunPlan(scenario, points: [point], replications: count..<count + batch)
        var ordinal = 0
        let failure = try Experiment(plan).stream(
          jobs: jobs, isCancelled: isCancelled, make: { (make($0), rule.value(of: $0)) },
          whileWaiting: whileWaiting
        ) { product, value throws(Problem) in
          methods[ordinal / batch].add(product, value)
          ordinal += 1
        }
        if let failure { return failure }
        count += batch
        decision = rule.decision(methods.map(\.sample), replications: count)
      }
      let handedOut = point.index == start.point ? start.runs : 0
      for product in methods.lazy.flatMap(\.products).dropFirst(handedOut) { try each(product) }
      let missed = zip(point.methods, methods).filter { !rule.isReached(by: $1.sample) }.map {
        PointPrecision.Miss(label: $0.label, relative: $1.relative)
      }
      try pointDone(PointPrecision(point: point.index, replications: count, missed: missed))
    }
    return nil
  }

  /// Runs until a rule is content and keeps everything.
  /// - Throws: the first failure.
  public func run(
    until rule: PrecisionRule, jobs: Int, isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws(ExperimentFailure) -> (ExperimentResult, [PointPrecision]) {
    var reports: [RunReport] = []
    var points: [PointPrecision] = []
    let failure = stream(
      until: rule, jobs: jobs, isCancelled: isCancelled, make: { $0 }, whileWaiting: {},
      pointDone: { points.append($0) }
    ) { reports.append($0) }
    if let failure { throw failure }
    return (ExperimentResult(scenario: scenario, reports: reports), points)
  }
}

/// What a method came to at one point so far.
private struct MeasuredMethod<Product> {
  var products: [Product] = []
  var sample = SampleStatistics()

  mutating func add(_ product: Product, _ value: Double?) {
    products.append(product)
    if let value { sample.add(value) }
  }

  /// Half the width of the interval over the mean.
  var relative: Double? {
    guard let mean = sample.mean, mean != 0 else { return nil }
    return sample.halfWidth.map { $0 / abs(mean) }
  }
}
