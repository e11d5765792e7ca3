import Foundation
import Testing

/// Parts of an experiment are joined to the bytes of one run.
@Suite struct ShardTests {
  private let workspace: Workspace
  init() throws {
    workspace = try Workspace()
    try workspace.write(Sample.random, to: "s.json5")
  }

  private func run(_ number: Int, of count: Int, _ options: [String] = []) throws -> Workspace.Outcome {
    try workspace.sluice(
      ["run", "s.json5", "--out", "o", "--shard", "\(number)/\(count)", "--quiet"] + options)
  }

  @Test(arguments: [1, 3, 20])
  func `whatever their number, parts give the bytes of one run`(count: Int) throws {
    let whole = try workspace.sluice("run", "s.json5", "--out", "whole", "--quiet")
    for number in (1...count).reversed() {
      let part = try run(number, of: count)
      let runs = (12 + count - number) / count
      #expect(part.code == 0 && part.talk == "")
      #expect(
        part.out == """
          o/s/shard-\(number)-of-\(count): \(runs) run\(runs == 1 ? "" : "s") of 12; when all parts are there, join them with
            sluice merge o/s

          """)
    }
    try workspace.remove("s.json5")
    let merged = try workspace.sluice("merge", "o/s", "--quiet")
    #expect(merged.code == 0 && merged.talk == "")
    #expect(merged.out == whole.out.replacing("whole/s", with: "o/s"))
    #expect(try workspace.results("o/s") == workspace.results("whole/s"))
    let elsewhere = try workspace.sluice("merge", "o/s/", "--out", "other")
    #expect(elsewhere.out == whole.out.replacing("whole/s", with: "other/s"))
    #expect(try workspace.results("other/s") == workspace.results("whole/s"))
    #expect(!workspace.listing.contains { $0.contains(".merging") })
  }

  @Test func `a part that is complete is not run again, one that was killed goes on`() throws {
    #expect(try run(1, of: 2).code == 0)
    let journal = "o/s/shard-1-of-2/runs.jsonl"
    let lines = try workspace.read(journal)
    try workspace.write(String(lines.dropLast(100)), to: journal)
    #expect(try workspace.sluice("merge", "o/s").code == 66)
    let resumed = try workspace.sluice(
      "run", "s.json5", "--out", "o", "--shard", "1/2", "--resume")
    #expect(resumed.code == 0 && resumed.talk.hasSuffix(", 5 runs were there already\n"))
    #expect(try workspace.read(journal) == lines)
    let again = try workspace.sluice("run", "s.json5", "--out", "o", "--shard", "1/2", "--resume")
    #expect(again.code == 0 && again.talk.hasSuffix(", 6 runs were there already\n"))
    #expect(again.out == resumed.out)
  }

  @Test func `all that keeps parts from being joined is told at once`() throws {
    #expect(try run(1, of: 5).code == 0)
    #expect(try run(3, of: 5, ["--seed", "2"]).code == 0)
    #expect(try run(4, of: 5).code == 0)
    try workspace.write("", to: "o/s/shard-4-of-5/runs.jsonl")
    try workspace.write("nonsense", to: "o/s/shard-5-of-5/plan.json")
    let outcome = try workspace.sluice("merge", "o/s")
    #expect(outcome.code == 66 && outcome.out == "")
    #expect(
      outcome.talk == """
        sluice: error: o/s/shard-2-of-5: this part is missing; run with --shard 2/5
        sluice: error: o/s/shard-3-of-5: it does not belong to the others, it was run with --seed 2; run with --shard 3/5
        sluice: error: o/s/shard-4-of-5: it has 0 of 2 runs; run with --shard 4/5 --resume
        sluice: error: o/s/shard-5-of-5: this is no part of an experiment; remove it and run with --shard 5/5

        """)
    #expect(!workspace.listing.contains("o/s/manifest.json"))
  }

  @Test func `parts of two divisions, and none, are told`() throws {
    #expect(try run(1, of: 2).code == 0 && run(2, of: 3).code == 0)
    #expect(
      try workspace.sluice("merge", "o/s").talk
        == "sluice: error: o/s: there are parts of 2 and 3; remove those of an earlier experiment\n")
    let none = try workspace.sluice("merge", "o")
    #expect(none.code == 66)
    #expect(
      none.talk
        == "sluice: error: o: there are no parts; write them with sluice run SCENARIO --shard 1/4 and so on\n"
    )
  }

  @Test func `a spoilt byte of a part is found while it is joined, and old results stay`() throws {
    #expect(try workspace.sluice("run", "s.json5", "--out", "o", "--quiet").code == 0)
    let old = try workspace.results("o/s")
    #expect(try run(1, of: 2).code == 0 && run(2, of: 2).code == 0)
    let path = "o/s/shard-2-of-2/members.csv"
    var data = try Data(contentsOf: workspace.url(path))
    data[data.count - 10] ^= 1
    try data.write(to: workspace.url(path))
    let outcome = try workspace.sluice("merge", "o/s")
    #expect(outcome.code == 66)
    #expect(
      outcome.talk
        == "sluice: error: o/s/shard-2-of-2: its files are not what was written; run with --shard 2/2 --resume\n"
    )
    #expect(try workspace.results("o/s") == old)
    #expect(try run(2, of: 2, ["--resume"]).code == 0)
    #expect(try workspace.sluice("merge", "o/s").code == 0)
    #expect(try workspace.results("o/s") == old)
  }

  @Test(arguments: ["0/2", "3/2", "1", "1/2/3", "a/b", "1/10001"])
  func `what is no part is refused`(text: String) throws {
    let outcome = sluice(["run", "s.json5", "--shard", text])
    #expect(outcome.code == 64)
    #expect(
      outcome.talk.hasPrefix(
        "sluice: error: the value '\(text)' is invalid for --shard; write I/N, the I-th of N parts, with 1 ≤ I ≤ N ≤ 10000\n"
      ))
  }
}
