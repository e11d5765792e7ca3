import Foundation
import Testing

/// Runs until a precision are kept as all others are: whatever the moment of an end, nothing is lost.
@Suite struct PrecisionKeepingTests {
  private let workspace: Workspace
  private let whole: Workspace.Outcome
  private let results: [String: Data]
  private let duration: Int

  private static let precision = ["--precision", "4%"]
  private static let names = ["summary.csv", "members.csv", "kicks.csv", "aggregate.csv"]
  private static let unfinished = "o/s/.unfinished"

  init() throws {
    workspace = try Workspace()
    try workspace.write(Sample.precise, to: "s.json5")
    let start = ContinuousClock.now
    whole = try workspace.sluice(["run", "s.json5", "--out", "whole", "--quiet"] + Self.precision)
    duration = Int((ContinuousClock.now - start) / .microseconds(1))
    results = try Self.results(workspace, "whole")
  }

  private static func results(_ workspace: Workspace, _ out: String) throws -> [String: Data] {
    try Dictionary(
      uniqueKeysWithValues: (names + ["manifest.json"]).map {
        ($0, try Data(contentsOf: workspace.url("\(out)/s/\($0)")))
      })
  }

  private func expectWhole(_ outcome: Workspace.Outcome, _ out: String, _ comment: Comment) throws {
    #expect(outcome.code == 0 && outcome.talk == "", comment)
    #expect(outcome.out == whole.out.replacing("whole/", with: "\(out)/"), comment)
    #expect(try Self.results(workspace, out) == results, comment)
    #expect(!workspace.listing.contains { $0.hasPrefix("\(out)/s/.") }, comment)
  }

  private func expectResumes(_ out: String, _ comment: Comment) throws {
    let outcome = try workspace.sluice(
      ["run", "s.json5", "--out", out, "--quiet", "--resume"] + Self.precision)
    try expectWhole(outcome, out, comment)
  }

  /// Lines of a file; none if there is no such file.
  private func lineCount(_ path: String) -> Int {
    ((try? workspace.read(path)) ?? "").count { $0 == "\n" }
  }

  /// Runs until a file may grow no more: some runs of a point are kept.
  private func leaveUnfinished(_ options: [String] = precision) throws -> Workspace.Outcome {
    let stopped = try workspace.sluice(
      ["run", "s.json5", "--out", "o", "--quiet", "--jobs", "1"] + options, after: "ulimit -f 8")
    #expect(stopped.code == 73 && lineCount("\(Self.unfinished)/point/runs.jsonl") > 0)
    return stopped
  }

  /// What a program leaves that dies just before its end, its files not yet moved.
  private func leaveAllRuns(_ out: String) throws {
    try FileManager.default.createDirectory(
      at: workspace.url("\(out)/s/manifest.json/in-the-way"), withIntermediateDirectories: true)
    let stopped = try workspace.sluice(
      ["run", "s.json5", "--quiet", "--out", out] + Self.precision)
    #expect(stopped.code == 73)
    try workspace.remove("\(out)/s/manifest.json")
    for name in Self.names {
      try FileManager.default.moveItem(
        at: workspace.url("\(out)/s/\(name)"), to: workspace.url("\(out)/s/.unfinished/\(name)"))
    }
  }

  /// Cuts lines off the end of a file.
  private func keep(_ count: Int, linesOf path: String) throws {
    let lines = try workspace.read(path).split(separator: "\n").prefix(count)
    try workspace.write(lines.map { $0 + "\n" }.joined(), to: path)
  }

