import EventKernel
import Testing

@testable import Reporting

@Suite struct HumanNumberTests {
  @Test(
    arguments: [
      (0, "0"), (7, "7"), (999, "999"), (1_000, "1 000"), (1_234_567, "1 234 567"), (-1_000, "-1 000"),
      (.min, "-9 223 372 036 854 775 808"),
    ] as [(Int64, String)])
  func `whole numbers stand in groups of three`(number: Int64, text: String) {
    #expect(HumanNumber.count(number) == text)
  }

  @Test(
    arguments: [
      (0, "0"), (-0.0, "0"), (0.000_512, "0.000512"), (0.0512, "0.0512"), (1, "1.00"), (9.994, "9.99"),
      (9.996, "10.0"), (20, "20.0"), (99.94, "99.9"), (99.96, "100"), (1_940.4, "1 940"), (-3.14159, "-3.14"),
      (12_345_678, "12 345 678"), (1e20, "1e+20"), (1e-9, "1e-09"), (.infinity, "–"), (.nan, "–"),
    ] as [(Double, String)])
  func `numbers have three digits that matter, and all of the whole part`(number: Double, text: String) {
    #expect(HumanNumber.significant(number) == text)
  }

  @Test func `a rate says per second`() {
    #expect(HumanNumber.rate(perSecond: 1_940.4) == "1 940 /s")
    #expect(HumanNumber.rate(perSecond: 19.8) == "19.8 /s")
    #expect(HumanNumber.rate(perSecond: .nan) == "–")
  }

  @Test(
    arguments: [
      (0, "0 s"), (0.5, "0.500 s"), (0.1, "0.100 s"), (0.099_96, "0.100 s"), (0.0999, "99.9 ms"),
      (0.001, "1.00 ms"), (0.000_999_6, "1.00 ms"), (0.000_05, "50.0 µs"), (1.5e-7, "150 ns"),
      (3_600, "3 600 s"),
      (4.613, "4.61 s"), (.nan, "–"),
    ] as [(Double, String)])
  func `a time is in seconds from a tenth on, else in the unit below`(seconds: Double, text: String) {
    #expect(HumanNumber.time(seconds: seconds) == text)
  }

  @Test(
    arguments: [
      (0, "0 s"), (1, "1 ns"), (1_500, "1.5 µs"), (50_000, "50 µs"), (2_000_001, "2.000001 ms"),
      (60_000_000_000, "60 s"), (1_250_000_000, "1.25 s"), (-1_500_000_000, "-1.5 s"),
      (3_600_000_000_000, "3 600 s"),
    ] as [(Int64, String)])
  func `a chosen duration is exact`(nanoseconds: Int64, text: String) {
    #expect(HumanNumber.duration(Interval(nanoseconds: nanoseconds)) == text)
  }

  @Test(
    arguments: [
      (0, "0 %"), (1, "100 %"), (0.5, "50.0 %"), (0.982, "98.2 %"), (0.000_4, "< 0.1 %"), (0.000_6, "0.1 %"),
      (0.999_4, "99.9 %"), (0.999_6, "> 99.9 %"), (1.25, "125.0 %"), (50, "5 000 %"), (-0.1, "-10.0 %"),
      (.nan, "–"),
    ] as [(Double, String)])
  func `only nothing is 0 % and only all is 100 %`(ratio: Double, text: String) {
    #expect(HumanNumber.share(ratio) == text)
  }
}
