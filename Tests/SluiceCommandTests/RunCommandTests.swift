import Foundation
import Testing

@Suite struct RunCommandTests {
  private let workspace: Workspace
  init() throws {
    workspace = try Workspace()
    try workspace.write(Sample.small, to: "scenarios/small.json5")
    try workspace.write(Sample.random, to: "scenarios/deep/random.json5")
  }

  private static let files = ["kicks.csv", "manifest.json", "members.csv", "summary.csv"]

  private func files(_ folder: String) throws -> [String: String] {
    try Dictionary(uniqueKeysWithValues: Self.files.map { ($0, try workspace.read("\(folder)/\($0)")) })
  }

  @Test func `a plain run prints the sheet and writes the results of its name, and nothing else`() throws {
    let before = workspace.listing
    let outcome = try workspace.sluice("run", "scenarios/small.json5")
    #expect(outcome.code == 0)
    #expect(
      outcome.outLines.prefix(2) == [
        "small · 2 members, 1 sender, 1 daemon, 2 s, seed 1", "Who keeps the slow member?",
      ])
    #expect(outcome.out.contains("\nUSE  agreed-ack (window "))
    #expect(outcome.out.contains("\nresults/small/summary.csv, members.csv, kicks.csv · fingerprint "))
    #expect(outcome.out.hasSuffix("\n") && !outcome.out.contains("\u{1B}"))
    #expect(outcome.talkLines.count == 1 && outcome.talk.hasPrefix("small: "))
    #expect(
      workspace.listing
        == (before + ["results", "results/small"] + Self.files.map { "results/small/\($0)" }).sorted())
  }

  @Test func `quiet leaves stderr empty`() throws {
    let outcome = try workspace.sluice("run", "scenarios/small.json5", "--quiet")
    #expect(outcome.code == 0 && outcome.talk == "" && outcome.out.hasPrefix("small · "))
  }

  @Test func `a scenario in a folder keeps it, and the present folder does not matter`() throws {
    #expect(try workspace.sluice("run", "scenarios/deep/random.json5").code == 0)
    let here = try files("results/deep/random")
    #expect(
      try workspace.sluice("run", workspace.url("scenarios/./deep/../deep/random.json5").path).code == 0)
    #expect(try files("results/deep/random") == here)
    #expect(
      workspace.listing.filter { $0.hasSuffix("manifest.json") } == ["results/deep/random/manifest.json"])
  }

  @Test func `a scenario elsewhere writes below the present folder by its file's name`() throws {
    try workspace.write(Sample.small, to: "elsewhere/own.json5")
    #expect(try workspace.sluice("run", "elsewhere/../elsewhere/own.json5").code == 0)
    #expect(workspace.listing.contains("results/own/manifest.json"))
  }

  @Test func `a scenario elsewhere does not replace the results of its namesake`() throws {
    #expect(try workspace.sluice("run", "scenarios/small.json5").code == 0)
    let committed = try files("results/small")
    try workspace.write(Sample.random, to: "elsewhere/small.json5")
    let outcome = try workspace.sluice("run", "elsewhere/small.json5")
    #expect(outcome.code == 0 && outcome.out.contains("\nresults/runs/small/summary.csv"))
    #expect(try files("results/small") == committed)
  }

  @Test(arguments: [
    ["--seed", "2"], ["--replications", "2"], ["--method", "agreed-ack"],
    ["--set", "members.slow.process=5ms"],
  ])
  func `with any override the results go to the scratch folder and the committed ones stay`(option: [String])
    throws
  {
    #expect(try workspace.sluice("run", "scenarios/small.json5").code == 0)
    let committed = try files("results/small")
    let outcome = try workspace.sluice(["run", "scenarios/small.json5"] + option)
    #expect(outcome.code == 0)
    #expect(outcome.out.contains("\nresults/runs/small/summary.csv"))
    #expect(try files("results/small") == committed)
    #expect(try files("results/runs/small") != committed)
  }

  @Test func `out decides where results go, one folder a scenario`() throws {
    let outcome = try workspace.sluice(
      "run", "scenarios/small.json5", "scenarios/deep/random.json5", "--out", "x/y", "--quiet")
    #expect(outcome.code == 0)
    #expect(workspace.listing.contains("x/y/small/summary.csv"))
    #expect(workspace.listing.contains("x/y/deep/random/summary.csv"))
    #expect(!workspace.listing.contains("results"))
  }

  @Test func `several scenarios give one sheet each, apart by a blank line`() throws {
    let outcome = try workspace.sluice(
      "run", "scenarios/small.json5", "scenarios/deep/random.json5", "--quiet")
    #expect(outcome.out.split(separator: "\n").count { $0.contains("fingerprint") } == 2)
    #expect(outcome.out.contains("\n\ndeep/random · "))
  }

  @Test func `the format csv is the summary's own bytes, of several scenarios under one header`() throws {
    let one = try workspace.sluice("run", "scenarios/small.json5", "--format", "csv")
    let small = try workspace.read("results/small/summary.csv")
    #expect(one.out == small)
    let both = try workspace.sluice(
      "run", "scenarios/small.json5", "scenarios/deep/random.json5", "--format=csv")
    let random = try workspace.read("results/deep/random/summary.csv")
    #expect(both.out == small + random.drop { $0 != "\n" }.dropFirst())
  }

  @Test func `the format json is one list of rows that any reader takes`() throws {
    let outcome = try workspace.sluice("run", "scenarios/small.json5", "--format", "json")
    let rows = try #require(JSONSerialization.jsonObject(with: Data(outcome.out.utf8)) as? [[String: Any]])
    #expect(rows.compactMap { $0["method"] as? String } == ["hope-and-pray", "agreed-ack"])
    #expect(rows.compactMap { $0["kicks"] as? Int } == [1, 0])
  }

  @Test func `the format markdown is a table`() throws {
    let lines = try workspace.sluice("run", "scenarios/small.json5", "--format", "markdown").outLines
    #expect(lines[0].hasPrefix("| scenario | point |") && lines[1].hasPrefix("| ---"))
    #expect(lines[2].hasPrefix("| small ") && lines.count == 5)
  }

  @Test func `one job and four give equal bytes, on stdout too`() throws {
    let one = try workspace.sluice("run", "scenarios/deep/random.json5", "--jobs", "1", "--out", "one")
    let four = try workspace.sluice("run", "scenarios/deep/random.json5", "--jobs", "4", "--out", "four")
    #expect(one.code == 0 && four.code == 0)
    #expect(try files("one/deep/random") == files("four/deep/random"))
    #expect(one.out.replacing("one/deep", with: "four/deep") == four.out)
  }

  @Test func `an expectation that is missed is told, and the code is 1`() throws {
    try workspace.write(
      Sample.small.replacing("kicks: 0", with: "kicks: { min: 1 }"), to: "scenarios/small.json5")
    let outcome = try workspace.sluice("run", "scenarios/small.json5", "--quiet")
    #expect(outcome.code == 1)
    #expect(
      outcome.talk
        == "scenarios/small.json5:10:59: expectation missed: agreed-ack: expected kicks from 1 to anything, found 0\n"
    )
    #expect(workspace.listing.contains("results/small/summary.csv"))
    #expect(try workspace.sluice("run", "scenarios/small.json5", "--seed", "1").code == 0)
  }

  @Test func `what is doubtful about a method stands in the sheet and not on stderr too`() throws {
    let doubtful = "{ \"agreed-ack\": { window: 10, threshold: 10, ackEvery: 12 } }"
    try workspace.write(
      Sample.small.replacing("\"agreed-ack\"],", with: "\(doubtful)],").replacing(
        "duration: \"2s\",",
        with: "duration: \"2s\",\n  faults: [{ at: \"3s\", member: \"slow\", pause: \"1s\" }],"),
      to: "scenarios/small.json5")
    let late =
      "scenarios/small.json5:4:18: warning: this fault comes after the end of the run and has no effect"
    let sheet = try workspace.sluice("run", "scenarios/small.json5")
    #expect(sheet.talkLines.filter { $0.contains("warning") } == [late])
    #expect(sheet.out.contains("\nNOTE agreed-ack: ackEvery 12 is more than threshold + 1 = 11"))
    let table = try workspace.sluice("run", "scenarios/small.json5", "--format", "csv")
    #expect(table.talkLines.count { $0.contains("warning") } > 1)
    let validated = try workspace.sluice("validate", "scenarios/small.json5")
    #expect(
      validated.talkLines.filter { $0.contains("warning") }
        == table.talkLines.filter { $0.contains("warning") })
  }

  @Test func `validate says what would be run and writes nothing`() throws {
    let before = workspace.listing
    let outcome = try workspace.sluice("validate", "scenarios/small.json5", "scenarios/deep/random.json5")
    #expect(outcome.code == 0 && outcome.talk == "")
    #expect(
      outcome.out == """
        scenarios/small.json5: fine, 2 methods × 1 point × 1 replication = 2 runs, 2 members
        scenarios/deep/random.json5: fine, 2 methods × 2 points × 3 replications = 12 runs, 2 members

        """)
    #expect(workspace.listing == before)
  }

  @Test func `the keys of a manifest are sorted at every depth, and a second run writes the same bytes`()
    throws
  {
    #expect(try workspace.sluice("run", "scenarios/small.json5").code == 0)
    let first = try workspace.read("results/small/manifest.json")
    #expect(try workspace.sluice("run", "scenarios/small.json5").code == 0)
    #expect(try workspace.read("results/small/manifest.json") == first)
    var stack: [[String]] = [[]]
    for line in first.split(separator: "\n") {
      if let colon = line.firstRange(of: "\" : ") {
        stack[stack.count - 1].append(String(line[..<colon.lowerBound].drop { $0 == " " }))
      }
      if line.hasSuffix("{") { stack.append([]) }
      if line.drop(while: { $0 == " " }).hasPrefix("}") {
        let keys = stack.removeLast()
        #expect(keys == keys.sorted())
      }
    }
    let manifest = try #require(JSONSerialization.jsonObject(with: Data(first.utf8)) as? [String: Any])
    #expect(
      manifest.keys.sorted() == [
        "files", "fingerprint", "formatVersion", "parameters", "replications", "runs", "scenario",
        "scenarioHash", "seed",
      ])
    #expect(!first.contains(workspace.root.path))
  }
}
