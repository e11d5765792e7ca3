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

  init(
    point: Int, replications: Int, samples: [(label: String, SampleStatistics)], _ rule: PrecisionRule
  ) {
    self.point = point
    self.replications = replications
    missed = samples.filter { !rule.isReached(by: $1) }.map { label, sample in
      let scale = sample.mean.flatMap { $0 == 0 ? nil : abs($0) }
      return Miss(label: label, relative: scale.flatMap { scale in sample.halfWidth.map { $0 / scale } })
    }
  }
}

/// Where a run until a precision goes on.
public struct PrecisionStart<Product: Sendable>: Sendable {
  /// The point to begin with.
  public let point: Int
  /// How many of its runs have been handed out before; they are left out.
  public let handedOut: Int
  /// What was made of its first runs, in the order in which they were run; they are not run again.
  public let known: [Product]

  /// Behind what is known of a point; without anything the begin of everything.
  public init(point: Int = 0, handedOut: Int = 0, known: [Product] = []) {
    self.point = point
    self.handedOut = handedOut
    self.known = known
  }
}

extension Experiment {
  /// Runs every point until a rule says that it has enough replications, and hands out what is made of each run in the
  /// order of a plan: points, methods, replications. Memory grows with the products of one point, and with nothing else.
  ///
  /// Batches of a point are computed one after the other, each on all threads. What is handed out depends on the
  /// scenario and the rule alone.
  /// - Parameters:
  ///   - part: which points.
  ///   - make: called by the thread that ran it.
  ///   - value: what the rule looks at, of a product.
  ///   - whileWaiting: called by the caller's thread every tenth of a second without a finished run.
  ///   - finished: called by the caller's thread with each run as soon as it and those before it are finished: batches,
  ///     methods, replications.
  ///   - each: called by the caller's thread with all runs of a point, once it has enough.
  ///   - pointDone: called after the last run of each point.
  /// - Returns: the first failure; all points before it were handed out. `nil` for none.
  /// - Throws: what the closures throw.
  public func stream<Product: Sendable, Problem: Error>(
    until rule: PrecisionRule, _ part: RunPart = .whole,
    from start: PrecisionStart<Product> = PrecisionStart(), jobs: Int,
    isCancelled: @escaping @Sendable () -> Bool = { false },
    make: @escaping @Sendable (RunReport) -> Product, value: (Product) -> Double?,
    whileWaiting: () throws(Problem) -> Void, finished: (Product) throws(Problem) -> Void,
    each: (Product) throws(Problem) -> Void, pointDone: (PointPrecision) throws(Problem) -> Void
  ) throws(Problem) -> ExperimentFailure? {
    for point in scenario.points where point.index >= start.point && part.contains(point.index) {
      let isFirst = point.index == start.point
      var known = (isFirst ? start.known : [])[...]
      var methods = point.methods.map { MeasuredMethod<Product>(label: $0.label) }
      var count = 0
      var decision = rule.decision([], replications: 0)
      while case .more(let batch) = decision {
        let plan = RunPlan(scenario, points: [point], replications: count..<count + batch)
        let old = known.prefix(plan.count)
        known = known.dropFirst(plan.count)
        for (ordinal, product) in old.enumerated() { methods[ordinal / batch].add(product, value(product)) }
        var ordinal = old.count
        let failure = try Experiment(plan).stream(
          from: ordinal, jobs: jobs, isCancelled: isCancelled, make: make, whileWaiting: whileWaiting
        ) { product throws(Problem) in
          methods[ordinal / batch].add(product, value(product))
          ordinal += 1
          try finished(product)
        }
        if let failure { return failure }
        count += batch
        decision = rule.decision(methods.map(\.sample), replications: count)
      }
      let products = methods.lazy.flatMap(\.products)
      for product in products.dropFirst(isFirst ? start.handedOut : 0) { try each(product) }
      try pointDone(
        PointPrecision(
          point: point.index, replications: count, samples: methods.map { ($0.label, $0.sample) }, rule))
    }
    return nil
  }
}

/// What a method came to at one point so far.
private struct MeasuredMethod<Product> {
  let label: String
  var products: [Product] = []
  var sample = SampleStatistics()

  mutating func add(_ product: Product, _ value: Double?) {
    products.append(product)
    if let value { sample.add(value) }
  }
}
