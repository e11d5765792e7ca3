import Foundation
import Testing

/// What `--resume` goes on with, and what it refuses.
@Suite struct ResumeTests {
  private let workspace: Workspace
  init() throws {
    workspace = try Workspace()
    try workspace.write(Sample.many, to: "s.json5")
  }

  private static let journal = "o/s/.unfinished/runs.jsonl"

  /// Runs until a file may grow no more: some dozen runs are kept, not all.
  private func leaveUnfinished(_ options: [String] = []) throws {
    let stopped = try workspace.sluice(
      ["run", "s.json5", "--out", "o", "--quiet", "--jobs", "1"] + options, after: "ulimit -f 24")
    #expect(stopped.code == 73 && workspace.listing.contains(Self.journal))
  }

  @Test func `what is unfinished leaves old results as they were, and without resume it is replaced`() throws
  {
    #expect(try workspace.sluice("run", "s.json5", "--out", "o", "--quiet").code == 0)
    let old = try workspace.results("o/s")
    try leaveUnfinished(["--seed", "7"])
    #expect(try workspace.results("o/s") == old)
    let anew = try workspace.sluice("run", "s.json5", "--out", "o")
    #expect(anew.code == 0)
    #expect(
      anew.talkLines.first
        == "o/s/.unfinished: runs that were kept are replaced; with --resume they would have gone on")
    #expect(try workspace.results("o/s") == old)
  }

  @Test(arguments: [
    (["--seed", "2"], "it was run with no options"),
    (["--set", "members.slow.process=5 ms"], "it was run with no options"),
  ])
  func `runs of other options are not gone on with`(options: [String], reason: String) throws {
    try leaveUnfinished()
    let outcome = try workspace.sluice(["run", "s.json5", "--out", "o", "--resume"] + options)
    #expect(outcome.code == 65 && outcome.out == "")
    #expect(
      outcome.talk
        == "sluice: error: o/s/.unfinished: cannot go on there, \(reason); run without --resume to begin anew\n"
    )
  }

  @Test func `runs of a scenario that was edited since are not gone on with`() throws {
    try leaveUnfinished(["--set", "duration=501 ms"])
    let other = try workspace.sluice("run", "s.json5", "--out", "o", "--resume")
    #expect(other.code == 65 && other.talk.contains("it was run with --set 'duration=501 ms'; run without"))
    try workspace.write(Sample.many + "\n", to: "s.json5")
    let edited = try workspace.sluice("run", "s.json5", "--out", "o", "--resume")
    #expect(edited.code == 65 && edited.talk.contains("the scenario was edited since; run without"))
  }

  @Test func `with nothing to go on with it runs from the begin`() throws {
    let plain = try workspace.sluice("run", "s.json5", "--out", "o", "--quiet")
    let resumed = try workspace.sluice("run", "s.json5", "--out", "o", "--quiet", "--resume")
    #expect(resumed.code == 0 && resumed.out == plain.out && resumed.talk == "")
  }

  @Test(arguments: ["csv", "json", "markdown"])
  func `every format is the same bytes after an interruption`(format: String) throws {
    let plain = try workspace.sluice("run", "s.json5", "--out", "whole", "--quiet", "--format", format)
    try leaveUnfinished()
    let resumed = try workspace.sluice(
      "run", "s.json5", "--out", "o", "--quiet", "--resume", "--format", format)
    #expect(resumed.code == 0 && resumed.out == plain.out)
  }

  @Test func `expectations are tested over all runs, those of before too`() throws {
    try workspace.write(
      Sample.many.replacing("kicks: 0", with: "kicks: { min: 1 }"), to: "s.json5")
    let plain = try workspace.sluice("run", "s.json5", "--out", "whole", "--quiet")
    try leaveUnfinished()
    let resumed = try workspace.sluice("run", "s.json5", "--out", "o", "--quiet", "--resume")
    #expect(plain.code == 1 && resumed.code == 1)
    #expect(plain.talk == resumed.talk && plain.talkLines.count == 24)
  }

  @Test func `a disk that is full is told, and what was finished is gone on with`() throws {
    let whole = try workspace.sluice("run", "s.json5", "--out", "whole", "--quiet")
    // Blocks of 512 bytes; the largest of the files takes more than 24.
    let full = try workspace.sluice(
      ["run", "s.json5", "--out", "o", "--jobs", "1"], after: "ulimit -f 24")
    #expect(full.code == 73 && full.out == "")
    // How much is written at once decides which of the files meets the limit first.
    let error = full.talkLines.first ?? ""
    #expect(error.hasPrefix("sluice: error: o/s/.unfinished/"))
    #expect(error.hasSuffix(": cannot write there (File too large)"))
    let kept = full.talkLines.dropFirst().first?.split(separator: " ").first.flatMap { Int($0) } ?? 0
    #expect(kept > 0 && kept < 48)
    #expect(
      full.talkLines.dropFirst() == [
        "\(kept) of 48 runs of s are kept; when it can be written again, go on with",
        "  sluice run s.json5 --resume --jobs 1 --out o",
      ])
    let resumed = try workspace.sluice("run", "s.json5", "--resume", "--jobs", "1", "--out", "o")
    #expect(resumed.code == 0 && resumed.out.replacing("o/s", with: "whole/s") == whole.out)
    #expect(resumed.talk.hasSuffix(" s, \(kept) runs were there already\n"))
    #expect(try workspace.results("o/s") == workspace.results("whole/s"))
  }

  @Test func `what came before a run that reaches a limit is kept, and told`() throws {
    try workspace.write(
      Sample.random.replacing("sweep: {", with: "sweep: { \"limits.events\": [1000000, 10],"), to: "s.json5")
    let outcome = try workspace.sluice("run", "s.json5", "--out", "o")
    #expect(outcome.code == 65 && outcome.out == "")
    #expect(outcome.talkLines.last == "12 of 24 runs of s are kept in o/s/.unfinished")
    #expect(try workspace.read("o/s/.unfinished/summary.csv").split(separator: "\n").count == 13)
  }

  @Test func `a disk that is full from the begin leaves nothing behind`() throws {
    let outcome = try workspace.sluice(["run", "s.json5", "--out", "o"], after: "ulimit -f 0")
    #expect(outcome.code == 73 && !workspace.listing.contains { $0.hasPrefix("o/s/.") })
  }

  @Test func `a folder that is removed meanwhile is told`() throws {
    let running = try workspace.start(
      ["run", "s.json5", "--out", "o", "--jobs", "1", "--replications", "5000"])
    let deadline = ContinuousClock.now + .seconds(60)
    while ((try? workspace.read(Self.journal)) ?? "").isEmpty, ContinuousClock.now < deadline {
      usleep(1_000)
    }
    try workspace.remove("o")
    let outcome = running.finish()
    #expect(outcome.code == 73 && outcome.out == "")
    #expect(
      outcome.talkLines.contains(
        "sluice: error: o/s/.unfinished: the folder was removed while its runs went on"))
  }

  @Test func `two commands do not write to one folder at a time`() throws {
    let running = try workspace.start(
      ["run", "s.json5", "--out", "o", "--jobs", "1", "--quiet", "--replications", "5000"])
    let deadline = ContinuousClock.now + .seconds(60)
    while !workspace.listing.contains(Self.journal), ContinuousClock.now < deadline { usleep(1_000) }
    for options in [[], ["--resume"]] {
      let second = try workspace.sluice(
        ["run", "s.json5", "--out", "o", "--replications", "5000"] + options)
      #expect(second.code == 73)
      #expect(
        second.talk
          == "sluice: error: o/s/.unfinished: another sluice is writing there; wait for its end or give another folder with --out\n"
      )
    }
    running.send(SIGKILL)
    #expect(running.finish().code == 9)
  }
}
