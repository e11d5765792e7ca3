import EventKernel
import FlowControl

/// From `SP_multicast` to the sessions: the sequencer, the deliveries, and the kick.
extension Engine {
  /// Hands a message to the order: one server, then the latency.
  mutating func submit(_ entry: LogEntry) -> Int {
    if log.room <= reserve { makeRoom() }
    let cost = run.ring.cost.sample(using: &sequencerStream).nanoseconds
    // A server that is busy far beyond the end stays there, so that no sum of times overflows.
    sequencerFreeAt = min(max(now, sequencerFreeAt) + cost, Self.farFuture)
    var entry = entry
    entry.deliverAt = sequencerFreeAt + run.ring.latency.nanoseconds
    let position = log.end
    log.append(entry)
    if !isDeliveryScheduled {
      isDeliveryScheduled = true
      schedule(.delivery, at: entry.deliverAt, entity: 0)
    }
    countEntry()
    return position
  }

  /// 73 years, in ns: later than any run ends, and early enough to add the longest interval to.
  private static var farFuture: Int64 { 1 << 61 }

  /// Entries that one entry of the event list may still append after the run was stopped: a KILL a member, and what
  /// the member in its turn was about to send.
  private var reserve: Int { 2 * memberCount + 16 }

  /// Trims the log to what somebody still needs; doubles it if that is more than half, or stops the run where memory
  /// does not allow it.
  private mutating func makeRoom() {
    log.trim(before: oldestNeeded())
    let usedCount = log.end - log.start
    if usedCount > log.room, log.bytesWhenGrown <= run.limits.memoryBytes {
      log.grow()
    } else if log.room <= reserve {
      stopForMemory()
    }
  }

  /// The oldest position that is not delivered everywhere or that somebody still reads or processes. O(members).
  func oldestNeeded() -> Int {
    (0..<memberCount).reduce(log.delivered) { min($0, oldestNeeded(by: $1)) }
  }

  private func oldestNeeded(by index: Int) -> Int {
    let member = members + index
    var oldest = Int.max
    if sessions[index].unreadCount > 0 { oldest = sessions[index].cursor }
    if member.pointee.hand != .empty { oldest = min(oldest, member.pointee.handPosition) }
    if member.pointee.readerHand != .empty { oldest = min(oldest, member.pointee.readerPosition) }
    if member.pointee.bufferedCount > 0 { oldest = min(oldest, member.pointee.bufferCursor) }
    return oldest
  }

  /// Delivers the next message of the total order to every session in member order.
  mutating func deliverNext() {
    let position = log.delivered
    var entry = log[position]
    if entry.kind == .view { change(to: &entry, at: position) }
    if entry.kind == .data {
      deliveredData += 1
      let column = group.column[Int(entry.sender)]
      sentBefore[column] += 1
      if entry.deliverAt - run.ring.latency.nanoseconds >= warmupTime { record.orderedMeasured += 1 }
    }
    journal?.note(.delivered, at: now, member: -1, position: position)
    for member in 0..<memberCount where sessions[member].isOpen {
      if entry.isPrivate && !sessions[member].sends && entry.sender != Int32(member) { continue }
      deliver(entry, at: position, to: member)
    }
    // Only now: a KILL submitted meanwhile may trim the log up to here.
    log.delivered = position + 1
    if log.delivered < log.end {
      schedule(.delivery, at: log[log.delivered].deliverAt, entity: 0)
    } else {
      isDeliveryScheduled = false
    }
  }

  /// The kick test, then the waiting member, the socket, the queue: model §2.3, in this order.
  @inline(__always)
  private mutating func deliver(_ entry: LogEntry, at position: Int, to member: Int) {
    let session = sessions + member
    let size = Int64(entry.sizeBytes)
    session.pointee.deliveredCount += 1
    if entry.kind == .data { session.pointee.deliveredData += 1 }
    if session.pointee.queueCount >= maxSessionMessages {
      kick(member, by: entry)
      return
    }
    if session.pointee.queueCount == 0 {
      if session.pointee.isWaiting {
        session.pointee.isWaiting = false
        session.pointee.cursor = position + 1
        hand(position, to: member)
        return
      }
      if session.pointee.socketCount == 0 { session.pointee.cursor = position }
      if socket.admits(size, behind: session.pointee) {
        session.pointee.enterSocket(size)
        return
      }
    }
    session.pointee.enqueue(size, at: position, now: now, threshold: alertThreshold)
  }

