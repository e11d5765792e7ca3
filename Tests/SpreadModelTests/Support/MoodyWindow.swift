import EventKernel
import FlowControl

/// A window for tests of stretches: it hears of nothing but its own messages when they are processed, and does whatever
/// such a method may do. Some returns let through two messages and some none, it waits now for itself and now for
/// another, some messages carry a note, and now and then it has something to say.
struct MoodyWindow: FlowControl {
  /// The least window, messages.
  typealias Settings = Int

  static let card = MethodCard(
    name: "moody-window", summary: "for tests", source: "ours", bound: "none",
    parameters: [Parameter("least", .messages(1...1_000), default: "2", "window", source: "ours")])

  static func settings(_ values: ParameterValues, for group: GroupFacts) -> Int {
    values.messages("least", limit: group.maxSessionMessages) ?? 2
  }
  static func effective(_ least: Int) -> [(name: String, text: String)] { [("least", String(least))] }
  static func countsProcessed(_ least: Int) -> Bool { true }
  static func isWindowed(_ least: Int) -> Bool { true }

  private let least: Int64
  private let member: Int
  private let memberCount: Int
  private var limit: Int64
  private var sent: Int64 = 0
  private var returned: Int64 = 0

  init(_ least: Int, member: Int, group: GroupFacts, view: View) {
    self.least = Int64(least)
    self.member = member
    memberCount = group.memberCount
    limit = Int64(least)
  }

  var needs: Needs { .ownProcessed }
  var isOpen: Bool { sent - returned < limit }
  var awaited: Int? { returned % 4 < 2 ? nil : (member + Int(returned / 8)) % memberCount }

  mutating func dataAccepted(at now: Instant) -> Note? {
    sent += 1
    return sent.isMultiple(of: 3) ? Note(kind: 1, number: sent) : nil
  }

  mutating func dataProcessed(from sender: Int, at now: Instant) -> ControlMessage? {
    returned += 1
    switch returned % 5 {
    case 0 where limit < least + 3: limit += 1
    case 3 where limit > least: limit -= 1
    default: break
    }
    return returned.isMultiple(of: 13) ? ControlMessage(Note(kind: 1, number: returned)) : nil
  }
}
