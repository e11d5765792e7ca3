import EventKernel
import FlowControl
import Foundation
import SpreadModel
import Testing

/// The drawings of `docs/methods.md` are those of runs.
@Suite("Guide to the methods", .serialized)
struct MethodGuideTests {
  private static let document = "docs/methods.md"

  @Test("a drawing is that of its run", arguments: GuideRun.all)
  func drawing(_ guide: GuideRun) throws {
    var blocks = try MarkedBlocks(Self.document)
    let drawing = try guide.block()
    #expect(drawing.count <= 14 && drawing.allSatisfy { $0.count <= 100 })
    try blocks.expect("run: \(guide.name)", toHold: drawing)
  }

  @Test("every drawing has its run, and every run its drawing")
  func drawings() throws {
    #expect(try MarkedBlocks(Self.document).names == GuideRun.all.map { "run: \($0.name)" })
  }

  @Test("every method and every modifier has its section, its drawing and its line of the closing table")
  func isComplete() throws {
    let methods = Catalogue.entries.map(\.card.name)
    let modifiers = Modifiers.cards.map(\.name)
    #expect(GuideRun.all.map(\.name) == methods + modifiers)
    let lines = try String(
      contentsOf: MarkedBlocks.checkout.appendingPathComponent(Self.document), encoding: .utf8
    ).split(separator: "\n")
    for name in methods { #expect(lines.contains("## `\(name)`"), "\(name)") }
    for name in modifiers { #expect(lines.contains("### `\(name)`"), "\(name)") }
    for name in methods + modifiers {
      #expect(lines.count { $0.hasPrefix("| `\(name)` | ") } == 1, "\(name)")
    }
  }

  @Test("with a lag of 6 the announcements kick before anybody is given up, as the page says")
  func announcementsKick() throws {
    let guide = try #require(GuideRun.all.first { $0.name == "exclude" })
    let method = try resolve(guide.method ?? guide.name, guide.values, for: guide.run)
      .modified(by: Modifiers(exclude: .lag(6)))
    let outcome = try method.run(guide.run, nil, { false }).get()
    let kick = try #require(outcome.kicks.first)
    #expect(kick.member == 2 && kick.controlCount == 16 && outcome.members[2].excludedAt == nil)
  }

  @Test("what is told to those that send is drawn in nobody else's queue")
  func toldToSenders() throws {
    let run = RunDescription(
      duration: .milliseconds(12),
      members: [
        .sender(.burst(of: 4, at: .milliseconds(1)), name: "a"), .receiver("b"),
        .receiver("c", process: .milliseconds(2)),
      ])
    let outcome = try simulate(run, under: "min-status", ["window": 4, "statusEvery": 1])
    // Of all statuses only c's own first one waits in c's queue, from 3 ms to 9 ms, behind two messages.
    let lines = Lanes(width: 12, isToldToSendersOnly: true).drawing(of: run, outcome)
    #expect(
      lines.suffix(3) == [
        "c  queue   ·33332211···",
        "   done    ···1·1·1·1··",
        "   tells   ···a·····a··",
      ])
  }

  @Test("the drawing shows sends, the closed gate, the queue, what is done, what is told, and the kick")
  func byHand() throws {
    let run = RunDescription(
      duration: .milliseconds(8), session: SessionRules(max: 2),
      members: [
        .sender(.at([1, 1, 1, 2, 5].map { .milliseconds($0) }), name: "a"),
        .receiver("b", process: .milliseconds(4)),
      ])
    // Message 1 goes into b's hands at 1 ms, 2 and 3 wait in the queue, 4 finds it full.
    // What is in b's hands it finishes all the same.
    let free = Lanes(width: 8).drawing(of: run, try simulate(run))
    #expect(
      free == [
        "ms         0",
        "a  sends   ·31··1··",
        "b  queue   ·2K",
        "   done    ·····1··",
      ])
    // With one outstanding message a waits until b has processed it, at 5 ms, and tells so.
    let acked = Lanes(width: 8).drawing(
      of: run, try simulate(run, under: "ack-every-message", ["outstanding": 1]))
    #expect(
      acked == [
        "ms         0",
        "a  sends   ·1███1██",
        "b  tells   ·····a··",
      ])
  }
}
