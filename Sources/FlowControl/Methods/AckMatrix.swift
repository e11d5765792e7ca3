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
  private let settings: AckSettings
  private let difference: RowDifference
  private let group: GroupFacts
  private let member: Int
  @usableFromInline private(set) var window: SendWindow
  private var threshold: Int64 = 0
  private var clock: AckClock
  private var received: [Int64]
  private var processed: [Int64]
  @usableFromInline private(set) var matrix: RowLags
  /// `nil` unless one member of each daemon speaks for all of it.
  private var daemon: DaemonRows?
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
    daemon =
      settings.common.audience == .aggregated ? DaemonRows(of: member, group: group, own: start) : nil
    for other in view.isPresent.indices where view.isPresent[other] && other != member {
      // A joiner knows nobody's row: it waits until it has heard each of them. The naive forms do not wait.
      if isJoining { meet(other, from: nil) } else { track(other, from: view.sentBefore) }
    }
    // Where the comparison starts from what is read, what is processed is a row like the others.
    if settings.common.checksOwnRow { matrix.track(member, row: processed) }
    resize(view)
    isResized = false
  }

  /// A member is new, to it or it to a joiner; it starts at a row, or has to be heard.
  private mutating func meet(_ other: Int, from row: [Int64]?) {
    switch (settings.joiner, row) {
    case (.view, let row?): track(other, from: row)
    case (.view, nil):
      matrix.awaitRow(of: other)
      daemon?.awaitRow(of: other)
    case (.zero, _): track(other, from: Array(repeating: 0, count: processed.count))
    case (.ignore, _):
      matrix.ignore(other)
      daemon?.ignore(other)
    }
  }

  private mutating func track(_ other: Int, from row: [Int64]) {
    matrix.track(other, row: row)
    daemon?.track(other, row: row)
  }

  public var needs: Needs {
    var needs: Needs = [.control, .views, .processed]
    if group.isSender[member] || settings.audience == .aggregated { needs.insert(.reads) }
    if settings.period != nil { needs.insert(.alarms) }
    // Who is to know that nothing was read has to hear of everything that is.
    if settings.idle != nil { needs.formUnion([.reads, .alarms]) }
    return needs
  }

  @inlinable public var isOpen: Bool { window.isOpen && matrix.isNobodyBehind }

  @inlinable public var awaited: Int? { matrix.isNobodyBehind ? nil : matrix.furthestBehind }

  public mutating func dataAccepted(at now: Instant) -> Note? {
    window.messageSent()
    guard settings.piggyback else { return nil }
    guard daemon?.canSpeak ?? true else { return Note(kind: AgreedAck.piggyback, number: 0) }
    clock.piggybacked()
    return Note(kind: daemon?.speak() == nil ? AgreedAck.piggyback : AgreedAck.aggregate, number: 0)
  }

  /// A view may have taken the word from a speaker since it made the note: what that says for all stays the least.
  public func writeRow(of note: Note, into row: inout MutableSpan<Int64>) {
    let least = note.kind == AgreedAck.aggregate ? daemon : nil
    for column in processed.indices { row[column] = least?.least(column) ?? processed[column] }
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
    } else if let note {
      hear(sender, note, row)
    }
    return speak(at: now)
  }

  /// News of a member, or of all members of its daemon.
  private mutating func hear(_ sender: Int, _ note: Note, _ row: Span<Int64>) {
    guard note.kind == AgreedAck.aggregate else {
      matrix.update(sender, row: row)
      daemon?.hear(sender, row: row)
      return
    }
    matrix.update(group.members(ofDaemonOf: sender), row: row)
    guard group.daemon[sender] == group.daemon[member] else { return }
    for mate in group.members(ofDaemonOf: member) { daemon?.hear(mate, row: row) }
  }

  /// What a speaker has to announce after news of its daemon.
  private mutating func speak(at now: Instant) -> ControlMessage? {
    guard let daemon, daemon.isSpeaker else { return nil }
    return clock.progressed(to: daemon.unspoken, at: now) ? announce() : nil
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
    daemon?.advanceOwn(column)
    if daemon?.isSpeaker == true { return speak(at: now) }
    return clock.messageProcessed(at: now) ? announce() : nil
  }

  public mutating func controlRead(
    from sender: Int, note: Note, row: Span<Int64>, at now: Instant
  ) -> ControlMessage? {
    guard sender == member else {
      clock.noteActivity(at: now)
      hear(sender, note, row)
      return speak(at: now)
    }
    return clock.ownAnnouncementRead(at: now) ? announce() : nil
  }

  public mutating func viewRead(_ view: View, at now: Instant) -> ControlMessage? {
    clock.noteActivity(at: now)
    resize(view)
    let speaker = daemon?.speaker
    for gone in view.gone {
      matrix.forget(gone)
      daemon?.forget(gone)
    }
    if view.isMerge { countOn(from: view) }
    // The period's ticks before it was a member are not its own.
    if view.joined.contains(member) { clock.skipTicks(through: now) }
    // Who comes from beyond a partition may be far behind with what was ordered there.
    let row = view.isMerge ? nil : view.sentBefore
    for joined in view.joined where joined != member { meet(joined, from: row) }
    // Who joins has to hear everybody's row, and who begins to speak for a daemon has to be told and to tell.
    let tellsJoiner = settings.joiner == .view && !view.joined.isEmpty && daemon?.isSpeaker ?? true
    if tellsJoiner || daemon?.speaker != speaker { return clock.oweView() ? announce() : nil }
    return speak(at: now)
  }

  /// What was ordered beyond a partition is skipped by this member and by all that were on its side.
  private mutating func countOn(from view: View) {
    for (column, skipped) in view.skippedBefore.enumerated() {
      received[column] += skipped
      processed[column] += skipped
    }
    matrix.skip(view.skippedBefore)
    daemon?.skip(view.skippedBefore)
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
    let isAggregate = daemon?.speak() != nil
    return ControlMessage(
      Note(kind: isAggregate ? AgreedAck.aggregate : AgreedAck.ack, number: 0),
      to: settings.recipients(speaker: daemon?.speaker, isAggregate: isAggregate), isTimed: isTimed)
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
