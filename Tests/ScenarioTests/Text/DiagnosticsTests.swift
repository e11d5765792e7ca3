import Testing

@testable import Scenario

@Suite("Diagnostics")
struct DiagnosticsTests {
  private func diagnostic(
    _ origin: String, _ line: Int?, _ message: String = "m", _ severity: Diagnostic.Severity = .error
  ) -> Diagnostic {
    Diagnostic(severity, origin: origin, place: line.map { Place(line: $0, column: 2) }, message: message)
  }

  @Test("a diagnostic reads as a compiler's")
  func description() {
    #expect(diagnostic("a.json5", 3, "wrong").description == "a.json5:3:2: error: wrong")
    #expect(diagnostic("a.json5", nil, "odd", .warning).description == "a.json5: warning: odd")
  }

  @Test("they are shown by origin, then place, then as they were found")
  func order() {
    var all = Diagnostics()
    for one in [
      diagnostic("b", 1), diagnostic("a", 2, "first"), diagnostic("a", 1, "w", .warning),
      diagnostic("a", 2, "second"),
      diagnostic("a", nil),
    ] {
      all.append(one)
    }
    #expect(
      all.lines == [
        "a: error: m", "a:1:2: warning: w", "a:2:2: error: first", "a:2:2: error: second", "b:1:2: error: m",
      ])
    #expect(all.errors.count == 4)
    #expect(all.warnings.map(\.message) == ["w"])
  }

  @Test("a warning is no error")
  func warnings() {
    var all = Diagnostics()
    #expect(!all.hasErrors)
    all.warning("odd", at: Node(.null, place: Place(line: 1, column: 1), origin: "a"))
    #expect(!all.hasErrors)
    all.error("wrong", at: Node(.null, origin: "a"))
    #expect(all.hasErrors)
    all.error("key", atKeyOf: Node.Member("k", keyPlace: Place(line: 4, column: 1), Node(.null, origin: "a")))
    #expect(all.lines == ["a: error: wrong", "a:1:1: warning: odd", "a:4:1: error: key"])
  }

  @Test("a hundred are shown, ten thousand kept, and all counted")
  func limits() {
    var all = Diagnostics()
    for line in 1...10_002 { all.append(diagnostic("a", line, "m", .warning)) }
    #expect(all.lines.count == 101)
    #expect(all.lines.last == "and 9902 more")
    #expect(all.sorted.count == 10_000)
    #expect(!all.hasErrors)
    all.append(diagnostic("a", 1))
    #expect(all.hasErrors)
    var sum = Diagnostics()
    sum.append(diagnostic("b", 1, "m", .warning))
    sum.append(contentsOf: all)
    #expect(sum.count == 10_004)
    #expect(sum.hasErrors)
  }
}
