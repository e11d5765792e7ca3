import EventKernel
import FlowControl

/// A sender sends W messages, and the next W when every member has told it that it processed these.
///
/// Bound: mW. Of each sender a member lacks at most the W messages that it has not told of. Silence means stop.
public struct BatchAck: FlowControl {
  /// W in messages.
  public typealias Settings = Int

  public static let card = MethodCard(
    name: "batch-ack", summary: "W messages, then wait for all", source: "write-a-method.md", bound: "mW",
    parameters: [Parameter("batch", .messages(1...1_000_000), default: "10", "W, messages", source: "ours")])

  public static func settings(_ values: ParameterValues, for group: GroupFacts) -> Int {
    values.messages("batch", limit: group.maxSessionMessages) ?? 10
  }
  public static func effective(_ batch: Int) -> [(name: String, text: String)] { [("batch", String(batch))] }
  public static func countsProcessed(_ batch: Int) -> Bool { true }
  public static func isWindowed(_ batch: Int) -> Bool { true }

  private let batch: Int64
  private let group: GroupFacts
  private let member: Int
  private var sent: Int64 = 0
  /// Of each sender, the messages that this member has processed and not told of.
  private var owed: [Int64]
  /// Of each member of the view, how many of this sender's messages it is known to have processed.
  private var known: [Int64?] { didSet { least = known.compactMap(\.self).min() ?? 0 } }
  private var least: Int64 = 0

  public init(_ batch: Int, member: Int, group: GroupFacts, view: View) {
    self.batch = Int64(batch)
    self.group = group
    self.member = member
    owed = group.isSender.map { _ in 0 }
    known = view.isPresent.map { $0 ? 0 : nil }
  }

  public var needs: Needs { [.processed, .control, .views] }
  public var isOpen: Bool { sent - least < batch }

  public mutating func dataAccepted(at now: Instant) -> Note? {
    sent += 1
    return nil
  }

  public mutating func dataProcessed(from sender: Int, at now: Instant) -> ControlMessage? {
    owed[sender] = (owed[sender] + 1) % batch
    return owed[sender] == 0 ? ControlMessage(Note(kind: 1, number: Int64(sender)), to: .member(sender)) : nil
  }

  public mutating func controlRead(
    from sender: Int, note: Note, row: Span<Int64>, at now: Instant
  ) -> ControlMessage? {
    if note.number == member, let told = known[sender] { known[sender] = told + batch }
    return nil
  }

  public mutating func viewRead(_ view: View, at now: Instant) -> ControlMessage? {
    for gone in view.gone { known[gone] = nil }
    let column = group.column[member]
    for joined in view.joined where column >= 0 { known[joined] = view.sentBefore[column] }
    return nil
  }

  public func bound(_ facts: BoundFacts) -> Bound { .messages(Int64(group.senderCount) * batch) }
}
