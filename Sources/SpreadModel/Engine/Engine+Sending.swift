import EventKernel
import FlowControl

/// Generating, blocking, and what `SP_multicast` accepts.
extension Engine {
  /// The generator's entry of the event list.
  mutating func generate(for index: Int, order: UInt64) {
    guard generators[index].order == order else { return }
    generators[index].order = 0
    guard fillBacklog(of: index) else { return }
    if mayStretch, stretches[index].isOn {
      guard isGateOpen(index) else {
        updateBlocked(index)
        return
      }
      endStretch(of: index)
    }
    updateBlocked(index)
    if mayAct(index) { wake(index) }
  }

  /// Whether a wake-up would find the application idle.
  func mayAct(_ index: Int) -> Bool {
    let sender = members[index].hasSendThread ? members[index].sender : members[index].app
    return !members[index].isPaused && sender.state == .none && !members[index].reader.isBusy
  }

  /// Generates what is due, and asks for the next entry of the event list.
  @discardableResult
  mutating func fillBacklog(of index: Int) -> Bool {
    let member = members + index
    // A kicked member does not know yet; its application goes on until it finds out, or comes back.
    guard !member.pointee.isCutOff && !member.pointee.isGone || staysAlive(index), !member.pointee.isLeaving
    else { return false }
    var hasGenerated = false
    // Asked every time: a rate may have any number of messages in one nanosecond.
    while failure == nil, generators[index].generate(at: now) {
      hasGenerated = true
      // Each member's share, so that all together stay within the limit.
      if generators[index].backlogBytes > backlogBytesLimit { stopForMemory() }
    }
    guard hasGenerated else {
      refreshGenerator(of: index)
      return false
    }
    member.pointee.record.appBacklogMax = max(
      member.pointee.record.appBacklogMax, generators[index].backlogCount)
    refreshGenerator(of: index)
    if isPacked { refreshPack(of: index) }
    return generators[index].readyCount > 0
  }

  private var backlogBytesLimit: Int64 { max(1 << 16, run.limits.memoryBytes / Int64(memberCount)) }

  /// Schedules the generator's next entry unless one is scheduled or it waits for room.
  mutating func refreshGenerator(of index: Int) {
    guard generators[index].order == 0, let due = generators[index].wakeUp else { return }
    generators[index].order = schedule(.generator, at: max(now, due), entity: index)
  }

  /// `SP_multicast` of a data message returns.
  @inline(never)
  mutating func acceptData(from index: Int) {
    let member = members + index
    guard !seesError(index) else { return }
    member.pointee.burst += 1
    let payload = generators[index].nextPayloadBytes
    let slot = member.pointee.sendSlot
    acceptedData += 1
    accepted[places[member.pointee.home].side * groups.count + slots[slot].group] += 1
    member.pointee.record.sent += 1
    var entry = dataEntry(from: index, in: slots[slot].group, payload: payload)
    // Who is leaving generates no more.
    let isFollowed = generators[index].followsAtOnce && !member.pointee.isLeaving && !member.pointee.isGone
    if isPacked {
      acceptPack(into: &entry, from: index)
    } else if isFollowed {
      entry.generatedAt = generators[index].replace(at: now)
    } else {
      entry.generatedAt = generators[index].accept()
    }
    if let note = methods[slot].dataAccepted(at: Instant(nanoseconds: now)) { entry.carry(note) }
    noteNotified(slot)
    let position = submit(entry, from: index)
    if mayStretch, !slots[slot].needs.isDisjoint(with: [.ownReads, .ownProcessed]) {
      stretches[index].own.append(position, linking: times)
    }
    journal?.note(.accepted, at: now, member: index, position: position)
    if !isFollowed { fillBacklogAfterAcceptance(index) }
    updateBlocked(index)
  }

