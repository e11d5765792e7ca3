import EventKernel
import FlowControl
import Foundation
import Testing

@testable import SpreadModel

/// What `docs/write-a-method.md` says is so: its code is the code that is compiled and tested here.
@Suite("Tutorial", .serialized)
struct TutorialTests {
  private static let folder = "Tests/SpreadModelTests/Tutorial/"
  private static let files = ["BatchAck.swift", "BatchAckTests.swift"]

  private static func lines(of file: String) throws -> [String] {
    try String(contentsOf: MarkedBlocks.checkout.appendingPathComponent(folder + file), encoding: .utf8)
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init).dropLast()
  }

  @Test("the guide shows the files as they are", arguments: files)
  func code(_ file: String) throws {
    var blocks = try MarkedBlocks("docs/write-a-method.md")
    #expect(blocks.names == Self.files.map { "file: \($0)" })
    try blocks.expect("file: \(file)", toHold: Self.lines(of: file), language: "swift")
  }

  @Test("the method has under fifty lines of code from its first to its last brace")
  func length() throws {
    let code = try Self.lines(of: Self.files[0]).map { $0.trimmingCharacters(in: .whitespaces) }
      .filter { !$0.isEmpty && !$0.hasPrefix("//") && !$0.hasPrefix("import ") }
    #expect(code.count < 50)
  }

  @Test("what is told of a batch begun before a sender came back is taken for a whole one, as the page says")
  func earlierSession() throws {
    let group = GroupFacts(
      isSender: [true, false], maxSessionMessages: 1000, hasReceiverThread: [false, false])
    let start = View.initial(isPresent: [true, true], senderCount: 1)
    var receiver = BatchAck(5, member: 1, group: group, view: start)
    for _ in 0..<4 { #expect(receiver.dataProcessed(from: 0, at: .zero) == nil) }
    let gone = View(isPresent: [false, true], position: 4, sentBefore: [4], gone: [0])
    let back = View(isPresent: [true, true], position: 4, sentBefore: [4], joined: [0])
    for view in [gone, back] { #expect(receiver.viewRead(view, at: .zero) == nil) }
    var sender = BatchAck(5, member: 0, group: group, view: back)
    for _ in 0..<5 { _ = sender.dataAccepted(at: .zero) }
    #expect(!sender.isOpen)
    let answer = receiver.dataProcessed(from: 0, at: .zero)
    let note = try #require(answer).note
    for teller in 0...1 { _ = sender.controlRead(from: teller, note: note, row: [Int64]().span, at: .zero) }
    // It has processed one, and the sender goes on to ten.
    for _ in 0..<5 {
      #expect(sender.isOpen)
      _ = sender.dataAccepted(at: .zero)
    }
    #expect(!sender.isOpen)
  }

  @Test("the bound catches a member that tells of what it has read and not processed")
  func hasty() throws {
    let run = RunDescription(
      duration: .milliseconds(100),
      members: [
        .sender(Workload(.constant(.perSecond(1_000)))),
        .receiver(process: .milliseconds(10), receiverThread: ReceiverThread()),
      ])
    func outcome(_ entry: CatalogueEntry) throws -> RunOutcome {
      try entry.resolve(ParameterValues(["batch": .messages(4)]), run.groups).run(run, Journal(), { false })
        .get()
    }
    #expect(invariantViolations(run, try outcome(CatalogueEntry(BatchAck.self))) == [])
    let hasty = try outcome(CatalogueEntry(HastyBatchAck.self))
    #expect(invariantViolations(run, hasty) == ["the proven bound 4 was passed"])
  }
}

/// `BatchAck` with the mistake of telling too early.
private struct HastyBatchAck: FlowControl {
  static let card = BatchAck.card

  static func settings(_ values: ParameterValues, for group: GroupFacts) -> Int {
    BatchAck.settings(values, for: group)
  }
  static func effective(_ batch: Int) -> [(name: String, text: String)] { BatchAck.effective(batch) }
  static func isWindowed(_ batch: Int) -> Bool { true }

  private var rule: BatchAck

  init(_ batch: Int, member: Int, group: GroupFacts, view: View) {
    rule = BatchAck(batch, member: member, group: group, view: view)
  }

  var needs: Needs { [.reads, .control, .views] }
  var isOpen: Bool { rule.isOpen }
  mutating func dataAccepted(at now: Instant) -> Note? { rule.dataAccepted(at: now) }

  mutating func dataRead(
    from sender: Int, note: Note?, row: Span<Int64>, at now: Instant
  ) -> ControlMessage? { rule.dataProcessed(from: sender, at: now) }

  mutating func controlRead(
    from sender: Int, note: Note, row: Span<Int64>, at now: Instant
  ) -> ControlMessage? { rule.controlRead(from: sender, note: note, row: row, at: now) }

  mutating func viewRead(_ view: View, at now: Instant) -> ControlMessage? { rule.viewRead(view, at: now) }
  func bound(_ facts: BoundFacts) -> Bound { rule.bound(facts) }
}
