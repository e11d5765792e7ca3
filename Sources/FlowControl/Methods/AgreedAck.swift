import EventKernel

/// Method 4 of the 2002 mail on AGREED messages: every receiver announces one number, the position up to which
/// it has *processed*; a sender blocks while any receiver is more than T behind it, and keeps the window W of
/// Method 2 besides.
///
/// Bound: B ≤ T + mW for every member. Take a sender at its last send. The gate says that it had processed at
/// most T more than r (what it knows of r is never above the truth); the window says that at most W of its own
/// messages lie beyond what it had processed. So beyond r's position + T each sender owns at most W messages,
/// and all others number at most T. Age, period and loss of announcements appear nowhere: they cost throughput.
///
/// The mail's literal form is `count: received, reference: processed`: a sender that reads fast and processes as
/// slowly as r sees no difference and overruns it without limit.
public struct AgreedAck: FlowControl {
  public typealias Settings = AckSettings

  public static let card = MethodCard(
    name: "agreed-ack",
    summary:
      "a sender blocks while any receiver's processed position is more than T behind its own; window W besides",
    source: "2002 mail, Method 4 as improved for AGREED messages",
    bound: "T + mW (one counter for window and comparison, or no receiver threads)",
    parameters: AckSettings.parameters)

  public static func settings(
    _ values: ParameterValues, for group: GroupFacts
  ) throws(ParameterProblems) -> Settings {
    try AckSettings(values, for: group, rule: .agreed(group))
  }

  public static func effective(_ settings: Settings) -> [(name: String, text: String)] { settings.effective }
  public static func warnings(_ settings: Settings, for group: GroupFacts) -> [String] {
    settings.warnings(for: group, rule: .agreed(group))
  }
  public static func provenQueueLoad(_ settings: Settings, for group: GroupFacts) -> Int? {
    settings.provenQueueLoad(for: group, rule: .agreed(group))
  }
  public static func countsProcessed(_ settings: Settings) -> Bool { settings.countsProcessed }
  public static func isWindowed(_ settings: Settings) -> Bool { true }

  public static func stateBytes(_ settings: Settings, for group: GroupFacts) -> Int64 {
    Int64(group.senderCount) * Int64(group.memberCount) * 9
  }

  static let ack: UInt8 = 1
  static let piggyback: UInt8 = 2

  private let settings: Settings
  private let group: GroupFacts
  private let member: Int
  private var window: SendWindow
  private var threshold: Int64 = 0
  private var clock: AckClock
  private var received: Int64
  private var processed: Int64
  private var known: KnownPositions
  private var isResized = false

  public init(_ settings: Settings, member: Int, group: GroupFacts, view: View) {
    self.settings = settings
    self.group = group
    self.member = member
    window = SendWindow(limit: 0)
    clock = AckClock(
      every: 1, period: settings.period, idle: settings.idle,
      onProgressOnly: settings.onProgressOnly, selfClocked: settings.selfClocked)
    // The naive joiner knows no position and counts its own progress from nothing.
    let start = view.joined.contains(member) && settings.joiner == .zero ? 0 : view.position
    received = start
    processed = start
    known = KnownPositions(memberCount: group.isSender[member] ? group.memberCount : 0)
    for other in view.isPresent.indices where view.isPresent[other] && other != member {
      if view.joined.contains(member) { meet(other) } else { known.track(other, from: view.position) }
    }
    resize(view)
    isResized = false
  }

  /// A joiner knows nobody's row: it waits until it has heard each of them. The naive forms do not wait.
  private mutating func meet(_ other: Int) {
    switch settings.joiner {
    case .view: known.track(other, from: KnownPositions.unheard)
    case .zero: known.track(other, from: 0)
    case .ignore: known.ignore(other)
    }
  }

  public var needs: Needs {
    var needs: Needs = [.control, .views, .processed]
    if group.isSender[member] { needs.insert(.reads) }
    if settings.period != nil { needs.insert(.alarms) }
    // Who is to know that nothing was read has to hear of everything that is.
    if settings.idle != nil { needs.formUnion([.reads, .alarms]) }
    return needs
  }

