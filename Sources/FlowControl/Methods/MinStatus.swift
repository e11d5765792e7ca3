import EventKernel

/// The flow control of Aeron's multicast: receivers tell by status messages how many messages of each sender they
/// have processed; a sender may be `window` messages beyond the slowest receiver, the fastest, or the slowest of
/// those that carry a tag.
///
/// Bound, for `select: min`: m·W for every member. A sender's last gate says that fewer than W of its messages were
/// unprocessed by r, as far as it knew, and what it knows is never above the truth; so at most W are, and there are
/// m senders. A joiner is waited for; what a sender sends before it reads of the joiner lies within W of what that
/// sender has processed, which stands before the joiner's view.
public struct MinStatus: FlowControl {
  /// The window, whom it follows, and when receivers report.
  public struct Settings: Hashable, Sendable {
    var select: ReceiverSelection
    /// How many members carry the tag, the first in the scenario's order; `nil` unless `tagged`.
    var tags: Int?
    /// W, messages of each sender.
    var window: Int
    /// p, processed messages a status.
    var every: Int
    /// τ; `nil` for never by the clock.
    var period: Interval?
    /// How long a receiver may be silent before it counts no more; `nil` for ever.
    var timeout: Interval?
    /// Whether a new receiver is waited for.
    var joinGate: Bool
  }

  public static let card = MethodCard(
    name: "min-status",
    summary:
      "a sender may be W messages beyond what the slowest (or fastest, or slowest tagged) receiver reports",
    source: "Aeron's multicast flow control: min, max, tagged",
    bound: "m·W for select min, unless a receiver was dropped for its silence or joined without the gate",
    parameters: StatusSizing.parameters)

  public static func settings(
    _ values: ParameterValues, for group: GroupFacts
  ) throws(ParameterProblems) -> Settings { try StatusSizing(group).settings(values) }

  public static func effective(_ settings: Settings) -> [(name: String, text: String)] {
    let tags = settings.tags.map { [("tags", String($0))] } ?? []
    return [("select", settings.select.rawValue)] + tags + [
      ("window", String(settings.window)), ("statusEvery", String(settings.every)),
      ("statusPeriod", settings.period.map { "\($0.nanoseconds)ns" } ?? "none"),
      ("livenessTimeout", settings.timeout.map { "\($0.nanoseconds)ns" } ?? "none"),
      ("joinGate", String(settings.joinGate)),
    ]
  }

  public static func warnings(_ settings: Settings, for group: GroupFacts) -> [String] {
    StatusSizing(group).warnings(settings)
  }
  public static func provenQueueLoad(_ settings: Settings, for group: GroupFacts) -> Int? {
    StatusSizing(group).provenQueueLoad(settings)
  }
  public static func countsProcessed(_ settings: Settings) -> Bool { true }
  public static func isWindowed(_ settings: Settings) -> Bool { true }
  public static func rowWidth(_ settings: Settings, for group: GroupFacts) -> Int { group.senderCount }

  public static func stateBytes(_ settings: Settings, for group: GroupFacts) -> Int64 {
    Int64(group.senderCount) * Int64(group.memberCount)
      * (8 + Receivers.bytesPerMember(hasTimeout: settings.timeout != nil))
  }

  static let status: UInt8 = 1

  private let settings: Settings
  private let group: GroupFacts
  private let member: Int
  @usableFromInline private(set) var sent: Int64
  /// Processed messages of each sender, from the start of the group.
  private var processed: [Int64]
  @usableFromInline private(set) var receivers: Receivers
  @usableFromInline private(set) var clock: AckClock
  /// Others can be told of later: one receiver sets the pace, nobody is first heard of in the midst, and everybody gets every
  /// status.
  @usableFromInline let isPatient: Bool

