import EventKernel
import Foundation
import Testing

@Suite struct DistributionTests {
  private static let mean = Interval.microseconds(50)

  /// A distribution, its coefficient of variation from theory, and the hash of its first million samples.
  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let distribution: Distribution
    let mean: Double
    let cv: Double
    let hash: String
  }

  static let cases = [
    Case(
      testDescription: "constant", distribution: .constant(mean), mean: 50_000, cv: 0,
      hash: "66d159a84c034d33"),
    Case(
      testDescription: "uniform", distribution: .uniform(.microseconds(1), .microseconds(3)),
      mean: 2_000, cv: 1 / 12.0.squareRoot(), hash: "71912a5cfe04b1fd"),
    Case(
      testDescription: "exponential", distribution: .exponential(mean: mean), mean: 50_000, cv: 1,
      hash: "3b5676ae5cf1eebc"),
    Case(
      testDescription: "lognormal", distribution: .lognormal(mean: mean, cv: 1.5), mean: 50_000,
      cv: 1.5, hash: "861c8ff9d3abc9ae"),
    Case(
      testDescription: "Erlang", distribution: .erlang(mean: mean, shape: 4), mean: 50_000, cv: 0.5,
      hash: "d410272dd4fc9ff3"),
    Case(
      testDescription: "balanced hyperexponential", distribution: .hyperexponential(mean: mean, cv: 3),
      mean: 50_000, cv: 3, hash: "6561f574b5b3f6aa"),
    // Mean 0.7 · 10 + 0.2 · 100 + 0.1 · 1000 = 127 us; second moment 2 · (0.7 · 10² + 0.2 · 100² + 0.1 · 1000²).
    Case(
      testDescription: "three branches",
      distribution: .hyperexponential(branches: [
        (probability: 0.7, mean: .microseconds(10)), (probability: 0.2, mean: .microseconds(100)),
        (probability: 0.1, mean: .microseconds(1_000)),
      ]), mean: 127_000, cv: (204_140.0 / (127 * 127) - 1).squareRoot(), hash: "9f4faf7ffe2c305e"),
    // Mean (1 · 2 + 3 · 6 + 2 · 10) / 6 = 20/3 ns; second moment (4 + 108 + 200) / 6 = 52.
    Case(
      testDescription: "weighted table",
      distribution: .empirical([
        (value: Interval(nanoseconds: 2), weight: 1), (value: Interval(nanoseconds: 6), weight: 3),
        (value: Interval(nanoseconds: 10), weight: 2),
      ]), mean: 20.0 / 3, cv: (52 * 9.0 / 400 - 1).squareRoot(), hash: "e1e20f426750d253"),
  ]

  /// Mean and second moment within four standard errors, which a right sampler misses once in 16 000 seeds.
  @Test(arguments: cases)
  func `a million samples have the hash, the mean and the spread that they should`(item: Case) {
    var stream = RandomStream(StreamKey(seed: 1, replication: 0, entity: 0, purpose: 0))
    var fingerprint = Fingerprint()
    var samples: [Double] = []
    samples.reserveCapacity(1_000_000)
    for _ in 0..<1_000_000 {
      let sample = item.distribution.sample(using: &stream).nanoseconds
      fingerprint.mix(UInt64(sample))
      samples.append(Double(sample))
    }
    #expect(fingerprint.hexadecimal == item.hash)
    #expect(abs(item.distribution.mean - item.mean) <= 1e-12 * item.mean)
    guard item.cv > 0 else {
      #expect(samples.allSatisfy { $0 == item.mean })
      return
    }
    #expect(standardErrors(of: samples, from: item.mean) < 4)
    let secondMoment = item.mean * item.mean * (1 + item.cv * item.cv)
    #expect(standardErrors(of: samples.map { $0 * $0 }, from: secondMoment) < 4)
  }

  /// Kolmogorov and Smirnov as for the streams. A mean of 1 s makes the rounding to 1 ns disappear.
  @Test(arguments: [1, 2, 3] as [UInt64])
  func `lognormal, Erlang and hyperexponential samples fit their distributions`(seed: UInt64) {
    func statistic(_ distribution: Distribution, cumulative: (Double) -> Double) -> Double {
      var stream = RandomStream(StreamKey(seed: seed, replication: 0, entity: 0, purpose: 0))
      let sample = (0..<50_000).map { _ in distribution.sample(using: &stream).inSeconds }
      return kolmogorovSmirnov(sample, cumulative: cumulative)
    }
    // cv 1: sigma² = ln 2, mu = −ln 2 / 2.
    let lognormal = statistic(.lognormal(mean: .seconds(1), cv: 1)) {
      0.5 * erfc(-(log($0) + 0.5 * log(2)) / (2 * log(2)).squareRoot())
    }
    #expect(lognormal < 1.95, "seed \(seed)")
    let erlang = statistic(.erlang(mean: .seconds(1), shape: 2)) { 1 - exp(-2 * $0) * (1 + 2 * $0) }
    #expect(erlang < 1.95, "seed \(seed)")
    let rare = 0.5 * (1 - (3.0 / 5).squareRoot())
    let hyperexponential = statistic(.hyperexponential(mean: .seconds(1), cv: 2)) {
      1 - (1 - rare) * exp(-2 * (1 - rare) * $0) - rare * exp(-2 * rare * $0)
    }
    #expect(hyperexponential < 1.95, "seed \(seed)")
  }

  /// 5 cells, 4 degrees of freedom: the 0.999 quantile is 18.47.
  @Test(arguments: [1, 2, 3] as [UInt64])
  func `both ends of a uniform range come up, as often as what lies between`(seed: UInt64) {
    let distribution = Distribution.uniform(Interval(nanoseconds: 3), Interval(nanoseconds: 7))
    var stream = RandomStream(StreamKey(seed: seed, replication: 0, entity: 0, purpose: 0))
    var counts = [Int](repeating: 0, count: 5)
    for _ in 0..<50_000 { counts[Int(distribution.sample(using: &stream).nanoseconds) - 3] += 1 }
    #expect(chiSquare(counts, expected: 10_000) < 18.47, "seed \(seed)")
  }

  /// Weights 1 ... 20 fill the columns unevenly. 19 degrees of freedom: 43.82.
  @Test(arguments: [1, 2, 3] as [UInt64])
  func `each row of a table comes up in proportion to its weight`(seed: UInt64) {
    let rows = (1...20).map { (value: Interval(nanoseconds: $0), weight: Double($0)) }
    let distribution = Distribution.empirical(rows)
    var stream = RandomStream(StreamKey(seed: seed, replication: 0, entity: 0, purpose: 0))
    var counts = [Int](repeating: 0, count: 20)
    for _ in 0..<105_000 { counts[Int(distribution.sample(using: &stream).nanoseconds) - 1] += 1 }
    let statistic = counts.enumerated().reduce(0.0) { sum, cell in
      let expected = 500 * Double(cell.offset + 1)
      return sum + (Double(cell.element) - expected) * (Double(cell.element) - expected) / expected
    }
    #expect(statistic < 43.82, "seed \(seed)")
  }

  @Test func `what cannot vary is a constant and draws nothing`() {
    #expect(Distribution.exponential(mean: .zero) == .constant(.zero))
    #expect(Distribution.erlang(mean: .zero, shape: 3) == .constant(.zero))
    #expect(Distribution.lognormal(mean: Self.mean, cv: 0) == .constant(Self.mean))
    #expect(Distribution.uniform(Self.mean, Self.mean) == .constant(Self.mean))
    #expect(Distribution.empirical([Self.mean, Self.mean]) == .constant(Self.mean))
    #expect(Distribution.hyperexponential(mean: .zero, cv: 2) == .constant(.zero))
    #expect(Distribution.constant(.zero).isZero)
    #expect(!Distribution.constant(Self.mean).isZero)
    var stream = RandomStream(StreamKey(seed: 1, replication: 0, entity: 0, purpose: 0))
    let before = stream
    #expect(Distribution.constant(Self.mean).sample(using: &stream) == Self.mean)
    #expect(stream == before)
  }

  @Test func `a hyperexponential distribution of cv 1 is the exponential one`() {
    #expect(Distribution.hyperexponential(mean: Self.mean, cv: 1) == .exponential(mean: Self.mean))
  }

  @Test func `samples beyond the limit become the limit, over the whole uniform range too`() {
    var stream = RandomStream(StreamKey(seed: 1, replication: 0, entity: 0, purpose: 0))
    let huge = Distribution.exponential(mean: .limit)
    let samples = (0..<100).map { _ in huge.sample(using: &stream) }
    #expect(samples.contains(.limit))
    #expect(samples.allSatisfy { $0 >= .zero && $0 <= .limit })
    let wide = Distribution.uniform(.zero, .limit)
    #expect((0..<100).allSatisfy { _ in wide.sample(using: &stream) <= .limit })
  }

  @Test func `parameters outside their ranges are refused`() async {
    await #expect(processExitsWith: .failure) { _ = Distribution.constant(Interval(nanoseconds: -1)) }
    await #expect(processExitsWith: .failure) { _ = Distribution.uniform(.seconds(2), .seconds(1)) }
    await #expect(processExitsWith: .failure) { _ = Distribution.lognormal(mean: .seconds(1), cv: -1) }
    await #expect(processExitsWith: .failure) { _ = Distribution.erlang(mean: .seconds(1), shape: 0) }
    await #expect(processExitsWith: .failure) {
      _ = Distribution.hyperexponential(mean: .seconds(1), cv: 0.5)
    }
    await #expect(processExitsWith: .failure) {
      _ = Distribution.hyperexponential(branches: [(probability: 0.5, mean: .seconds(1))])
    }
    await #expect(processExitsWith: .failure) { _ = Distribution.empirical([Interval]()) }
    await #expect(processExitsWith: .failure) {
      _ = Distribution.empirical([(value: .seconds(1), weight: 0.0)])
    }
  }
}
