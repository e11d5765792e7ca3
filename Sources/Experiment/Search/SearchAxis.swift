/// The whole numbers of a range, and which of them lies between two others.
///
/// Nothing here knows what a number stands for: 117 messages, or 117 milliseconds in nanoseconds.
public struct SearchAxis: Hashable, Sendable {
  /// When two neighbours count as one.
  public enum Resolution: Hashable, Sendable {
    /// So far apart; 1 where each number counts.
    case step(Int64)
    /// A share of the smaller one.
    case share(Double)
  }

  /// The smallest value.
  public let low: Int64
  /// The largest.
  public let high: Int64
  /// When a search ends.
  public let resolution: Resolution

  /// - Parameters:
  ///   - low: at least 0 and below `high`.
  ///   - high: at most 2^62.
  public init(low: Int64, high: Int64, resolution: Resolution) {
    precondition(0 <= low && low < high && high <= 1 << 62, "a range goes up, from 0 to 2^62")
    self.low = low
    self.high = high
    self.resolution = resolution
  }

  /// Whether there is nothing to look for between two values.
  public func isResolved(_ low: Int64, _ high: Int64) -> Bool {
    guard high - low > 1 else { return true }
    switch resolution {
    case .step(let step): return high - low <= step
    case .share(let share): return Double(high - low) <= share * Double(low)
    }
  }

  /// A value between two others: about the middle, of their logarithms where one is more than four times the other, and
  /// of those in the middle half the one that has the fewest digits, as 5 between 1 and 10. `nil` where there is none.
  ///
  /// Every step leaves at most three quarters, or of several orders of magnitude three quarters of their number.
  public func middle(_ low: Int64, _ high: Int64) -> Int64? {
    guard high - low > 1 else { return nil }
    let isWide = low > 0 && high / low >= 4
    let center =
      isWide
      ? Int64((Double(low).squareRoot() * Double(high).squareRoot()).rounded()) : low + (high - low) / 2
    let least = max(low + 1, isWide ? low + (center - low) / 2 : low + (high - low + 3) / 4)
    let greatest = min(high - 1, isWide ? center + (center - low) : high - (high - low + 3) / 4)
    return Self.roundest(from: min(least, center), to: max(greatest, center), near: center)
  }

  /// The values that a search looks at first: the ends, and three times what lies between neighbours.
  public var grid: [Int64] {
    var values = [low, high]
    for _ in 0..<3 {
      let between = zip(values, values.dropFirst()).compactMap { isResolved($0, $1) ? nil : middle($0, $1) }
      values = (values + between).sorted()
    }
    return values
  }

  /// The number with the fewest digits that matter; of several the one nearest to `center`, of two the smaller.
  static func roundest(from least: Int64, to greatest: Int64, near center: Int64) -> Int64 {
    var power: Int64 = 1
    var best = center
    while power <= greatest / 10 { power *= 10 }
    while power > 0 {
      let below = center / power * power
      let candidates = [below, below + power].filter { least <= $0 && $0 <= greatest }
      if let found = candidates.min(by: { abs($0 - center) < abs($1 - center) }) {
        best = found
        break
      }
      power /= 10
    }
    return best
  }
}
