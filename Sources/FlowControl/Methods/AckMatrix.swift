import EventKernel

/// Method 4 of the 2002 mail: every member keeps the matrix of who has processed how much of whom, a receiver
/// announces its own row, and a sender blocks while any receiver's row is more than T behind the sender's own;
/// plus the window W of Method 2.
///
/// Bound, for `max` and `positiveSum` and any order that is FIFO per sender: mW + (m − 1)T for a receiver that
/// sends, m(W + T) for one that does not. For a sender j at its last send the gate says P_j ≤ P_r + T in
/// component j and the window adds W; sum over the senders. A plain signed sum lets surplus on one sender hide
/// deficit on another; on one order for all it equals the difference of positions, and T + mW holds.
public struct AckMatrix: FlowControl {
  /// The settings of Method 4, and how two rows are compared.
  public struct Settings: Hashable, Sendable {
    var common: AckSettings
    var difference: RowDifference
  }

  public static let card = MethodCard(
    name: "ack-matrix",
    summary:
      "a sender blocks while any receiver's row of processed counts is more than T behind its own; window W besides",
    source: "2002 mail, Method 4",
    bound: "mW + (m − 1)T if every member sends, else m(W + T);"
      + " T + mW for signedSum on one order while no sender leaves",
    parameters: AckSettings.parameters + [
      Parameter(
        "difference", .word, words: RowDifference.allCases.map(\.rawValue), default: "\"max\"",
        "how far a row is behind: its largest component, the sum of the positive ones, or of all")
    ])

  public static func settings(
    _ values: ParameterValues, for group: GroupFacts
  ) throws(ParameterProblems) -> Settings {
    let difference = RowDifference(rawValue: values.word("difference", default: "max")) ?? .max
    return Settings(
      common: try AckSettings(values, for: group, rule: difference.rule(for: group)), difference: difference)
  }

  public static func effective(_ settings: Settings) -> [(name: String, text: String)] {
    settings.common.effective + [("difference", settings.difference.rawValue)]
  }
  public static func warnings(_ settings: Settings, for group: GroupFacts) -> [String] {
    settings.common.warnings(for: group, rule: settings.difference.rule(for: group))
  }
  public static func provenQueueLoad(_ settings: Settings, for group: GroupFacts) -> Int? {
    settings.common.provenQueueLoad(for: group, rule: settings.difference.rule(for: group))
  }
  public static func countsProcessed(_ settings: Settings) -> Bool { settings.common.countsProcessed }
  public static func isWindowed(_ settings: Settings) -> Bool { true }
  public static func rowWidth(_ settings: Settings, for group: GroupFacts) -> Int { group.senderCount }

  public static func stateBytes(_ settings: Settings, for group: GroupFacts) -> Int64 {
    let (entries, overflow) = Int64(group.senderCount * group.senderCount)
      .multipliedReportingOverflow(by: Int64(group.memberCount) * 8)
    return overflow ? .max : entries
  }

  private let settings: AckSettings
  private let difference: RowDifference
  private let group: GroupFacts
  private let member: Int
  private var window: SendWindow
  private var threshold: Int64 = 0
  private var clock: AckClock
  private var received: [Int64]
  private var processed: [Int64]
  private var matrix: RowLags
  private var isResized = false

  public init(_ settings: Settings, member: Int, group: GroupFacts, view: View) {
    self.settings = settings.common
    self.group = group
    self.member = member
    difference = settings.difference
    window = SendWindow(limit: 0)
    clock = AckClock(
      every: 1, period: settings.common.period, idle: settings.common.idle,
      onProgressOnly: settings.common.onProgressOnly, selfClocked: settings.common.selfClocked)
    let isJoining = view.joined.contains(member)
    let zeros: [Int64] = Array(repeating: 0, count: view.sentBefore.count)
    // The naive joiner knows nobody's count and counts its own progress from nothing.
    let start = isJoining && settings.common.joiner == .zero ? zeros : view.sentBefore
    received = start
    processed = start
    matrix = RowLags(
      memberCount: group.isSender[member] ? group.memberCount : 0, difference: settings.difference, own: start
    )
    for other in view.isPresent.indices where view.isPresent[other] && other != member {
      // A joiner knows nobody's row: it waits until it has heard each of them. The naive forms do not wait.
      switch isJoining ? settings.common.joiner : nil {
      case nil: matrix.track(other, row: view.sentBefore)
      case .view: matrix.awaitRow(of: other)
      case .zero: matrix.track(other, row: zeros)
      case .ignore: matrix.ignore(other)
      }
    }
    // Where the comparison starts from what is read, what is processed is a row like the others.
    if settings.common.checksOwnRow { matrix.track(member, row: processed) }
    resize(view)
    isResized = false
  }

  public var needs: Needs {
    var needs: Needs = [.control, .views, .processed]
    if group.isSender[member] { needs.insert(.reads) }
    if settings.period != nil { needs.insert(.alarms) }
    // Who is to know that nothing was read has to hear of everything that is.
    if settings.idle != nil { needs.formUnion([.reads, .alarms]) }
    return needs
  }