  public var isOpen: Bool { window.isOpen && isNobodyTooFarBehind }

  private var isNobodyTooFarBehind: Bool {
    let own = settings.comparesProcessed ? processed : received
    return own - known.least <= threshold && (!settings.checksOwnRow || received - processed <= threshold)
  }

  public var awaited: Int? {
    let own = settings.comparesProcessed ? processed : received
    return own - known.least > threshold ? known.slowest : nil
  }

  public mutating func dataAccepted(at now: Instant) -> Note? {
    window.messageSent()
    guard settings.piggyback else { return nil }
    clock.piggybacked()
    return Note(kind: Self.piggyback, number: processed)
  }

  public mutating func dataRead(
    from sender: Int, note: Note?, row: Span<Int64>, at now: Instant
  ) -> ControlMessage? {
    clock.noteActivity(at: now)
    received += 1
    if sender == member {
      if !settings.countsProcessed { window.messageReturned() }
    } else if let note {
      known.raise(sender, to: note.number)
    }
    return nil
  }

  public mutating func dataProcessed(from sender: Int, at now: Instant) -> ControlMessage? {
    processed += 1
    if sender == member, settings.countsProcessed { window.messageReturned() }
    return clock.messageProcessed(at: now) ? announce() : nil
  }

  public mutating func controlRead(
    from sender: Int, note: Note, row: Span<Int64>, at now: Instant
  ) -> ControlMessage? {
    guard sender == member else {
      clock.noteActivity(at: now)
      known.raise(sender, to: note.number)
      return nil
    }
    return clock.ownAnnouncementRead(at: now) ? announce() : nil
  }

  public mutating func viewRead(_ view: View, at now: Instant) -> ControlMessage? {
    clock.noteActivity(at: now)
    resize(view)
    for gone in view.gone { known.forget(gone) }
    guard !view.joined.isEmpty else { return nil }
    if view.isMerge { countOn(from: view) }
    // The period's ticks before it was a member are not its own.
    if view.joined.contains(member) { clock.skipTicks(through: now) }
    for joined in view.joined where joined != member {
      switch settings.joiner {
      // Who comes from beyond a partition may be far behind with what was ordered there.
      case .view: known.track(joined, from: view.isMerge ? KnownPositions.unheard : view.position)
      case .zero: known.track(joined, from: 0)
      case .ignore: known.ignore(joined)
      }
    }
    return settings.joiner == .view && clock.oweJoiner() ? announce() : nil
  }

  /// What was ordered beyond a partition is skipped by this member and by all that were on its side.
  private mutating func countOn(from view: View) {
    let skipped = view.skipped
    received += skipped
    processed += skipped
    known.skip(skipped)
  }

  public var alarm: Instant? { clock.alarm }

  public mutating func alarmRang(at now: Instant) { clock.ring(at: now) }

  public mutating func answerAlarm(at now: Instant) -> ControlMessage? { clock.isDue ? announce() : nil }

  public mutating func alarmMissed(at now: Instant) { clock.skipTicks(through: now) }

  public var isWorking: Bool { clock.awaitsIdleTime }

  private mutating func announce() -> ControlMessage {
    let isTimed = clock.announced()
    return ControlMessage(Note(kind: Self.ack, number: processed), to: settings.recipients, isTimed: isTimed)
  }

  private mutating func resize(_ view: View) {
    let sizes = settings.sizes(
      maxSessionMessages: group.maxSessionMessages, memberCount: view.memberCount)
    if window.limit != sizes.window || threshold != sizes.threshold { isResized = true }
    window.limit = sizes.window
    threshold = sizes.threshold
    clock.every = sizes.every
  }

  public func bound(_ facts: BoundFacts) -> Bound {
    guard settings.isProven(for: group, someoneJoined: facts.someoneJoined), !isResized,
      let limit = window.limit
    else { return .unproven }
    return .messages(Int64(BacklogRule.agreed(group).backlog(window: Int(limit), threshold: Int(threshold))))
  }
}
