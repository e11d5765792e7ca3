/// Two samples whose values belong together in pairs: what one of them is, and how far the other is from it.
///
/// Runs of one replication share their random numbers, so that their difference varies less than either of them, and
/// its interval is the narrower the more they share.
public struct PairedStatistics: Hashable, Sendable {
  /// What is compared with.
  public private(set) var reference = SampleStatistics()
  /// What is compared.
  public private(set) var compared = SampleStatistics()
  /// Compared minus reference, pair by pair.
  public private(set) var difference = SampleStatistics()

  /// No pairs.
  public init() {}

  /// Takes one more pair of finite values.
  public mutating func add(reference value: Double, compared other: Double) {
    reference.add(value)
    compared.add(other)
    difference.add(other - value)
  }

  /// Pairs seen.
  public var count: Int64 { difference.count }

  /// The compared mean as a multiple of the reference's. Two zeros are equal, so their ratio is 1; what grew from zero is
  /// infinitely larger. `nil` without pairs, and of means of which one is negative.
  public var ratio: Double? {
    guard let reference = reference.mean, let compared = compared.mean else { return nil }
    return Self.ratio(compared, of: reference)
  }

  /// The ratio at both ends of the difference's 95 % interval; `nil` below two pairs, and where there is no ratio.
  public var ratioInterval: ClosedRange<Double>? {
    guard let reference = reference.mean, reference > 0, let interval = difference.interval else {
      return nil
    }
    return (reference + interval.lowerBound) / reference...(reference + interval.upperBound) / reference
  }

  /// What the pairs tell of the difference.
  public var finding: Finding {
    guard let mean = difference.mean else { return .notMeasured }
    guard let interval = difference.interval else { return mean == 0 ? .level : .oneRun }
    if interval.contains(0) { return .level }
    return mean > 0 ? .larger : .smaller
  }

  /// What pairs tell.
  public enum Finding: Hashable, Sendable {
    /// There is no pair in which both were measured.
    case notMeasured
    /// One pair, of different values: there is no interval to judge them by.
    case oneRun
    /// The 95 % interval of the difference contains zero, or the only pair is of equal values.
    case level
    /// The interval lies above zero.
    case larger
    /// The interval lies below zero.
    case smaller
  }

  static func ratio(_ value: Double, of reference: Double) -> Double? {
    guard value >= 0, reference >= 0 else { return nil }
    if value == reference { return 1 }
    return reference == 0 ? .infinity : value / reference
  }
}
