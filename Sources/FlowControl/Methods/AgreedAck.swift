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
      + (settings.audience == .aggregated ? DaemonRows.bytes(group, width: 1) : 0)
  }

  static let ack: UInt8 = 1
  static let piggyback: UInt8 = 2
  /// The number stands for every member of the sender's daemon; of a control message or with data.
  static let aggregate: UInt8 = 3

  // What the gate asks for is inlinable: the engine asks after every notification, and would copy the method for that.
  @usableFromInline let settings: Settings
  private let group: GroupFacts
  private let member: Int
  @usableFromInline private(set) var window: SendWindow
  @usableFromInline private(set) var threshold: Int64 = 0
  @usableFromInline private(set) var clock: AckClock
  @usableFromInline private(set) var received: Int64
  @usableFromInline private(set) var processed: Int64
  @usableFromInline private(set) var known: KnownPositions
  /// `nil` unless one member of each daemon speaks for all of it.
  private var daemon: DaemonRows?
  private var isResized = false
  /// Others can be told of later: what is known of them comes from announcements to all, beginning with the view.
  @usableFromInline let isPatient: Bool

  public init(_ settings: Settings, member: Int, group: GroupFacts, view: View) {
    self.settings = settings
    self.group = group
    self.member = member
    isPatient = settings.comparesProcessed && settings.joiner == .view && settings.tellsEverybody(in: group)
    window = SendWindow(limit: 0)
    clock = AckClock(
      every: 1, period: settings.period, idle: settings.idle,
      onProgressOnly: settings.onProgressOnly, selfClocked: settings.selfClocked)
    // The naive joiner knows no position and counts its own progress from nothing.
    let start = view.joined.contains(member) && settings.joiner == .zero ? 0 : view.position
    received = start
    processed = start
    known = KnownPositions(memberCount: group.isSender[member] ? group.memberCount : 0)
    daemon = settings.audience == .aggregated ? DaemonRows(of: member, group: group, own: [start]) : nil
    for other in view.isPresent.indices where view.isPresent[other] && other != member {
      // A joiner knows nobody's row: it waits until it has heard each of them. The naive forms do not wait.
      if view.joined.contains(member) { meet(other, from: nil) } else { track(other, from: view.position) }
    }
    resize(view)
    isResized = false
  }

  /// A member is new, to it or it to a joiner; it starts at a position, or has to be heard.
  private mutating func meet(_ other: Int, from position: Int64?) {
    switch (settings.joiner, position) {
    case (.view, let position?): track(other, from: position)
    case (.view, nil):
      known.track(other, from: KnownPositions.unheard)
      daemon?.awaitRow(of: other)
    case (.zero, _): track(other, from: 0)
    case (.ignore, _):
      known.ignore(other)
      daemon?.ignore(other)
    }
  }

  private mutating func track(_ other: Int, from position: Int64) {
    known.track(other, from: position)
    daemon?.track(other, row: [position])
  }

  public var needs: Needs {
    var needs: Needs = [.control, .views, .processed]
    if group.isSender[member] || settings.audience == .aggregated { needs.insert(.reads) }
    if settings.period != nil { needs.insert(.alarms) }
    // Who is to know that nothing was read has to hear of everything that is.
    if settings.idle != nil { needs.formUnion([.reads, .alarms]) }
    return needs
  }

  /// Others' messages are progress, which is announced in time, and news of where they are: who is waited for has to be
  /// heard, and so does the message that would close the gate.
  @inlinable public var patience: Patience? {
    guard isPatient else { return nil }
    var patience = Patience(count: clock.patience, awaitsOwnReads: !settings.countsProcessed)
    let room = threshold - (processed - known.least)
    if room < 0 { patience.awaited = known.slowest } else { patience.count = min(patience.count, Int(room)) }
    return patience
  }

  @inlinable public var isOpen: Bool { window.isOpen && isNobodyTooFarBehind }

  @inlinable var isNobodyTooFarBehind: Bool {
    let own = settings.comparesProcessed ? processed : received
    return own - known.least <= threshold && (!settings.checksOwnRow || received - processed <= threshold)
  }

  @inlinable public var awaited: Int? {
    let own = settings.comparesProcessed ? processed : received
    return own - known.least > threshold ? known.slowest : nil
  }

  public mutating func dataAccepted(at now: Instant) -> Note? {
    window.messageSent()
    guard settings.piggyback else { return nil }
    guard daemon?.canSpeak ?? true else { return Note(kind: Self.piggyback, number: processed) }
    clock.piggybacked()
    guard let least = daemon?.speak() else { return Note(kind: Self.piggyback, number: processed) }
    return Note(kind: Self.aggregate, number: least)
  }

  public mutating func dataRead(
    from sender: Int, note: Note?, row: Span<Int64>, at now: Instant
  ) -> ControlMessage? {
    clock.noteActivity(at: now)
    received += 1
    if sender == member {
      if !settings.countsProcessed { window.messageReturned() }
    } else if let note {
      hear(sender, note)
    }
    return speak(at: now)
  }

  /// News of a member, or of all members of its daemon.
  private mutating func hear(_ sender: Int, _ note: Note) {
    guard note.kind == Self.aggregate else {
      known.raise(sender, to: note.number)
      if daemon?.hear(sender) == true { daemon?.raise(sender, 0, to: note.number) }
      return
    }
    known.raise(group.members(ofDaemonOf: sender), to: note.number)
    guard group.daemon[sender] == group.daemon[member] else { return }
    for mate in group.members(ofDaemonOf: member) where daemon?.hear(mate) == true {
      daemon?.raise(mate, 0, to: note.number)
    }
  }

  /// What a speaker has to announce after news of its daemon.
  private mutating func speak(at now: Instant) -> ControlMessage? {
    guard let daemon, daemon.isSpeaker else { return nil }
    return clock.progressed(to: daemon.unspoken, at: now) ? announce() : nil
  }

  public mutating func dataProcessed(from sender: Int, at now: Instant) -> ControlMessage? {
    processed += 1
    if sender == member, settings.countsProcessed { window.messageReturned() }
    daemon?.advanceOwn(0)
    if daemon?.isSpeaker == true { return speak(at: now) }
    return clock.messageProcessed(at: now) ? announce() : nil
  }

  public mutating func controlRead(
    from sender: Int, note: Note, row: Span<Int64>, at now: Instant
  ) -> ControlMessage? {
    guard sender == member else {
      clock.noteActivity(at: now)
      hear(sender, note)
      return speak(at: now)
    }
    return clock.ownAnnouncementRead(at: now) ? announce() : nil
  }

  /// Progress, and where others are.
  public mutating func heardLater(_ messages: Span<LaterMessage>, rows: Span<Int64>) {
    var (reads, progress): (Int64, Int64) = (0, 0)
    for place in messages.indices {
      let message = messages[place]
      if message.isData {
        progress += 1
        if !message.isReadKnown { reads += 1 }
      }
      if !message.isOwn, let note = message.note { known.raise(Int(message.sender), to: note.number) }
    }
    if group.isSender[member] { received += reads }
    processed += progress
    clock.messagesProcessed(progress)
  }

  public mutating func viewRead(_ view: View, at now: Instant) -> ControlMessage? {
    clock.noteActivity(at: now)
    resize(view)
    let speaker = daemon?.speaker
    for gone in view.gone {
      known.forget(gone)
      daemon?.forget(gone)
    }
    if view.isMerge { countOn(from: view) }
    // The period's ticks before it was a member are not its own.
    if view.joined.contains(member) { clock.skipTicks(through: now) }
    // Who comes from beyond a partition may be far behind with what was ordered there.
    let position = view.isMerge ? nil : view.position
    for joined in view.joined where joined != member { meet(joined, from: position) }
    // Who joins has to hear everybody's row, and who begins to speak for a daemon has to be told and to tell.
    let tellsJoiner = settings.joiner == .view && !view.joined.isEmpty && daemon?.isSpeaker ?? true
    if tellsJoiner || daemon?.speaker != speaker { return clock.oweView() ? announce() : nil }
    return speak(at: now)
  }

  /// What was ordered beyond a partition is skipped by this member and by all that were on its side.
  private mutating func countOn(from view: View) {
    let skipped = view.skipped
    received += skipped
    processed += skipped
    known.skip(skipped)
    daemon?.skip([skipped])
  }

  public var alarm: Instant? { clock.alarm }

  public mutating func alarmRang(at now: Instant) { clock.ring(at: now) }

  public mutating func answerAlarm(at now: Instant) -> ControlMessage? { clock.isDue ? announce() : nil }

  public mutating func alarmMissed(at now: Instant) { clock.skipTicks(through: now) }

  public var isWorking: Bool { clock.awaitsIdleTime }

  /// What is due; not before a speaker can speak.
  private mutating func announce() -> ControlMessage? {
    guard daemon?.canSpeak ?? true else { return nil }
    let isTimed = clock.announced()
    let least = daemon?.speak()
    return ControlMessage(
      Note(kind: least == nil ? Self.ack : Self.aggregate, number: least ?? processed),
      to: settings.recipients(speaker: daemon?.speaker, isAggregate: least != nil), isTimed: isTimed)
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
