import EventKernel
import Testing

@Suite struct TimeTests {
  @Test func `the difference of two instants is the interval that leads from one to the other`() {
    let start = Instant(nanoseconds: 5)
    let end = start + .microseconds(2)
    #expect(end == Instant(nanoseconds: 2_005))
    #expect(end - start == .microseconds(2))
    #expect(start - end == Interval(nanoseconds: -2_000))
    #expect(start < end)
  }

  @Test func `units are thousands of one another`() {
    #expect(Interval.microseconds(3) == Interval(nanoseconds: 3_000))
    #expect(Interval.milliseconds(3) == .microseconds(3_000))
    #expect(Interval.seconds(3) == .milliseconds(3_000))
    #expect(Interval.milliseconds(1_500).inSeconds == 1.5)
    #expect(Instant(nanoseconds: 250_000_000).inSeconds == 0.25)
  }

  @Test(
    arguments: [
      (0.0, 0), (0.49999999999999994, 0), (0.5, 0), (0.5000000000000001, 1), (1.5, 2), (2.5, 2), (2.51, 3),
      (0x1p52 - 0.5, 1 << 52), (0x1p52 + 1, 1 << 52 + 1), (0x1p61, 1 << 61),
    ] as [(Double, Int64)])
  func `a length is rounded to the nearest nanosecond, halves to even`(value: Double, expected: Int64) {
    #expect(Interval(nearestNanoseconds: value).nanoseconds == expected)
  }

  @Test(arguments: [0x1p62, 1e30, .infinity])
  func `a length that is too long becomes the limit`(value: Double) {
    #expect(Interval(nearestNanoseconds: value) == .limit)
    #expect(Interval.seconds(1).scaled(by: value) == .limit)
  }

  @Test func `the limit can be added to the last instant of the longest run`() {
    let end = Instant.zero + .limit
    #expect(end + .limit > end)
  }

  @Test func `scaling rounds once, and nothing times anything is nothing`() {
    #expect(Interval(nanoseconds: 10).scaled(by: 0.26) == Interval(nanoseconds: 3))
    #expect(Interval.microseconds(50).scaled(by: 3) == .microseconds(150))
    #expect(Interval.zero.scaled(by: .infinity) == .zero)
  }

  @Test func `a negative length, a negative factor and what is not a number are refused`() async {
    await #expect(processExitsWith: .failure) { _ = Interval(nearestNanoseconds: -1) }
    await #expect(processExitsWith: .failure) { _ = Interval(nearestNanoseconds: .nan) }
    await #expect(processExitsWith: .failure) { _ = Interval.seconds(1).scaled(by: -1) }
  }

  @Test func `a rate is a reduced fraction`() {
    let rate = Rate(count: 1_500, per: .seconds(1))
    #expect(rate == Rate(count: 3, per: .milliseconds(2)))
    #expect(rate.count == 3)
    #expect(rate.per == 2_000_000)
    #expect(rate.perSecond == 1_500)
    #expect(rate.meanGapNanoseconds == 2_000_000.0 / 3)
  }

  @Test func `the schedule of a rate is rounded down and never drifts`() {
    let rate = Rate(count: 3, per: .seconds(1))
    #expect((0...3).map { rate.offset(of: $0).nanoseconds } == [0, 333_333_333, 666_666_666, 1_000_000_000])
    #expect(rate.offset(of: 3_000_000_001) == .seconds(1_000_000_000) + Interval(nanoseconds: 333_333_333))
  }

  @Test func `an offset is exact where the product needs more than 64 bits, and ends at the limit`() {
    let rate = Rate(count: 1_000_003, per: .seconds(1_000))
    let k: Int64 = 1_000_003 * 4_000_000
    #expect(rate.offset(of: k) == .seconds(4_000_000_000))
    #expect(rate.offset(of: k - 1) == Interval(nanoseconds: 3_999_999_999_999_000_002))
    #expect(Rate(count: 1, per: .seconds(1)).offset(of: .max) == .limit)
  }
}
