import EventKernel

/// Times in buckets whose width grows with them, 256 to a power of two, in constant memory.
///
/// Each bucket keeps the sum of what fell into it, so that a quantile is the mean of its bucket: within 1/256 of
/// the exact nearest-rank value, and exact where all values of the bucket are equal, as in many deterministic
/// runs. The idea of the buckets is that of HdrHistogram (Tene).
struct LatencyHistogram {
  /// What fell into a bucket: how many values, and by how much they are above its lower edge, together.
  private struct Bucket {
    var count: UInt64 = 0
    /// In 128 bits: stays last up to 2⁶⁰ ns, and some hundred thousand of them pass 64.
    var excess: UInt128 = 0
  }

  /// Bits of a value that a bucket keeps apart below its leading one.
  private static var precisionBits: Int { 8 }
  private static var bucketCount: Int { (64 - precisionBits) << precisionBits }

  // Most values are added to one word a bucket: a count in its upper bits, the excess in its lower ones. A word that is
  // full is emptied into its bucket. So the loop over messages touches 8 bytes a value and not 32, which its cache
  // feels.
  private static var excessBits: Int { 44 }
  private static var countOne: UInt64 { 1 << UInt64(excessBits) }
  /// Below it the excess of 2²⁰ values, the most that a word counts, fits into a word: 8.6 s in ns.
  private static var wordLimit: Int64 { 1 << 33 }
  private static var wordCount: Int { index(of: wordLimit) }

  private var words = [UInt64](repeating: 0, count: wordCount)
  /// Empty until one is used.
  private var buckets: [Bucket] = []
  /// How many values were added.
  private(set) var count: UInt64 = 0
  /// The largest value, exact; 0 without values.
  private(set) var max: Int64 = 0

  /// How far a value is shifted to the right to keep the bits that choose its bucket.
  @inline(__always)
  private static func shift(of value: Int64) -> Int64 {
    // Nothing here can overflow, and it is done for every message.
    Int64(truncatingIfNeeded: 63 &- precisionBits &- (value | (1 << precisionBits)).leadingZeroBitCount)
  }

  /// Values below 2⁹ have a bucket each; above, the leading bits choose it.
  @inline(__always)
  private static func index(of value: Int64) -> Int {
    let shift = shift(of: value)
    return Int(truncatingIfNeeded: shift &<< Int64(precisionBits) &+ value &>> shift)
  }

  /// The least value of a bucket.
  private static func edge(of index: Int) -> UInt64 {
    let shift = Swift.max(0, index >> precisionBits - 1)
    return UInt64(index - shift << precisionBits) << UInt64(shift)
  }

  /// - Parameter value: not negative, ns.
  mutating func add(_ value: Int64) {
    var value = value
    _ = withUnsafePointer(to: &value) { add(UnsafeBufferPointer(start: $0, count: 1)) }
  }

  /// Adds many values, not negative, in ns; returns their sum.
  mutating func add(_ values: UnsafeBufferPointer<Int64>) -> UInt128 {
    assert(values.count < 1 << 31, "the sum of what goes into words fits into one")
    var total: UInt64 = 0
    var greatest = max
    // What is no matter of adding to a word; rare.
    var others: [Int64] = []
    var full: [Int] = []
    words.withUnsafeMutableBufferPointer { words in
      for value in values {
        assert(value >= 0, "a stay cannot be negative")
        greatest = Swift.max(greatest, value)
        guard value < Self.wordLimit else {
          others.append(value)
          continue
        }
        total &+= UInt64(bitPattern: value)
        let shift = Self.shift(of: value)
        let index = Int(truncatingIfNeeded: shift &<< Int64(Self.precisionBits) &+ value &>> shift)
        let excess = UInt64(bitPattern: value & (1 &<< shift &- 1))
        let (word, isFull) = words[index].addingReportingOverflow(Self.countOne | excess)
        words[index] = word
        if isFull { full.append(index) }
      }
    }
    for index in full { empty(index) }
    for value in others { addApart(value) }
    max = greatest
    count += UInt64(values.count)
    return others.reduce(UInt128(total)) { $0 + UInt128($1) }
  }

  /// A value too large for a word.
  private mutating func addApart(_ value: Int64) {
    makeBuckets()
    let index = Self.index(of: value)
    buckets[index].count += 1
    buckets[index].excess += UInt128(UInt64(bitPattern: value) - Self.edge(of: index))
  }

  /// Moves what a word holds to its bucket, after its count has passed its upper end.
  @inline(never)
  private mutating func empty(_ index: Int) {
    makeBuckets()
    buckets[index].count += words[index] >> UInt64(Self.excessBits) + 1 << UInt64(64 - Self.excessBits)
    buckets[index].excess += UInt128(words[index] & (Self.countOne - 1))
    words[index] = 0
  }

  private mutating func makeBuckets() {
    if buckets.isEmpty { buckets = Array(repeating: Bucket(), count: Self.bucketCount) }
  }

  /// What fell into a bucket: how many values, and their sum.
  private func content(of index: Int) -> (count: UInt64, sum: UInt128) {
    var bucket = buckets.isEmpty ? Bucket() : buckets[index]
    if index < words.count {
      bucket.count += words[index] >> UInt64(Self.excessBits)
      bucket.excess += UInt128(words[index] & (Self.countOne - 1))
    }
    return (bucket.count, bucket.excess + UInt128(bucket.count) * UInt128(Self.edge(of: index)))
  }

  /// The value of nearest rank ⌈share · count⌉ in ns, or `nil` without values.
  /// - Parameter perMille: the share, 0 to 1000.
  /// - Complexity: O(buckets).
  func quantile(perMille: UInt64) -> Double? {
    guard count > 0 else { return nil }
    let rank = Swift.max(1, (count * perMille + 999) / 1000)
    var seen: UInt64 = 0
    for index in 0..<(buckets.isEmpty ? words.count : Self.bucketCount) {
      let (count, sum) = content(of: index)
      seen += count
      if seen >= rank { return Double(sum) / Double(count) }
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
