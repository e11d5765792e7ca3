import Testing

@testable import Scenario

@Suite struct SweepRangeTests {
  /// The values of the swept key as results show them, or the lines that are told.
  private func values(_ range: String, of key: String = "x") -> [String] {
    var diagnostics = Diagnostics()
    guard let node = JSON5Reader.read(Array(range.utf8), origin: "s", into: &diagnostics) else {
      return diagnostics.lines
    }
    let context = ScenarioContext(
      summaryColumns: [], memberColumns: [],
      load: { _ throws(FileProblem) in throw FileProblem("no file") })
    let decoder = ScenarioDecoder(context, DataFiles())
    let values = SweepRange(node, of: key, decoder).values
    return values?.map(\.compactText) ?? decoder.diagnostics.lines
  }

  @Test(arguments: [
    ("{ from: 10, to: 30, step: 10 }", "10 20 30"),
    ("{ from: 10, to: 35, step: 10 }", "10 20 30"),
    ("{ from: 3, to: 1, step: -1 }", "3 2 1"),
    ("{ from: 5, to: 5, step: 1 }", "5"),
    ("{ from: 0, to: 0.3, step: 0.1 }", "0 0.1 0.2 0.3"),
    ("{ from: -1, to: 1, step: 0.5 }", "-1 -0.5 0 0.5 1"),
    ("{ from: 1e3, to: 3e3, step: 1000 }", "1000 2000 3000"),
    ("{ from: 0x10, to: 32, step: 16 }", "16 32"),
    ("{ from: 10, to: 100000, factor: 10 }", "10 100 1000 10000 100000"),
    ("{ from: 1, to: 10, factor: 3 }", "1 3 9"),
    ("{ from: 8, to: 1, factor: 0.5 }", "8 4 2 1"),
    ("{ from: 1, to: 2, factor: 1.1 }", "1 1.1 1.21 1.331 1.4641 1.61051 1.771561 1.9487171"),
  ])
  func `numbers go from one end to the other, exactly, the end included where it is hit`(
    range: String, expected: String
  ) {
    #expect(values(range).joined(separator: " ") == expected)
  }

  @Test(arguments: [
    ("{ from: '1ms', to: '3ms', step: '1ms' }", "1ms 2ms 3ms"),
    ("{ from: '1ms', to: '1s', factor: 10 }", "1ms 10ms 100ms 1s"),
    ("{ from: '1us', to: '10s', factor: 100 }", "1us 100us 10ms 1s"),
    ("{ from: '500us', to: '2ms', step: '500us' }", "500us 1ms 1.5ms 2ms"),
    ("{ from: '900us', to: '1200us', step: '100us' }", "900us 1000us 1100us 1200us"),
    ("{ from: '0s', to: '1s', step: '0.5s' }", "0s 0.5s 1s"),
    ("{ from: '30s', to: '2min', step: '30s' }", "30s 1min 1.5min 2min"),
    ("{ from: '2 ms', to: '1ms', step: '-500 \u{B5}s' }", "2ms 1.5ms 1ms"),
    ("{ from: '1/s', to: '3/s', step: '1/s' }", "1/s 2/s 3/s"),
    ("{ from: '500/s', to: '2/ms', step: '0.5/ms' }", "500/s 1000/s 1500/s 2000/s"),
    ("{ from: '100B', to: '1MB', factor: 10 }", "100B 1kB 10kB 100kB 1MB"),
    ("{ from: '1KiB', to: '1MiB', factor: 32 }", "1KiB 32KiB 1MiB"),
    ("{ from: '500B', to: '1500B', step: '500B' }", "500B 1000B 1500B"),
    ("{ from: '10Mbit/s', to: '1Gbit/s', factor: 10 }", "10Mbit/s 100Mbit/s 1Gbit/s"),
    ("{ from: '0%', to: '1%', step: '0.5%' }", "0% 0.5% 1%"),
  ])
  func `quantities are written with a unit as a person would write them`(range: String, expected: String) {
    #expect(values(range).joined(separator: " ") == expected)
  }

