import EventKernel
import FlowControl

/// From `SP_multicast` to the sequencer or the daemon, and a sender that its daemon's socket blocks.
extension Engine {
  /// Hands what `SP_multicast` accepted to the sequencer, or to the socket of the member's daemon.
  /// - Returns: its position in the order; -1 where a token has yet to give it one.
  @discardableResult
  @inline(never)
  mutating func submit(_ entry: LogEntry, from index: Int) -> Int {
    let hasRow =
      rowWidth > 0 && entry.noteKind != 0 && entry.noteKind < Exclusion.firstKind && entry.kind != .view
    guard hasDaemons else {
      let position = sequence(entry)
      if hasRow { writeRow(of: entry, from: index, into: logs[0].mutableRow(at: position)) }
      return position
    }
    if !uplinks[index].queue.makeRoom(withinBytes: memoryLimit) { stopForMemory() }
    uplinks[index].queue.append(entry)
    uplinks[index].enter(Int(entry.sizeBytes))
    if hasRow {
      writeRow(
        of: entry, from: index, into: uplinks[index].queue.mutableRow(at: uplinks[index].queue.end - 1))
    }
    // A daemon that takes a message from a writer's hands is at that client's place in the line already.
    if uplinks[index].isHandedOver { uplinks[index].isHandedOver = false } else { list(index) }
    countEntry()
    return -1
  }

  private func writeRow(
    of entry: LogEntry, from index: Int, into row: UnsafeMutableBufferPointer<Int64>
  ) {
    let own = UnsafeMutableBufferPointer(rebasing: row[..<groupStates[Int(entry.group)].rowWidth])
    var span = MutableSpan(_unsafeElements: own)
    methods[slot(of: index, in: Int(entry.group))].writeRow(
      of: Note(kind: entry.noteKind, number: entry.number), into: &span)
  }

  /// Whether `SP_multicast` of what a member is about to send has to wait for its daemon. On a closed session it
  /// returns at once, with the error.
  func hasToWait(_ phase: Phase, from index: Int) -> Bool {
    guard hasDaemons, !members[index].isKicked, !members[index].isCutOff else { return false }
    return !uplinks[index].admits(sendBytes(phase, from: index))
  }

  private func sendBytes(_ phase: Phase, from index: Int) -> Int {
    switch phase {
    case .sendData: return Socket.overheadBytes + generators[index].nextPayloadBytes
    case .sendRequest: return Self.requestBytes
    case .resend: return resendBytes(from: index)
    case .receive, .process, .sendControl:
      let outgoing = members[index].readerOutbox ?? members[index].outbox
      let group = outgoing.map { slots[$0.slot].group } ?? 0
      return Socket.overheadBytes + controlPayloadBytes(in: group, from: index)
    }
  }

  /// A thread of the member is inside `SP_multicast` from now on.
  mutating func block(_ thread: EventKind, of index: Int) {
    if !isWriterBlocked(index) { members[index].record.sendBlockedSince = now }
    setState(of: thread, of: index, to: .blocked)
    if uplinks[index].isUnbuffered { list(index) }
  }

  func isWriterBlocked(_ index: Int) -> Bool {
    members[index].app.state == .blocked || members[index].sender.state == .blocked
      || members[index].reader.state == .blocked
  }

  /// The daemon has read, the session is gone, or a pause is over: `SP_multicast` returns if it can.
  mutating func wakeWriter(_ index: Int, isResumed: Bool = false) {
    let member = members + index
    guard isWriterBlocked(index), !member.pointee.isPaused, !member.pointee.isGone else { return }
    let isForced = isResumed || member.pointee.isKicked || member.pointee.isCutOff
    guard isForced || uplinks[index].wakes(blockedBytes(of: index)) else { return }
    releaseReader(index)
    if member.pointee.sender.state == .blocked, !hasToWait(.sendData, from: index) {
      endBlock(.senderService, of: index)
      completeSend(of: index)
    }
    if member.pointee.app.state == .blocked, !hasToWait(member.pointee.app.phase, from: index) {
      endBlock(.appService, of: index)
      complete(member.pointee.app.phase, of: index)
    }
    wake(index)
  }

  /// The size of what a blocked thread wants to send; of the one that goes first where there are several.
  private func blockedBytes(of index: Int) -> Int {
    if members[index].reader.state == .blocked { return sendBytes(.sendControl, from: index) }
    if members[index].sender.state == .blocked { return sendBytes(.sendData, from: index) }
    return sendBytes(members[index].app.phase, from: index)
  }

  /// The reader's blocked control message goes out, if it can.
  private mutating func releaseReader(_ index: Int) {
    guard members[index].reader.state == .blocked, !hasToWait(.sendControl, from: index) else { return }
    endBlock(.readerService, of: index)
    completeReader(.sendControl, of: index)
  }

  private func setState(of thread: EventKind, of index: Int, to state: Service.State) {
    switch thread {
    case .readerService: members[index].reader.state = state
    case .senderService: members[index].sender.state = state
    default: members[index].app.state = state
    }
  }

  private mutating func endBlock(_ thread: EventKind, of index: Int) {
    setState(of: thread, of: index, to: .none)
    guard !isWriterBlocked(index) else { return }
    members[index].record.sendBlocked += max(0, now - max(warmupTime, members[index].record.sendBlockedSince))
  }
}