  /// A data message, but for when it was generated and the note that rides with it.
  @inline(__always)
  func dataEntry(from index: Int, in group: Int, payload: Int) -> LogEntry {
    LogEntry(
      kind: .data, isTimed: false, noteKind: 0, service: members[index].service, group: UInt8(group),
      sender: Int32(index), sizeBytes: Int32(payload + Socket.overheadBytes), number: 0, generatedAt: 0)
  }

  /// An application that is late goes on at once; one that is on schedule waits for its time, which is an entry of
  /// the event list even where it is this very instant.
  private mutating func fillBacklogAfterAcceptance(_ index: Int) {
    guard generators[index].order == 0 else { return }
    generators[index].leavePastPhases(at: now)
    guard let due = generators[index].wakeUp else { return }
    if due < now { fillBacklog(of: index) } else { refreshGenerator(of: index) }
  }

  /// `SP_multicast` of a control message returns.
  mutating func acceptControl(_ outgoing: Outgoing, from index: Int) {
    guard !seesError(index) else { return }
    record.controlMessages += 1
    members[index].record.controlSent += 1
    let entry = controlEntry(outgoing, from: index)
    precondition(
      !hasStretched || entry.audience == LogEntry.everybody
        || groups.facts[Int(entry.group)].everybodySends && entry.audience == LogEntry.senders,
      "where members go on alone, queues are counted as if every message was for everybody")
    let position = submit(entry, from: index)
    if mayStretch, slots[outgoing.slot].needs.contains(.control) {
      stretches[index].own.append(position, linking: times)
    }
    journal?.note(.controlAccepted, at: now, member: index, position: position)
  }

  private func controlEntry(_ outgoing: Outgoing, from index: Int) -> LogEntry {
    let message = outgoing.message
    let group = slots[outgoing.slot].group
    return LogEntry(
      kind: .control, audience: audience(of: message.recipients, in: group), isTimed: message.isTimed,
      noteKind: message.note.kind, group: UInt8(group), sender: Int32(index),
      sizeBytes: Int32(controlPayloadBytes(in: group, from: index) + Socket.overheadBytes),
      number: message.note.number,
      generatedAt: now)
  }

  private func audience(of recipients: Recipients, in group: Int) -> Int32 {
    switch recipients {
    case .group: LogEntry.everybody
    case .senders: LogEntry.senders
    case .member(let number): Int32(groups.members[group][number])
    }
  }

  /// A number, or one for each member of the group.
  func controlPayloadBytes(in group: Int, from index: Int) -> Int {
    8 * (rowWidth > 0 ? presentCount(in: group, for: index) : 1)
  }

  /// A send on a closed session fails, and what could still be read is lost with it.
  mutating func seesError(_ index: Int) -> Bool {
    guard members[index].isKicked || members[index].isCutOff else { return false }
    cutOff(index)
    if !members[index].hasThread { endProcess(of: index) }
    return true
  }

  /// The session is in error: what its socket held and its reader had begun is out of reach.
  mutating func cutOff(_ index: Int) {
    let member = members + index
    member.pointee.isCutOff = true
    member.pointee.outbox = nil
    member.pointee.readerOutbox = nil
    dropUnread(index)
    updateBlocked(index)
  }

  /// Counts and forgets everything delivered and not read.
  mutating func dropUnread(_ index: Int) {
    let member = members + index
    var lost: Int64 = 0
    if member.pointee.readerHand == .unread,
      message(member.pointee.readerPosition, of: index).kind.carriesData
    {
      lost += 1
    }
    member.pointee.readerHand = .empty
    // What it had begun to read is among the lost, so that its service has nothing to end.
    if member.pointee.reader.isBusy, member.pointee.reader.phase == .receive {
      member.pointee.reader = Service()
    }
    while sessions[index].unreadCount > 0 {
      if message(takeNext(index), of: index).kind.carriesData { lost += 1 }
    }
    member.pointee.record.lostUnread += lost
    if member.pointee.isKicked { member.pointee.record.lostUnreadOnKick += lost }
  }

  // MARK: Blocked time

