/// Mean, spread and 95 % interval of a sample that is seen once, value by value.
///
///     var throughputs = SampleStatistics()
///     for replication in replications { throughputs.add(replication.throughput) }
///     print(throughputs.mean ?? 0, "±", throughputs.halfWidth ?? .infinity)
///
/// The values are those of independent replications, so that Student's interval for their mean applies; within one run
/// they would not be independent. One pass with the recurrence of Welford (Technometrics 4(3), 1962), which does not
/// cancel where the mean is large against the spread. In the same order the same bits everywhere.
public struct SampleStatistics: Hashable, Sendable {
  /// Values seen.
  public private(set) var count: Int64 = 0
  private var center = 0.0
  /// The sum of squared distances from the mean.
  private var squares = 0.0

  /// An empty sample.
  public init() {}

  /// Takes one more value, which is finite.
  public mutating func add(_ value: Double) {
    count += 1
    let distance = value - center
    center += distance / Double(count)
    squares += distance * (value - center)
  }

  /// The arithmetic mean; `nil` of nothing.
  public var mean: Double? { count > 0 ? center : nil }

  /// The sample's standard deviation (divisor n − 1); `nil` below two values.
  public var standardDeviation: Double? {
    guard count > 1 else { return nil }
    return (squares / Double(count - 1)).squareRoot()
  }

  /// Half the width of the 95 % interval of the mean, t(0.975; n − 1) · s / √n; `nil` below two values.
  public var halfWidth: Double? {
    guard let standardDeviation else { return nil }
    return StudentT.quantile975(degreesOfFreedom: count - 1) * standardDeviation / Double(count).squareRoot()
  }

  /// The 95 % interval of the mean; `nil` below two values.
  public var interval: ClosedRange<Double>? {
    guard let mean, let halfWidth else { return nil }
    return mean - halfWidth...mean + halfWidth
  }
}
