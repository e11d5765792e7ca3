import EventKernel
import FlowControl

/// The sequencer, places in the order, and the delivery to the sessions of a log.
extension Engine {
  /// Hands a message to the sequencer: one server, then the latency.
  /// - Returns: its position, which is known at once.
  @inline(__always)
  mutating func sequence(_ entry: LogEntry) -> Int {
    if logs[0].room <= reserve { makeRoom() }
    let cost = sequencer.cost.sample(using: &sequencerStream).nanoseconds
    // A server that is busy far beyond the end stays there, so that no sum of times overflows.
    sequencerFreeAt = min(max(now, sequencerFreeAt) + cost, Self.farFuture)
    var entry = entry
    entry.deliverAt = sequencerFreeAt + sequencer.latency.nanoseconds
    let position = logs[0].end
    logs[0].append(entry)
    if mayStretch {
      noteTimes(of: entry, at: position)
    } else if !isDeliveryScheduled {
      isDeliveryScheduled = true
      schedule(.delivery, at: entry.deliverAt, entity: 0)
    }
    countEntry()
    return position
  }

  /// 73 years, in ns: later than any run ends, and early enough to add the longest interval to.
  private static var farFuture: Int64 { 1 << 61 }

  /// Trims the log to what somebody still needs; doubles it if that is more than half, or stops the run where memory
  /// does not allow it.
  private mutating func makeRoom() {
    if mayStretch { accountForAll() }
    let oldest = oldestNeeded(in: 0)
    if mayStretch { forgetTimes(before: oldest) }
    logs[0].trim(before: oldest)
    if logs[0].count > logs[0].room, logs[0].bytesWhenGrown <= run.limits.memoryBytes {
      logs[0].grow()
      if mayStretch { times.grow(to: logs[0].capacity, keeping: logs[0].start..<logs[0].end) }
    } else if logs[0].room <= reserve {
      stopForMemory()
    }
  }

  /// The oldest position of a log that is not delivered or that somebody still reads or processes. O(members).
  func oldestNeeded(in home: Int) -> Int {
    (localStart[home]..<localStart[home + 1]).reduce(logs[home].delivered) {
      min($0, oldestNeeded(by: Int(locals[$1])))
    }
  }

  private func oldestNeeded(by index: Int) -> Int {
    let member = members + index
    var oldest = Int.max
    if mayStretch, stretches[index].isOn { return stretches[index].accounted }
    if sessions[index].unreadCount > 0 { oldest = sessions[index].cursor }
    if member.pointee.hand != .empty { oldest = min(oldest, member.pointee.handPosition) }
    if member.pointee.readerHand != .empty { oldest = min(oldest, member.pointee.readerPosition) }
    if member.pointee.bufferedCount > 0 { oldest = min(oldest, member.pointee.bufferCursor) }
    if member.pointee.recovers { oldest = min(oldest, returns[index].oldestNeeded) }
    return oldest
  }

  /// Delivers the next message of the sequencer.
  mutating func deliverNext() {
    deliverFromSequencer()
    if logs[0].delivered < logs[0].end {
      schedule(.delivery, at: logs[0][logs[0].delivered].deliverAt, entity: 0)
    } else {
      isDeliveryScheduled = false
    }
  }

  /// Delivers the next message to whoever attends.
  @inline(never)
  mutating func deliverFromSequencer() {
    let position = logs[0].delivered
    var entry = logs[0][position]
    place(&entry, at: position, in: 0)
    logs[0][position] = entry
    noteOrdered(entry)
    deliver(at: position, to: 0)
  }

  /// Counts a data message that the sequencer numbered after the warm-up.
  @inline(__always)
  mutating func noteOrdered(_ entry: LogEntry) {
    if entry.kind == .data, isMeasured(deliveredAt: entry.deliverAt) { record.orderedMeasured += 1 }
  }

  /// Whether the sequencer numbered a message after the warm-up.
  @inline(__always)
  func isMeasured(deliveredAt instant: Int64) -> Bool {
    instant - sequencer.latency.nanoseconds >= warmupTime
  }

  /// A message gets its place among those that positions and views count.
  @inline(__always)
  mutating func place(_ entry: inout LogEntry, at position: Int, in ring: Int) {
    let ring = rings + ring
    switch entry.kind {
    case .data:
      orderedData += 1
      ring.pointee.ledger.count(from: sendSlot(of: Int(entry.sender)), in: Int(entry.group))
    case .control, .recovered, .request: break
    case .view: change(&entry, at: position, in: &ring.pointee.ledger)
    }
  }

  /// Delivers the message at a position of a log to the sessions that read from it, in member order.
  mutating func deliver(at position: Int, to home: Int) {
    let entry = logs[home][position]
    if entry.kind == .view { apply(entry, at: home) }
    journal?.note(.delivered, at: now, member: -1, position: position)
    if mayStretch {
      deliverToAttending(entry, at: position)
    } else {
      for place in localStart[home]..<localStart[home + 1] {
        let member = Int(locals[place])
        guard sessions[member].isOpen, isAddressed(entry, to: member) else { continue }
        deliver(entry, at: position, to: member)
      }
    }
    // Only now: a KILL submitted meanwhile may trim the log up to here.
    logs[home].delivered = position + 1
  }

  /// Whether an entry of the log is for a session.
  @inline(__always)
  func isAddressed(_ entry: LogEntry, to member: Int) -> Bool {
    if entry.audience == LogEntry.everybody { return hasOneGroup || isOfGroup(entry, member) }
    guard hasOneGroup || isOfGroup(entry, member) else { return false }
    return entry.audience == Int32(member)
      || (entry.kind == .control
        && (entry.sender == Int32(member)
          || entry.audience == LogEntry.senders && sessions[member].sendBits >> entry.group & 1 != 0))
  }

  /// Whether a session gets the messages of an entry's group.
  private func isOfGroup(_ entry: LogEntry, _ member: Int) -> Bool {
    sessions[member].groupBits >> entry.group & 1 != 0
  }

  /// A message of the log that a member's session reads from.
  @inline(__always)
  func message(_ position: Int, of index: Int) -> LogEntry { logs[Int(sessions[index].home)][position] }
}
