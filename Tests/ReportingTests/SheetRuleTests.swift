import EventKernel
import Metrics
import Testing

@testable import Reporting

@Suite struct SheetRuleTests {
  private let entries: [SmallRuns.Entry] = [.init(name: "hope-and-pray"), .init(name: "pipelining-senders")]

  @Test func `a table over many points shows 40 rows and says where the rest is`() throws {
    let reports = try (0..<21).flatMap { point in
      try SmallRuns(maxSessionMessages: 10, duration: .milliseconds(100))
        .reports(entries, point: point, sweep: "point=\(point)")
    }
    let lines = sheet(reports).split(separator: "\n")
    #expect(lines.contains("… 2 more rows are in results/small/summary.csv"))
    #expect(lines.count { $0.contains("slow at ") && $0.hasPrefix("point=") } == Sheet.rowLimit)
  }

  @Test func `what giving a member up would bring is said below what keeps everybody`() {
    let keeps = MethodResult(.sample("keeps", throughput: 20))
    let gives = MethodResult(
      .sample("gives-up", throughput: 800, givenUp: [("slow", .seconds(2))]))
    func text(_ methods: [MethodResult]) -> String {
      var buffer = ByteBuffer()
      Verdict(SheetPoint(sweep: "", methods: methods), style: .plain).write(into: &buffer)
      return buffer.text
    }
    let line = "If the others matter more: gives-up gives up slow at 2.00 s, and has 800 /s.\n"
    #expect(text([keeps, gives]).hasSuffix(line))
    #expect(!text([keeps]).contains("others matter"))
    // Within 1 % it would bring nothing.
    #expect(!text([MethodResult(.sample("keeps", throughput: 795)), gives]).contains("others matter"))
    #expect(
      text([gives]).hasPrefix("USE  gives-up: it gives up slow at 2.00 s, nobody else is kicked, not proven"))
    #expect(gives.kickedPhrase == nil && gives.isSafe && !gives.keepsEverybody)
  }

  @Test func `a kick of a member that was given up before is no fault of the method`() throws {
    let entry = SmallRuns.Entry(name: "hope-and-pray")
    let report = try #require(
      try SmallRuns(maxSessionMessages: 10, duration: .milliseconds(500)).reports([entry]).first)
    #expect(SheetRun(report).kicks.count == 1)
    var outcome = report.outcome
    let kick = try #require(outcome.kicks.first)
    outcome.members[kick.member].excludedAt = kick.at
    func sheetRun() -> SheetRun {
      SheetRun(
        RunReport(
          scenario: "", point: 0, sweep: "", label: "", method: report.method, run: report.run,
          outcome: outcome))
    }
    #expect(sheetRun().givenUp.count == 1)
    #expect(sheetRun().kicks.count == 1, "kicked at the very instant, it was not given up before")
    outcome.members[kick.member].excludedAt = .zero
    #expect(sheetRun().kicks.isEmpty)
  }

  @Test func `without a finished run the sheet says so and recommends nothing`() {
    #expect(
      sheet([]) == """
        small
        Which method keeps the slow member?

        No run finished.

        results/small/summary.csv, members.csv, kicks.csv · fingerprint \(Fingerprint().hexadecimal)

        """)
  }

  @Test func `without a question and without files both lines are shorter`() throws {
    let reports = try SmallRuns(duration: .milliseconds(100)).reports([entries[0]])
    var buffer = ByteBuffer()
    Sheet(SheetInput(name: "small", question: nil, resultsFolder: "", files: [], reports: reports))
      .write(into: &buffer)
    let lines = buffer.text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[0...1] == ["small · 3 members, 2 senders, 1 daemon, 100 ms, seed 1", ""])
    #expect(lines.suffix(2).first?.hasPrefix("fingerprint ") == true)
  }

  @Test func `the fingerprint of the whole depends on the order of the runs and on nothing but them`() throws
  {
    let methods: [SmallRuns.Entry] = [.init(name: "hope-and-pray"), .init(name: "agreed-ack")]
    let reports = try SmallRuns(duration: .milliseconds(300), replications: 2).reports(methods)
    func mixed(_ reports: [RunReport]) -> String {
      let input = SheetInput(name: "", question: nil, resultsFolder: "", files: [], reports: reports)
      return input.fingerprint.hexadecimal
    }
    #expect(mixed(reports) == fingerprint(reports))
    let exchanged = try SmallRuns(duration: .milliseconds(300), replications: 2).reports(methods.reversed())
    #expect(mixed(exchanged) != mixed(reports))
    // Another name, question and files, the same runs.
    #expect(sheet(reports).contains(mixed(reports)))
  }

  @Test func `a name from a scenario cannot move the cursor`() throws {
    var entry = entries[0]
    entry.label = "evil\u{1B}[2J\nname"
    let reports = try SmallRuns(duration: .milliseconds(100)).reports([entry])
    #expect(!sheet(reports).unicodeScalars.contains("\u{1B}"))
    #expect(sheet(reports).contains("evil\u{FFFD}[2J\u{FFFD}name"))
  }
}
