import Foundation
import Testing

/// Scenarios give their committed bytes. These tests run in whatever build they are started in: `swift test` is
/// a debug build, `sluice check` in CI a release build, and the results are the same files.
///
/// A debug build takes some twenty times as long. So that the tests stay quick, what delivers more than
/// ``debugLimit`` messages is left to `sluice check`, which CI runs over every scenario with all cores and with one.
@Suite("Committed results")
struct GoldenResultTests {
  private static let debugLimit = 1_000_000
  /// Below it a scenario is run with one job too.
  private static let twiceLimit = 300_000

  /// Names of scenarios by what their committed results say they deliver.
  private static func scenarios(upTo limit: Int) -> [String] {
    ProjectCopy.scenarioNames.filter { deliveries(of: $0) <= limit }
  }

  private static func deliveries(of name: String) -> Int {
    let table = ProjectCopy.checkout.appendingPathComponent("results/\(name)/members.csv")
    guard let text = try? String(contentsOf: table, encoding: .utf8) else { return 0 }
    let rows = text.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    guard let column = rows.first?.firstIndex(of: "delivered") else { return 0 }
    return rows.dropFirst().reduce(0) { $0 + (Int($1[column]) ?? 0) }
  }

  @Test(
    "a scenario gives its committed bytes and keeps its expectations, with four jobs",
    arguments: scenarios(upTo: debugLimit))
  func committedBytes(name: String) { expectCommitted(name, jobs: 4) }

  @Test("and with one", arguments: scenarios(upTo: twiceLimit))
  func committedBytesWithOneJob(name: String) { expectCommitted(name, jobs: 1) }

  private func expectCommitted(_ name: String, jobs: Int) {
    let path = ProjectCopy.checkout.appendingPathComponent("scenarios/\(name).json5").path
    let check = Transcript(["check", path, "--jobs", "\(jobs)"])
    #expect(check.code == 0, "\(check.out)\(check.talk)")
    #expect(check.out.hasSuffix("all as committed\n"))
  }

  @Test("most scenarios are small enough for this")
  func coverage() {
    #expect(Self.scenarios(upTo: Self.debugLimit).count >= ProjectCopy.scenarioNames.count * 4 / 5)
    #expect(Self.scenarios(upTo: Self.twiceLimit).count >= ProjectCopy.scenarioNames.count / 2)
    #expect(Self.deliveries(of: "balanced") > 100_000)
  }

  @Test("there are scenarios to check, each with a question and expectations")
  func library() throws {
    #expect(ProjectCopy.scenarioNames.count >= 16)
    for name in ProjectCopy.scenarioNames {
      let text = try String(
        contentsOf: ProjectCopy.checkout.appendingPathComponent("scenarios/\(name).json5"), encoding: .utf8)
      #expect(text.contains("question:"), "\(name) asks nothing")
      #expect(text.contains("expect:"), "\(name) expects nothing")
    }
  }
}