  @Test(arguments: [1, 2])
  func `killed at any moments, again and again, it ends with the bytes of an uninterrupted run`(jobs: Int)
    throws
  {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = Draws(state: seed)
    var killed = 0
    var finished = 0
    var keptSome = 0
    while killed < 12 || finished == 0 {
      let out = "out\(finished)"
      let running = try workspace.start(
        ["run", "s.json5", "--resume", "--quiet", "--out", out, "--jobs", "\(jobs)"] + Self.precision)
      let deadline = ContinuousClock.now + .microseconds(Int(random.next() % UInt64(duration)))
      while running.isRunning, killed < 12, ContinuousClock.now < deadline { usleep(500) }
      if killed < 12 { running.send(SIGKILL) }
      let outcome = running.finish()
      if outcome.code == 9 {
        killed += 1
        let folder = "\(out)/s/.unfinished"
        if lineCount("\(folder)/runs.jsonl") + lineCount("\(folder)/point/runs.jsonl") > 0 { keptSome += 1 }
        continue
      }
      try expectWhole(outcome, out, "seed \(seed)")
      finished += 1
    }
    #expect(killed == 12 && keptSome > 0, "seed \(seed)")
  }

  @Test func `killed between any two steps of the end, it does the rest`() throws {
    try leaveAllRuns("last")
    for moved in 0...Self.names.count {
      for marker in [true, false] where marker || moved == 0 {
        let out = "o\(moved)\(marker)"
        try workspace.copy("last", to: out)
        for name in Self.names.prefix(moved) {
          try FileManager.default.moveItem(
            at: workspace.url("\(out)/s/.unfinished/\(name)"), to: workspace.url("\(out)/s/\(name)"))
        }
        if !marker { try workspace.remove("\(out)/s/.unfinished/manifest.json") }
        try expectResumes(out, "\(moved) files moved, the manifest written: \(marker)")
      }
    }
  }

  @Test func `killed behind any run, between points and within them, it goes on`() throws {
    try leaveAllRuns("last")
    let journal = try workspace.read("last/s/.unfinished/runs.jsonl").split(separator: "\n")
    let first = journal.count { $0.contains("\"point\":0,") }
    #expect(first > 10 && journal.count > first)
    for count in [0, 1, first - 1, first, first + 1, journal.count - 1] {
      try workspace.copy("last", to: "o\(count)")
      try keep(count, linesOf: "o\(count)/s/.unfinished/runs.jsonl")
      try expectResumes("o\(count)", "\(count) runs are kept")
    }
  }

