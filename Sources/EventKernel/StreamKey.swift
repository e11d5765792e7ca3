/// What names a random stream: which run, whose, and what for.
///
/// Every random quantity draws from a stream of its own, so that one more draw here changes nothing there. The
/// method under test is no part of the key: all methods meet the same arrivals and service times (common random
/// numbers).
public struct StreamKey: Hashable, Sendable {
  /// The seed of the whole experiment.
  public let seed: UInt64
  /// The number of the replication.
  public let replication: UInt64
  /// Whose stream it is.
  public let entity: UInt64
  /// What it decides.
  public let purpose: UInt64

  /// Names a stream.
  public init(seed: UInt64, replication: UInt64, entity: UInt64, purpose: UInt64) {
    self.seed = seed
    self.replication = replication
    self.entity = entity
    self.purpose = purpose
  }

  /// The four numbers as one, from which a stream is seeded.
  ///
  /// Each number is added to the chain and then scrambled by a bijection: keys that differ in one number never
  /// meet, and any two keys meet with a chance of 2⁻⁶⁴. Near keys give unrelated numbers.
  var mixed: UInt64 {
    var chain: UInt64 = 0
    for number in [seed, replication, entity, purpose] {
      chain = SplitMix64.finalize((chain ^ number) &+ SplitMix64.increment)
    }
    return chain
  }
}