  public var isOpen: Bool {
    window.isOpen && matrix.isNobodyBehind
  }

  public var awaited: Int? { matrix.isNobodyBehind ? nil : matrix.furthestBehind }

  public mutating func dataAccepted(at now: Instant) -> Note? {
    window.messageSent()
    guard settings.piggyback else { return nil }
    clock.piggybacked()
    return Note(kind: AgreedAck.piggyback, number: 0)
  }

  public func writeRow(into row: inout MutableSpan<Int64>) {
    for column in processed.indices { row[column] = processed[column] }
  }

  public mutating func dataRead(
    from sender: Int, note: Note?, row: Span<Int64>, at now: Instant
  ) -> ControlMessage? {
    clock.noteActivity(at: now)
    let column = group.column[sender]
    received[column] += 1
    if !settings.comparesProcessed { matrix.advanceOwn(column, to: received[column]) }
    if sender == member {
      if !settings.countsProcessed { window.messageReturned() }
    } else if note != nil {
      matrix.update(sender, row: row)
    }
    return nil
  }

  public mutating func dataProcessed(from sender: Int, at now: Instant) -> ControlMessage? {
    let column = group.column[sender]
    processed[column] += 1
    if settings.comparesProcessed {
      matrix.advanceOwn(column, to: processed[column])
    } else if settings.checksOwnRow {
      matrix.raise(member, column, to: processed[column])
    }
    if sender == member, settings.countsProcessed { window.messageReturned() }
    return clock.messageProcessed(at: now) ? announce() : nil
  }

  public mutating func controlRead(
    from sender: Int, note: Note, row: Span<Int64>, at now: Instant
  ) -> ControlMessage? {
    guard sender == member else {
      clock.noteActivity(at: now)
      matrix.update(sender, row: row)
      return nil
    }
    return clock.ownAnnouncementRead(at: now) ? announce() : nil
  }

  public mutating func viewRead(_ view: View, at now: Instant) -> ControlMessage? {
    clock.noteActivity(at: now)
    resize(view)
    for gone in view.gone { matrix.forget(gone) }
    guard !view.joined.isEmpty else { return nil }
    if view.isMerge { countOn(from: view) }
    // The period's ticks before it was a member are not its own.
    if view.joined.contains(member) { clock.skipTicks(through: now) }
    for joined in view.joined where joined != member {
      switch settings.joiner {
      // Who comes from beyond a partition may be far behind with what was ordered there.
      case .view where view.isMerge: matrix.awaitRow(of: joined)
      case .view: matrix.track(joined, row: view.sentBefore)
      case .zero: matrix.track(joined, row: Array(repeating: 0, count: processed.count))
      case .ignore: matrix.ignore(joined)
      }
    }
    return settings.joiner == .view && clock.oweJoiner() ? announce() : nil
  }

  /// What was ordered beyond a partition is skipped by this member and by all that were on its side.
  private mutating func countOn(from view: View) {
    for (column, skipped) in view.skippedBefore.enumerated() {
      received[column] += skipped
      processed[column] += skipped
    }
    matrix.skip(view.skippedBefore)
  }

  public var alarm: Instant? { clock.alarm }

  public mutating func alarmRang(at now: Instant) { clock.ring(at: now) }

  public mutating func answerAlarm(at now: Instant) -> ControlMessage? { clock.isDue ? announce() : nil }

  public mutating func alarmMissed(at now: Instant) { clock.skipTicks(through: now) }

  public var isWorking: Bool { clock.awaitsIdleTime }

  private mutating func announce() -> ControlMessage {
    let isTimed = clock.announced()
    return ControlMessage(Note(kind: AgreedAck.ack, number: 0), to: settings.recipients, isTimed: isTimed)
  }

  private mutating func resize(_ view: View) {
    let sizes = settings.sizes(
      maxSessionMessages: group.maxSessionMessages, memberCount: view.memberCount)
    if window.limit != sizes.window || threshold != sizes.threshold { isResized = true }
    window.limit = sizes.window
    threshold = sizes.threshold
    matrix.threshold = sizes.threshold
    // What a gone member owned is forgotten with it: nobody waits for the receivers of its messages.
    matrix.isCounted = view.isPresent.indices.filter { group.isSender[$0] }.map { view.isPresent[$0] }
    clock.every = sizes.every
  }

  public func bound(_ facts: BoundFacts) -> Bound {
    guard settings.isProven(for: group, someoneJoined: facts.someoneJoined), !isResized,
      let limit = window.limit
    else { return .unproven }
    // Each sender that left may leave a deficit of T of its own behind, which a sum no longer sees.
    let rule = facts.someSenderLeft ? .vectors(group) : difference.rule(for: group)
    return .messages(Int64(rule.backlog(window: Int(limit), threshold: Int(threshold))))
  }
}
