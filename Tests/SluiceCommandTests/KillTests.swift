import Foundation
import Testing

/// The real program, killed with SIGKILL: whatever the moment, `--resume` goes on and ends with the same bytes.
@Suite struct KillTests {
  private let workspace: Workspace
  private let whole: Workspace.Outcome
  private let results: [String: Data]
  /// What an uninterrupted run took, in microseconds, so that kills are spread over it on any machine.
  private let duration: Int

  init() throws {
    workspace = try Workspace()
    try workspace.write(Sample.many, to: "s.json5")
    let start = ContinuousClock.now
    whole = try workspace.sluice("run", "s.json5", "--out", "whole")
    duration = Int((ContinuousClock.now - start) / .microseconds(1))
    results = try workspace.results("whole/s")
  }

  private func sheet(_ folder: String) -> String { whole.out.replacing("whole/", with: "\(folder)/") }

  /// A hundred kills over three numbers of jobs.
  @Test(arguments: [(1, 34), (2, 33), (4, 33)])
  func `killed at any moments, again and again, it ends with the bytes of an uninterrupted run`(
    jobs: Int, kills: Int
  ) throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = Draws(state: seed)
    var killed = 0
    var finished = 0
    var keptSome = 0
    while killed < kills || finished == 0 {
      let out = "out\(finished)"
      let running = try workspace.start(
        ["run", "s.json5", "--resume", "--quiet", "--out", out, "--jobs", "\(jobs)"])
      // Some die while they start, some late; once there were kills enough they may live.
      let microseconds = Int(random.next() % UInt64(duration + duration / 4))
      let deadline = ContinuousClock.now + .microseconds(microseconds)
      while running.isRunning, killed < kills, ContinuousClock.now < deadline { usleep(500) }
      if killed < kills { running.send(SIGKILL) }
      let outcome = running.finish()
      if outcome.code == 9 {
        killed += 1
        if workspace.listing.contains("\(out)/s/.unfinished/runs.jsonl") { keptSome += 1 }
        continue
      }
      #expect(outcome.code == 0 && outcome.talk == "", "seed \(seed)")
      #expect(outcome.out == sheet(out), "seed \(seed)")
      #expect(try workspace.results("\(out)/s") == results, "seed \(seed)")
      #expect(workspace.listing.filter { $0.hasPrefix("\(out)/s/.") } == [], "seed \(seed)")
      finished += 1
    }
    #expect(killed == kills && keptSome > 0, "seed \(seed)")
  }

  /// What a program leaves that dies just before its end: everything is done but the last renaming.
  private func leaveLastMoment(_ out: String) throws {
    try FileManager.default.createDirectory(
      at: workspace.url("\(out)/s/manifest.json/in-the-way"), withIntermediateDirectories: true)
    #expect(try workspace.sluice("run", "s.json5", "--quiet", "--out", out).code == 73)
    try workspace.remove("\(out)/s/manifest.json")
  }

  private func expectResumes(_ out: String, _ comment: Comment) throws {
    let outcome = try workspace.sluice("run", "s.json5", "--resume", "--quiet", "--out", out)
    #expect(outcome.code == 0 && outcome.talk == "", comment)
    #expect(outcome.out == sheet(out), comment)
    #expect(try workspace.results("\(out)/s") == results, comment)
    #expect(workspace.listing.filter { $0.hasPrefix("\(out)/s/.") } == [], comment)
  }

  @Test func `killed between any two steps of the end, it does the rest`() throws {
    try leaveLastMoment("last")
    let names = ["summary.csv", "members.csv", "kicks.csv"]
    for moved in 0...3 {
      for marker in [true, false] where marker || moved == 0 {
        let out = "o\(moved)\(marker)"
        try workspace.copy("last", to: out)
        for name in names.dropFirst(moved) {
          try FileManager.default.moveItem(
            at: workspace.url("\(out)/s/\(name)"), to: workspace.url("\(out)/s/.unfinished/\(name)"))
        }
        if !marker { try workspace.remove("\(out)/s/.unfinished/manifest.json") }
        try expectResumes(out, "\(moved) files moved, the manifest written: \(marker)")
      }
    }
    // All is in its place, and the folder partly removed.
    for lost in [[], ["plan.json"], ["runs.jsonl"], ["manifest.json"], ["manifest.json", "runs.jsonl"]] {
      let out = "gone-\(lost.joined())"
      try workspace.copy("last", to: out)
      try workspace.copy("whole/s/manifest.json", to: "\(out)/s/manifest.json")
      for name in lost { try workspace.remove("\(out)/s/.unfinished/\(name)") }
      try expectResumes(out, "without \(lost)")
    }
  }

  @Test func `what is left of the look whether it may write there is removed`() throws {
    try FileManager.default.createDirectory(at: workspace.url("out/s"), withIntermediateDirectories: true)
    try workspace.write("", to: "out/s/.sluice-probe")
    try expectResumes("out", "an empty file in the way")
  }

  @Test func `whatever is cut off or spoilt of the files, never a wrong byte comes of it`() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = Draws(state: seed)
    try leaveLastMoment("last")
    for name in ["summary.csv", "members.csv", "kicks.csv"] {
      try FileManager.default.moveItem(
        at: workspace.url("last/s/\(name)"), to: workspace.url("last/s/.unfinished/\(name)"))
    }
    try workspace.remove("last/s/.unfinished/manifest.json")
    let names = ["summary.csv", "members.csv", "kicks.csv", "runs.jsonl", "plan.json"]
    for attempt in 0..<15 {
      let out = "o\(attempt)"
      try workspace.copy("last", to: out)
      let path = "\(out)/s/.unfinished/\(names[attempt % names.count])"
      var data = try Data(contentsOf: workspace.url(path))
      let place = Int(random.next() % UInt64(max(1, data.count)))
      switch attempt / names.count {
      case 0: data = data.prefix(place)
      case 1 where !path.hasSuffix("plan.json"): data[place] ^= 1
      default: data.append(contentsOf: data.suffix(place))
      }
      try data.write(to: workspace.url(path))
      try expectResumes(out, "attempt \(attempt), seed \(seed)")
    }
  }
}

/// Numbers from a seed that a failure prints (Knuth's MMIX generator, its high bits).
struct Draws {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state >> 33
  }
}