  @Test(arguments: [
    ("{ from: 1, to: 5 }", "1:1: error: the range of \"x\" has neither step nor factor; write one of them"),
    (
      "{ from: 1, to: 5, step: 1, factor: 2 }",
      "1:1: error: the range of \"x\" has step and factor; write one of them"
    ),
    (
      "{ from: 1, to: 5, step: 0 }",
      "1:25: error: step is 0 and leads nowhere; write how far one value is from the next"
    ),
    (
      "{ from: 5, to: 1, step: 1 }",
      "1:25: error: step 1 leads up, but the range goes from 5 down to 1; swap from and to, or turn the step round"
    ),
    (
      "{ from: '1ms', to: '1s', step: '-1ms' }",
      "1:32: error: step \"-1ms\" leads down, but the range goes from \"1ms\" up to \"1s\"; swap from and to, or turn the step round"
    ),
    (
      "{ from: 10, to: 1, factor: 10 }",
      "1:28: error: factor 10 leads up, but the range goes from 10 down to 1; swap from and to, or turn the factor round"
    ),
    (
      "{ from: 1, to: 10, factor: 1 }",
      "1:28: error: factor is 1 and leads nowhere; write a number above 0 that is not 1"
    ),
    (
      "{ from: 1, to: 10, factor: -2 }",
      "1:28: error: factor is -2 and leads nowhere; write a number above 0 that is not 1"
    ),
    (
      "{ from: 0, to: 10, factor: 2 }",
      "1:9: error: from is 0; with a factor both ends are above 0, for a step write step"
    ),
    (
      "{ from: '1ms', to: '1s', factor: '10ms' }",
      "1:34: error: factor is a duration; write a number without a unit, how many times one value the next is"
    ),
    (
      "{ from: '1ms', to: 5, step: 1 }",
      "1:20: error: from is a duration and to is a number without a unit; write both in units of one kind"
    ),
    (
      "{ from: '1ms', to: '5ms', step: 1 }",
      "1:33: error: from is a duration and step is a number without a unit; write both in units of one kind"
    ),
    (
      "{ from: 'low', to: 5, step: 1 }",
      "1:9: error: from is \"low\"; write a number, or a quantity such as \"10ms\""
    ),
    ("{ to: 5, step: 1 }", "1:1: error: the range has no from; add from: 10"),
    (
      "{ from: 1, to: 5, stepp: 1 }",
      "1:1: error: the range of \"x\" has neither step nor factor; write one of them"
    ),
    (
      "{ from: 1, to: 20001, step: 2 }",
      "1:29: error: the range has more than 10000 values; write a larger step"
    ),
    (
      "{ from: 1, to: 1e9, factor: 1.0000001 }",
      "1:1: error: a value of the range needs more digits than can be kept exactly; write a rounder factor, or a list"
    ),
    (
      "{ from: '1/s', to: '9/s', step: '1/min' }",
      "1:1: error: a value of the range needs more digits than can be kept exactly; write a rounder step, or a list"
    ),
  ])
  func `a range that is none says what is wrong and how to write it`(range: String, line: String) {
    #expect(values(range).contains("s:" + line), "\(values(range))")
  }

  /// Any step and number of values: the values are those of exact arithmetic, and read back as what was meant.
  @Test func `ranges of durations are those of whole nanoseconds`() throws {
    for seed in UInt64(1)...200 {
      var state = seed &* 0x9E37_79B9_7F4A_7C15
      func next(_ bound: UInt64) -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return (state >> 33) % bound
      }
      let from = Int64(next(1_000_000))
      let step = Int64(1 + next(5_000_000))
      let count = Int64(next(20))
      let to = from + step * count + Int64(next(UInt64(step)))
      let texts = values("{ from: '\(from)ns', to: '\(to)ns', step: '\(step)ns' }")
      #expect(
        texts.map { (try? Quantity.interval($0)) ?? -1 } == (0...count).map { from + step * $0 },
        "seed \(seed)")
    }
  }
}
