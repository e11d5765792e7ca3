import EventKernel
import FlowControl

/// Where stretches begin and end.
extension Engine {
  /// Whether members of a run may be computed in stretches: one order and one group, sessions that are counted in
  /// messages, and members that do nothing but send, read, and process.
  static func allowsStretches(_ run: RunDescription, _ modifiers: Modifiers) -> Bool {
    guard run.ring.token == nil, run.groupNames.count == 1, modifiers.isEmpty, run.session.drainPeriod == nil,
      !run.takesEveryStep, run.recording == Recording(), run.ring.sequencer?.takesTime ?? false
    else { return false }
    switch run.session.socket {
    case .none: break
    case .messages(let count) where count < 1 << 20: break
    default: return false
    }
    return run.members.allSatisfy { member in
      member.receiverThread == nil && member.rejoin == nil && member.catchUp == .zero
    }
  }

  /// Whether a member may ever go on alone under its method: that wants to hear of nothing but its own messages and views,
  /// or may be told of others' messages later. Its times must allow ``Lineage`` to decide between ends of service of one
  /// instant.
  func mayGoAlone(_ slot: Int) -> Bool {
    let index = slots[slot].member
    guard !members[index].processesInNoTime, members[index].allowsLineage else { return false }
    return slots[slot].needs.isSubset(of: [.ownReads, .ownProcessed, .views])
      || hearsInPlace(index) && !slots[slot].needs.contains(.alarms)
        && methods[slot].patience != nil
  }

  /// Whether a member can go on alone from here: nothing it does until its next interaction concerns anybody, or is told
  /// to its method.
  @inline(never)
  func canStretch(_ index: Int) -> Bool {
    let member = members + index
    guard sessions[index].isOpen, slots[index].mayGoAlone, member.pointee.isLive, !member.pointee.isJoining,
      !member.pointee.isLeaving, !member.pointee.isPaused, member.pointee.speedFactor == 1,
      member.pointee.outbox == nil, sessions[index].unreadCount < sessionLimit
    else { return false }
    return !member.pointee.sends || generators[index].readyCount == 0 || !isGateOpen(index)
  }

  /// Messages that a session holds, socket and queue together, before the next one kicks.
  var sessionLimit: Int { maxSessionMessages + socket.messages }

  /// A member goes on alone, with a data message whose processing ends after so many ns, or at rest.
  @inline(never)
  mutating func beginStretch(of index: Int, busyFor cost: Int64?) {
    settleDeliveries()
    let stretch = stretches + index
    let session = sessions + index
    stretch.pointee.isOn = true
    hasStretched = true
    stretch.pointee.deliveredMark = logs[0].delivered
    stretch.pointee.dataMark = dataCount(before: logs[0].delivered)
    stretch.pointee.takesAt = -1
    stretch.pointee.order = 0
    stretch.pointee.isToldLater = !slots[index].needs.isDisjoint(with: [.otherReads, .otherProcessed])
    if stretch.pointee.isToldLater { isAnybodyToldLater = true }
    stretch.pointee.hasHeardRead = cost != nil
    if let cost {
      let position = members[index].handPosition
      stretch.pointee.lineage = lineage(ofServiceBegunNow: cost, by: index, order: nextOrder)
      nextOrder += 1
      stretch.pointee.first = position
      stretch.pointee.accounted = position
      stretch.pointee.foreseen = position + 1
      stretch.pointee.drawn = max(stretch.pointee.drawn, position + 1)
      // When it began.
      stretch.pointee[position - 1] = now
      stretch.pointee[position] = now + cost
    } else {
      // Nothing waits, so that what comes next is the next message delivered.
      let position = logs[0].delivered
      stretch.pointee.first = -1
      stretch.pointee.accounted = position
      stretch.pointee.foreseen = position
      stretch.pointee.drawn = max(stretch.pointee.drawn, position)
      stretch.pointee[position - 1] = -1
    }
    stretch.pointee.rowStart = stretch.pointee.accounted
    stretch.pointee.arrivals = stretch.pointee.accounted
    members[index].hand = .empty
    members[index].app.state = .none
    members[index].app.phase = .process
    session.pointee.isWaiting = false
    attending.remove(index)
    aim(index, from: stretch.pointee.accounted)
    nextGuard = min(nextGuard, stretch.pointee.accounted + sessionLimit)
    refreshDelivery()
  }