  public init(_ settings: Settings, member: Int, group: GroupFacts, view: View) {
    self.settings = settings
    self.group = group
    self.member = member
    isPatient = settings.select != .max && settings.joinGate && group.everybodySends
    processed = view.sentBefore
    let isSender = group.isSender[member]
    sent = isSender ? view.sentBefore[group.column[member]] : 0
    clock = AckClock(
      every: Int64(settings.every), period: settings.period, idle: nil, onProgressOnly: false,
      selfClocked: true)
    receivers = Receivers(
      memberCount: isSender ? group.memberCount : 0, select: settings.select,
      followsItself: settings.isFollowed(member), window: Int64(settings.window), timeout: settings.timeout,
      from: sent)
    // A joiner has sent nothing, so that it knows what everybody has processed of it: nothing.
    for other in view.isPresent.indices where view.isPresent[other] && other != member {
      if settings.isFollowed(other) { receivers.follow(other, from: sent, at: .zero) }
    }
  }

  public var needs: Needs {
    var needs: Needs = [.control, .views, .processed]
    if settings.period != nil || settings.timeout != nil && group.isSender[member] { needs.insert(.alarms) }
    return needs
  }

  /// Others' messages are progress, which is reported in time, and no status opens the gate but one of the receiver that it
  /// waits for.
  @inlinable public var patience: Patience? {
    isPatient ? Patience(count: clock.patience, awaiting: isOpen ? nil : awaited) : nil
  }

  @inlinable public var isOpen: Bool { receivers.allows(sent: sent) }

  @inlinable public var awaited: Int? { receivers.awaited }

  public mutating func dataAccepted(at now: Instant) -> Note? {
    sent += 1
    return nil
  }

  public func writeRow(of note: Note, into row: inout MutableSpan<Int64>) {
    for column in processed.indices { row[column] = processed[column] }
  }

  public mutating func dataProcessed(from sender: Int, at now: Instant) -> ControlMessage? {
    processed[group.column[sender]] += 1
    if sender == member { receivers.ownProcessed() }
    return clock.messageProcessed(at: now) ? report() : nil
  }

  public mutating func controlRead(
    from sender: Int, note: Note, row: Span<Int64>, at now: Instant
  ) -> ControlMessage? {
    guard sender == member else {
      if group.isSender[member] { receivers.heard(sender, position: row[group.column[member]], at: now) }
      return nil
    }
    return clock.ownAnnouncementRead(at: now) ? report() : nil
  }

  public mutating func viewRead(_ view: View, at now: Instant) -> ControlMessage? {
    for gone in view.gone { receivers.forget(gone) }
    for joined in view.joined where joined != member && settings.isFollowed(joined) { meet(joined, at: now) }
    for (column, skipped) in view.skippedBefore.enumerated() { processed[column] += skipped }
    if view.joined.contains(member) {
      // Neither the ticks of the clock nor the silence of others before it was a member are its own.
      clock.skipTicks(through: now)
      receivers.excuseSilence(at: now)
    } else if !view.isMerge {
      return nil
    }
    // Senders beyond the partition wait to hear of it.
    return clock.oweView() ? report() : nil
  }

  private mutating func meet(_ joiner: Int, at now: Instant) {
    if settings.joinGate { receivers.waitFor(joiner, at: now) } else { receivers.ignore(joiner) }
  }

  public var alarm: Instant? {
    guard let tick = clock.alarm, let check = receivers.check else { return clock.alarm ?? receivers.check }
    return min(tick, check)
  }

  public mutating func alarmRang(at now: Instant) {
    clock.ring(at: now)
    receivers.dropSilent(at: now)
  }

  public mutating func answerAlarm(at now: Instant) -> ControlMessage? { clock.isDue ? report() : nil }

  public mutating func alarmMissed(at now: Instant) {
    clock.skipTicks(through: now)
    receivers.excuseSilence(at: now)
  }

  /// Time alone lets a sender go on that waits for a receiver which stays silent.
  public var isWorking: Bool { receivers.check != nil && !isOpen }

  private mutating func report() -> ControlMessage {
    let isTimed = clock.announced()
    return ControlMessage(Note(kind: Self.status, number: 0), to: .senders, isTimed: isTimed)
  }

  public func bound(_ facts: BoundFacts) -> Bound {
    guard settings.select == .min, !receivers.hasDropped, settings.joinGate || !facts.someoneJoined else {
      return .unproven
    }
    return .messages(Int64(group.senderCount) * Int64(settings.window))
  }
}

extension MinStatus.Settings {
  /// Whether a member is one whose position may hold a sender back.
  func isFollowed(_ member: Int) -> Bool { tags.map { member < $0 } ?? true }
}
