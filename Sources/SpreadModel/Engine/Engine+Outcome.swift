import EventKernel
import FlowControl

/// The end of a run: what is left where, and what it means.
extension Engine {
  /// The largest backlog is the one just before something is processed, or at the end.
  @inline(__always)
  mutating func noteBacklog(of index: Int) {
    let member = members + index
    guard member.pointee.isLive, !member.pointee.isJoining, member.pointee.record.viewAt >= 0 else { return }
    let expected = accepted + places[member.pointee.home].side * groups.count
    var backlog: Int64 = 0
    for slot in slots(of: index) where slots[slot].viewPosition >= 0 {
      let part = slots + slot
      let own = expected[part.pointee.group] - part.pointee.viewPosition - part.pointee.processed
      backlog += own
      if own > part.pointee.boundedBacklogMax, part.pointee.hasMethod, member.pointee.record.excludedAt < 0,
        part.pointee.isBoundInForce
      {
        part.pointee.boundedBacklogMax = own
      }
    }
    if backlog > member.pointee.record.backlogMax { member.pointee.record.backlogMax = backlog }
  }

  mutating func outcome() -> RunOutcome {
    if mayStretch { endAllStretches() }
    for index in 0..<memberCount {
      noteBacklog(of: index)
      sessions[index].endAbove(now)
      if members[index].record.blockedSince >= 0 {
        chargeBlocked(index)
        members[index].record.blockedMark = now
        noteStall(of: index)
      }
    }
    let (bound, holds) = provenBound()
    let inFlight = orderedInFlight()
    let isDeadlocked = isDeadlocked()
    let outcome = RunOutcome(
      members: (0..<memberCount).map { memberOutcome($0) }, kicks: record.kicks,
      ordered: orderedData + inFlight.all, orderedMeasured: record.orderedMeasured + inFlight.measured,
      controlMessages: record.controlMessages, latency: record.latency.summary,
      longestStall: Interval(nanoseconds: record.longestStall), longestStallBy: longestStallBy(),
      isDeadlocked: isDeadlocked, waits: isDeadlocked ? waits() : [], bound: bound, boundHolds: holds,
      accepted: acceptedData,
      deliveries: (0..<memberCount).reduce(0) { $0 + sessions[$1].deliveredCount },
      ring: ringOutcome(), fingerprint: fingerprint(), journal: journal,
      timeline: recorder.points)
    assert(
      {
        checkInvariants(outcome)
        return true
      }())
    return outcome
  }

  /// Data messages numbered and still on their way to the sessions.
  private func orderedInFlight() -> (all: Int64, measured: Int64) {
    var all: Int64 = 0
    var measured: Int64 = 0
    guard !hasDaemons else { return (0, 0) }
    for position in logs[0].delivered..<logs[0].end where logs[0][position].kind == .data {
      let numberedAt = logs[0][position].deliverAt - sequencer.latency.nanoseconds
      guard numberedAt <= endTime else { break }
      all += 1
      if numberedAt >= warmupTime { measured += 1 }
    }
    return (all, measured)
  }

  private func memberOutcome(_ index: Int) -> MemberOutcome {
    let member = members + index
    let record = member.pointee.record
    let session = sessions[index]
    var outcome = MemberOutcome()
    outcome.sent = record.sent
    outcome.admitted = isPacked ? record.admitted : record.sent
    outcome.unpacked = isPacked ? record.unpacked : record.processed
    outcome.controlSent = record.controlSent
    outcome.generated = generators[index].generatedCount
    outcome.scheduleDelay = Interval(
      nanoseconds: generators[index].delay
        + (record.blockedSince >= 0 ? generators[index].overdue(at: now) : 0))
    outcome.appBacklog = Int64(generators[index].backlogCount)
    outcome.appBacklogMax = record.appBacklogMax
    outcome.appBacklogLost = generators[index].lostCount
    outcome.delivered = session.deliveredData - record.refused
    outcome.processed = record.processed
    for slot in slots(of: index) {
      outcome.processedMeasured += slots[slot].processedMeasured
      outcome.processedMeasuredBytes += slots[slot].processedMeasuredBytes
    }
    outcome.latencySum = record.latencySum
    (outcome.inSocket, outcome.queued) = unreadData(index)
    outcome.buffered = Int64(member.pointee.bufferCount) + dataInHand(index)
    outcome.lost = record.lostOnKick - record.refused + record.lostUnread + record.lostInProcess
    outcome.lostOnKick =
      record.lostOnKick + record.lostUnreadOnKick + (record.kickedAt < 0 ? 0 : outcome.inSocket)
    outcome.sessionQueueMax = session.queueMax
    outcome.queueBytesMax = session.queueBytesMax
    outcome.timeAboveThreeQuarters = Interval(nanoseconds: session.aboveTotal)
    outcome.appBufferMax = record.bufferMax
    outcome.backlogMax = record.backlogMax
    outcome.kickedAt = instant(record.firstKickedAt)
    outcome.goneAt = instant(record.goneAt >= 0 ? record.goneAt : record.leftAt)
    outcome.endedAt = instant(record.kickedAt) ?? outcome.goneAt
    outcome.viewAt = instant(record.viewAt)
    outcome.survives =
      member.pointee.isLive && !member.pointee.isJoining && record.viewAt >= 0 && record.excludedAt < 0
    outcome.returnCount = returns[index].returnCount
    outcome.recovery = returns[index].longestOutage
    outcome.recovered = returns[index].recoveredCount
    outcome.excludedAt = instant(record.excludedAt)
    outcome.blocked = Interval(nanoseconds: record.blockedMeasured)
    outcome.groups = groupShares(of: index)
    outcome.awaitedNanoseconds = record.awaitedMeasured
    outcome.sendBlocked = Interval(nanoseconds: record.sendBlocked + openBlock(of: index))
    return outcome
  }

