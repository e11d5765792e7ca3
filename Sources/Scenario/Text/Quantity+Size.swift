// Sizes: "400KiB". Bandwidths: "1Gbit/s". Shares: "50%".

extension Quantity {
  /// A size in bytes, from 0 to 2^62: `"100B"`, `"1.5kB"` (1500), `"400KiB"` (400 · 1024).
  ///
  /// Units: B, kB, MB, GB (powers of 1000), KiB, MiB, GiB (powers of 1024).
  public static func size(_ text: String) throws(QuantityProblem) -> Int64 {
    try whole(
      parts(of: text, as: sizes), baseUnit: (name: "bytes", spelling: "B"),
      negative: "a size is 0 or more", tooLarge: "a size is at most \(maximum)B")
  }

  /// A bandwidth in bits per second, from 1 to 2^62: `"1Gbit/s"`. Units: bit/s, kbit/s, Mbit/s, Gbit/s
  /// (powers of 1000).
  public static func bandwidth(_ text: String) throws(QuantityProblem) -> Int64 {
    let bitsPerSecond = try whole(
      parts(of: text, as: bandwidths), baseUnit: (name: "bits per second", spelling: "bit/s"),
      negative: "a bandwidth is above 0", tooLarge: "a bandwidth is at most \(maximum)bit/s")
    guard bitsPerSecond > 0 else { throw QuantityProblem("\(quoted(text)) is zero; a bandwidth is above 0") }
    return bitsPerSecond
  }

  /// A share from 0 % to 100 %, exactly and in lowest terms: `"50%"` is 1 / 2.
  public static func share(_ text: String) throws(QuantityProblem) -> (numerator: Int64, denominator: Int64) {
    let parts = try parts(of: text, as: shares)
    guard !parts.value.isNegative || parts.value.coefficient == 0 else {
      throw QuantityProblem("\(quoted(text)) is negative; a share is from 0% to 100%")
    }
    guard let ratio = ratio(parts.value, over: 100) else {
      throw parts.value.exponent < 0
        ? QuantityProblem("\(quoted(text)) has more digits than can be kept exactly; write fewer")
        : QuantityProblem("\(quoted(text)) is above 100%; a share is from 0% to 100%")
    }
    guard ratio.numerator <= ratio.denominator else {
      throw QuantityProblem("\(quoted(text)) is above 100%; a share is from 0% to 100%")
    }
    return (ratio.numerator, ratio.denominator)
  }

  static let sizes = Kind(
    name: "a size",
    units: [
      ("B", 1), ("kB", 1000), ("MB", 1_000_000), ("GB", 1_000_000_000),
      ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30),
    ],
    misspellings: [
      "byte": ["B"], "bytes": ["B"], "k": ["kB", "KiB"], "kb": ["kB", "KiB"], "m": ["MB", "MiB"],
      "g": ["GB", "GiB"],
    ],
    proposals: ["B", "kB", "KiB"],
    example: "400KiB")

  static let bandwidths = Kind(
    name: "a bandwidth",
    units: [("bit/s", 1), ("kbit/s", 1000), ("Mbit/s", 1_000_000), ("Gbit/s", 1_000_000_000)],
    misspellings: [
      "bps": ["bit/s"], "kbps": ["kbit/s"], "mbps": ["Mbit/s"], "gbps": ["Gbit/s"],
      "kbit": ["kbit/s"], "mbit": ["Mbit/s"], "gbit": ["Gbit/s"],
    ],
    proposals: ["Mbit/s", "Gbit/s"],
    example: "1Gbit/s")

  static let shares = Kind(
    name: "a share", units: [("%", 1)], misspellings: ["percent": ["%"]], proposals: ["%"], example: "50%")
}
