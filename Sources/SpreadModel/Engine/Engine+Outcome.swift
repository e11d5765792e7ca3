import EventKernel
import FlowControl

/// The end of a run: what is left where, and what it means.
extension Engine {
  /// The largest backlog is the one just before something is processed, or at the end.
  @inline(__always)
  mutating func noteBacklog(of index: Int) {
    let member = members + index
    guard member.pointee.isLive, member.pointee.record.viewAt >= 0 else { return }
    let backlog =
      accepted[places[member.pointee.home].side] - member.pointee.record.viewPosition
      - member.pointee.record.processed
    if backlog > member.pointee.record.backlogMax { member.pointee.record.backlogMax = backlog }
    if backlog > member.pointee.record.boundedBacklogMax, member.pointee.hasMethod,
      methods[index].isBoundInForce
    {
      member.pointee.record.boundedBacklogMax = backlog
    }
  }

  mutating func outcome() -> RunOutcome {
    for index in 0..<memberCount {
      noteBacklog(of: index)
      sessions[index].endAbove(now)
      if members[index].record.blockedSince >= 0 {
        chargeBlocked(index)
        members[index].record.blockedMark = now
        record.longestStall = max(record.longestStall, now - members[index].record.blockedSince)
      }
    }
    let (bound, holds) = provenBound()
    let inFlight = orderedInFlight()
    let outcome = RunOutcome(
      members: (0..<memberCount).map { memberOutcome($0) }, kicks: record.kicks,
      ordered: orderedData + inFlight.all, orderedMeasured: record.orderedMeasured + inFlight.measured,
      controlMessages: record.controlMessages, latency: record.latency.summary,
      longestStall: Interval(nanoseconds: record.longestStall), isDeadlocked: isDeadlocked(),
      bound: bound, boundHolds: holds, accepted: acceptedData,
      deliveries: (0..<memberCount).reduce(0) { $0 + sessions[$1].deliveredCount },
      ring: ringOutcome(), fingerprint: fingerprint(), journal: journal)
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
    outcome.controlSent = record.controlSent
    outcome.generated = generators[index].generatedCount
    outcome.appBacklog = Int64(generators[index].backlogCount)
    outcome.appBacklogMax = record.appBacklogMax
    outcome.delivered = session.deliveredData - record.refused
    outcome.processed = record.processed
    outcome.processedMeasured = record.processedMeasured
    outcome.processedMeasuredBytes = record.processedMeasuredBytes
    outcome.latencySum = record.latencySum
    (outcome.inSocket, outcome.queued) = unreadData(index)
    outcome.buffered = Int64(member.pointee.bufferCount) + dataInHand(index)
    outcome.lost = record.lostOnKick - record.refused + record.lostUnread + record.lostInProcess
    outcome.lostOnKick =
      record.kickedAt < 0 ? 0 : record.lostOnKick + record.lostUnread + outcome.inSocket
    outcome.sessionQueueMax = session.queueMax
    outcome.queueBytesMax = session.queueBytesMax
    outcome.timeAboveThreeQuarters = Interval(nanoseconds: session.aboveTotal)
    outcome.appBufferMax = record.bufferMax
    outcome.backlogMax = record.backlogMax
    outcome.kickedAt = instant(record.kickedAt)
    outcome.goneAt = instant(record.goneAt >= 0 ? record.goneAt : record.leftAt)
    outcome.viewAt = instant(record.viewAt)
    outcome.survives = member.pointee.isLive && record.viewAt >= 0
    outcome.blocked = Interval(nanoseconds: record.blockedMeasured)
    outcome.awaitedNanoseconds = record.awaitedMeasured
    outcome.sendBlocked = Interval(nanoseconds: record.sendBlocked + openBlock(of: index))
    return outcome
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
  private func dataInHand(_ index: Int) -> Int64 {
    let member = members + index
    let app = member.pointee.hand == .unread && message(member.pointee.handPosition, of: index).kind == .data
    let reader =
      member.pointee.readerHand == .unread && message(member.pointee.readerPosition, of: index).kind == .data
    return (app ? 1 : 0) + (reader ? 1 : 0)
  }

  /// Data messages in socket and queue.
  private func unreadData(_ index: Int) -> (inSocket: Int64, queued: Int64) {
    var counts: (inSocket: Int64, queued: Int64) = (0, 0)
    var seen = 0
    var position = sessions[index].cursor
    while seen < sessions[index].unreadCount {
      let entry = message(position, of: index)
      position += 1
      guard isAddressed(entry, to: index) else { continue }
      seen += 1
      guard entry.kind == .data else { continue }
      if seen <= sessions[index].socketCount { counts.inSocket += 1 } else { counts.queued += 1 }
    }
    return counts
  }

  /// The bound of the run is the largest of its members'; each member is held to its own.
  private func provenBound() -> (Int64?, Bool?) {
    // Every theorem speaks of one order for all.
    if run.mayOvertake || record.daemonsChanged { return (nil, nil) }
    var largest: Int64?
    var holds = true
    // A member that is gone is held to nothing; what it knows of a broken condition still counts.
    for index in 0..<memberCount where members[index].record.viewAt >= 0 {
      let unread = unreadData(index)
      let facts = BoundFacts(
        someoneJoined: record.someoneJoined, someSenderLeft: record.someSenderLeft,
        unread: unread.inSocket + unread.queued + dataInHand(index))
      switch members[index].hasMethod ? methods[index].bound(facts) : .vacuous {
      case .unproven: return (nil, nil)
      case .messages(let bound) where members[index].isLive:
        largest = max(largest ?? bound, bound)
        if members[index].record.boundedBacklogMax > bound { holds = false }
      case .vacuous, .messages: continue
      }
    }
    return largest.map { ($0, holds) } ?? (nil, nil)
  }

  /// A live sender waits at a closed gate, and nothing but the clock's own messages is under way anywhere.
  private func isDeadlocked() -> Bool {
    let someoneWaits = (0..<memberCount).contains { index in
      members[index].isLive && generators[index].backlogCount > 0 && members[index].hasMethod
        && !methods[index].isOpen
    }
    guard someoneWaits else { return false }
    guard !isUnderWay() else { return false }
    return (0..<memberCount).allSatisfy { index in
      let member = members + index
      guard member.pointee.isLive else { return true }
      if member.pointee.hasMethod, methods[index].isWorking { return false }
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
    _ service: Service, _ outbox: ControlMessage?, _ hand: MemberState.Hand, at position: Int, _ index: Int
  ) -> Bool {
    (service.state == .none || service.phase == .receive || service.phase == .sendControl)
      && outbox?.isTimed ?? true && (hand == .empty || message(position, of: index).isTimed)
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
