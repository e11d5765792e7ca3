import EventKernel

/// The rule of Spread's flooder with `-n`: a sender sends only while the lowest count of messages received from any
/// sender is within W of its own count.
///
/// It ties every sender to the slowest *sender*, by what has come in here. Members that only receive it never looks
/// at, and a sender that has nothing to send stops everybody.
///
/// Bound, if every member sends: at most (2m − 1)W unread messages at a member r. Sender j has sent at most W more
/// than it has received from r, so at most W more than r has sent; r has sent at most W more than it has received
/// from j. So r lacks at most 2W of j's messages, and W of its own. A member with one loop has processed what it has
/// read whenever it sends, so the same holds for its backlog.
///
/// The senders are known: one of the view that has not been heard counts 0, one that is gone does not count. Who
/// joins counts for the others as low as the lowest when they read its view, and for itself everybody begins with it
/// at 0. So nobody is taken to be further than he is, and the bound holds for joiners too; nor does the view by
/// itself open or close a gate.
public struct Lockstep: FlowControl {
  /// The window.
  public struct Settings: Hashable, Sendable {
    /// W in messages.
    var window: Int
  }

  public static let card = MethodCard(
    name: "lockstep",
    summary: "send only while the lowest count received from any sender is within W of one's own",
    source: "Spread's flooder with -n: W = 201, as it compares with 200 after sending",
    bound: "(2m − 1)W, if every member sends and none has a receiver thread",
    parameters: [
      Parameter(
        "window", .messages(1...1_000_000), words: ["safe"], default: "\"safe\"",
        "W, messages: how far one's own count may be above the lowest; safe = ⌊max/(2m − 1)⌋, m senders:"
          + " proven kick-free if every member sends",
        source: "Spread's flooder (201); safe is proven by Sluice")
    ])

  public static func settings(
    _ values: ParameterValues, for group: GroupFacts
  ) throws(ParameterProblems) -> Settings {
    if let window = values.messages("window", limit: group.maxSessionMessages) {
      return Settings(window: window)
    }
    let window = group.maxSessionMessages / perWindow(group)
    guard window > 0 else {
      throw ParameterProblems(
        "window",
        "no window is proven safe for \(group.senderCount) senders with maxSessionMessages"
          + " \(group.maxSessionMessages): (2m − 1)W is more; give a window as a number or raise"
          + " maxSessionMessages")
    }
    return Settings(window: window)
  }

  public static func effective(_ settings: Settings) -> [(name: String, text: String)] {
    [("window", String(settings.window))]
  }

  public static func warnings(_ settings: Settings, for group: GroupFacts) -> [String] {
    guard let load = provenQueueLoad(settings, for: group) else {
      return ["not proven kick-free: nobody looks at a member that only receives"]
    }
    let capacity = group.maxSessionMessages + group.socketMessages
    guard load > capacity else { return [] }
    return [
      "not proven kick-free: a session may have to hold \(load) messages and holds \(capacity);"
        + " a smaller window or \"safe\" is"
    ]
  }

  /// There is no message but data, and what has been read takes no place.
  public static func provenQueueLoad(_ settings: Settings, for group: GroupFacts) -> Int? {
    group.everybodySends ? perWindow(group) * settings.window : nil
  }

  public static func isWindowed(_ settings: Settings) -> Bool { true }

  public static func stateBytes(_ settings: Settings, for group: GroupFacts) -> Int64 {
    Int64(group.senderCount) * Int64(group.memberCount) * KnownPositions.bytesPerMember
  }

  /// 2m − 1, the windows that may be unread at a member.
  private static func perWindow(_ group: GroupFacts) -> Int { max(1, 2 * group.senderCount - 1) }

  @usableFromInline let window: Int64
  private let group: GroupFacts
  @usableFromInline let member: Int
  @usableFromInline private(set) var sent: Int64 = 0
  /// Messages received from each sender of the view.
  @usableFromInline private(set) var received: KnownPositions

  public init(_ settings: Settings, member: Int, group: GroupFacts, view: View) {
    window = Int64(settings.window)
    self.group = group
    self.member = member
    received = KnownPositions(memberCount: group.isSender[member] ? group.memberCount : 0)
    for other in view.isPresent.indices where view.isPresent[other] && group.isSender[other] {
      received.track(other, from: 0)
    }
  }

  public var needs: Needs { group.isSender[member] ? [.reads, .views] : [] }

  /// Nothing but a message of the sender that holds it back opens the gate, and none closes it.
  @inlinable public var patience: Patience? {
    isOpen ? Patience(awaitsOwnReads: false) : Patience(awaiting: awaited, awaitsOwnReads: awaited == nil)
  }
  @inlinable public var isOpen: Bool { sent - received.least < window }
  @inlinable public var awaited: Int? { received.slowest == member ? nil : received.slowest }

  public mutating func dataAccepted(at now: Instant) -> Note? {
    sent += 1
    return nil
  }

  public mutating func dataRead(
    from sender: Int, note: Note?, row: Span<Int64>, at now: Instant
  ) -> ControlMessage? {
    received.advance(sender)
    return nil
  }

  public mutating func viewRead(_ view: View, at now: Instant) -> ControlMessage? {
    for gone in view.gone { received.forget(gone) }
    // Partitions that merge have no common count either, and count each other from the view on: both sides take the
    // other to be as far as oneself.
    let start = view.isMerge ? received[member] : received.least
    for joined in view.joined where joined != member && group.isSender[joined] {
      received.track(joined, from: start)
    }
    return nil
  }

  public func bound(_ facts: BoundFacts) -> Bound {
    // What is read and not processed is beyond the theorem.
    guard group.everybodySends, !group.hasReceiverThread.contains(true) else { return .unproven }
    return .messages(Int64(Self.perWindow(group)) * window)
  }
}
