import EventKernel
import Testing

@testable import SpreadModel

/// Quantiles against a sorted list: buckets lose at most 1/256, and nothing at all where their values are equal.
@Suite struct LatencyHistogramTests {
  /// Of every order of magnitude, those too large for a word of the histogram among them.
  private func values(_ count: Int, seed: UInt64) -> [Int64] {
    var stream = RandomStream(StreamKey(seed: seed, replication: 0, entity: 0, purpose: 0))
    return (0..<count).map { _ in Int64(bitPattern: stream.next() >> (2 + stream.below(62))) }
  }

  private func add(_ values: [Int64], to histogram: inout LatencyHistogram) -> UInt128 {
    var (together, single) = (Fingerprint(), Fingerprint())
    for value in values { single.mix(UInt64(bitPattern: value)) }
    let sum = Array(repeating: Int64(0), count: values.count).withUnsafeBufferPointer { begins in
      values.withUnsafeBufferPointer { ends -> UInt128 in
        guard let begin = begins.baseAddress, let end = ends.baseAddress else { return 0 }
        return histogram.add(from: begin, to: end, count: values.count, mixing: &together)
      }
    }
    #expect(together == single)
    return sum
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `a quantile is the nearest rank within 1 in 256, greatest value and sum are exact`(seed: UInt64) {
    let values = values(5_000, seed: seed)
    var histogram = LatencyHistogram()
    var sum: UInt128 = 0
    for start in stride(from: 0, to: values.count, by: 50) {
      sum += add(Array(values[start..<(start + 50)]), to: &histogram)
    }
    let sorted = values.sorted()
    for perMille in [1, 10, 250, 500, 990, 999, 1000] as [UInt64] {
      let rank = max(1, (UInt64(values.count) * perMille + 999) / 1000)
      let exact = Double(sorted[Int(rank) - 1])
      let found = histogram.quantile(perMille: perMille) ?? -1
      #expect(abs(found - exact) <= exact / 256, "seed \(seed), \(perMille) per mille")
    }
    #expect(histogram.max == sorted.last)
    #expect(histogram.count == UInt64(values.count))
    #expect(sum == values.reduce(UInt128(0)) { $0 + UInt128($1) })
  }

  /// A word counts up to 2¹⁸ values and is emptied then; where the rests are greatest, they all but make up one value more.
  @Test(arguments: [0, 1, 255, 511, 513, (1 << 32) - 1, 1 << 32, (1 << 60) - 1] as [Int64])
  func `values that are all equal are their own quantile, however many there are`(value: Int64) {
    var histogram = LatencyHistogram()
    let many = Array(repeating: value, count: 4_096)
    var sum: UInt128 = 0
    for _ in 0..<520 { sum += add(many, to: &histogram) }
    #expect(histogram.count == 520 * 4_096)
    #expect(histogram.quantile(perMille: 500) == Double(value))
    #expect(histogram.quantile(perMille: 1000) == Double(value))
    #expect(sum == UInt128(value) * 520 * 4_096)
  }

  @Test func `one by one or together is the same`() {
    var (single, together) = (LatencyHistogram(), LatencyHistogram())
    let values = values(1_000, seed: 9)
    for value in values { single.add(value) }
    _ = add(values, to: &together)
    #expect(single.summary == together.summary)
  }
}
