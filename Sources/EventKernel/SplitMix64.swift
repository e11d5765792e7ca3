/// The generator that fills the state of others from one number.
///
/// Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014, doi:10.1145/2660193.2660195,
/// with Stafford's variant 13 of the finalizer.
@usableFromInline
struct SplitMix64 {
  /// The odd number next to 2⁶⁴ over the golden ratio.
  @usableFromInline static var increment: UInt64 { @inlinable get { 0x9E37_79B9_7F4A_7C15 } }

  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= SplitMix64.increment
    return SplitMix64.finalize(state)
  }

  /// A bijection of the 64-bit numbers in which every bit of the result depends on every bit of `number`.
  static func finalize(_ number: UInt64) -> UInt64 {
    var mixed = number
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