  /// What it processed of each of its groups; empty where the run has one.
  private func groupShares(of index: Int) -> [MemberOutcome.GroupShare] {
    guard groups.count > 1 else { return [] }
    return slots(of: index).filter { slots[$0].viewPosition >= 0 }.map {
      MemberOutcome.GroupShare(
        group: slots[$0].group, processedMeasured: slots[$0].processedMeasured,
        processedMeasuredBytes: slots[$0].processedMeasuredBytes)
    }
  }

  /// How long the member has been inside a blocked `SP_multicast` at the end.
  private func openBlock(of index: Int) -> Int64 {
    guard isWriterBlocked(index) else { return 0 }
    return max(0, now - max(warmupTime, members[index].record.sendBlockedSince))
  }

  private func ringOutcome() -> RingOutcome? {
    guard hasDaemons else { return nil }
    return RingOutcome(
      packetCount: record.packetCount, retransmissionCount: record.retransmissionCount,
      visitCount: record.visitCount, downQueueMax: (0..<logCount).reduce(0) { max($0, daemons[$1].downMax) })
  }

  private func instant(_ nanoseconds: Int64) -> Instant? {
    nanoseconds < 0 ? nil : Instant(nanoseconds: nanoseconds)
  }

  /// A data message taken from the session whose reading is not over; what is read is in the buffer's count.
  private func dataInHand(_ index: Int, of group: Int? = nil) -> Int64 {
    func isCounted(_ hand: MemberState.Hand, _ position: Int) -> Bool {
      guard hand == .unread else { return false }
      let entry = message(position, of: index)
      return entry.kind.carriesData && (group == nil || group == Int(entry.group))
    }
    let member = members + index
    return (isCounted(member.pointee.hand, member.pointee.handPosition) ? 1 : 0)
      + (isCounted(member.pointee.readerHand, member.pointee.readerPosition) ? 1 : 0)
  }

  /// Data messages in socket and queue, of one group or of all.
  private func unreadData(_ index: Int, of group: Int? = nil) -> (inSocket: Int64, queued: Int64) {
    var counts: (inSocket: Int64, queued: Int64) = (0, 0)
    var seen = 0
    var position = sessions[index].cursor
    while seen < sessions[index].unreadCount {
      let entry = message(position, of: index)
      position += 1
      guard isAddressed(entry, to: index) else { continue }
      seen += 1
      guard entry.kind.carriesData, group == nil || group == Int(entry.group) else { continue }
      if seen <= sessions[index].socketCount { counts.inSocket += 1 } else { counts.queued += 1 }
    }
    return counts
  }

  /// The bound of the run is the largest of its members'; that of a member in several groups is the sum of theirs, as
  /// is the backlog beside it. Each member is held to its own in each group.
  private func provenBound() -> (Int64?, Bool?) {
    // Every theorem speaks of one order for all, and of one session a member.
    if run.mayOvertake || record.someoneReturned || record.daemonsChanged { return (nil, nil) }
    var largest: Int64?
    var holds = true
    // A member that is gone is held to nothing; what it knows of a broken condition still counts.
    for index in 0..<memberCount where members[index].record.viewAt >= 0 {
      var sum: Int64? = 0
      for slot in slots(of: index) {
        switch slots[slot].hasMethod ? methods[slot].bound(boundFacts(of: slot)) : .vacuous {
        case .unproven: return (nil, nil)
        case .vacuous: sum = nil
        case .messages(let bound):
          if members[index].isLive, slots[slot].boundedBacklogMax > bound { holds = false }
          sum = sum.map { $0 + bound }
        }
      }
      if members[index].isLive, let sum { largest = max(largest ?? sum, sum) }
    }
    return largest.map { ($0, holds) } ?? (nil, nil)
  }

