import EventKernel
import Testing

@testable import Reporting

@Suite struct PhraseTests {
  private let slow: (String, Interval) = ("slow", .milliseconds(512))
  private let other: (String, Interval) = ("other", .seconds(2))

  @Test func `a single run names who was kicked first, when, and how many more were`() {
    #expect(MethodResult(.sample("m")).kickedPhrase == nil)
    #expect(MethodResult(.sample("m", kicks: [slow])).kickedPhrase == "slow at 0.512 s")
    #expect(MethodResult(.sample("m", kicks: [slow, other])).kickedPhrase == "slow at 0.512 s and 1 other")
    let three = MethodResult(.sample("m", kicks: [slow, other, ("third", .seconds(3))]))
    #expect(three.kickedPhrase == "slow at 0.512 s and 2 others")
  }

  @Test func `a member kicked twice in a run counts once`() {
    #expect(MethodResult(.sample("m", kicks: [slow, slow])).kickedPhrase == "slow at 0.512 s")
  }

  @Test func `several runs say in how many, and the earliest kick of all`() {
    let one = MethodResult(
      .sample("m"), .sample("m", kicks: [slow]), .sample("m", kicks: [("slow", .seconds(1))]))
    #expect(one.kickedPhrase == "slow in 2 of 3 runs, first at 0.512 s")
    let two = MethodResult(.sample("m", kicks: [other]), .sample("m", kicks: [slow]))
    #expect(two.kickedPhrase == "2 members in 2 of 2 runs, first slow at 0.512 s")
  }

  @Test func `all that makes a method unsafe is told`() {
    let bad = MethodResult(.sample("m", kicks: [slow], boundHolds: false, isDeadlocked: true))
    #expect(
      bad.faultPhrase
        == "kicks slow at 0.512 s and lets senders wait for ever and breaks its proven bound")
    let some = MethodResult(.sample("m", isDeadlocked: true), .sample("m"))
    #expect(some.deadlockPhrase == "senders wait for ever in 1 of 2 runs")
    #expect(MethodResult(.sample("m")).faultPhrase == nil)
  }

  @Test func `a bound is held, broken, absent, or there in some runs only`() {
    let held = SheetRun.sample("m", bound: 990, boundHolds: true)
    #expect(MethodResult(held).boundPhrase == "✓ 990")
    #expect(MethodResult(held, .sample("m", bound: 1_990, boundHolds: false)).boundPhrase == "✗ 1 990")
    #expect(MethodResult(.sample("m")).boundPhrase == "none")
    #expect(MethodResult(held, .sample("m")).boundPhrase == "✓ 990 in 1 of 2 runs")
  }

  @Test func `a proof says its inequality, and what is missing says why`() {
    func proof(_ need: Int?, _ holds: Bool?) -> String {
      MethodResult(.sample("m", need: need, boundHolds: holds)).proofPhrase
    }
    #expect(proof(990, true) == "proven (990 ≤ 1 000 messages)")
    #expect(proof(1_990, true) == "not proven (1 990 > 1 000 messages)")
    #expect(proof(990, nil) == "not proven (the theorem does not cover this run)")
    #expect(proof(nil, nil) == "not proven (no theorem bounds its queue)")
  }

  @Test func `a mean throughput has its range, unless all runs agree`() {
    let same = MethodResult(.sample("m"), .sample("m"))
    #expect(same.throughputPhrase == "100 /s (the same in 2 runs)")
    let range = MethodResult(.sample("m", throughput: 19.81), .sample("m", throughput: 20.25))
    #expect(range.throughputPhrase == "20.0 /s (19.8 to 20.3 in 2 runs)")
  }

  @Test
  func
    `a mean throughput stands in the table with its 95 % interval, rounded up, where there are several runs`()
  {
    #expect(MethodResult(.sample("m", throughput: 19.81)).throughputEntry == "19.8 /s")
    #expect(MethodResult(.sample("m"), .sample("m")).throughputEntry == "100 ± 0 /s")
    // 12.706 · 0.311 / √2 = 2.795
    let range = MethodResult(.sample("m", throughput: 19.81), .sample("m", throughput: 20.25))
    #expect(range.throughputEntry == "20.0 ± 2.8 /s")
    #expect(HumanNumber.rate(perSecond: 896.4, halfWidth: 2.1) == "896 ± 3 /s")
    #expect(HumanNumber.rate(perSecond: 0, halfWidth: 0) == "0 ± 0 /s")
    #expect(HumanNumber.rate(perSecond: 0, halfWidth: 0.25) == "0 ± 0.250 /s")
    #expect(HumanNumber.rate(perSecond: 12_345.6, halfWidth: 1e300) == "12 346 /s")
  }
}
