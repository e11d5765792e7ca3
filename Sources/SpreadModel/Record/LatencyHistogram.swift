import EventKernel

/// Times in buckets whose width grows with them, 256 to a power of two, in constant memory.
///
/// Each bucket keeps the sum of what fell into it, so that a quantile is the mean of its bucket: within 1/256 of
/// the exact nearest-rank value, and exact where all values of the bucket are equal, as in many deterministic
/// runs. The idea of the buckets is that of HdrHistogram (Tene).
struct LatencyHistogram {
  private struct Bucket {
    var count: UInt64 = 0
    /// In 128 bits: stays last up to 2⁶⁰ ns, and 16 of them pass 64.
    var sum: UInt128 = 0
  }

  /// Bits of a value that a bucket keeps apart below its leading one.
  private static var precisionBits: Int { 8 }
  private static var bucketCount: Int { (64 - precisionBits) << precisionBits }

  private var buckets = [Bucket](repeating: Bucket(), count: bucketCount)
  /// How many values were added.
  private(set) var count: UInt64 = 0
  /// The largest value, exact; 0 without values.
  private(set) var max: Int64 = 0

  /// Values below 2⁹ have a bucket each; above, the leading bits choose it.
  @inline(__always)
  private static func index(of value: Int64) -> Int {
    let magnitude = 63 - (value | (1 << precisionBits)).leadingZeroBitCount
    let shift = magnitude - precisionBits
    return shift << precisionBits + Int(value >> Int64(shift))
  }

  /// - Parameter value: not negative, ns.
  @inline(__always)
  mutating func add(_ value: Int64) {
    assert(value >= 0, "a stay cannot be negative")
    let index = Self.index(of: value)
    buckets[index].count += 1
    buckets[index].sum += UInt128(value)
    count += 1
    if value > max { max = value }
  }

  /// The value of nearest rank ⌈share · count⌉ in ns, or `nil` without values.
  /// - Parameter perMille: the share, 0 to 1000.
  /// - Complexity: O(buckets).
  func quantile(perMille: UInt64) -> Double? {
    guard count > 0 else { return nil }
    let rank = Swift.max(1, (count * perMille + 999) / 1000)
    var seen: UInt64 = 0
    for bucket in buckets where bucket.count > 0 {
      seen += bucket.count
      if seen >= rank { return Double(bucket.sum) / Double(bucket.count) }
    }
    return Double(max)
  }

  /// What is kept of it when the run is over.
  var summary: LatencySummary {
    LatencySummary(
      count: count, p50Nanoseconds: quantile(perMille: 500), p99Nanoseconds: quantile(perMille: 990),
      maxNanoseconds: count > 0 ? max : nil)
  }
}

/// Latencies of a run: `nil` where nothing was processed.
public struct LatencySummary: Hashable, Sendable {
  /// How many messages were processed after the warm-up, at all members.
  public let count: UInt64
  /// The median; within 1/256.
  public let p50Nanoseconds: Double?
  /// The 99th percentile; within 1/256.
  public let p99Nanoseconds: Double?
  /// The largest, exact.
  public let maxNanoseconds: Int64?
}