  private func boundFacts(of slot: Int) -> BoundFacts {
    let (index, group) = (slots[slot].member, slots[slot].group)
    let unread = unreadData(index, of: group)
    return BoundFacts(
      someoneJoined: groupStates[group].someoneJoined, someSenderLeft: groupStates[group].someSenderLeft,
      unread: unread.inSocket + unread.queued + dataInHand(index, of: group))
  }

  /// A live sender waits at a closed gate, and nothing but the clock's own messages is under way anywhere.
  private func isDeadlocked() -> Bool {
    guard (0..<memberCount).contains(where: { waitsAtGate($0) }) else { return false }
    guard !isUnderWay() else { return false }
    return (0..<memberCount).allSatisfy { index in
      let member = members + index
      guard member.pointee.isLive else { return true }
      if member.pointee.isRecovering { return false }
      for slot in slots(of: index) where slots[slot].hasMethod && methods[slot].isWorking { return false }
      if isPacked, willSendPack(index) { return false }
      if hasExclusion, exclusions[index].isLooking { return false }
      return !member.pointee.isPaused && member.pointee.sender.state == .none
        && member.pointee.bufferCount == 0 && hasOnlyTimedUnread(index)
        && isOfClock(
          member.pointee.app, member.pointee.outbox, member.pointee.hand, at: member.pointee.handPosition,
          index)
        && isOfClock(
          member.pointee.reader, member.pointee.readerOutbox, member.pointee.readerHand,
          at: member.pointee.readerPosition, index)
    }
  }

  private func waitsAtGate(_ index: Int) -> Bool {
    let slot = sendSlot(of: index)
    return members[index].isLive && generators[index].readyCount > 0 && slots[slot].hasMethod
      && !slots[slot].isGateOpen
  }

  /// The senders that wait at the end, in member order.
  private func waits() -> [Wait] {
    (0..<memberCount).filter { waitsAtGate($0) }.map { index in
      let record = members[index].record
      return Wait(
        sender: index, awaited: awaited(by: index),
        since: Instant(nanoseconds: record.blockedSince < 0 ? now : record.blockedSince))
    }
  }

  private func longestStallBy() -> Wait? {
    let (sender, awaited) = record.longestStallBy
    guard sender >= 0 else { return nil }
    return Wait(sender: sender, awaited: awaited, since: Instant(nanoseconds: record.longestStallSince))
  }

  /// Whether a message that the clock alone did not cause is on its way to the sessions.
  private func isUnderWay() -> Bool {
    guard hasDaemons else { return hasUntimed(logs[0], from: logs[0].delivered) }
    for index in 0..<memberCount where hasUntimed(uplinks[index].queue) || isWriterBlocked(index) {
      return true
    }
    if !formations.isEmpty { return true }
    for home in 0..<logCount where hasUntimed(daemons[home].down) { return true }
    return rings(inUse: isRingUsed).contains { ring in
      let oldest = ring.pointee.daemons.reduce(Int.max) { min($0, daemons[$1].nextPacket) }
      guard oldest <= ring.pointee.packets.last else { return false }
      let first = ring.pointee.packets[oldest].firstMessage
      return hasUntimed(ring.pointee.ordered, from: max(ring.pointee.ordered.start, first))
    }
  }

  private func hasUntimed(_ queue: borrowing MessageLog, from start: Int? = nil) -> Bool {
    for position in (start ?? queue.start)..<queue.end where !queue[position].isTimed { return true }
    return false
  }

  /// Whether a thread is idle, or busy with nothing but the clock's own messages.
  private func isOfClock(
    _ service: Service, _ outbox: Outgoing?, _ hand: MemberState.Hand, at position: Int, _ index: Int
  ) -> Bool {
    (service.state == .none || service.phase == .receive || service.phase == .sendControl)
      && outbox?.message.isTimed ?? true && (hand == .empty || message(position, of: index).isTimed)
  }

  private func hasOnlyTimedUnread(_ index: Int) -> Bool {
    var seen = 0
    var position = sessions[index].cursor
    while seen < sessions[index].unreadCount {
      let entry = message(position, of: index)
      position += 1
      guard isAddressed(entry, to: index) else { continue }
      guard entry.isTimed else { return false }
      seen += 1
    }
    return true
  }

  /// Every completion and kick of every member, chained member by member, so that the order in which members of one
  /// instant are computed does not show.
  private func fingerprint() -> Fingerprint {
    var print = Fingerprint()
    for index in 0..<memberCount {
      print.mix(members[index].record.fingerprint.value)
      print.mix(UInt64(members[index].record.sent))
      print.mix(UInt64(sessions[index].deliveredCount))
    }
    print.mix(UInt64(orderedData))
    print.mix(UInt64(record.controlMessages))
    return print
  }
}
