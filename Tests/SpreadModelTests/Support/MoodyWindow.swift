import EventKernel
import FlowControl

/// A window for tests of stretches: it hears of nothing but its own messages, when they are processed or when they are read,
/// and does whatever such a method may do. Some returns let through two messages and some none, it waits now for itself and now for
/// another, some messages carry a note, and now and then it has something to say.
struct MoodyWindow: FlowControl {
  struct Settings: Hashable {
    /// The least window, messages.
    var least: Int
    /// Whether it counts own messages when they are read.
    var hearsReads = false
  }

  static let card = MethodCard(
    name: "moody-window", summary: "for tests", source: "ours", bound: "none",
    parameters: [
      Parameter("least", .messages(1...1_000), default: "2", "window", source: "ours"),
      Parameter("reads", .flag, default: "false", "what counts", source: "ours"),
    ])

  static func settings(_ values: ParameterValues, for group: GroupFacts) -> Settings {
    Settings(
      least: values.messages("least", limit: group.maxSessionMessages) ?? 2,
      hearsReads: values.flag("reads", default: false))
  }
  static func effective(_ settings: Settings) -> [(name: String, text: String)] {
    [("least", String(settings.least)), ("reads", String(settings.hearsReads))]
  }
  static func countsProcessed(_ settings: Settings) -> Bool { !settings.hearsReads }
  static func isWindowed(_ settings: Settings) -> Bool { true }

  private let hearsReads: Bool
  private let least: Int64
  private let member: Int
  private let memberCount: Int
  private var limit: Int64
  private var sent: Int64 = 0
  private var returned: Int64 = 0

  init(_ settings: Settings, member: Int, group: GroupFacts, view: View) {
    hearsReads = settings.hearsReads
    least = Int64(settings.least)
    self.member = member
    memberCount = group.memberCount
    limit = least
  }

  var needs: Needs { hearsReads ? .ownReads : .ownProcessed }
  var isOpen: Bool { sent - returned < limit }
  var awaited: Int? { returned % 4 < 2 ? nil : (member + Int(returned / 8)) % memberCount }

  mutating func dataAccepted(at now: Instant) -> Note? {
    sent += 1
    return sent.isMultiple(of: 3) ? Note(kind: 1, number: sent) : nil
  }

  mutating func dataRead(
    from sender: Int, note: Note?, row: Span<Int64>, at now: Instant
  ) -> ControlMessage? { ownReturned() }

  mutating func dataProcessed(from sender: Int, at now: Instant) -> ControlMessage? { ownReturned() }

  private mutating func ownReturned() -> ControlMessage? {
    returned += 1
    switch returned % 5 {
    case 0 where limit < least + 3: limit += 1
    case 3 where limit > least: limit -= 1
    default: break
    }
    return returned.isMultiple(of: 13) ? ControlMessage(Note(kind: 1, number: returned)) : nil
  }
}
