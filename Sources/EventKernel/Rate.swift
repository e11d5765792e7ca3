/// An exact rate: `count` events in every `per` nanoseconds, as a reduced fraction.
///
///     let rate = Rate(count: 3, per: .seconds(1))
///     rate.offset(of: 1)         // 333 333 333 ns
///     rate.offset(of: 3)         // 1 s exactly: rounding does not add up
///
/// A fixed-rate generator takes the time of event k from k itself and not from the event before, so that the
/// schedule does not drift.
public struct Rate: Hashable, Sendable {
  /// How many events, without a factor in common with `per`. Positive.
  public let count: Int64
  /// In how many nanoseconds, without a factor in common with `count`. Positive.
  public let per: Int64

  /// The rate of `count` events in every `period`; both must be positive.
  public init(count: Int64, per period: Interval) {
    precondition(count > 0 && period > .zero, "a rate needs a positive count and a positive period")
    let divisor = Rate.greatestCommonDivisor(count, period.nanoseconds)
    self.count = count / divisor
    self.per = period.nanoseconds / divisor
  }

  /// When event k of the schedule comes, counted from its start: ⌊k · per / count⌋ ns, at most `Interval.limit`.
  ///
  /// - Parameter k: Not negative; event 0 is the start itself.
  public func offset(of k: Int64) -> Interval {
    precondition(k >= 0, "the number of an event must not be negative")
    let (product, overflow) = k.multipliedReportingOverflow(by: per)
    // A 128-bit division costs several times as much, and schedules of days do not need it.
    let nanoseconds = overflow ? Int128(k) * Int128(per) / Int128(count) : Int128(product / count)
    return Interval(nanoseconds: Int64(min(nanoseconds, Int128(Interval.limit.nanoseconds))))
  }

  /// The mean time between two events, in nanoseconds.
  public var meanGapNanoseconds: Double { Double(per) / Double(count) }

  /// Events per second.
  public var perSecond: Double { Double(count) * 1e9 / Double(per) }

  private static func greatestCommonDivisor(_ first: Int64, _ second: Int64) -> Int64 {
    var (larger, smaller) = (first, second)
    while smaller != 0 { (larger, smaller) = (smaller, larger % smaller) }
    return larger
  }
}
