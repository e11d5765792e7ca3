import Foundation
import Testing

/// `timeline.csv` and `events.csv`, which are written on request.
@Suite struct RecordingCommandTests {
  private let workspace: Workspace

  init() throws {
    workspace = try Workspace()
    try workspace.write(Sample.small, to: "s.json5")
  }

  private func rows(_ path: String) throws -> [[Substring]] {
    try workspace.read(path).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
  }

  @Test func `they are written where they were asked for, and change no other file`() throws {
    #expect(try workspace.sluice("run", "s.json5", "--out", "plain").code == 0)
    let asked = try workspace.sluice("run", "s.json5", "--timeline", "500ms", "--events", "--out", "asked")
    #expect(asked.code == 0, "\(asked.talk)")
    for name in ["summary", "members", "kicks"] {
      #expect(try workspace.read("plain/s/\(name).csv") == workspace.read("asked/s/\(name).csv"))
    }
    #expect(asked.out.contains("asked/s/summary.csv, members.csv, kicks.csv, timeline.csv, events.csv"))
    let manifest = try workspace.read("asked/s/manifest.json")
    #expect(manifest.contains("\"timeline.csv\"") && manifest.contains("\"events.csv\""))
    #expect(workspace.listing.filter { $0.hasPrefix("plain/s/") }.count == 4)

    let timeline = try rows("asked/s/timeline.csv")
    #expect(
      timeline[0].prefix(7) == ["scenario", "point", "method", "replication", "time_s", "member", "standing"])
    // Two methods, five instants, two members.
    #expect(timeline.count == 1 + 2 * 5 * 2)
    #expect(timeline[1].prefix(7) == ["s", "0", "hope-and-pray", "0", "0", "sender", "member"])
    // After half a second a hundred were sent; the slow one took one every 20 ms, and works at the next.
    #expect(
      timeline[4].joined(separator: ",")
        == "s,0,hope-and-pray,0,0.5,slow,member,false,false,75,13500,0,1,0,76,0,100,24")
    #expect(timeline[6].prefix(7) == ["s", "0", "hope-and-pray", "0", "1", "slow", "kicked"])

    let events = try rows("asked/s/events.csv")
    #expect(events[0].suffix(6) == ["time_s", "event", "member", "position", "daemon", "packet"])
    let kicks = events.filter { $0[5] == "kicked" }
    #expect(kicks.map { $0[6] } == ["slow"])
    #expect(kicks.map { $0[4] } == (try rows("asked/s/kicks.csv")).dropFirst().map { $0[5] })
  }

  @Test func `a scenario can ask for them, and options ask for more`() throws {
    try workspace.write(
      Sample.small.replacing("duration: \"2s\"", with: "duration: \"2s\", record: { timeline: \"change\" }"),
      to: "r.json5")
    #expect(try workspace.sluice("run", "r.json5", "--out", "o").code == 0)
    #expect(try rows("o/r/timeline.csv").count > 500)
    #expect(!workspace.listing.contains("o/r/events.csv"))
    #expect(try workspace.sluice("run", "r.json5", "--timeline", "1s", "--out", "p").code == 0)
    #expect(try rows("p/r/timeline.csv").count == 1 + 2 * 3 * 2)
  }

  @Test(
    "what is wrong is told with its repair",
    arguments: [
      ("--timeline=0s", "--timeline: error: timeline is 0; write a positive duration, for example \"1ms\""),
      ("--timeline=chnge", "--timeline: error: timeline is \"chnge\"; did you mean \"change\"?"),
      (
        "--timeline=5",
        "--timeline: error: timeline: '5' has no unit; write \"5us\", \"5ms\" or \"5s\""
      ),
      ("--set=record.events=yes", "--set record.events: error: events is \"yes\"; write true or false"),
    ])
  func mistakes(option: String, message: String) throws {
    let outcome = try workspace.sluice("run", "s.json5", option)
    #expect(outcome.code == 65)
    #expect(outcome.talkLines == [message])
  }
}