  /// A waiting `SP_receive` returns; the member acts when all deliveries of the instant are done.
  private mutating func hand(_ position: Int, to index: Int) {
    let member = members + index
    if member.pointee.hasThread {
      member.pointee.readerHand = .unread
      member.pointee.readerPosition = position
    } else {
      member.pointee.hand = .unread
      member.pointee.handPosition = position
    }
    wake(index)
  }

  /// Closes a session whose queue is full. Its queue is lost; what its socket holds can still be read.
  private mutating func kick(_ index: Int, by entry: LogEntry) {
    let session = sessions + index
    noteBacklog(of: index)
    members[index].isKicked = true
    var queue = QueueComposition(memberCount: memberCount)
    forEachQueued(index) { queued in queue.add(queued) }
    let kick = Kick(
      member: index, at: Instant(nanoseconds: now), message: session.pointee.deliveredCount,
      dataMessage: session.pointee.deliveredData, queuedBySender: queue.shares,
      controlCount: queue.controlCount, viewCount: queue.viewCount)
    record.kicks.append(kick)
    record.kickBytes += Int64(MemoryLayout<Kick>.stride + queue.shareBytes)
    if record.kickBytes > run.limits.memoryBytes { stopForMemory() }
    let lost = kick.dataCount + (entry.kind == .data ? 1 : 0)
    members[index].record.lostOnKick += lost
    // The refused message was not delivered: conservation counts what entered.
    if entry.kind == .data { members[index].record.refused += 1 }
    session.pointee.isOpen = false
    session.pointee.endAbove(now)
    session.pointee.queueCount = 0
    session.pointee.queueBytes = 0
    members[index].record.kickedAt = now
    members[index].record.fingerprint.mix(UInt64(now))
    journal?.note(.kicked, at: now, member: index, position: log.delivered)
    if !members[index].isLeaving { submitChange(of: index, isJoin: false) }
  }

  /// Visits the messages of a session queue, oldest first.
  private func forEachQueued(_ index: Int, _ body: (LogEntry) -> Void) {
    var remaining = sessions[index].queueCount
    var position = sessions[index].queueHead
    while remaining > 0 {
      let entry = log[position]
      if isAddressed(entry, to: index) {
        body(entry)
        remaining -= 1
      }
      position += 1
    }
  }

  /// Whether an entry of the log is for a session.
  @inline(__always)
  func isAddressed(_ entry: LogEntry, to member: Int) -> Bool {
    !entry.isPrivate || sessions[member].sends || entry.sender == Int32(member)
  }

  /// Takes the next unread message; its slot is free at once, and the queue moves up.
  mutating func takeNext(_ index: Int) -> Int {
    let session = sessions + index
    var position = session.pointee.cursor
    while !isAddressed(log[position], to: index) { position += 1 }
    session.pointee.cursor = position + 1
    let size = Int64(log[position].sizeBytes)
    if session.pointee.socketCount == 0 {
      session.pointee.dequeue(size, now: now, threshold: alertThreshold)
      session.pointee.queueHead = position + 1
      return position
    }
    session.pointee.socketCount -= 1
    session.pointee.socketBytes -= size
    drain(index)
    return position
  }

  /// The daemon writes the head of the queue into the socket while it has room.
  private mutating func drain(_ index: Int) {
    let session = sessions + index
    while session.pointee.queueCount > 0 {
      var head = session.pointee.queueHead
      while !isAddressed(log[head], to: index) { head += 1 }
      let size = Int64(log[head].sizeBytes)
      guard socket.admits(size, behind: session.pointee) else { return }
      session.pointee.queueHead = head + 1
      session.pointee.dequeue(size, now: now, threshold: alertThreshold)
      session.pointee.enterSocket(size)
    }
  }
}
