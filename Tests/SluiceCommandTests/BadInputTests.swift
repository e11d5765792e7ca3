import Foundation
import Testing

/// What cannot be read is refused at once, with its code, and nothing is written.
@Suite struct BadInputTests {
  private let workspace: Workspace
  init() throws { workspace = try Workspace() }

  private func expect(
    _ words: [String], code: Int32, talk: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let before = workspace.listing
    let outcome = try workspace.sluice(words)
    #expect(outcome.code == code, sourceLocation: sourceLocation)
    #expect(outcome.talk == talk, sourceLocation: sourceLocation)
    #expect(outcome.out == "", sourceLocation: sourceLocation)
    #expect(workspace.listing == before, sourceLocation: sourceLocation)
  }

  @Test func `a missing file is named, with its neighbour`() throws {
    try workspace.write(Sample.small, to: "scenarios/small.json5")
    try expect(
      ["run", "scenarios/smal.json5"], code: 66,
      talk: "sluice: error: there is no file \"scenarios/smal.json5\"; did you mean \"small.json5\"?\n")
    try expect(["check", "x/y.json5"], code: 66, talk: "sluice: error: there is no file \"x/y.json5\"\n")
  }

  @Test func `a folder is no scenario`() throws {
    try workspace.write(Sample.small, to: "scenarios/small.json5")
    for command in ["run", "validate", "check"] {
      try expect(
        [command, "scenarios"], code: 66,
        talk: "sluice: error: \"scenarios\" is a folder; name a file in it\n")
    }
  }

  @Test func `a binary file is no scenario`() throws {
    try workspace.write(Data((0..<4096).map { UInt8(truncatingIfNeeded: $0 &* 37) }), to: "b.json5")
    let outcome = try workspace.sluice("run", "b.json5")
    #expect(outcome.code == 65 && outcome.out == "")
    #expect(outcome.talkLines.count <= 100 && outcome.talkLines.allSatisfy { $0.hasPrefix("b.json5") })
    #expect(workspace.listing == ["b.json5"])
  }

  @Test func `a file of 50 MB is refused by its size`() throws {
    try writeLarge("big.json5")
    try expect(
      ["run", "big.json5"], code: 65,
      talk: "big.json5: error: the text has 50000000 bytes; at most 1048576 (1 MiB) are read\n")
  }

  @Test func `a link to a large file and a device without end are refused`() throws {
    try writeLarge("big")
    for (link, target) in [("link.json5", "big"), ("zero.json5", "/dev/zero")] {
      try FileManager.default.createSymbolicLink(
        atPath: workspace.url(link).path, withDestinationPath: target)
    }
    try expect(
      ["run", "link.json5"], code: 65,
      talk: "link.json5: error: the text has 50000000 bytes; at most 1048576 (1 MiB) are read\n")
    try expect(
      ["run", "zero.json5"], code: 66,
      talk: "sluice: error: \"zero.json5\" is not a regular file; name a file\n")
  }

  /// 50 MB of zeros that take no room on most disks.
  private func writeLarge(_ path: String) throws {
    try workspace.write("", to: path)
    let handle = try FileHandle(forWritingTo: workspace.url(path))
    try handle.truncate(atOffset: 50_000_000)
    try handle.close()
  }

  @Test func `a pipe without a writer does not hang`() throws {
    #expect(mkfifo(workspace.url("pipe.json5").path, 0o600) == 0)
    try expect(
      ["run", "pipe.json5"], code: 66,
      talk: "sluice: error: \"pipe.json5\" is not a regular file; name a file\n")
  }

  @Test(.enabled(if: geteuid() != 0, "root reads every file"))
  func `a file without permission is refused`() throws {
    try workspace.write(Sample.small, to: "s.json5")
    try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: workspace.url("s.json5").path)
    try expect(
      ["run", "s.json5"], code: 66, talk: "sluice: error: \"s.json5\" cannot be read; check its permissions\n"
    )
  }

  @Test func `deep nesting is refused`() throws {
    try workspace.write(String(repeating: "[", count: 1_000_000), to: "deep.json5")
    let outcome = try workspace.sluice("run", "deep.json5")
    #expect(outcome.code == 65)
    #expect(outcome.talkLines.first?.hasPrefix("deep.json5:1:65: error: ") == true)
  }

  @Test func `an empty file is refused`() throws {
    try workspace.write("", to: "e.json5")
    #expect(try workspace.sluice("run", "e.json5").code == 65)
  }

  @Test func `all scenarios are read before the first is run, and every problem is told`() throws {
    try workspace.write(Sample.small, to: "good.json5")
    try workspace.write("{ duration: 1 }", to: "bad.json5")
    try expect(
      ["run", "good.json5", "bad.json5", "absent.json5"], code: 65,
      talk: """
        bad.json5:1:1: error: a scenario has no members; add members: [{ name: "a", send: { rate: "100/s" } }]
        bad.json5:1:1: error: a scenario has no methods; add methods: ["hope-and-pray", "agreed-ack"]
        bad.json5:1:13: error: duration: '1' has no unit; write "1us", "1ms" or "1s"
        sluice: error: there is no file "absent.json5"

        """)
  }

  @Test func `a trace that a scenario names is looked for beside it`() throws {
    let text = Sample.small.replacing("rate: \"200/s\"", with: "trace: \"t.csv\"")
    try workspace.write(text, to: "scenarios/s.json5")
    let missing = try workspace.sluice("validate", "scenarios/s.json5")
    #expect(missing.code == 65)
    #expect(missing.talk == "scenarios/s.json5:6:54: error: trace: there is no file \"scenarios/t.csv\"\n")
    try workspace.write("time_s,payload_bytes\n0.5,100\n", to: "scenarios/t.csv")
    #expect(try workspace.sluice("validate", "scenarios/s.json5").code == 0)
  }
}
