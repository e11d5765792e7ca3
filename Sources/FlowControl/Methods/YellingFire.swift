import EventKernel

/// Method 3 of the 2002 mail: a receiver whose buffer passes `high` sends FIRE to the group and ALL CLEAR below
/// `low`; senders stop meanwhile, or shrink their window. With `detect: age` it is the time that the oldest message
/// has waited in the buffer, not the buffer's length, that passes.
///
/// Silence means go: a member that is paused, or whose reader is no faster than its processor, never yells.
///
/// With a window, on one order for all and `reaction: stop`, a burning member has at most H + d + mW messages
/// accepted and not processed: H its buffer's length at the yell, d the data messages it still reads before its
/// own FIRE. (Those already delivered and unread at the yell are part of d: they stand before the FIRE.)
public struct YellingFire: FlowControl {
  public typealias Settings = FireSettings

  public static let card = MethodCard(
    name: "yelling-fire",
    summary:
      "a receiver whose buffer passes high yells FIRE, and ALL CLEAR below low; senders stop meanwhile",
    source: "2002 mail, Method 3",
    bound: "between a yell and its ALL CLEAR: H + d + mW (with a window, reaction stop, detect length)",
    parameters: FireSettings.parameters)

  public static func settings(
    _ values: ParameterValues, for group: GroupFacts
  ) throws(ParameterProblems) -> Settings {
    try FireSettings(values, maxSessionMessages: group.maxSessionMessages)
  }

  public static func effective(_ settings: Settings) -> [(name: String, text: String)] { settings.effective }
  public static func warnings(_ settings: Settings, for group: GroupFacts) -> [String] {
    settings.warnings(for: group)
  }
  public static func isWindowed(_ settings: Settings) -> Bool { settings.window != nil }

  public static func stateBytes(_ settings: Settings, for group: GroupFacts) -> Int64 {
    Int64(group.senderCount) * Int64(group.memberCount)
      * Burning.bytesPerMember(hasLeases: settings.lease != nil)
  }

  static let fire: UInt8 = 1
  static let allClear: UInt8 = 2

  private let settings: Settings
  private let senderCount: Int
  private let member: Int
  private var window: SendWindow
  /// Data messages read and not completely processed, the one in service included.
  private var length = 0
  /// When each of them was read, the oldest first. Empty unless the age decides.
  private var readAt: ArraySlice<Instant> = []
  private var isYelling = false
  /// When the own FIRE wants to be renewed.
  private var renewal: Instant?
  private var owesRenewal = false
  private var burning: Burning
  /// Data read since the own yell while its FIRE is on its way; `nil` when none is.
  private var readSinceYell: Int?
  private var lengthAtYell = 0
  /// The largest H + d of any yell whose FIRE has come back.
  private var worstYell: Int?

  public init(_ settings: Settings, member: Int, group: GroupFacts, view: View) {
    self.settings = settings
    self.member = member
    senderCount = group.senderCount
    window = SendWindow(limit: settings.window.map(Int64.init))
    burning = Burning(
      memberCount: group.isSender[member] ? group.memberCount : 0, hasLeases: settings.lease != nil)
  }

  public var needs: Needs {
    var needs: Needs = [.reads, .processed, .control]
    if settings.forgetLeavers { needs.insert(.views) }
    if settings.lease != nil { needs.insert(.alarms) }
    return needs
  }

  public var isOpen: Bool {
    guard burning.first >= 0 else { return window.isOpen }
    guard let factor = settings.factor else { return false }
    return window.isOpen(scaledBy: factor)
  }

  public var awaited: Int? { burning.first >= 0 ? burning.first : nil }

  public mutating func dataAccepted(at now: Instant) -> Note? {
    window.messageSent()
    return nil
  }

  public mutating func dataRead(
    from sender: Int, note: Note?, row: Span<Int64>, at now: Instant
  ) -> ControlMessage? {
    if sender == member { window.messageReturned() }
    length += 1
    if case .age = settings.detect { readAt.append(now) }
    if let read = readSinceYell { readSinceYell = read + 1 }
    return startFire(at: now)
  }

  public mutating func dataProcessed(from sender: Int, at now: Instant) -> ControlMessage? {
    length -= 1
    _ = readAt.popFirst()
    guard isYelling, isBelowLow(at: now) else { return startFire(at: now) }
    isYelling = false
    renewal = nil
    return ControlMessage(Note(kind: Self.allClear, number: 0))
  }

  /// Yells if the buffer passed its mark. By age it may pass it when the message before is done, too: the next one
  /// has waited all that time. Between reads and ends of processing nobody needs to look: while nothing is read
  /// nobody sends.
  private mutating func startFire(at now: Instant) -> ControlMessage? {
    guard !isYelling, isAboveHigh(at: now) else { return nil }
    isYelling = true
    lengthAtYell = length
    readSinceYell = 0
    return yell(at: now)
  }

  private func isAboveHigh(at now: Instant) -> Bool {
    switch settings.detect {
    case .length(let high, _): length > high
    case .age(let high, _): readAt.first.map { now - $0 > high } ?? false
    }
  }

  private func isBelowLow(at now: Instant) -> Bool {
    switch settings.detect {
    case .length(_, let low): length < low
    case .age(_, let low): readAt.first.map { now - $0 < low } ?? true
    }
  }

  public mutating func controlRead(
    from sender: Int, note: Note, row: Span<Int64>, at now: Instant
  ) -> ControlMessage? {
    if note.kind == Self.fire {
      burning.start(sender, until: settings.lease.map { now + $0 })
    } else {
      burning.end(sender)
    }
    if sender == member, note.kind == Self.fire, let read = readSinceYell {
      worstYell = max(worstYell ?? 0, lengthAtYell + read)
      readSinceYell = nil
    }
    return nil
  }

  public mutating func viewRead(_ view: View, at now: Instant) -> ControlMessage? {
    for gone in view.gone { burning.leave(gone) }
    for joined in view.joined { burning.join(joined) }
    // Those beyond the partition have not heard it.
    return view.isMerge && isYelling ? yell(at: now) : nil
  }

  public var alarm: Instant? {
    guard let expiry = burning.nextExpiry else { return renewal }
    return renewal.map { min($0, expiry) } ?? expiry
  }

  public mutating func alarmRang(at now: Instant) {
    burning.expire(at: now)
    if let due = renewal, due <= now {
      owesRenewal = true
      renewal = nil
    }
  }

  public mutating func answerAlarm(at now: Instant) -> ControlMessage? {
    guard owesRenewal else { return nil }
    owesRenewal = false
    return isYelling ? yell(at: now, isTimed: true) : nil
  }

  private mutating func yell(at now: Instant, isTimed: Bool = false) -> ControlMessage {
    renewal = settings.lease.map { now + Interval(nanoseconds: max(1, $0.nanoseconds / 2)) }
    return ControlMessage(Note(kind: Self.fire, number: 0), isTimed: isTimed)
  }

  public var isBoundInForce: Bool { isYelling }

  public func bound(_ facts: BoundFacts) -> Bound {
    guard case .length = settings.detect, let window = settings.window, settings.factor == nil,
      settings.lease == nil, !facts.someoneJoined
    else { return .unproven }
    // A FIRE still on its way at the end: everything delivered so far stands before it.
    let open = readSinceYell.map { lengthAtYell + $0 + Int(facts.unread) }
    guard let worst = [worstYell, open].compactMap({ $0 }).max() else { return .vacuous }
    return .messages(Int64(worst + senderCount * window))
  }
}
