/// A point in simulated time: whole nanoseconds since the start of the run.
///
///     let arrival = Instant.zero + .milliseconds(5)
///     arrival - .zero            // an Interval of 5 ms
///
/// Time is an integer so that no rounding ever decides which of two events comes first. A run lives in
/// `0 ... Interval.limit` (146 years), which leaves room to add any legal interval to any legal instant; a sum
/// beyond the range of `Int64` stops the program.
@frozen
public struct Instant: Hashable, Comparable, Sendable {
  /// Nanoseconds since the start of the run.
  public let nanoseconds: Int64

  /// The start of the run.
  @inlinable
  public static var zero: Instant { Instant(nanoseconds: 0) }

  /// The instant that many nanoseconds after the start.
  @inlinable
  public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  /// Seconds since the start, rounded to the nearest `Double`: for output, never for decisions.
  @inlinable
  public var inSeconds: Double { Double(nanoseconds) / 1e9 }

  /// Whether the left instant is earlier.
  @inlinable
  public static func < (left: Instant, right: Instant) -> Bool { left.nanoseconds < right.nanoseconds }

  /// The instant that lies `interval` later (earlier where it is negative).
  @inlinable
  public static func + (instant: Instant, interval: Interval) -> Instant {
    Instant(nanoseconds: instant.nanoseconds + interval.nanoseconds)
  }

  /// Moves the instant `interval` later.
  @inlinable
  public static func += (instant: inout Instant, interval: Interval) { instant = instant + interval }

  /// The time from the right instant to the left one; negative where the left one is earlier.
  @inlinable
  public static func - (later: Instant, earlier: Instant) -> Interval {
    Interval(nanoseconds: later.nanoseconds - earlier.nanoseconds)
  }
}
