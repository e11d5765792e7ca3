import EventKernel

/// The scheme of the 2002 mail's questioner: a message is done when every member has acknowledged it, and a sender
/// has at most `outstanding` messages that are not done.
///
/// Every member acknowledges every message of another sender to the group, by a message of its own, after it has
/// processed it; a sender's own processing counts without a message. With a `commit` a message counts when it is
/// also written to the member's persistent store, own messages included: `sync` writes one after the other, as a
/// log that is flushed for each transaction; `nosync` (DB_TXN_NOSYNC) begins at once, side by side. The CPU goes on
/// meanwhile. A disk does not stop where its member is paused.
///
/// Bound: m · outstanding. What a member acknowledges it has processed. The price is n − 1 acknowledgments a
/// message, a round trip and the slowest member: one sender with one message outstanding, r receivers of
/// exponential times with rate μ and no commit give 1 / (RTT + H(r)/μ) messages a second, H(r) = 1 + … + 1/r.
public struct AckEveryMessage: FlowControl {
  /// How many messages are under way, and what a member writes.
  public struct Settings: Hashable, Sendable {
    /// Most own messages that are not done.
    var outstanding: Int
    /// What a commit takes; `nil` for none.
    var commitTime: Interval?
    /// Whether commits of one member follow one another.
    var isSync: Bool

    /// Each acknowledgment is for one message, and nobody acknowledges to itself.
    var load: AnswerLoad { AnswerLoad(limit: outstanding, every: 1, answersItself: false) }
  }

  public static let card = MethodCard(
    name: "ack-every-message",
    summary: "a message is done when every member has acknowledged it; so many may be under way",
    source: "2002 mail, the questioner's own scheme, with Berkeley DB's DB_TXN_NOSYNC from the answer",
    bound: "m · outstanding",
    parameters: [
      Parameter(
        "outstanding", .messages(1...1_000_000), default: "1",
        "messages: own messages that not every member has acknowledged",
        source: "2002 mail, the question"),
      Parameter(
        "commit", .word, words: ["none", "nosync", "sync"], default: "\"none\"",
        "what is written before a message counts: nothing, each message at once, or one after the other",
        source: "2002 mail: the question (sync), the answer (nosync)"),
      Parameter(
        "commitTime", .interval, words: ["none"], default: "\"none\"",
        "what one commit takes; needs nosync or sync, and they need it",
        source: "2002 mail, which names no number: measure yours"),
    ])

  public static func settings(
    _ values: ParameterValues, for group: GroupFacts
  ) throws(ParameterProblems) -> Settings {
    let commit = values.word("commit", default: "none")
    let time = values.interval("commitTime")
    if commit == "none", time != nil {
      throw ParameterProblems(
        "commitTime", "commitTime has a meaning only with a commit; remove it or add commit: \"sync\"")
    }
    if commit != "none", time == nil {
      throw ParameterProblems(
        "commit",
        "\"\(commit)\" takes time and none is told; give a commitTime, for example commitTime: \"5ms\"")
    }
    return Settings(
      outstanding: values.messages("outstanding", limit: group.maxSessionMessages) ?? 1, commitTime: time,
      isSync: commit == "sync")
  }

  public static func effective(_ settings: Settings) -> [(name: String, text: String)] {
    [
      ("outstanding", String(settings.outstanding)),
      ("commit", settings.commitTime == nil ? "none" : settings.isSync ? "sync" : "nosync"),
      ("commitTime", settings.commitTime.map { "\($0.nanoseconds)ns" } ?? "none"),
    ]
  }

  public static func warnings(_ settings: Settings, for group: GroupFacts) -> [String] {
    settings.load.warnings(
      for: group,
      repair: settings.outstanding > 1 ? "fewer outstanding may be" : "a larger maxSessionMessages is")
  }

  public static func provenQueueLoad(_ settings: Settings, for group: GroupFacts) -> Int? {
    settings.load.messages(in: group)
  }

  public static func countsProcessed(_ settings: Settings) -> Bool { true }
  public static func isWindowed(_ settings: Settings) -> Bool { true }
  public static func stateBytes(_ settings: Settings, for group: GroupFacts) -> Int64 {
    PairWindow.bytes(of: group)
  }

  /// Its number says whose message is acknowledged, and which: a ``PairNote``.
  private static let ack: UInt8 = 1

  private let settings: Settings
  private let group: GroupFacts
  private let member: Int
  @usableFromInline private(set) var window: PairWindow
  private var commits: CommitLine?
  /// Of each sender, the messages that count here.
  private var counted: ProcessedCounts

  public init(_ settings: Settings, member: Int, group: GroupFacts, view: View) {
    self.settings = settings
    self.group = group
    self.member = member
    window = PairWindow(limit: settings.outstanding, member: member, group: group, view: view)
    commits = settings.commitTime.map { CommitLine(time: $0, isSerial: settings.isSync) }
    counted = ProcessedCounts(view)
  }

  public var needs: Needs {
    var needs: Needs = [.processed, .views]
    if group.isSender[member] { needs.insert(.control) }
    if commits != nil { needs.insert(.alarms) }
    return needs
  }
  @inlinable public var isOpen: Bool { window.isOpen }
  @inlinable public var awaited: Int? { window.awaited }

  public mutating func dataAccepted(at now: Instant) -> Note? {
    window.messageSent()
    return nil
  }

  public mutating func dataProcessed(from sender: Int, at now: Instant) -> ControlMessage? {
    guard commits == nil else {
      commits?.begin(sender, at: now)
      return nil
    }
    return count(sender)
  }

  /// A message is processed, and written where it must be. Nobody waits for the acknowledgment of one whose sender
  /// is gone.
  private mutating func count(_ sender: Int) -> ControlMessage? {
    let column = group.column[sender]
    let count = counted.add(column)
    if sender == member {
      window.answer(of: member, through: count)
      return nil
    }
    guard counted.awaitsAnswers(column) else { return nil }
    return ControlMessage(Note(kind: Self.ack, number: PairNote(sender: sender, count: count).number))
  }

  public mutating func controlRead(
    from sender: Int, note: Note, row: Span<Int64>, at now: Instant
  ) -> ControlMessage? {
    let answer = PairNote(number: note.number)
    if answer.sender == member { window.answer(of: sender, through: answer.count) }
    return nil
  }

  public mutating func viewRead(_ view: View, at now: Instant) -> ControlMessage? {
    window.change(view)
    counted.change(view, in: group)
    return nil
  }

  public var alarm: Instant? { commits?.alarm }
  public mutating func alarmRang(at now: Instant) { commits?.ring() }

  /// One acknowledgment an answer; what else is over by now rings again at once.
  public mutating func answerAlarm(at now: Instant) -> ControlMessage? {
    while let sender = commits?.takeFinished(at: now) {
      if let answer = count(sender) { return answer }
    }
    return nil
  }

  public var isWorking: Bool { commits.map { !$0.isEmpty } ?? false }

  public func bound(_ facts: BoundFacts) -> Bound {
    .messages(Int64(group.senderCount) * Int64(settings.outstanding))
  }
}
