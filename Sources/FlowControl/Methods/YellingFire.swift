import EventKernel

/// Method 3 of the 2002 mail: a receiver whose buffer passes `high` sends FIRE to the group and ALL CLEAR below
/// `low`; senders stop meanwhile, or shrink their window.
///
/// Silence means go: a member that is paused, or whose reader is no faster than its processor, never yells.
///
/// With a window, on one order for all and `reaction: stop`, a burning member has at most H + d + mW messages
/// accepted and not processed: H its buffer's length at the yell, d the data messages it still reads before its
/// own FIRE. (Those already delivered and unread at the yell are part of d: they stand before the FIRE.)
public struct YellingFire: FlowControl {
  /// Thresholds and reaction.
  public struct Settings: Hashable, Sendable {
    /// FIRE when the buffer's length is greater, messages.
    var high: Int
    /// ALL CLEAR when it is smaller, messages.
    var low: Int
    /// What a burning group's window is multiplied by; `nil` to stop.
    var factor: Double?
    /// W in messages; `nil` for none.
    var window: Int?
    /// How long a FIRE counts unless it is renewed; `nil` for until ALL CLEAR.
    var lease: Interval?
    /// Whether a member that left is no longer burning.
    var forgetLeavers: Bool
  }

  public static let card = MethodCard(
    name: "yelling-fire",
    summary:
      "a receiver whose buffer passes high yells FIRE, and ALL CLEAR below low; senders stop meanwhile",
    source: "2002 mail, Method 3",
    bound: "between a yell and its ALL CLEAR: H + d + mW (with a window, reaction stop)",
    parameters: [
      Parameter(
        "high", .messagesOrShare(0...10_000_000), default: "\"50%\"",
        "FIRE when more messages are read and not completely processed; messages, or a share of max"),
      Parameter(
        "low", .messagesOrShare(1...10_000_000), default: "\"10%\"",
        "ALL CLEAR when fewer; messages, or a share of max; at most high"),
      Parameter(
        "reaction", .word, words: ["stop", "shrink"], default: "\"stop\"",
        "what senders do while anyone burns: stop, or send under a smaller window"),
      Parameter(
        "factor", .factor, default: "0.5",
        "shrink: the window is max(1, ⌊W · factor⌋) while anyone burns, a ratio"),
      Parameter(
        "window", .messages(1...1_000_000), words: ["none"], default: "\"none\"",
        "W, messages: the window of Method 2 besides"),
      Parameter(
        "lease", .interval, words: ["none"], default: "\"none\"",
        "a FIRE ends after it; a member that still burns renews it at half the lease"),
      Parameter(
        "forgetLeavers", .flag, default: "true",
        "a member that left is no longer burning; false is the naive form, which a lost ALL CLEAR stops for ever"
      ),
    ])

  public static func settings(
    _ values: ParameterValues, for group: GroupFacts
  ) throws(ParameterProblems) -> Settings {
    let limit = group.maxSessionMessages
    let high = values.messages("high", limit: limit) ?? limit / 2
    let low = values.messages("low", limit: limit) ?? max(1, min(high, limit / 10))
    let shrinks = values.word("reaction", default: "stop") == "shrink"
    let window = values.messages("window", limit: limit)
    var problems: [ParameterProblems.Problem] = []
    if low > max(1, high) {
      problems.append(
        .init(
          parameter: "low",
          message:
            "low is \(low) and high is \(high): a fire must start before it ends; give a low of at most high")
      )
    }
    if shrinks && window == nil {
      problems.append(
        .init(
          parameter: "reaction",
          message:
            "\"shrink\" makes a window smaller and there is none; give a window, for example window: 50"))
    }
    if !shrinks && values.factor("factor") != nil {
      problems.append(
        .init(
          parameter: "factor",
          message: "factor has a meaning only with reaction: \"shrink\"; remove it or add the reaction"))
    }
    guard problems.isEmpty else { throw ParameterProblems(problems) }
    return Settings(
      high: high, low: low, factor: shrinks ? values.factor("factor") ?? 0.5 : nil, window: window,
      lease: values.interval("lease"), forgetLeavers: values.flag("forgetLeavers", default: true))
  }

  public static func effective(_ settings: Settings) -> [(name: String, text: String)] {
    var list: [(name: String, text: String)] = [
      ("high", String(settings.high)), ("low", String(settings.low)),
      ("reaction", settings.factor == nil ? "stop" : "shrink"),
    ]
    if let factor = settings.factor { list.append(("factor", "\(factor)")) }
    list.append(("window", settings.window.map(String.init) ?? "none"))
    list.append(("lease", settings.lease.map { "\($0.nanoseconds)ns" } ?? "none"))
    list.append(("forgetLeavers", String(settings.forgetLeavers)))
    return list
  }

  public static func warnings(_ settings: Settings, for group: GroupFacts) -> [String] {
    guard settings.high > 0, !group.hasReceiverThread.contains(true) else { return [] }
    return [
      "nobody ever yells: no member has a receiver thread, so no buffer ever grows; add receiverThread: true"
    ]
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
    if let read = readSinceYell { readSinceYell = read + 1 }
    guard !isYelling, length > settings.high else { return nil }
    isYelling = true
    lengthAtYell = length
    readSinceYell = 0
    return yell(at: now)
  }

  public mutating func dataProcessed(from sender: Int, at now: Instant) -> ControlMessage? {
    length -= 1
    guard isYelling, length < settings.low else { return nil }
    isYelling = false
    renewal = nil
    return ControlMessage(Note(kind: Self.allClear, number: 0))
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
    for gone in view.gone { burning.end(gone) }
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
    guard let window = settings.window, settings.factor == nil, settings.lease == nil, !facts.someoneJoined
    else { return .unproven }
    // A FIRE still on its way at the end: everything delivered so far stands before it.
    let open = readSinceYell.map { lengthAtYell + $0 + Int(facts.unread) }
    guard let worst = [worstYell, open].compactMap({ $0 }).max() else { return .vacuous }
    return .messages(Int64(worst + senderCount * window))
  }
}
