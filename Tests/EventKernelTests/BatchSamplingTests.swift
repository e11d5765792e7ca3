import EventKernel
import Testing

/// Services computed together are those drawn and added one by one.
@Suite struct BatchSamplingTests {
  static let distributions: [Distribution] = [
    .constant(.microseconds(7)), .uniform(.zero, .milliseconds(1)), .exponential(mean: .microseconds(50)),
    // Some beyond 2⁵² ns, and some that are cut off at the limit.
    .exponential(mean: .seconds(4_000_000)), .exponential(mean: .limit),
    .exponential(mean: Interval(nanoseconds: 3)), .lognormal(mean: .milliseconds(1), cv: 2),
    .erlang(mean: .milliseconds(1), shape: 3), .hyperexponential(mean: .milliseconds(1), cv: 4),
    .empirical([.microseconds(1), .microseconds(5)]),
  ]

  @Test(arguments: distributions.indices)
  func `services end where they do one by one, and leave the stream at the same place`(index: Int) {
    let distribution = Self.distributions[index]
    var single = RandomStream(StreamKey(seed: 5, replication: 0, entity: UInt64(index), purpose: 0))
    var together = single
    var arrivals = RandomStream(StreamKey(seed: 6, replication: 0, entity: UInt64(index), purpose: 0))
    var end: Int64 = 1_000
    for (count, overhead) in [(0, 0), (1, 0), (2, 3), (63, 5_000), (20_000, 0), (20_000, 70)]
      as [(Int, Int64)]
    {
      // Some find the server at work, and some do not.
      let gap = UInt64(max(1, 2 * min(distribution.mean, 1e12)))
      var arrival = end - Int64(gap)
      let arrivals = (0..<count).map { _ in
        arrival += Int64(arrivals.below(gap))
        return arrival
      }
      var expected: [Int64] = []
      for arrival in arrivals {
        let start = max(expected.last ?? end, arrival)
        expected.append(start &+ distribution.sample(using: &single).nanoseconds &+ overhead)
      }
      var ends = Array(repeating: Int64(-1), count: count)
      ends.withUnsafeMutableBufferPointer { ends in
        arrivals.withUnsafeBufferPointer { arrivals in
          guard let first = arrivals.baseAddress else { return }
          distribution.serve(first, after: end, overhead: overhead, into: ends, using: &together)
        }
      }
      #expect(ends == expected)
      #expect(single == together)
      end = min(ends.last ?? end, 1 << 40)
    }
  }

  @Test func `what is fine hardly ever repeats, and what has a table or a value is not fine`() {
    for distribution in Self.distributions where distribution.isFine {
      var stream = RandomStream(StreamKey(seed: 6, replication: 0, entity: 0, purpose: 0))
      let pairs = 20_000
      let equal = (0..<pairs).count { _ in
        distribution.sample(using: &stream) == distribution.sample(using: &stream)
      }
      // 10⁻³ of the pairs, and five standard deviations.
      #expect(equal <= 45, "\(distribution)")
    }
    #expect(Self.distributions.count { $0.isFine } == 5)
    #expect(!Distribution.exponential(mean: .limit).isFine)
    #expect(!Distribution.exponential(mean: Interval(nanoseconds: 999)).isFine)
    #expect(!Distribution.lognormal(mean: .milliseconds(1), cv: 1e-4).isFine)
    #expect(!Distribution.uniform(.zero, Interval(nanoseconds: 998)).isFine)
  }
}
