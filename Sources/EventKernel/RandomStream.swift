/// A reproducible sequence of random numbers, the same on every platform.
///
///     var stream = RandomStream(StreamKey(seed: 1, replication: 0, entity: 3, purpose: 2))
///     let gap = Distribution.exponential(mean: .microseconds(50)).sample(using: &stream)
///
/// The generator is xoshiro256**, period 2²⁵⁶ − 1 (Blackman and Vigna, "Scrambled linear pseudorandom number
/// generators", 2021, doi:10.1145/3460772). Everything is made from its words by integer and IEEE 754
/// arithmetic; the standard library's `random(in:using:)` is avoided because its algorithm may change.
@frozen
public struct RandomStream: Hashable, Sendable {
  @usableFromInline var s0: UInt64
  @usableFromInline var s1: UInt64
  @usableFromInline var s2: UInt64
  @usableFromInline var s3: UInt64

  /// The stream of that name, from its beginning.
  public init(_ key: StreamKey) {
    // SplitMix64 yields each number once in a period, hence never the forbidden state of four zeros.
    var seeder = SplitMix64(seed: key.mixed)
    s0 = seeder.next()
    s1 = seeder.next()
    s2 = seeder.next()
    s3 = seeder.next()
  }

  /// The next 64 random bits.
  @inlinable
  @inline(__always)
  public mutating func next() -> UInt64 {
    let product = s1 &* 5
    let result = (product << 7 | product >> 57) &* 9
    let shifted = s1 << 17
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= shifted
    s3 = s3 << 45 | s3 >> 19
    return result
  }

  /// A multiple of 2⁻⁵³ in 0 ..< 1, each equally likely.
  @inlinable
  public mutating func unit() -> Double { Double(Int64(bitPattern: next() >> 11)) * 0x1p-53 }

  /// A whole number in 0 ..< `bound`, each equally likely; `bound` must be positive.
  ///
  /// Lemire, "Fast random integer generation in an interval", 2019, doi:10.1145/3230636. Mostly one
  /// multiplication; where a word would favour some results, it is thrown away and another is drawn.
  @inlinable
  public mutating func below(_ bound: UInt64) -> UInt64 {
    precondition(bound > 0, "there is no number below zero to draw")
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let surplus = (0 &- bound) % bound
      while product.low < surplus { product = next().multipliedFullWidth(by: bound) }
    }
    return product.high
  }
}
