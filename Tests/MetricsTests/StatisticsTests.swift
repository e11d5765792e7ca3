import Metrics
import Testing

@Suite("Statistics")
struct StatisticsTests {
  /// Fisher and Yates, Statistical Tables, and the same to more digits from the distribution's definition.
  @Test(
    "quantiles are those of the tables",
    arguments: [
      (1, 12.7062047362), (2, 4.3026527297), (3, 3.1824463053), (4, 2.7764451052), (5, 2.5705818356),
      (9, 2.2621571628), (10, 2.2281388520), (29, 2.0452296421), (30, 2.0422724563), (99, 1.9842169516),
      (100, 1.9839715185), (1000, 1.9623390808), (1_000_000, 1.9599663568),
    ] as [(Int64, Double)])
  func quantiles(degreesOfFreedom: Int64, quantile: Double) {
    #expect(abs(StudentT.quantile975(degreesOfFreedom: degreesOfFreedom) - quantile) < 1e-9)
  }

  @Test("more values never widen the quantile, also where the series takes over")
  func monotone() {
    let quantiles = (1...200).map { StudentT.quantile975(degreesOfFreedom: $0) }
    for (wide, narrow) in zip(quantiles, quantiles.dropFirst()) { #expect(wide > narrow) }
  }

  @Test("mean, standard deviation and interval of a sample worked out by hand")
  func byHand() throws {
    var sample = SampleStatistics()
    for value in [2.0, 4, 4, 4, 5, 5, 7, 9] { sample.add(value) }
    #expect(sample.count == 8)
    #expect(sample.mean == 5)
    let deviation = try #require(sample.standardDeviation)
    #expect(abs(deviation - (32.0 / 7).squareRoot()) < 1e-15)
    let interval = try #require(sample.interval)
    #expect(abs(interval.upperBound - 6.787488) < 1e-6)
    #expect(abs(interval.lowerBound - 3.212512) < 1e-6)
  }

  @Test("a large mean does not eat a small spread")
  func cancellation() throws {
    var sample = SampleStatistics()
    for value in [1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16] { sample.add(value) }
    #expect(try #require(sample.standardDeviation) == 30.0.squareRoot())
  }

  @Test("nothing has no mean, and one value no interval")
  func tooFew() {
    var sample = SampleStatistics()
    #expect(sample.mean == nil)
    sample.add(3)
    #expect(sample.mean == 3)
    #expect(sample.standardDeviation == nil)
    #expect(sample.interval == nil)
  }
}
