/// A 64-bit hash of a sequence of numbers: the trajectory of a run in 16 digits.
///
/// Two runs with the same fingerprint have, for every practical purpose, done the same things in the same order.
/// One step is h ← (h ⊕ value) · φ, h ← h ⊕ (h >> 32), with φ = 0x9E3779B97F4A7C15, the odd number next to
/// 2⁶⁴ over the golden ratio; the start is h = φ. For every value the step is a bijection of h, and for every h
/// a bijection of the value, so that two sequences which differ in one place never agree. `value` adds the
/// finalizer of SplitMix64. Not a cryptographic hash: nothing stands against a forger.
@frozen
public struct Fingerprint: Hashable, Sendable {
  @usableFromInline var state: UInt64

  /// The fingerprint of the empty sequence.
  @inlinable
  public init() { state = SplitMix64.increment }

  /// Appends a number to the sequence.
  @inlinable
  public mutating func mix(_ value: UInt64) {
    let product = (state ^ value) &* SplitMix64.increment
    state = product ^ (product >> 32)
  }

  /// The hash of the sequence so far; it may go on.
  public var value: UInt64 { SplitMix64.finalize(state) }

  /// The hash as 16 lower-case hexadecimal digits.
  public var hexadecimal: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
