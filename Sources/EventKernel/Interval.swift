/// A length of simulated time in whole nanoseconds.
///
/// An interval is not a point in time: `Instant + Instant` does not compile. Sums beyond the range of `Int64`
/// stop the program; what is computed from a `Double` or a `Rate` saturates at `Interval.limit` instead,
/// because there a huge value is a legal sample and not a mistake.
@frozen
public struct Interval: Hashable, Comparable, Sendable {
  /// The length in nanoseconds. Negative only as a difference of instants.
  public let nanoseconds: Int64

  /// No time at all.
  @inlinable
  public static var zero: Interval { Interval(nanoseconds: 0) }

  /// The longest interval that rounding, scaling or sampling yields: 2⁶² − 1 ns, some 146 years.
  ///
  /// Twice this fits into `Int64`, hence `Instant + Interval` cannot overflow within it.
  @inlinable
  public static var limit: Interval { Interval(nanoseconds: (1 << 62) - 1) }

  /// The interval of that many nanoseconds.
  @inlinable
  public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  /// The interval nearest to a count of nanoseconds that need not be whole.
  ///
  /// Halves go to the even neighbour, as everywhere in IEEE 754.
  /// - Parameter value: Not negative and not NaN; beyond `limit`, infinity included, it yields `limit`.
  @inlinable
  public init(nearestNanoseconds value: Double) {
    precondition(value >= 0, "a length of time must not be negative or NaN")
    guard value < 0x1p62 else {
      self = .limit
      return
    }
    // The doubles of 2^52 ... 2^53 are the whole numbers there: the addition rounds, and the bits above those of
    // 2^52 are the result. A comparison with the half would be a branch that goes either way at random.
    let shift = 0x1p52
    nanoseconds =
      value < shift ? Int64(bitPattern: (value + shift).bitPattern &- shift.bitPattern) : Int64(value)
  }

  /// The interval of that many whole microseconds.
  @inlinable
  public static func microseconds(_ count: Int64) -> Interval { Interval(nanoseconds: count * 1_000) }

  /// The interval of that many whole milliseconds.
  @inlinable
  public static func milliseconds(_ count: Int64) -> Interval { Interval(nanoseconds: count * 1_000_000) }

  /// The interval of that many whole seconds.
  @inlinable
  public static func seconds(_ count: Int64) -> Interval { Interval(nanoseconds: count * 1_000_000_000) }

  /// The length in seconds, rounded to the nearest `Double`: for output, never for decisions.
  @inlinable
  public var inSeconds: Double { Double(nanoseconds) / 1e9 }

  /// Whether the left interval is shorter.
  @inlinable
  public static func < (left: Interval, right: Interval) -> Bool { left.nanoseconds < right.nanoseconds }

  /// The two lengths one after the other.
  @inlinable
  public static func + (left: Interval, right: Interval) -> Interval {
    Interval(nanoseconds: left.nanoseconds + right.nanoseconds)
  }

  /// Adds the right length to the left one.
  @inlinable
  public static func += (left: inout Interval, right: Interval) { left = left + right }

  /// What is left of the left length without the right one; negative where the right one is longer.
  @inlinable
  public static func - (left: Interval, right: Interval) -> Interval {
    Interval(nanoseconds: left.nanoseconds - right.nanoseconds)
  }

  /// The length times a factor, to the nearest nanosecond (halves to even), at most `limit`.
  ///
  /// Exact up to the one rounding of the product while the length is below 2⁵³ ns (104 days).
  /// - Parameter factor: Not negative and not NaN; the interval itself must not be negative.
  @inlinable
  public func scaled(by factor: Double) -> Interval {
    precondition(factor >= 0, "a scale factor must not be negative or NaN")
    if nanoseconds == 0 { return .zero }  // 0 times infinity is no number
    return Interval(nearestNanoseconds: Double(nanoseconds) * factor)
  }
}