  /// Notes whether a generated message waits at a closed gate, and for whom.
  @inline(never)
  mutating func updateBlocked(_ index: Int) {
    let member = members + index
    guard member.pointee.sends else { return }
    let sender = member.pointee.hasSendThread ? member.pointee.sender : member.pointee.app
    let inService = sender.state != .none && sender.phase == .sendData ? 1 : 0
    let isBlocked =
      generators[index].readyCount > inService && !member.pointee.isCutOff && !member.pointee.isGone
      && !member.pointee.isLeaving && !isGateOpen(index)
    if isBlocked { noteBlocked(index) } else { endBlocking(of: index) }
  }

  /// A member's method was notified of what was read or processed, or of an alarm: nothing else can have changed than its
  /// gate, and whom that waits for. What else decides whether a member is blocked notes that where it changes.
  @inline(__always)
  mutating func noteNotified(_ slot: Int, of index: Int) {
    noteNotified(slot)
    guard members[index].sends else { return }
    let isBlocked = members[index].record.blockedSince >= 0
    if isGateOpen(index) == isBlocked {
      updateBlocked(index)
    } else if isBlocked {
      noteBlocked(index)
    }
  }

  /// A generated message waits at a closed gate, from now on or still.
  @inline(__always)
  mutating func noteBlocked(_ index: Int) {
    let member = members + index
    let awaited = awaited(by: index)
    if member.pointee.record.blockedSince < 0 {
      member.pointee.record.blockedSince = now
      journal?.note(.blocked, at: now, member: index, position: logs[member.pointee.home].end)
    } else if awaited == member.pointee.record.awaited {
      return
    } else {
      chargeBlocked(index)
    }
    member.pointee.record.blockedMark = now
    member.pointee.record.awaited = awaited
  }

  /// A gate opened: whoever waited there waits no more.
  @inline(__always)
  mutating func endBlocking(of index: Int) {
    guard members[index].record.blockedSince >= 0 else { return }
    chargeBlocked(index)
    noteStall(of: index)
    members[index].record.blockedSince = -1
    journal?.note(.unblocked, at: now, member: index, position: logs[members[index].home].end)
  }

  /// A gate opened and closed again at once: if it waits for the same member, one stall is over and another begins, but
  /// what is charged to that member goes on.
  ///
  /// For members in stretches, of which no journal tells.
  /// - Returns: whether that is so; else nothing is noted.
  @inline(__always)
  mutating func renewBlocking(of index: Int) -> Bool {
    assert(journal == nil, "a journal would have to tell of both")
    guard members[index].record.blockedSince >= 0, awaited(by: index) == members[index].record.awaited
    else { return false }
    noteStall(of: index)
    members[index].record.blockedSince = now
    return true
  }

  /// Whom a closed gate waits for: the member itself where it waits for its own copies, or for its view.
  @inline(__always)
  func awaited(by index: Int) -> Int {
    let slot = sendSlot(of: index)
    guard slots[slot].hasMethod, let number = methods[slot].awaited else { return index }
    return hasOneGroup ? number : groups.members[slots[slot].group][number]
  }

  /// A message has waited at a closed gate until now.
  @inline(__always)
  mutating func noteStall(of index: Int) {
    let stall = now - members[index].record.blockedSince
    guard stall > record.longestStall else { return }
    record.longestStall = stall
    record.longestStallBy = (index, members[index].record.awaited)
    record.longestStallSince = members[index].record.blockedSince
  }

  /// Adds the blocked time since the last mark, and charges it to who was waited for.
  @inline(__always)
  mutating func chargeBlocked(_ index: Int) {
    let member = members + index
    let from = max(member.pointee.record.blockedMark, warmupTime)
    guard now > from else { return }
    member.pointee.record.blockedMeasured += now - from
    let awaited = member.pointee.record.awaited
    if awaited >= 0 { members[awaited].record.awaitedMeasured += Int128(now - from) }
  }
}
