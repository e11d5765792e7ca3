import Testing

@testable import Scenario

@Suite("Quantities")
struct QuantityTests {
  @Test(
    "a duration is exact in nanoseconds",
    arguments: [
      ("0s", 0), ("-0s", 0), ("1ns", 1), ("50us", 50_000), ("50µs", 50_000), ("50μs", 50_000),
      ("5 ms", 5_000_000),
      ("+1.5us", 1500), ("0.5ms", 500_000), (".5s", 500_000_000), ("2.s", 2_000_000_000),
      ("1min", 60_000_000_000),
      ("1h", 3_600_000_000_000), ("1e-9s", 1), ("1e3ns", 1000), ("0.1us", 100), ("0.3s", 300_000_000),
      ("1.000000001s", 1_000_000_001), ("0.0000000000025h", 9), ("00050us", 50_000),
      ("1.5000000000000000ns0", nil),
      ("4611686018427387904ns", 1 << 62), ("4611686018.427387904s", 1 << 62),
      ("0.00000000000000000000000000000000000000000000s", 0),
    ] as [(String, Int64?)])
  func interval(text: String, nanoseconds: Int64?) {
    #expect((try? Quantity.interval(text)) == nanoseconds)
  }

  @Test(
    "a rate is an exact ratio in lowest terms",
    arguments: [
      ("1000/s", 1, 1_000_000), ("1/ns", 1, 1), ("0.5/ms", 1, 2_000_000), ("60/min", 1, 1_000_000_000),
      ("1/h", 1, 3_600_000_000_000), ("3/us", 3, 1000), ("7/s", 7, 1_000_000_000),
      ("33.3/s", 333, 10_000_000_000),
      ("1e6/s", 1, 1000), ("1e9/s", 1, 1), ("1e12/s", 1000, 1), ("2 /µs", 1, 500),
      ("4611686018427387904/ns", 1 << 62, 1),
    ] as [(String, Int64, Int64)])
  func rate(text: String, count: Int64, nanoseconds: Int64) throws {
    let rate = try Quantity.rate(text)
    #expect(rate.count == count)
    #expect(rate.perNanoseconds == nanoseconds)
  }

  @Test(
    "a size is exact in bytes",
    arguments: [
      ("0B", 0), ("100B", 100), ("1.5kB", 1500), ("2MB", 2_000_000), ("1GB", 1_000_000_000),
      ("400KiB", 409_600),
      ("0.5MiB", 524_288), ("4GiB", 4_294_967_296), ("0.0009765625KiB", 1), ("4294967296GiB", 1 << 62),
    ] as [(String, Int64)])
  func size(text: String, bytes: Int64) throws {
    #expect(try Quantity.size(text) == bytes)
  }

  @Test(
    "a bandwidth is exact in bits per second",
    arguments: [
      ("1bit/s", 1), ("64kbit/s", 64_000), ("2.5Gbit/s", 2_500_000_000), ("100 Mbit/s", 100_000_000),
      ("0.001kbit/s", 1), ("1.000000001Gbit/s", 1_000_000_001), ("1e-3Gbit/s", 1_000_000),
      ("4611686018427387904bit/s", 1 << 62), ("4611686018.427387904Gbit/s", 1 << 62),
    ] as [(String, Int64)])
  func bandwidth(text: String, bitsPerSecond: Int64) throws {
    #expect(try Quantity.bandwidth(text) == bitsPerSecond)
  }

  @Test(
    "a share is an exact ratio in lowest terms",
    arguments: [
      ("0%", 0, 1), ("50%", 1, 2), ("12.5 %", 1, 8), ("100%", 1, 1), ("33%", 33, 100), ("0.1%", 1, 1000),
    ] as [(String, Int64, Int64)])
  func share(text: String, numerator: Int64, denominator: Int64) throws {
    let share = try Quantity.share(text)
    #expect(share.numerator == numerator)
    #expect(share.denominator == denominator)
  }

  @Test("a duration written from nanoseconds in any unit is read back exactly", arguments: 0..<20)
  func roundTrip(seed: Int) throws {
    var random = TextRandom(seed: UInt64(seed))
    let decimals = [("ns", 0), ("us", 3), ("ms", 6), ("s", 9)]
    for round in 0..<200 {
      let nanoseconds = Int64(random.next() >> (2 + UInt64(random.below(60))))
      let (unit, places) = random.pick(decimals)
      let digits = String(nanoseconds)
      let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
      let text = padded.dropLast(places) + "." + padded.suffix(places) + "0" + unit
      #expect(try Quantity.interval(String(text)) == nanoseconds, "seed \(seed) round \(round): \(text)")
    }
  }

  @Test("no text crashes a quantity, and a refusal always has a message", arguments: 0..<20)
  func anyText(seed: Int) {
    var random = TextRandom(seed: UInt64(seed))
    let pieces = [
      "0", "1", "9", "99999999999999999999", ".", "-", "+", "e", "E", " ", "/", "%", "s", "ms", "h", "min",
      "kB", "GiB",
      "bit/s", "/s", "/h", "e-3", "e38", "e-34", "e99999999999999999999", "é", "\0", "0.000000000000000001",
    ]
    for round in 0..<300 {
      let text = (0..<random.below(7)).map { _ in random.pick(pieces) }.joined()
      let context: Comment = "seed \(seed) round \(round): \(text)"
      let least: [Int64?] = [
        read(context) { try Quantity.interval(text) },
        read(context) { try Quantity.size(text) },
        read(context) { try Quantity.bandwidth(text) },
        read(context) { try min(Quantity.rate(text).count, Quantity.rate(text).perNanoseconds) - 1 },
        read(context) { try Quantity.share(text).numerator },
        read(context) { try Quantity.share(text).denominator - Quantity.share(text).numerator },
      ]
      #expect(least.allSatisfy { (0...Quantity.maximum).contains($0 ?? 0) }, context)
    }
  }

  /// A quantity, or `nil` where it is refused with a message.
  private func read(_ context: Comment, _ quantity: () throws -> Int64) -> Int64? {
    do {
      return try quantity()
    } catch {
      #expect((error as? QuantityProblem)?.message.isEmpty == false, context)
      return nil
    }
  }
}