  @Test func `the runs of a point that has not enough yet are not run again`() throws {
    let stopped = try leaveUnfinished()
    let kept = stopped.talkLines.dropFirst().first?.split(separator: " ").first.flatMap { Int($0) } ?? 0
    #expect(kept >= lineCount("\(Self.unfinished)/point/runs.jsonl") && kept > 0)
    #expect(
      stopped.talkLines.dropFirst() == [
        "\(kept) runs of s are kept; when it can be written again, go on with",
        "  sluice run s.json5 --resume --precision 4% --jobs 1 --out o --quiet",
      ])
    try workspace.copy("o", to: "talking")
    try expectResumes("o", "after a full disk")
    let told = try workspace.sluice(
      ["run", "s.json5", "--out", "talking", "--resume"] + Self.precision)
    #expect(told.talk.contains(" s, \(kept) runs were there already\n"))
    #expect(told.talk.contains("s: throughput_per_s is within 4%, after "))
  }

  @Test func `whatever is spoilt or left over of a point's runs, never a wrong byte comes of it`() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = Draws(state: seed)
    _ = try leaveUnfinished()
    try workspace.copy("o", to: "left")
    for attempt in 0..<8 {
      let out = "spoilt\(attempt)"
      try workspace.copy("left", to: out)
      let name = ["runs.jsonl", "summary.csv", "plan.json", "kicks.csv"][attempt % 4]
      let url = workspace.url("\(out)/s/.unfinished/point/\(name)")
      var data = try Data(contentsOf: url)
      let place = Int(random.next() % UInt64(data.count))
      if attempt < 4 { data = data.prefix(place) } else { data[place] ^= 1 }
      try data.write(to: url)
      try expectResumes(out, "attempt \(attempt), seed \(seed)")
    }
    // The point was complete, and its runs had come to the results, but they were not removed yet.
    try leaveAllRuns("last")
    for count in [20, 1000] {
      let out = "both\(count)"
      try workspace.copy("last", to: out)
      try keep(count, linesOf: "\(out)/s/.unfinished/runs.jsonl")
      try workspace.copy("left/s/.unfinished/point", to: "\(out)/s/.unfinished/point")
      try expectResumes(out, "\(count) runs and a point of before")
    }
  }

  @Test(arguments: [["--precision", "3%"], ["--precision", "4%", "--max-replications", "900"], []])
  func `runs of another precision are not gone on with`(options: [String]) throws {
    _ = try leaveUnfinished()
    let outcome = try workspace.sluice(["run", "s.json5", "--out", "o", "--resume"] + options)
    #expect(outcome.code == 65 && outcome.out == "")
    #expect(outcome.talk.contains("it was run with --precision 4%; run without --resume to begin anew\n"))
  }

  @Test func `what was missed is told after a resumption too, of the points of before as well`() throws {
    let options = ["--precision", "0.1%", "--max-replications", "12"]
    let plain = try workspace.sluice(["run", "s.json5", "--out", "missed", "--quiet"] + options)
    #expect(plain.code == 1 && plain.talkLines.count == 2)
    let stopped = try workspace.sluice(
      ["run", "s.json5", "--out", "o", "--quiet", "--jobs", "1"] + options, after: "ulimit -f 40")
    #expect(stopped.code == 73 && lineCount("\(Self.unfinished)/runs.jsonl") >= 24)
    let resumed = try workspace.sluice(["run", "s.json5", "--out", "o", "--quiet", "--resume"] + options)
    #expect(resumed.code == 1 && resumed.talk == plain.talk)
    #expect(try Self.results(workspace, "o") == Self.results(workspace, "missed"))
  }

  @Test func `where all points have as many, the files are those of fixed replications`() throws {
    let limited = ["--precision", "0.01%", "--max-replications", "6"]
    #expect(try workspace.sluice(["run", "s.json5", "--out", "o", "--quiet"] + limited).code == 1)
    #expect(
      try workspace.sluice("run", "s.json5", "--out", "fixed", "--quiet", "--replications", "6").code == 0)
    #expect(try Self.results(workspace, "o") == Self.results(workspace, "fixed"))
  }

  @Test(arguments: [1, 2, 3])
  func `parts have whole points, and give the bytes of one run`(count: Int) throws {
    for number in 1...count {
      let part = try workspace.sluice(
        ["run", "s.json5", "--out", "o", "--shard", "\(number)/\(count)", "--quiet"] + Self.precision)
      let points = (2 + count - number) / count
      #expect(part.code == 0 && part.talk == "")
      #expect(
        part.out.hasPrefix(
          "o/s/shard-\(number)-of-\(count): \(points) point\(points == 1 ? "" : "s") of 2, "))
    }
    let journal = "o/s/shard-1-of-\(count)/runs.jsonl"
    let lines = try workspace.read(journal)
    try keep(7, linesOf: journal)
    let early = try workspace.sluice("merge", "o/s")
    #expect(early.code == 66)
    let points = count == 1 ? "2 points" : "1 point"
    #expect(
      early.talk
        == "sluice: error: o/s/shard-1-of-\(count): it has 0 of \(points); run with --shard 1/\(count) --resume\n"
    )
    let resumed = try workspace.sluice(
      ["run", "s.json5", "--out", "o", "--shard", "1/\(count)", "--quiet", "--resume"] + Self.precision)
    #expect(resumed.code == 0)
    #expect(try workspace.read(journal) == lines)
    try workspace.remove("s.json5")
    let merged = try workspace.sluice("merge", "o/s", "--quiet")
    try expectWhole(merged, "o", "\(count) parts")
  }
}
