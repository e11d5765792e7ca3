import Scenario

/// The runs that a scenario asks for, in their order: every point under every method in every replication. A run is
/// made from its index when it is needed, so that a plan of a million takes no memory.
public struct RunPlan: Sendable {
  /// One run of the plan.
  struct Run {
    let point: ScenarioPoint
    let method: NamedMethod
    let replication: Int
  }

  /// What is run.
  public let scenario: Scenario
  /// How many runs there are.
  public let count: Int
  private let points: [ScenarioPoint]
  private let replications: Range<Int>
  /// The index of each point's first run.
  private let starts: [Int]

  /// The plan of a scenario.
  public init(_ scenario: Scenario) {
    self.init(scenario, points: scenario.points, replications: 0..<scenario.replicationCount)
  }

  /// The plan of some of its points in some replications, of which the scenario need not ask for as many.
  init(_ scenario: Scenario, points: [ScenarioPoint], replications: Range<Int>) {
    self.scenario = scenario
    self.points = points
    self.replications = replications
    var starts: [Int] = []
    var count = 0
    for point in points {
      starts.append(count)
      count += point.methods.count * replications.count
    }
    self.starts = starts
    self.count = count
  }

  /// A run by its index. O(log points).
  subscript(index: Int) -> Run {
    var (low, high) = (0, starts.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= index { low = middle } else { high = middle }
    }
    let point = points[low]
    let (method, replication) = (index - starts[low]).quotientAndRemainder(dividingBy: replications.count)
    return Run(
      point: point, method: point.methods[method], replication: replications.lowerBound + replication)
  }
}

/// A share of a plan that one machine runs: every `count`-th run, so that points that take long are spread evenly.
public struct RunPart: Hashable, Codable, Sendable {
  /// Which part, from 1.
  public let number: Int
  /// Of how many.
  public let count: Int

  /// All runs.
  public static let whole = RunPart(number: 1, of: 1)

  /// - Precondition: 1 ≤ number ≤ count.
  public init(number: Int, of count: Int) {
    precondition((1...count).contains(number), "there is no part \(number) of \(count)")
    self.number = number
    self.count = count
  }

  /// How many of so many runs are in it.
  public func size(of runCount: Int) -> Int {
    runCount / count + (number - 1 < runCount % count ? 1 : 0)
  }

  /// The place in the plan of its run with that ordinal, from 0.
  public func index(_ ordinal: Int) -> Int { number - 1 + ordinal * count }

  /// Whether it has what stands at that place, from 0.
  public func contains(_ index: Int) -> Bool { index % count == number - 1 }
}
