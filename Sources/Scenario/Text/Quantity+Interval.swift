// Durations: "50us".

extension Quantity {
  /// A duration in nanoseconds, from 0 to 2^62 (about 146 years): `"50us"`, `"0.5 ms"`, `"1h"`.
  ///
  /// Units: ns, us, ms, s, min, h; `µs` with either code point of the letter is `us`. Refuses, each with a
  /// message of its own: no number, no unit, another unit, a negative duration, a fraction of a nanosecond, and
  /// one that is too long.
  public static func interval(_ text: String) throws(QuantityProblem) -> Int64 {
    try whole(
      parts(of: text, as: durations), baseUnit: (name: "nanoseconds", spelling: "ns"),
      negative: "a duration is 0 or more", tooLarge: "a duration is at most \(maximum)ns, about 146 years")
  }

  /// U+00B5 is the micro sign of Latin-1 keyboards, U+03BC the Greek letter that Unicode prefers.
  static let durations = Kind(
    name: "a duration",
    units: nanosecondsPerUnit,
    variants: ["\u{B5}s": "us", "\u{3BC}s": "us"],
    misspellings: misspelledDurations,
    proposals: ["us", "ms", "s"],
    example: "50us")

  /// The units of time and their nanoseconds.
  static let nanosecondsPerUnit: [(spelling: String, scale: UInt64)] = [
    ("ns", 1), ("us", 1000), ("ms", 1_000_000), ("s", 1_000_000_000), ("min", 60_000_000_000),
    ("h", 3_600_000_000_000),
  ]

  /// What people write for the units of time.
  static let misspelledDurations: [String: [String]] = [
    "nsec": ["ns"], "nanosecond": ["ns"], "nanoseconds": ["ns"],
    "usec": ["us"], "microsecond": ["us"], "microseconds": ["us"], "mus": ["us"],
    "msec": ["ms"], "millisecond": ["ms"], "milliseconds": ["ms"],
    "sec": ["s"], "secs": ["s"], "second": ["s"], "seconds": ["s"],
    "m": ["min", "ms"], "mins": ["min"], "minute": ["min"], "minutes": ["min"],
    "hr": ["h"], "hrs": ["h"], "hour": ["h"], "hours": ["h"],
  ]
}
