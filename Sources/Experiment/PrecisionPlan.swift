import Metrics
import Scenario

/// A plan whose number of runs a rule decides.
public struct PrecisionPlan: Hashable, Codable, Sendable {
  /// When a point has enough.
  public let rule: PrecisionRule
  /// How many methods each point has.
  public let methodCounts: [Int]

  /// The plan of a scenario.
  public init(_ scenario: Scenario, _ rule: PrecisionRule) {
    self.rule = rule
    methodCounts = scenario.points.map(\.methods.count)
  }

  /// The runs of a point with so many replications.
  public func runCount(_ precision: PointPrecision) -> Int {
    methodCounts[precision.point] * precision.replications
  }
}

/// Looks at runs until a precision that were handed out before, in their order, and tells which points they complete.
///
/// A point is complete where the rule, asked again, ends with just these runs. So nothing but the runs has to be kept,
/// and whatever kept them may have stopped behind any of them.
public struct PrecisionTally: Sendable {
  /// The points that are complete.
  public private(set) var points: [PointPrecision] = []
  private let plan: PrecisionPlan
  private let part: RunPart
  /// The point that is not complete, or the next one.
  public private(set) var point: Int
  /// What it has so far.
  private var methods: [(label: String, values: [Double?])] = []

  /// Before the first run.
  public init(_ plan: PrecisionPlan, _ part: RunPart) {
    self.plan = plan
    self.part = part
    point = part.index(0)
  }

  /// How many runs the complete points have.
  public var completeRunCount: Int { points.reduce(0) { $0 + plan.runCount($1) } }

  /// How many runs the point has that is not complete.
  public var openRunCount: Int { methods.reduce(0) { $0 + $1.values.count } }

  /// Whether all points are complete.
  public var isComplete: Bool { point >= plan.methodCounts.count }

  /// How many points there are.
  public var pointCount: Int { part.size(of: plan.methodCounts.count) }

  /// Looks at the next run.
  /// - Parameter value: the metric of the rule; `nil` where it was not measured.
  public mutating func add(point: Int, label: String, value: Double?) {
    // The next point begins only when the one before it is complete.
    if point != self.point { close() }
    if methods.last?.label != label { methods.append((label, [])) }
    methods[methods.count - 1].values.append(value)
  }

  /// To be called behind the last run: whether its point is complete shows only now.
  public mutating func end() {
    if !isComplete, hasEnough { close() }
  }

  private mutating func close() {
    let samples = methods.map { method in
      var sample = SampleStatistics()
      for value in method.values { if let value { sample.add(value) } }
      return (method.label, sample)
    }
    let replications = methods.first?.values.count ?? 0
    points.append(PointPrecision(point: point, replications: replications, samples: samples, plan.rule))
    methods = []
    point += part.count
  }

  /// Asks the rule as it was asked when the runs were made.
  private var hasEnough: Bool {
    guard methods.count == plan.methodCounts[point], let total = methods.first?.values.count,
      methods.allSatisfy({ $0.values.count == total })
    else { return false }
    var samples = methods.map { _ in SampleStatistics() }
    var count = 0
    while case .more(let batch) = plan.rule.decision(samples, replications: count) {
      guard count + batch <= total else { return false }
      for (index, method) in methods.enumerated() {
        for value in method.values[count..<count + batch] { if let value { samples[index].add(value) } }
      }
      count += batch
    }
    return count == total
  }
}
