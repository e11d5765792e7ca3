import EventKernel

/// Method 2 with the floating maximum that the 2002 mail allows each sender: the window grows by one a round trip
/// and halves when the own delay, or a FIRE, says that there is too much on the way (AIMD, as TCP does).
///
/// Delay is the time from the acceptance of an own message to the reading of the own copy, so it sees the order
/// and the own queue and nobody else's: like Method 2 it bounds no other member's backlog. With `yell` a receiver
/// whose buffer is too long says so, as in Method 3.
public struct Adaptive: FlowControl {
  /// The range of the window, and what moves it.
  public struct Settings: Hashable, Sendable {
    /// The smallest window and the first, messages.
    var least: Int
    /// The largest window, messages; `nil` for the rule of thumb ⌊max/(2n)⌋, recomputed at every view.
    var most: Int?
    /// What the rule of thumb gives for all members of the scenario.
    var thumb: Int64
    /// The longest own delay that is not too long.
    var target: Interval
    /// FIRE when more messages are read and not completely processed; `nil` for never.
    var yell: Int?
  }

  public static let card = MethodCard(
    name: "adaptive",
    summary: "the window of Method 2 grows by one a round trip and halves when the own delay is too long",
    source: "2002 mail, Method 2 with its floating maximum; additive increase, multiplicative decrease",
    bound: "none: as pipelining-senders with W the largest window reached",
    parameters: [
      Parameter(
        "min", .messages(1...1_000_000), default: "1", "the smallest window and the first, messages",
        source: "AIMD; TCP begins with a small window too"),
      Parameter(
        "max", .messages(1...1_000_000), words: ["auto"], default: "\"auto\"",
        "the largest window, messages; auto = ⌊max/(2n)⌋ with n the members of the view, at least min",
        source: "2002 mail: the floating maximum, and max/(2n)"),
      Parameter(
        "target", .interval, default: "\"100ms\"",
        "the window halves when an own message took longer to come back, but once a round trip",
        source: "Sluice"),
      Parameter(
        "yell", .messages(0...10_000_000), words: ["none"], default: "\"none\"",
        "FIRE when more messages are read and not completely processed; each sender that reads it halves too",
        source: "2002 mail, Method 3"),
    ])

  public static func settings(
    _ values: ParameterValues, for group: GroupFacts
  ) throws(ParameterProblems) -> Settings {
    let limit = group.maxSessionMessages
    let least = values.messages("min", limit: limit) ?? 1
    let most = values.messages("max", limit: limit)
    if let most, most < least {
      throw ParameterProblems(
        "max", "max is \(most) and min is \(least): the window moves between them; give a max of at least min"
      )
    }
    return Settings(
      least: least, most: most,
      thumb: ruleOfThumb(maxSessionMessages: limit, memberCount: group.memberCount),
      target: values.interval("target") ?? .milliseconds(100), yell: values.messages("yell", limit: limit))
  }

  public static func effective(_ settings: Settings) -> [(name: String, text: String)] {
    [
      ("min", String(settings.least)),
      ("max", settings.most.map(String.init) ?? "auto(\(max(settings.thumb, Int64(settings.least))))"),
      ("target", "\(settings.target.nanoseconds)ns"),
      ("yell", settings.yell.map(String.init) ?? "none"),
    ]
  }

  public static func warnings(_ settings: Settings, for group: GroupFacts) -> [String] {
    guard let mark = settings.yell, mark > 0, !group.hasReceiverThread.contains(true) else { return [] }
    return [FireSettings.nobodyYells]
  }

  public static func isWindowed(_ settings: Settings) -> Bool { true }

  static let fire: UInt8 = 1

  private let settings: Settings
  private let maxSessionMessages: Int
  private let member: Int
  @usableFromInline private(set) var window: SendWindow
  private var ceiling: Int64 = 0
  /// When the own messages on their way were accepted, the oldest first.
  private var acceptedAt: ArraySlice<Instant> = []
  /// Own messages sent before the window last halved: what they took says nothing of the window that is.
  private var sentBeforeHalving: Int64 = 0
  /// Own messages that came back in time since the window last changed.
  private var backInTime: Int64 = 0
  /// Data messages read and not completely processed, the one in service included.
  private var length = 0
  private var isFireOnItsWay = false

  public init(_ settings: Settings, member: Int, group: GroupFacts, view: View) {
    self.settings = settings
    self.member = member
    maxSessionMessages = group.maxSessionMessages
    window = SendWindow(limit: Int64(settings.least))
    setCeiling(view)
  }

  public var needs: Needs {
    var needs: Needs = .ownReads
    if settings.most == nil { needs.insert(.views) }
    if settings.yell != nil { needs.formUnion([.reads, .processed, .control]) }
    return needs
  }
  @inlinable public var isOpen: Bool { window.isOpen }

  public mutating func dataAccepted(at now: Instant) -> Note? {
    window.messageSent()
    acceptedAt.append(now)
    return nil
  }

  public mutating func dataRead(
    from sender: Int, note: Note?, row: Span<Int64>, at now: Instant
  ) -> ControlMessage? {
    if sender == member { ownReturned(at: now) }
    guard let mark = settings.yell else { return nil }
    length += 1
    guard length > mark, !isFireOnItsWay else { return nil }
    isFireOnItsWay = true
    return ControlMessage(Note(kind: Self.fire, number: 0))
  }

  public mutating func dataProcessed(from sender: Int, at now: Instant) -> ControlMessage? {
    length -= 1
    return nil
  }

  /// A FIRE. One that comes while messages of the window before the last halving are on their way is answered
  /// already.
  public mutating func controlRead(
    from sender: Int, note: Note, row: Span<Int64>, at now: Instant
  ) -> ControlMessage? {
    if sender == member { isFireOnItsWay = false }
    if window.returned >= sentBeforeHalving { halve() }
    return nil
  }

  public mutating func viewRead(_ view: View, at now: Instant) -> ControlMessage? {
    setCeiling(view)
    return nil
  }

  private mutating func ownReturned(at now: Instant) {
    window.messageReturned()
    guard let start = acceptedAt.popFirst(), window.returned > sentBeforeHalving else { return }
    guard now - start <= settings.target else { return halve() }
    backInTime += 1
    guard let limit = window.limit, backInTime >= limit else { return }
    window.limit = min(limit + 1, ceiling)
    backInTime = 0
  }

  private mutating func halve() {
    window.limit = window.limit.map { max($0 / 2, Int64(settings.least)) }
    sentBeforeHalving = window.sent
    backInTime = 0
  }

  private mutating func setCeiling(_ view: View) {
    let most =
      settings.most.map(Int64.init)
      ?? ruleOfThumb(maxSessionMessages: maxSessionMessages, memberCount: view.memberCount)
    ceiling = max(most, Int64(settings.least))
    window.limit = window.limit.map { min($0, ceiling) }
  }
}
