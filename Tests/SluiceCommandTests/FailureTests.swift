import EventKernel
@testable import Experiment
import Foundation
import SpreadModel
import Testing

@testable import SluiceCommand

/// A run that cannot be finished or kept says so with its code, and leaves everything as it was.
@Suite struct FailureTests {
  private let workspace: Workspace
  init() throws { workspace = try Workspace() }

  private func run(_ text: String, _ options: [String] = []) throws -> Workspace.Outcome {
    try workspace.write(text, to: "s.json5")
    let before = workspace.listing
    let outcome = try workspace.sluice(["run", "s.json5"] + options)
    #expect(workspace.listing == before)
    return outcome
  }

  @Test func `a run beyond its limit of events is stopped`() throws {
    let outcome = try run(Sample.small.replacing("duration:", with: "limits: { events: 1000 }, duration:"))
    #expect(outcome.code == 65 && outcome.out == "")
    #expect(
      outcome.talk == """
        s.json5: error: hope-and-pray was stopped after 1000 events; make duration, rates or members smaller, or raise limits.events

        """)
  }

  @Test func `a run beyond its limit of memory is stopped`() throws {
    let outcome = try run(
      Sample.small.replacing("duration: \"2s\"", with: "limits: { memory: \"1MB\" }, duration: \"1h\"")
        .replacing("rate: \"200/s\"", with: "burst: { size: 500000, period: \"1s\" }")
        .replacing("methods: [\"hope-and-pray\", ", with: "methods: [")
        .replacing("{ method: \"hope-and-pray\", kicked: [\"slow\"] }, ", with: ""))
    #expect(outcome.code == 65 && outcome.out == "")
    #expect(
      outcome.talk == """
        s.json5: error: agreed-ack was stopped at 0.0 s, as its waiting messages, or its timeline or events, would take more than 1000000 bytes; make rates or maxSessionMessages smaller, record less, or raise limits.memory

        """)
  }

  @Test func `a run that does more than ten million things at one instant is stopped`() throws {
    let outcome = try run(
      """
      { duration: "1s", session: { maxSessionMessages: 10000000 }, methods: ["hope-and-pray"],
        members: [{ name: "a", count: 11, send: { burst: { size: 1000000, period: "1s" } } }] }
      """, ["--quiet"])
    #expect(outcome.code == 65 && outcome.out == "")
    #expect(
      outcome.talk.hasPrefix(
        "s.json5: error: hope-and-pray was stopped at 0.0 s after 10000000 events without "))
  }

  @Test
  func `a standstill in one of many runs, and a run that passes its bound, are told with what repeats them`()
    throws
  {
    let transcript = InProcessConsole()
    let run = ExperimentRun(transcript.console, changes: ["--set", "members.slow.process=5 ms"])
    let file = ScenarioFile("scenarios/s.json5")
    let scenario = try #require(file.scenario(Array(Sample.random.utf8)).scenario)
    let identity = RunIdentity(scenario: "s", point: 1, label: "agreed-ack", replication: 2)
    let standstill = ExperimentFailure.stopped(identity, .standstill(at: Instant(nanoseconds: 1_500_000_000)))
    #expect(run.tell(standstill, scenario, file) == .badScenario)
    #expect(run.tell(.boundBroken(identity, bound: 7), scenario, file) == .internalError)
    #expect(
      transcript.talk == """
        scenarios/s.json5: error: agreed-ack, point 1, replication 2 was stopped at 1.5 s after 10000000 events without time going on; give something in the cycle a time, such as a cost, or make bursts and members fewer
        sluice: error: agreed-ack, point 1, replication 2 passed its proven bound of 7 messages. This is a bug of Sluice; it is repeated by
          sluice run scenarios/s.json5 --set 'members.slow.process=5 ms' --method agreed-ack --seed 1 --replications 3

        """)
  }

  @Test func `a results folder below a file is refused before anything is run`() throws {
    let outcome = try run(Sample.long, ["--out", "s.json5/x"])
    #expect(outcome.code == 73 && outcome.out == "")
    #expect(
      outcome.talk
        == "sluice: error: s.json5/x/s: cannot write there, \"s.json5\" is a file; give another folder with --out\n"
    )
  }

  @Test(.enabled(if: geteuid() != 0, "root writes everywhere"))
  func `a results folder without permission is refused before anything is run`() throws {
    try FileManager.default.createDirectory(at: workspace.url("closed"), withIntermediateDirectories: true)
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o500], ofItemAtPath: workspace.url("closed").path)
    let outcome = try run(Sample.long, ["--out", "closed"])
    #expect(outcome.code == 73 && outcome.out == "")
    #expect(
      outcome.talk
        == "sluice: error: closed/s: cannot write there; check its permissions or give another folder with --out\n"
    )
  }

  @Test func `a result that cannot be replaced leaves no half-written file`() throws {
    try FileManager.default.createDirectory(
      at: workspace.url("results/s/manifest.json/in-the-way"), withIntermediateDirectories: true)
    try workspace.write(Sample.small, to: "s.json5")
    let outcome = try workspace.sluice("run", "s.json5")
    #expect(outcome.code == 73)
    #expect(
      outcome.talkLines.dropFirst().first?.hasPrefix(
        "sluice: error: results/s/manifest.json: cannot replace the file (") == true)
    #expect(
      outcome.talkLines.suffix(2) == [
        "2 of 2 runs of s are kept; when it can be written again, go on with",
        "  sluice run s.json5 --resume",
      ])
    #expect(workspace.listing.allSatisfy { !$0.hasPrefix("results/s/.") || $0.contains("/.unfinished") })
    try FileManager.default.removeItem(at: workspace.url("results/s/manifest.json"))
    let resumed = try workspace.sluice("run", "s.json5", "--resume")
    #expect(resumed.code == 0 && resumed.out.hasPrefix("s · 2 members"))
    #expect(!workspace.listing.contains { $0.contains(".unfinished") })
  }

  // These two wait without giving their thread away: suspended, they would resume when other tests are done, while the
  // program that they started takes a core.

  @Test(arguments: [SIGINT, SIGTERM])
  func `after Ctrl-C or SIGTERM what was finished is kept, and how to go on is told`(number: Int32) throws {
    try workspace.write(Sample.small, to: "a.json5")
    try workspace.write(Sample.long, to: "b.json5")
    try workspace.write(Sample.small, to: "c.json5")
    let running = try workspace.start(["run", "a.json5", "b.json5", "c.json5", "--jobs", "1", "--out", "o p"])
    let deadline = ContinuousClock.now + .seconds(60)
    while !workspace.listing.contains("o p/a/manifest.json"), ContinuousClock.now < deadline {
      usleep(20_000)
    }
    running.send(number)
    let outcome = running.finish()
    #expect(outcome.code == 130)
    #expect(outcome.out.hasPrefix("a · ") && outcome.out.contains("o p/a/summary.csv"))
    #expect(
      outcome.talkLines.dropFirst() == [
        "interrupted at 0 of 2 runs of b; what is finished is kept, go on with",
        "  sluice run b.json5 c.json5 --resume --jobs 1 --out 'o p'",
      ])
    #expect(
      workspace.listing.filter { $0.hasPrefix("o p/") && $0.hasSuffix("manifest.json") } == [
        "o p/a/manifest.json"
      ])
    #expect(!workspace.listing.contains("o p/b"))
  }

  @Test func `check says that it was interrupted`() throws {
    try workspace.write(Sample.long, to: "b.json5")
    let running = try workspace.start(["check", "b.json5"])
    // Nothing that can be seen tells when it listens; before that Ctrl-C ends it by the signal itself.
    usleep(1_000_000)
    running.send(SIGINT)
    let outcome = running.finish()
    #expect(outcome.code == 130 && outcome.out == "")
    #expect(outcome.talk == "interrupted; nothing was changed, check again\n")
  }

  @Test(arguments: [ENOSPC, EDQUOT])
  func `a full disk is told with its repair`(reason: Int32) {
    let message = WriteProblem("results/a", reason: reason).message
    #expect(message.hasPrefix("results/a: cannot write there ("))
    #expect(message.hasSuffix("); make room there"))
    #expect(
      WriteProblem("results/a", CocoaError(.fileWriteOutOfSpace)).message.hasSuffix("); make room there"))
    #expect(WriteProblem("results/a", CocoaError(.fileWriteNoPermission)).message.contains("permissions"))
  }
}
