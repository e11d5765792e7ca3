import EventKernel

/// Credits: every receiver lets every sender have C messages outstanding, and grants more as it processes.
///
/// A receiver that has processed g messages of a sender without granting them sends one message "g to that sender"
/// to the group as soon as the sender could have no more than `regrantBelow` credits left, C − g ≤ `regrantBelow`.
/// A sender is a receiver of its own messages like any other. Who joins starts with C from its view, and messages
/// before the view do not count; the credits of who is gone are not waited for.
///
/// Bound: m·C. Of each sender's messages a receiver has processed at least those that it granted, and the sender
/// has sent at most C more than it was granted. Grants never block: when a sender has used all its credits and they
/// are processed, g = C.
public struct Credits: FlowControl {
  /// C, and when credits are granted again.
  public struct Settings: Hashable, Sendable {
    /// C in messages, for each pair of a sender and a receiver.
    var credits: Int
    /// Credits left at which a receiver grants again, messages.
    var regrantBelow: Int

    /// Messages of one grant: it is sent when the count comes to so many.
    var perGrant: Int { credits - regrantBelow }
  }

  public static let card = MethodCard(
    name: "credits",
    summary: "a sender spends a credit at every member, and members grant new ones as they process",
    source: "JGroups MFC, RabbitMQ's credit flow",
    bound: "m·C",
    parameters: [
      Parameter(
        "credits", .messages(1...1_000_000), words: ["safe"], default: "\"safe\"",
        "C, messages of one sender that one receiver may have unprocessed; safe = the most that is proven"
          + " kick-free, grants included",
        source: "JGroups MFC: max_credits, in bytes there"),
      Parameter(
        "regrantBelow", .messages(0...999_999),
        default: "⌊C/2⌋; less beside \"safe\" where no C of 3 or more allows it",
        "messages: a receiver grants again when no more credits than this may be left; less than C",
        source: "JGroups MFC: min_threshold, a share there"),
    ])

  public static func settings(
    _ values: ParameterValues, for group: GroupFacts
  ) throws(ParameterProblems) -> Settings {
    let limit = group.maxSessionMessages
    let regrantBelow = values.messages("regrantBelow", limit: limit)
    guard let credits = values.messages("credits", limit: limit) else {
      return try safe(for: group, regrantBelow: regrantBelow)
    }
    if let regrantBelow, regrantBelow >= credits {
      throw ParameterProblems(
        "regrantBelow",
        "regrantBelow is \(regrantBelow) and credits is \(credits): a receiver that has granted everything would"
          + " have to grant again; give a regrantBelow of at most \(credits - 1)")
    }
    return Settings(credits: credits, regrantBelow: regrantBelow ?? credits / 2)
  }

  public static func effective(_ settings: Settings) -> [(name: String, text: String)] {
    [("credits", String(settings.credits)), ("regrantBelow", String(settings.regrantBelow))]
  }

  public static func warnings(_ settings: Settings, for group: GroupFacts) -> [String] {
    settings.load.warnings(for: group, repair: "fewer credits or \"safe\" are")
  }

  public static func provenQueueLoad(_ settings: Settings, for group: GroupFacts) -> Int? {
    settings.load.messages(in: group)
  }

  public static func countsProcessed(_ settings: Settings) -> Bool { true }
  public static func isWindowed(_ settings: Settings) -> Bool { true }

  public static func stateBytes(_ settings: Settings, for group: GroupFacts) -> Int64 {
    PairWindow.bytes(of: group) + Int64(group.senderCount) * Int64(group.memberCount)
      * 2 * Int64(MemoryLayout<Int64>.stride)
  }

  /// Its number says to whom, and for everything up to which message of his: a ``PairNote``.
  private static let grant: UInt8 = 1

  private let settings: Settings
  private let group: GroupFacts
  private let member: Int
  @usableFromInline private(set) var window: PairWindow
  /// Of each sender, the messages processed, and those that were granted again.
  private var processed: ProcessedCounts
  private var granted: [Int64]

  public init(_ settings: Settings, member: Int, group: GroupFacts, view: View) {
    self.settings = settings
    self.group = group
    self.member = member
    window = PairWindow(limit: settings.credits, member: member, group: group, view: view)
    processed = ProcessedCounts(view)
    granted = view.sentBefore
  }

  public var needs: Needs { group.isSender[member] ? [.processed, .control, .views] : [.processed, .views] }
  @inlinable public var isOpen: Bool { window.isOpen }
  @inlinable public var awaited: Int? { window.awaited }

  public mutating func dataAccepted(at now: Instant) -> Note? {
    window.messageSent()
    return nil
  }

  public mutating func dataProcessed(from sender: Int, at now: Instant) -> ControlMessage? {
    let column = group.column[sender]
    let count = processed.add(column)
    guard processed.awaitsAnswers(column), count - granted[column] >= Int64(settings.perGrant) else {
      return nil
    }
    granted[column] = count
    return ControlMessage(Note(kind: Self.grant, number: PairNote(sender: sender, count: count).number))
  }

  public mutating func controlRead(
    from sender: Int, note: Note, row: Span<Int64>, at now: Instant
  ) -> ControlMessage? {
    let grant = PairNote(number: note.number)
    if grant.sender == member { window.answer(of: sender, through: grant.count) }
    return nil
  }

  public mutating func viewRead(_ view: View, at now: Instant) -> ControlMessage? {
    window.change(view)
    processed.change(view, in: group)
    for (column, skipped) in view.skippedBefore.enumerated() { granted[column] += skipped }
    for joined in view.joined where group.isSender[joined] {
      // It starts with all its credits at its view; what it sent before is behind it.
      granted[group.column[joined]] = view.sentBefore[group.column[joined]]
    }
    return nil
  }

  public func bound(_ facts: BoundFacts) -> Bound {
    .messages(Int64(group.senderCount) * Int64(settings.credits))
  }
}

extension Credits.Settings {
  var load: AnswerLoad { AnswerLoad(limit: credits, every: perGrant, answersItself: true) }
}

extension Credits {
  /// The most credits whose queue load is at most the limit: at least 3 with ⌊C/2⌋, or with the `regrantBelow` given;
  /// else with the greatest `regrantBelow` at which grants are fewest, two rounds of them.
  /// - Complexity: O(members + regrantBelow): beyond some credits for each grant only the data count.
  private static func safe(
    for group: GroupFacts, regrantBelow: Int?
  ) throws(ParameterProblems) -> Settings {
    let limit = group.maxSessionMessages
    let fewest = AnswerLoad(limit: 1, every: 1, answersItself: true).messages(in: group) - group.senderCount
    let most = min(1_000_000, (limit - fewest) / max(1, group.senderCount))
    for credits in stride(from: most, through: regrantBelow.map { $0 + 1 } ?? 3, by: -1) {
      let settings = Settings(credits: credits, regrantBelow: regrantBelow ?? credits / 2)
      if settings.load.messages(in: group) <= limit { return settings }
    }
    // A grant for more than two thirds of C: never three of them in 2C.
    if regrantBelow == nil, most > 0 {
      return Settings(credits: most, regrantBelow: most - 2 * most / 3 - 1)
    }
    throw ParameterProblems(
      "credits",
      "no credits are proven safe for \(group.memberCount) members, \(group.senderCount) of them senders, with"
        + " maxSessionMessages \(limit)\(regrantBelow == nil ? "" : " beside the regrantBelow given"): the grants"
        + " alone may fill a queue; give credits as a number or raise maxSessionMessages")
  }
}
