import Testing

@testable import Scenario

@Suite struct LimitMessageTests {
  @Test func `a sweep of more than 10,000 points is refused before any of them is built`() {
    let seeds = (1...101).map(String.init).joined(separator: ",")
    let limits = (1...100).map(String.init).joined(separator: ",")
    let text = small(top: "sweep: { seed: [\(seeds)], \"session.maxSessionMessages\": [\(limits)] },")
    #expect(
      ScenarioReading(text).lines == [
        "s.json5:1:26: error: the sweep has more than 10000 points; make its lists shorter"
      ])
  }

  @Test func `of many wrong values of a sweep the first twenty are told`() {
    let values = (1...200).map { "\"\($0)\"" }.joined(separator: ",")
    let lines = ScenarioReading(small(top: "sweep: { \"members.a.process\": [\(values)] },")).lines
    #expect(lines.count == 20)
    #expect(
      lines.last == "s.json5:1:136: error: process: '20' has no unit; write \"20us\", \"20ms\" or \"20s\"")
  }

  @Test func `of very many mistakes a hundred are shown and the rest is counted`() {
    let keys = (0..<5000).map { "qqqqq\($0): 1" }.joined(separator: ", ")
    let lines = ScenarioReading(small(top: keys + ",")).lines
    #expect(lines.count == 101 && lines.last == "and 4900 more")
  }

  @Test func `nesting deeper than 64 is refused, however deep it is`() {
    for depth in [65, 100_000] {
      let text = small(top: "faults: " + String(repeating: "[", count: depth) + ",")
      #expect(
        ScenarioReading(text).lines.first?.contains("64") == true
          && ScenarioReading(text).scenario == nil)
    }
  }

  @Test func `a text of more than 1 MiB is refused`() {
    let text = small() + String(repeating: " ", count: 1 << 20)
    #expect(
      ScenarioReading(text).lines == [
        "s.json5: error: the text has \(text.utf8.count) bytes; at most 1048576 (1 MiB) are read"
      ])
  }
}
