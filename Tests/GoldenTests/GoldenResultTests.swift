import Foundation
import Testing

/// Every scenario gives its committed bytes. These tests run in whatever build they are started in: `swift test` is
/// a debug build, `sluice check` in CI a release build, and the results are the same files.
@Suite("Committed results")
struct GoldenResultTests {
  @Test(
    "a scenario gives its committed bytes and keeps its expectations, with one job and with four",
    arguments: ProjectCopy.scenarioNames, [1, 4])
  func committedBytes(name: String, jobs: Int) {
    let path = ProjectCopy.checkout.appendingPathComponent("scenarios/\(name).json5").path
    let check = Transcript(["check", path, "--jobs", "\(jobs)"])
    #expect(check.code == 0, "\(check.out)\(check.talk)")
    #expect(check.out.hasSuffix("all as committed\n"))
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
