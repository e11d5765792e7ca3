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

    mutating func add(_ other: Bucket) {
      count += other.count
      excess += other.excess
    }
  }

  /// Bits of a value that a bucket keeps apart below its leading one.
  private static var precisionBits: Int { 8 }
  /// Of 0, and of every power of two below 2⁶³ so many as its values differ in those bits.
  private static var bucketCount: Int { 1 + 63 << precisionBits }

  // Most values are added to one word a bucket, as the upper 48 bits of their number in the format of IEEE 754. These begin
  // with what chooses the bucket, exponent and leading bits, in 20 bits: the head, the same for all values of a bucket. The
  // rest of a value below the limit stands in the 24 bits that follow, and four more are 0. So a word is count · head +
  // rests, and count is word / head as long as all rests together are less than a head. They are less than count · 2²⁸, and
  // a head is 2⁴⁶ at least, so that a word is full after 2¹⁸ values at the latest. (The head of 1 is less, but 1 has no
  // rest.) A word that is full is emptied into its bucket. So the loop over messages touches 8 bytes a value and not 32,
  // which its cache feels.
  private static var restBits: Int { 28 }
  /// Below it a value has at most 24 bits behind those that choose its bucket: 4.3 s in ns.
  private static var wordLimit: Int64 { 1 << 32 }
  private static var wordCount: Int { index(of: wordLimit) }

  /// What the upper 20 bits of 1 are, less one: the bucket before is that of 0.
  private static var indexOffset: Int { 1023 << precisionBits - 1 }

  @inline(__always)
  private static func place(of value: Int64) -> (index: Int, term: UInt64) {
    let term = Double(value).bitPattern >> 16
    return (Int(truncatingIfNeeded: term >> restBits) &- indexOffset, term)
  }

  /// What each value of a bucket adds to its word, apart from its rest.
  private static func head(of index: Int) -> UInt64 { UInt64(index + indexOffset) << restBits }

  /// The exponent of a bucket's values; not of that of 0.
  private static func exponent(of index: Int) -> Int { (index - 1) >> precisionBits }

  /// The bucket of any value; a `Double` would round the greatest ones.
  private static func index(of value: Int64) -> Int {
    guard value > 0 else { return 0 }
    let exponent = 63 - value.leadingZeroBitCount
    let leading =
      exponent < precisionBits ? value << (precisionBits - exponent) : value >> (exponent - precisionBits)
    return 1 + exponent << precisionBits + Int(leading) - 1 << precisionBits
  }

  /// The least value of a bucket.
  private static func edge(of index: Int) -> UInt64 {
    guard index > 0 else { return 0 }
    let exponent = exponent(of: index)
    let leading = UInt64(1 << precisionBits + (index - 1) & (1 << precisionBits - 1))
    return exponent < precisionBits
      ? leading >> (precisionBits - exponent) : leading << (exponent - precisionBits)
  }

  private var words = [UInt64](repeating: 0, count: wordCount)
  /// Empty until one is used.
  private var buckets: [Bucket] = []
  /// How many values were added.
  private(set) var count: UInt64 = 0
  /// The largest value, exact; 0 without values.
  private(set) var max: Int64 = 0

  /// - Parameter value: not negative, ns.
  mutating func add(_ value: Int64) {
    assert(value >= 0, "a stay cannot be negative")
    max = Swift.max(max, value)
    count += 1
    guard Self.fitsWord(value) else { return addApart(value) }
    let place = Self.place(of: value)
    let isFull: Bool
    (words[place.index], isFull) = words[place.index].addingReportingOverflow(place.term)
    if isFull { empty(place.index) }
  }

  /// Adds how long messages stayed, from an instant each to another that is not before it, in ns; returns the sum.
  ///
  /// Mixes the latter instants into a fingerprint on the way. Each step of a fingerprint waits for the one before, which
  /// costs nothing where there is other work to do meanwhile.
  mutating func add(
    from begins: UnsafePointer<Int64>, to ends: UnsafePointer<Int64>, count: Int,
    mixing fingerprint: inout Fingerprint
  ) -> UInt128 {
    assert(count < 1 << 31, "the sum of what goes into words fits into one")
    var total: UInt128 = 0
    var start = 0
    while start < count {
      let (added, sum) = addToWords(
        from: begins + start, to: ends + start, count: count - start, mixing: &fingerprint)
      total += UInt128(sum)
      start += added
      guard start < count else { break }
      let value = ends[start] - begins[start]
      fingerprint.mix(UInt64(bitPattern: ends[start]))
      total += UInt128(UInt64(value))
      if Self.fitsWord(value) { empty(Self.place(of: value).index) } else { addApart(value) }
      start += 1
    }
    self.count += UInt64(count)
    return total
  }

  /// Whether a value is added to a word; 0 is not, and so needs no look at each that is.
  @inline(__always)
  private static func fitsWord(_ value: Int64) -> Bool {
    UInt64(bitPattern: value &- 1) < UInt64(wordLimit - 1)
  }

  /// Adds values to their words up to one that does not fit, or that makes its word full; that one is not counted in what
  /// is returned, nor mixed. Nothing in the loop but what every value needs, so that it stays in registers.
  /// - Returns: how many values there are before that one, and their sum.
  @inline(never)
  private mutating func addToWords(
    from begins: UnsafePointer<Int64>, to ends: UnsafePointer<Int64>, count: Int,
    mixing fingerprint: inout Fingerprint
  ) -> (count: Int, sum: UInt64) {
    var sum: UInt64 = 0
    var greatest = max
    var mixed = fingerprint
    defer {
      max = greatest
      fingerprint = mixed
    }
    return words.withUnsafeMutableBufferPointer { words in
      for index in 0..<count {
        let value = ends[index] &- begins[index]
        assert(value >= 0, "a stay cannot be negative")
        greatest = Swift.max(greatest, value)
        let place = Self.place(of: value)
        // Of 0 and of what is too large it is outside.
        guard UInt(bitPattern: place.index) < UInt(bitPattern: Self.wordCount) else { return (index, sum) }
        let (word, isFull) = words[place.index].addingReportingOverflow(place.term)
        words[place.index] = word
        if isFull { return (index, sum) }
        sum &+= UInt64(bitPattern: value)
        mixed.mix(UInt64(bitPattern: ends[index]))
      }
      return (count, sum)
    }
  }

  /// A value that fits into no word.
  private mutating func addApart(_ value: Int64) {
    makeBuckets()
    let index = Self.index(of: value)
    buckets[index].count += 1
    buckets[index].excess += UInt128(UInt64(bitPattern: value) - Self.edge(of: index))
  }

  /// Moves what a word holds to its bucket, after its sum has passed its upper end.
  @inline(never)
  private mutating func empty(_ index: Int) {
    makeBuckets()
    buckets[index].add(Self.content(ofWord: 1 << 64 + UInt128(words[index]), at: index))
    words[index] = 0
  }

  /// What a word stands for.
  private static func content(ofWord sum: UInt128, at index: Int) -> Bucket {
    let (count, rests) = sum.quotientAndRemainder(dividingBy: UInt128(head(of: index)))
    // The rest of a value below 2ᵉ⁺¹ is its lowest e − 8 bits, and stands in the upper ones of its 28.
    return Bucket(count: UInt64(count), excess: rests >> (restBits + precisionBits - exponent(of: index)))
  }

  private mutating func makeBuckets() {
    if buckets.isEmpty { buckets = Array(repeating: Bucket(), count: Self.bucketCount) }
  }

  /// What fell into a bucket: how many values, and their sum.
  private func content(of index: Int) -> (count: UInt64, sum: UInt128) {
    var bucket = buckets.isEmpty ? Bucket() : buckets[index]
    if index < words.count, words[index] > 0 {
      bucket.add(Self.content(ofWord: UInt128(words[index]), at: index))
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
