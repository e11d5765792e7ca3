import EventKernel
import FlowControl

/// "It can ask the server to resend from the point of the last message received" (2003 mail): what a member missed
/// while it was away is sent to it again by another one, at a rate, through the same order and queues. Only in runs with
/// one group, in which a slot has its member's index.
extension Engine {
  /// A request has a position and the overhead of a message.
  static var requestBytes: Int { Socket.overheadBytes + 8 }

  /// The position of the next data message, or the end.
  func nextData(from start: Int, before end: Int, in home: Int) -> Int {
    var position = start
    while position < end, logs[home][position].kind != .data { position += 1 }
    return min(position, end)
  }

  // MARK: Asking

  /// Chooses the first member of the view, in member order, that has been there for all that is missing and is not
  /// coming back itself. Where there is none the member goes on from its view, with a gap.
  mutating func findServer(for index: Int, in view: View) {
    guard returns[index].missing > 0 else { return }
    stopServing(index)
    let needed = returns[index].viewPosition - Int64(returns[index].missing)
    let server = view.isPresent.indices.first {
      view.isPresent[$0] && $0 != index && returns[$0].outageSince < 0 && returns[$0].holdsFrom <= needed
    }
    returns[index].server = server ?? -1
    returns[index].wantsToAsk = server != nil
    guard server == nil else { return }
    returns[index].hasGap = true
    returns[index].remaining -= returns[index].missing
    returns[index].missing = 0
    if returns[index].remaining == 0 { endRecovery(of: index) }
  }

  func mayAsk(_ index: Int) -> Bool {
    returns[index].wantsToAsk && returns[index].missing > 0 && !members[index].isLeaving
      && !members[index].isCutOff
  }

  /// `SP_multicast` of a request returns.
  mutating func acceptRequest(from index: Int) {
    guard !seesError(index) else { return }
    returns[index].wantsToAsk = false
    returns[index].resendFrom = returns[index].expected
    submit(
      LogEntry(
        kind: .request, audience: Int32(returns[index].server), isTimed: false, noteKind: 0,
        sender: Int32(index), sizeBytes: Int32(Self.requestBytes),
        number: Int64(returns[index].expected), generatedAt: now), from: index)
  }

  // MARK: Sending again

  /// A request is read. One of a session that has ended, or that went to another one since, is not answered.
  mutating func beginService(of request: LogEntry, by server: Int) {
    let client = Int(request.sender)
    guard members[client].isRecovering, returns[client].server == server,
      request.generatedAt >= members[client].connectedAt
    else { return }
    returns[client].servedBy = server
    returns[client].resendFrom = Int(request.number)
    returns[client].resentCount = 0
    returns[client].requestReadAt = now
    members[server].servedCount += 1
    scheduleResend(to: client)
  }

  /// Number k is due k/rate after the request was read.
  private mutating func scheduleResend(to client: Int) {
    guard let rate = returns[client].rule?.recovery else { return }
    let due = returns[client].requestReadAt + rate.offset(of: returns[client].resentCount + 1).nanoseconds
    returns[client].resendDueAt = due
    returns[client].order = due > now ? schedule(.comeback, at: due, entity: client) : 0
  }

  mutating func stopServing(_ client: Int) {
    let server = returns[client].servedBy
    if server >= 0 { members[server].servedCount -= 1 }
    returns[client].servedBy = -1
    returns[client].resendFrom = .max
    returns[client].order = 0
  }

  /// Whether a message is due to be sent again now, to the first such member; what limits a burst limits this too.
  mutating func mayResend(_ server: Int, hasNext: Bool) -> Bool {
    let member = members + server
    guard !member.pointee.isCutOff, !member.pointee.isLeaving,
      member.pointee.burst < member.pointee.burstLimit || !hasNext,
      let client = returns.recovering.first(where: {
        returns[$0].servedBy == server && returns[$0].resendDueAt <= now
      })
    else { return false }
    member.pointee.resendsTo = Int32(client)
    return true
  }

  /// The size of what a member is sending again, and of nothing where that was called off.
  func resendBytes(from server: Int) -> Int {
    guard let client = resendClient(of: server) else { return Socket.overheadBytes }
    return Int(message(returns[client].resendFrom, of: client).sizeBytes)
  }

  private func resendClient(of server: Int) -> Int? {
    let client = Int(members[server].resendsTo)
    return client >= 0 && returns[client].servedBy == server ? client : nil
  }

