import EventKernel
import Foundation
import Testing

@Suite struct RandomStreamTests {
  private func stream(_ seed: UInt64) -> RandomStream {
    RandomStream(StreamKey(seed: seed, replication: 0, entity: 0, purpose: 0))
  }

  /// The words were computed by a program of another language, itself checked against the known output of
  /// xoshiro256** from the state 1, 2, 3, 4.
  @Test(
    arguments: [
      ([0, 0, 0, 0], [0x926C_D0AB_D689_B147, 0xDBB6_3502_DC10_ADD7, 0x06BD_F3CE_AA7E_5D11]),
      ([1, 0, 3, 2], [0x9A2A_1979_1411_1F70, 0xF66A_8F68_C304_061E, 0xE8BD_6DB1_C866_2919]),
      ([.max, 1, 2, 3], [0x76C6_20C5_8ECB_4E40, 0x9BC4_B86A_43DF_74A7, 0x3616_FC37_223F_1EA4]),
    ] as [([UInt64], [UInt64])])
  func `the first words of a stream are pinned`(key: [UInt64], words: [UInt64]) {
    var stream = RandomStream(
      StreamKey(seed: key[0], replication: key[1], entity: key[2], purpose: key[3]))
    #expect(words.indices.map { _ in stream.next() } == words)
  }

  @Test func `near keys, and keys with two numbers exchanged, name different streams`() {
    var words: Set<UInt64> = []
    for number: UInt64 in 0..<10_000 {
      let (a, b, c, d) = (number / 1_000, number / 100 % 10, number / 10 % 10, number % 10)
      var stream = RandomStream(StreamKey(seed: a, replication: b, entity: c, purpose: d))
      words.insert(stream.next())
    }
    #expect(words.count == 10_000)
  }

  @Test func `the first words of neighbouring entities are as good as unrelated`() {
    // Bits that agree between neighbours: 64 000 fair coins, standard deviation 126.5; four of them allowed.
    let words = (0...1_000 as ClosedRange<UInt64>).map { entity in
      var stream = RandomStream(StreamKey(seed: 1, replication: 0, entity: entity, purpose: 0))
      return stream.next()
    }
    let changed = zip(words, words.dropFirst()).reduce(0) { $0 + ($1.0 ^ $1.1).nonzeroBitCount }
    #expect(abs(changed - 32_000) < 506)
  }

  @Test func `a copy of a stream goes on alike and on its own`() {
    var original = stream(1)
    var copy = original
    #expect(original.next() == copy.next())
    _ = copy.next()
    #expect(original != copy)
  }

  /// 100 cells, 99 degrees of freedom; the limit is the 0.999 quantile of chi-square, 148.2.
  @Test(arguments: [1, 2, 3] as [UInt64])
  func `unit is uniform on 0 ..< 1`(seed: UInt64) {
    var stream = stream(seed)
    var counts = [Int](repeating: 0, count: 100)
    for _ in 0..<100_000 { counts[Int(stream.unit() * 100)] += 1 }
    #expect(chiSquare(counts, expected: 1_000) < 148.2, "seed \(seed)")
  }

  /// 7 cells, 6 degrees of freedom; the 0.999 quantile is 22.46. The second bound, three quarters of 2⁶⁴, is one
  /// where plain scaling would make every third result twice as likely.
  @Test(arguments: [1, 2, 3] as [UInt64])
  func `below is uniform, also for bounds near the size of a word`(seed: UInt64) {
    var stream = stream(seed)
    var small = [Int](repeating: 0, count: 7)
    var residues = [Int](repeating: 0, count: 3)
    for _ in 0..<70_000 {
      small[Int(stream.below(7))] += 1
      residues[Int(stream.below(3 << 62) % 3)] += 1
    }
    #expect(chiSquare(small, expected: 10_000) < 22.46, "seed \(seed)")
    // 2 degrees of freedom: 13.82.
    #expect(chiSquare(residues, expected: 70_000.0 / 3) < 13.82, "seed \(seed)")
  }

  @Test func `below one is zero, and below zero is refused`() async {
    var stream = stream(1)
    #expect(stream.below(1) == 0)
    await #expect(processExitsWith: .failure) {
      var stream = RandomStream(StreamKey(seed: 1, replication: 0, entity: 0, purpose: 0))
      _ = stream.below(0)
    }
  }

  /// Kolmogorov and Smirnov: √n · D is below 1.95 in 99.9 % of samples.
  @Test(arguments: [1, 2, 3] as [UInt64])
  func `exponential and normal draws fit their distributions`(seed: UInt64) {
    var stream = stream(seed)
    let exponentials = (0..<100_000).map { _ in stream.exponential() }
    #expect(kolmogorovSmirnov(exponentials) { 1 - exp(-$0) } < 1.95, "seed \(seed)")
    let normals = (0..<100_000).map { _ in stream.normal() }
    #expect(kolmogorovSmirnov(normals) { 0.5 * erfc(-$0 / 2.0.squareRoot()) } < 1.95, "seed \(seed)")
  }

  /// The tails have code of their own, which too few draws reach to show in the test above: one in 2203 for the
  /// exponential, one in 3876 for the two normal ones together. Poisson counts, four standard deviations.
  @Test func `the tails have the weight and the shape of their distributions`() {
    var stream = stream(1)
    let start = 7.69711747013105
    let exponentialTail = (0..<2_000_000).map { _ in stream.exponential() - start }.filter { $0 > 0 }
    #expect(abs(Double(exponentialTail.count) - 2e6 * exp(-start)) < 121)
    #expect(kolmogorovSmirnov(exponentialTail) { 1 - exp(-$0) } < 1.95)
    let weight = erfc(3.654152885361009 / 2.0.squareRoot())
    let normalTail = (0..<2_000_000).map { _ in abs(stream.normal()) }.filter { $0 > 3.654152885361009 }
    #expect(abs(Double(normalTail.count) - 2e6 * weight) < 4 * (2e6 * weight).squareRoot())
    #expect(kolmogorovSmirnov(normalTail) { 1 - erfc($0 / 2.0.squareRoot()) / weight } < 1.95)
  }
}
