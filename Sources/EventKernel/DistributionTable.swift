/// Values with chances: the branches of a hyperexponential or the rows of an empirical distribution.
///
/// Walker's alias method: as many columns of equal chance as values, each shared by two values at most, so that
/// a draw takes the same time whatever the size. Built by Vose, "A linear algorithm for generating random
/// numbers with a given distribution", 1991, doi:10.1109/32.92917.
@usableFromInline
struct DistributionTable: Hashable, Sendable {
  struct Column: Hashable, Sendable {
    /// In nanoseconds, like `other`: a branch's mean or an empirical value.
    let own: Double
    /// The value that takes the rest of the column.
    var other: Double
    /// The part of the column that belongs to its own value.
    var ownShare: Double
  }

  private let columns: [Column]
  /// The mean of the values, in nanoseconds.
  let mean: Double

  /// A table of 1 ... 2²⁴ values, with positive weights that need not add up to 1. O(n).
  init(_ values: [(value: Double, weight: Double)]) {
    precondition((1...1 << 24).contains(values.count), "a table of durations must have 1 ... 2^24 values")
    precondition(
      values.allSatisfy { $0.weight > 0 && $0.weight < .infinity }, "a weight must be positive and finite")
    let total = values.reduce(0) { $0 + $1.weight }
    precondition(total < .infinity, "the weights must have a finite sum")
    mean = values.reduce(0) { $0 + $1.value * ($1.weight / total) }
    columns = Self.share(values, shares: values.map { $0.weight / total * Double(values.count) })
  }

  /// The value at `position` in 0 ..< 1 of the columns' total width. O(1).
  func value(at position: Double) -> Double {
    // Below the count even after rounding: the greatest position, 1 − 2⁻⁵³, falls short of it by over half an ulp.
    let place = position * Double(columns.count)
    let index = Int(place)
    let column = columns[index]
    return place - Double(index) < column.ownShare ? column.own : column.other
  }

  /// Fills each column that is not full with the surplus of one that overflows; shares have a mean of 1.
  private static func share(_ values: [(value: Double, weight: Double)], shares: [Double]) -> [Column] {
    var columns = zip(values, shares).map { Column(own: $0.value, other: $0.value, ownShare: $1) }
    var lacking = columns.indices.filter { columns[$0].ownShare < 1 }
    var overflowing = columns.indices.filter { columns[$0].ownShare >= 1 }
    while let poor = lacking.popLast(), let rich = overflowing.last {
      columns[poor].other = columns[rich].own
      columns[rich].ownShare -= 1 - columns[poor].ownShare
      if columns[rich].ownShare < 1 { lacking.append(overflowing.removeLast()) }
    }
    // What is left over on either side is 1 but for rounding, and is its own value on both sides.
    return columns
  }
}
