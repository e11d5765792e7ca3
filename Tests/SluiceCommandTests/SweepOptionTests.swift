import Foundation
import Testing

@Suite struct SweepOptionTests {
  private let workspace: Workspace
  private let path: String
  init() throws {
    workspace = try Workspace()
    try workspace.write(
      """
      { question: "Which?", duration: "100ms",
        members: [{ name: "a", process: "1us", send: { rate: "100/s" } }],
        methods: [{ "agreed-ack": { window: 20 } }],
        sweep: { seed: [1, 2], "session.maxSessionMessages": [2000, 3000] } }
      """, to: "scenarios/swept.json5")
    path = workspace.url("scenarios/swept.json5").path
  }

  /// The sweep column of what is run.
  private func sweeps(_ words: String...) throws -> [String] {
    let outcome = sluice(
      ["run", path, "--quiet", "--out", workspace.url("out").path, "--format", "csv"] + words)
    try #require(outcome.code == 0, "\(outcome.talk)")
    return outcome.out.split(separator: "\n").dropFirst().map { String($0.split(separator: ",")[2]) }
  }

  @Test func `a swept key takes the place of the file's sweep of it, another one is added to the grid`()
    throws
  {
    #expect(
      try sweeps(
        "--sweep", "seed=7", "--sweep", "members.a.process=1us,2us", "--where",
        "session.maxSessionMessages < 3000")
        == ["1us", "2us"].map { "seed=7;session.maxSessionMessages=2000;members.a.process=\($0)" })
  }

  @Test(arguments: [
    ("seed=3..9:3", ["3", "6", "9"]), ("seed=1..100*10", ["1", "10", "100"]), ("seed=[4, 5]", ["4", "5"]),
    ("seed={ from: 1, to: 2, step: 1 }", ["1", "2"]), ("seed=5", ["5"]), ("seed=5, 6", ["5", "6"]),
  ])
  func `values are a list, a range with a step or a factor, or what a scenario has`(
    option: String, values: [String]
  ) throws {
    #expect(
      try sweeps("--sweep", option, "--set", "session.maxSessionMessages=500") == values.map { "seed=\($0)" })
  }

  @Test func `quantities have their units, and distributions their braces`() throws {
    #expect(
      try sweeps("--set", "sweep={}", "--sweep", "members.a.process=1us..1ms*10")
        == ["1us", "10us", "100us", "1ms"].map { "members.a.process=\($0)" })
    #expect(
      try sweeps("--set", "sweep={}", "--sweep", "members.a.process={exponential: '5us'},7us")
        == ["members.a.process={exponential:5us}", "members.a.process=7us"])
  }

  @Test func `a run with a sweep from outside is a variation`() throws {
    let outcome = try workspace.sluice("run", "scenarios/swept.json5", "--sweep", "seed=1,2")
    #expect(outcome.code == 0 && outcome.out.contains("\nresults/runs/swept/summary.csv"))
    let filtered = try workspace.sluice("validate", "scenarios/swept.json5", "--where", "seed == 1")
    #expect(
      filtered.out == "scenarios/swept.json5: fine, 1 method × 2 points × 1 replication = 2 runs, 1 member\n")
  }

  @Test(arguments: [
    (["seed"], "--sweep 'seed' has no key and values; write --sweep KEY=1,2,5 or KEY=10..100:10"),
    (["seed=1..5"], "--sweep seed=1..5 has no step; write 10..100:10, or 10..1000*10 for a factor"),
    (["seed=1..:5"], "--sweep seed=1..:5 has no to; write 10..100:10, or 10..1000*10 for a factor"),
    (["seed=1..5:1,9"], "--sweep seed=1..5:1,9 mixes a range and a list; write one range, or a list"),
    (["seed=1,,2"], "--sweep seed=1,,2 has an empty value; write 1,2,5"),
    (["seed=1", "--sweep", "seed=2"], "--sweep seed stands twice; write all its values in one"),
    (["seed=1", "--set", "seed=2"], "seed stands in --set and in --sweep; write one of them"),
  ])
  func `a sweep that cannot be read says how it is written`(words: [String], message: String) {
    let outcome = sluice(["validate", path, "--sweep"] + words)
    #expect(outcome.code == 64 && outcome.talk.hasPrefix("sluice: error: \(message)\n"), "\(outcome.talk)")
  }

  @Test(arguments: [
    (
      ["--sweep", "seed=5..1:1"], "--sweep seed: error: step 1 leads up, but the range goes from 5 down to 1"
    ),
    (["--sweep", "expect=1,2"], "--sweep expect: error: expect is one for all points and cannot be swept"),
    (["--where", "seed > 5"], "the conditions leave out all 4 points of the sweep"),
    (["--where", "sed > 5"], "--where: error: where: column 1: \"sed\" is neither a swept key nor"),
    (["--where", "seed >> 5"], "--where: error: where: column 7: '>' was not expected here"),
  ])
  func `what is wrong with a sweep or condition is told with the option`(words: [String], message: String) {
    let outcome = sluice(["validate", path] + words)
    #expect(outcome.code == 65 && outcome.talk.contains(message), "\(outcome.talk)")
  }

  @Test func `replications have their statistics beside the summary, and one run has none`() throws {
    let scenario = "scenarios/swept.json5"
    #expect(try workspace.sluice("run", scenario, "--replications", "3").code == 0)
    let rows = try workspace.read("results/runs/swept/aggregate.csv").split(separator: "\n")
    #expect(rows[0] == "scenario,point,sweep,method,metric,replications,mean,sd,ci95_low,ci95_high,min,max")
    #expect(rows.contains("swept,0,seed=1;session.maxSessionMessages=2000,agreed-ack,kicks,3,0,0,0,0,0,0"))
    #expect(try workspace.read("results/runs/swept/manifest.json").contains("\"aggregate.csv\""))
    #expect(try workspace.sluice("run", scenario, "--replications", "1").code == 0)
    #expect(!workspace.listing.contains("results/runs/swept/aggregate.csv"))
  }

  @Test func `parts that are joined have the same statistics as one run`() throws {
    let words = ["run", "scenarios/swept.json5", "--replications", "3", "--quiet"]
    #expect(try workspace.sluice(words + ["--out", "whole"]).code == 0)
    for part in ["1/2", "2/2"] {
      #expect(try workspace.sluice(words + ["--out", "parts", "--shard", part]).code == 0)
    }
    let merged = try workspace.sluice("merge", "parts/swept", "--quiet")
    #expect(merged.code == 0 && merged.out.contains("kicks.csv, aggregate.csv · "))
    for file in ["aggregate.csv", "manifest.json", "summary.csv"] {
      #expect(try workspace.read("parts/swept/\(file)") == workspace.read("whole/swept/\(file)"))
    }
  }
}