  /// `SP_multicast` of a copy returns.
  mutating func acceptResend(from server: Int) {
    guard !seesError(server) else { return }
    members[server].burst += 1
    guard let client = resendClient(of: server) else { return }
    let position = returns[client].resendFrom
    let original = message(position, of: client)
    submit(
      LogEntry(
        kind: .recovered, audience: Int32(client), isTimed: false, noteKind: 0, sender: Int32(server),
        sizeBytes: original.sizeBytes, messageCount: original.messageCount, number: Int64(position),
        generatedAt: original.generatedAt),
      from: server)
    returns[client].resentCount += 1
    let end = returns[client].viewEnd
    returns[client].resendFrom = nextData(from: position + 1, before: end, in: members[client].home)
    if returns[client].resendFrom < end { scheduleResend(to: client) } else { stopServing(client) }
  }

  // MARK: Getting it

  /// A data message is read, a copy or (without a receiver thread) a live one: a copy that is not the next one comes
  /// from an earlier session or from two members, and is dropped; a live one waits until nothing is missing.
  mutating func sortOut(_ position: Int, of index: Int) {
    let member = members + index
    let entry = message(position, of: index)
    guard entry.kind == .recovered else {
      guard member.pointee.isRecovering else { return }
      member.pointee.hand = .empty
      putAside(position, of: index)
      return
    }
    guard member.pointee.isRecovering, returns[index].missing > 0,
      entry.number == Int64(returns[index].expected)
    else {
      if !member.pointee.hasThread { member.pointee.hand = .empty }
      member.pointee.bufferCount -= 1
      member.pointee.record.lostInProcess += 1
      return
    }
    returns[index].missing -= 1
    returns[index].expected = nextData(
      from: returns[index].expected + 1, before: returns[index].viewEnd, in: member.pointee.home)
    guard member.pointee.hasThread else { return }
    if returns[index].readCount == 0 { returns[index].readCursor = position }
    returns[index].readCount += 1
  }

  /// Whether the application finds something in its own memory: copies first, then what was put aside.
  func hasKept(_ index: Int) -> Bool {
    members[index].isRecovering ? returns[index].readCount > 0 : members[index].bufferedCount > 0
  }

  /// The application takes the oldest copy that its reader has read.
  mutating func takeRecovered(_ index: Int) {
    let member = members + index
    let wanted = nextData(
      from: returns[index].processedThrough, before: returns[index].viewEnd, in: member.pointee.home)
    var position = returns[index].readCursor
    while !isCopy(message(position, of: index), of: wanted, for: index) { position += 1 }
    member.pointee.handPosition = position
    member.pointee.hand = .read
    returns[index].readCount -= 1
    returns[index].readCursor = position + 1
  }

  private func isCopy(_ entry: LogEntry, of original: Int, for index: Int) -> Bool {
    entry.kind == .recovered && entry.audience == Int32(index) && entry.number == Int64(original)
  }

  /// A data message is processed by a member that may come back.
  mutating func noteProcessed(_ entry: LogEntry, by index: Int) {
    guard entry.kind == .recovered else {
      returns[index].processedThrough = members[index].handPosition + 1
      guard returns[index].asideCount > 0 else { return }
      returns[index].asideCount -= 1
      if returns[index].asideCount == 0 { noteCaughtUp(index) }
      return
    }
    returns[index].processedThrough = Int(entry.number) + 1
    returns[index].recoveredCount += 1
    // It stands before the view from which the backlog counts.
    slots[sendSlot(of: index)].viewPosition -= 1
    returns[index].remaining -= 1
    if returns[index].remaining == 0 { endRecovery(of: index) }
  }

  /// Nothing is missing any more: what was put aside meanwhile is next.
  mutating func endRecovery(of index: Int) {
    members[index].isRecovering = false
    stopServing(index)
    returns[index].server = -1
    returns[index].wantsToAsk = false
    if returns[index].hasGap {
      returns[index].hasGap = false
      returns[index].holdsFrom = returns[index].viewPosition
      journal?.note(.gap, at: now, member: index, position: returns[index].viewEnd)
    }
    returns[index].processedThrough = returns[index].viewEnd + 1
    // Who was kicked meanwhile will miss more, and what it holds still counts for nothing.
    guard !members[index].isKicked, !members[index].isCutOff else { return }
    returns[index].keepsLog = false
    returns[index].asideCount = members[index].bufferedCount
    if returns[index].asideCount == 0 { noteCaughtUp(index) }
  }
}
