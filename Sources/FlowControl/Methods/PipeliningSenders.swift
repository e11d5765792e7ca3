import EventKernel

/// Method 2 of the 2002 mail: at most W own messages sent and not yet received back.
///
/// It paces the senders against the ring and against themselves. It never looks at a receiver: with A the
/// furthest read position of any sender and R that of a receiver, the receiver's unread messages are at most
/// mW + (A − R)⁺, and nothing bounds the lead A − R.
public struct PipeliningSenders: FlowControl {
  /// The window and its counter.
  public struct Settings: Hashable, Sendable {
    /// W in messages; `nil` for the rule of thumb ⌊max/(2n)⌋, recomputed at every view.
    var window: Int?
    /// What the rule of thumb gives for all members of the scenario.
    var thumb: Int64
    /// Whether a message comes back when it is processed, not when it is read.
    var countsProcessed: Bool
  }

  public static let card = MethodCard(
    name: "pipelining-senders",
    summary: "at most W own messages sent and not yet received back",
    source: "2002 mail, Method 2; Spread's flooder uses W = 200",
    bound: "none: unread ≤ mW + (A − R)⁺, and nothing limits the lead A of the fastest sender",
    parameters: [
      Parameter(
        "window", .messages(1...1_000_000), words: ["auto"], default: "\"auto\"",
        "W, messages; auto = ⌊max/(2n)⌋ with n the members of the view",
        source: "2002 mail: max/(2n), in small groups"),
      Parameter(
        "count", .word, words: ["received", "processed"], default: "\"received\"",
        "when an own message counts as come back: read, or completely processed",
        source: "2002 mail (received); processed is what counts where a thread reads"),
    ])

  public static func settings(
    _ values: ParameterValues, for group: GroupFacts
  ) throws(ParameterProblems) -> Settings {
    Settings(
      window: values.messages("window", limit: group.maxSessionMessages),
      thumb: ruleOfThumb(maxSessionMessages: group.maxSessionMessages, memberCount: group.memberCount),
      countsProcessed: values.word("count", default: "received") == "processed")
  }

  public static func effective(_ settings: Settings) -> [(name: String, text: String)] {
    [
      ("window", settings.window.map(String.init) ?? "auto(\(settings.thumb))"),
      ("count", settings.countsProcessed ? "processed" : "received"),
    ]
  }

  public static func warnings(_ settings: Settings, for group: GroupFacts) -> [String] {
    guard settings.window == nil, group.maxSessionMessages < 2 * group.memberCount else { return [] }
    return [zeroWindowWarning(group)]
  }

  public static func countsProcessed(_ settings: Settings) -> Bool { settings.countsProcessed }
  public static func isWindowed(_ settings: Settings) -> Bool { true }

  private let settings: Settings
  private let maxSessionMessages: Int
  private let member: Int
  @usableFromInline var window: SendWindow

  public init(_ settings: Settings, member: Int, group: GroupFacts, view: View) {
    self.settings = settings
    self.member = member
    maxSessionMessages = group.maxSessionMessages
    window = SendWindow(limit: 0)
    resize(view)
  }

  public var needs: Needs {
    var needs: Needs = settings.countsProcessed ? .ownProcessed : .ownReads
    if settings.window == nil { needs.insert(.views) }
    return needs
  }
  @inlinable public var isOpen: Bool { window.isOpen }

  public mutating func dataAccepted(at now: Instant) -> Note? {
    window.messageSent()
    return nil
  }

  public mutating func dataRead(
    from sender: Int, note: Note?, row: Span<Int64>, at now: Instant
  ) -> ControlMessage? {
    if sender == member, !settings.countsProcessed { window.messageReturned() }
    return nil
  }

  public mutating func dataProcessed(from sender: Int, at now: Instant) -> ControlMessage? {
    if sender == member, settings.countsProcessed { window.messageReturned() }
    return nil
  }

  public mutating func viewRead(_ view: View, at now: Instant) -> ControlMessage? {
    resize(view)
    return nil
  }

  private mutating func resize(_ view: View) {
    window.limit =
      settings.window.map(Int64.init)
      ?? ruleOfThumb(maxSessionMessages: maxSessionMessages, memberCount: view.memberCount)
  }
}

/// Says that the mail's rule of thumb leaves no window at all.
func zeroWindowWarning(_ group: GroupFacts) -> String {
  "\"auto\" divides maxSessionMessages \(group.maxSessionMessages) by twice \(group.memberCount) members and"
    + " gets a window of 0: nobody can send; give a number"
}
