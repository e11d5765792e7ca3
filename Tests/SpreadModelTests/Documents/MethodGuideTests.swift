import EventKernel
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
