import Foundation
import Testing

@Suite struct PrecisionOptionTests {
  private let workspace: Workspace
  private let path: String
  init() throws {
    workspace = try Workspace()
    try workspace.write(
      """
      { question: "Which?", duration: "1s", session: { maxSessionMessages: 5000 },
        members: [{ name: "a", process: "1us", send: { rate: "200/s", arrivals: "poisson" } }],
        methods: [{ "agreed-ack": { window: 20 } }], sweep: { seed: [1, 2] } }
      """, to: "scenarios/swept.json5")
    path = workspace.url("scenarios/swept.json5").path
  }

  private func run(_ words: String...) -> (code: Int32, out: String, talk: String) {
    sluice(["run", path, "--out", workspace.url("out").path] + words)
  }

  @Test func `replications go on until the throughput is as precise as was wanted`() throws {
    let outcome = run("--precision", "3%")
    #expect(
      outcome.code == 0 && outcome.talk.contains("swept: throughput_per_s is within 3%, after "),
      "\(outcome.talk)")
    #expect(outcome.out.contains(" ± "))
    let rows = try workspace.read("out/swept/aggregate.csv").split(separator: "\n")
      .map { $0.split(separator: ",", omittingEmptySubsequences: false) }.filter {
        $0[4] == "throughput_per_s"
      }
    #expect(rows.count == 2)
    for row in rows {
      let (mean, high) = (try #require(Double(row[6])), try #require(Double(row[9])))
      #expect(high - mean <= 0.03 * mean * (1 + 1e-12) && (Int(row[5]) ?? 0) >= 5)
    }
    #expect(run("--precision", "0.03", "--jobs", "1").out == run("--precision", "throughput_per_s=3%").out)
  }

  @Test func `a precision that the limit does not allow is told, with exit code 1`() {
    let outcome = run("--precision", "0.01%", "--max-replications", "6")
    #expect(outcome.code == 1)
    #expect(
      outcome.talk.contains(
        "throughput_per_s is not within 0.01% at seed=1 after 6 replications: agreed-ack ± "))
    #expect(outcome.talk.contains(" %; raise --max-replications\n"))
  }

  @Test(arguments: [
    (
      ["--precision", "0"],
      "the value '0' is invalid for --precision; write a share above 0, such as 1% or throughput_per_s=1%"
    ),
    (
      ["--precision", "kicks=x"],
      "the value 'x' is invalid for --precision; write a share above 0, such as 1% or throughput_per_s=1%"
    ),
    (["--precision", "kiks=1%"], "--precision: 'kiks' is no metric; did you mean kicks?"),
    (
      ["--precision", "replication=1%"],
      "--precision: 'replication' is no metric; write a numeric column of summary.csv, such as throughput_per_s"
    ),
    (["--max-replications", "5"], "--max-replications limits --precision; write both, or --replications"),
    (
      ["--precision", "1%", "--replications", "9", "--max-replications", "5"],
      "--replications 9 is more than --max-replications 5; raise the latter"
    ),
  ])
  func `options that do not go together say so`(words: [String], message: String) {
    let outcome = sluice(["run", path] + words)
    #expect(outcome.code == 64 && outcome.talk.hasPrefix("sluice: error: \(message)\n"), "\(outcome.talk)")
  }
}