  /// A member's state is needed: its records and its session become those of this place in the order of events.
  ///
  /// - Parameters:
  ///   - schedulesEnd: false where the present event is the end of the service in progress.
  ///   - isBetweenMessages: the member has processed one message, and has not taken the next.
  @inline(never)
  mutating func endStretch(of index: Int, schedulesEnd: Bool = true, isBetweenMessages: Bool = false) {
    settleDeliveries()
    account(index)
    let stretch = stretches + index
    let member = members + index
    stretch.pointee.isOn = false
    stretch.pointee.order = 0
    stretch.pointee.takesAt = -1
    watches[index] = Watch()
    attending.insert(index)
    let delivered = logs[0].delivered
    let position = stretch.pointee.accounted
    let isHeld = position < delivered && !isBetweenMessages
    let isBusy = isHeld && hasBegun(position, of: index)
    let stillReads = isBusy && schedulesEnd && stillReads(position, of: index)
    let isProcessing = isBusy && !stillReads
    if stillReads {
      stretch.pointee.lineage = lineage(ofReading: position, by: index)
    } else if isProcessing {
      stretch.pointee.lineage = lineage(ofServiceAt: position, of: index)
      if stretch.pointee.isToldLater, !stretch.pointee.hasHeardRead { tellBegin(of: position, to: index) }
    }
    let end = stillReads ? endOfReading(position, by: index) : stretch.pointee[position]
    keepDrawn(from: isProcessing ? position + 1 : position, of: index)
    restoreSession(of: index, readUpTo: isHeld ? position + 1 : position)
    // Between two messages the next one counts as taken, as the records say that it was at once.
    noteQueue(of: index, behind: isHeld || isBetweenMessages ? position + 1 : position, upTo: delivered)
    if isBusy || position > stretch.pointee.deliveredMark { member.pointee.burst = 0 }
    member.pointee.bufferCount = isProcessing ? 1 : 0
    guard isHeld else {
      sessions[index].isWaiting = true
      refreshDelivery()
      return
    }
    member.pointee.handPosition = position
    if isBusy {
      member.pointee.hand = stillReads ? .unread : .read
      member.pointee.app.phase = stillReads ? .receive : .process
      stretch.pointee.hasTimelyEntry = false
      member.pointee.app.run(
        until: end, order: schedulesEnd ? schedule(.appService, at: end, entity: index) : 0)
    } else {
      // Handed over at this instant; its act is still to come.
      member.pointee.hand = .unread
      if currentClass < EventClass.acts.rawValue { wake(index) }
    }
    refreshDelivery()
  }

  /// Whether the service of the oldest message that a member has not processed has begun. From rest it begins with an
  /// act, after all deliveries of the instant.
  private func hasBegun(_ position: Int, of index: Int) -> Bool {
    let delivery = times.deliverAt[position & times.mask]
    return stretches[index][position - 1] > delivery || delivery < now
      || position == stretches[index].first || currentClass > EventClass.acts.rawValue
  }

  /// Whether a message that a member has taken is still being received.
  private func stillReads(_ position: Int, of index: Int) -> Bool {
    guard members[index].receiveNanoseconds > 0, position != stretches[index].first else { return false }
    let end = endOfReading(position, by: index)
    return end > now || end == now && currentClass <= EventClass.services.rawValue
  }

  /// When a message taken in a stretch is read; not of the one that it began with.
  @inline(__always)
  func endOfReading(_ position: Int, by index: Int) -> Int64 {
    beginOfService(position, by: index) + members[index].receiveNanoseconds
  }

  /// What was foreseen and has not begun is taken back; only the times of service stay, as they are drawn.
  @inline(never)
  private func keepDrawn(from start: Int, of index: Int) {
    let stretch = stretches + index
    var position = stretch.pointee.foreseen - 1
    while position >= start {
      stretch.pointee[position] -= beginOfService(position, by: index)
      position -= 1
    }
    stretch.pointee.foreseen = min(stretch.pointee.foreseen, start)
  }

  /// The session of a member that has read up to a position, and what was delivered to it meanwhile.
  @inline(never)
  private mutating func restoreSession(of index: Int, readUpTo position: Int) {
    let session = sessions + index
    let delivered = logs[0].delivered
    session.pointee.deliveredCount += Int64(delivered - stretches[index].deliveredMark)
    session.pointee.deliveredData += dataCount(before: delivered) - stretches[index].dataMark
    session.pointee.cursor = position
    let unread = delivered - position
    session.pointee.socketCount = min(unread, socket.messages)
    session.pointee.queueCount = unread - session.pointee.socketCount
    session.pointee.queueHead = position + session.pointee.socketCount
    session.pointee.socketBytes = bytes(from: position, to: session.pointee.queueHead)
    session.pointee.queueBytes = bytes(from: session.pointee.queueHead, to: delivered)
  }

  /// The end of the run: everything that happens at its last instant has happened.
  @inline(never)
  mutating func endAllStretches() {
    currentClass = .max
    settleDeliveries()
    for index in 0..<memberCount where stretches[index].isOn { endStretch(of: index) }
  }
}
