import EventKernel
import FlowControl

/// One session: the kick test, its socket and its queue, and what the member takes from it.
extension Engine {
  /// The kick test, then the waiting member, the socket, the queue: model §2.3, in this order.
  @inline(__always)
  mutating func deliver(_ entry: LogEntry, at position: Int, to member: Int) {
    let session = sessions + member
    let size = Int64(entry.sizeBytes)
    session.pointee.deliveredCount += 1
    if entry.kind.carriesData { session.pointee.deliveredData += 1 }
    if session.pointee.queueCount >= maxSessionMessages {
      kick(member, by: entry)
      return
    }
    if session.pointee.queueCount > 0, clockPeriod != nil { drain(member) }
    if session.pointee.queueCount == 0 {
      if session.pointee.isWaiting {
        session.pointee.isWaiting = false
        session.pointee.cursor = position + 1
        hand(position, to: member)
        return
      }
      if session.pointee.socketCount == 0 { session.pointee.cursor = position }
      if enterSocket(entry, of: member, isDirect: true) { return }
    }
    session.pointee.enqueue(size, at: position, now: now, threshold: alertThreshold)
    if clockPeriod != nil { setDrainClock(member) }
  }

  /// Writes a message into a member's socket, if it has room for all of it.
  @inline(__always)
  private func enterSocket(_ entry: LogEntry, of member: Int, isDirect: Bool) -> Bool {
    let size = Int64(entry.sizeBytes)
    if socket.isUnix {
      guard unixSockets[member].write(Int(size), isDirect: isDirect) else { return false }
    } else if socket.isTCP {
      guard tcpSockets[member].write(Int(size), isDirect: isDirect) else { return false }
    } else if !socket.admits(size, behind: sessions[member]) {
      return false
    }
    sessions[member].enterSocket(size)
    return true
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
    noteOutage(of: index)
    let base = members[index].record.sessionBase
    var queue = QueueComposition(memberCount: memberCount)
    forEachQueued(index) { queued in queue.add(queued) }
    let kick = Kick(
      member: index, at: Instant(nanoseconds: now), message: session.pointee.deliveredCount - base.all,
      dataMessage: session.pointee.deliveredData - base.data, queuedBySender: queue.shares,
      controlCount: queue.controlCount, viewCount: queue.viewCount, recoveredCount: queue.recoveredCount,
      inSocket: session.pointee.socketCount,
      readCount: session.pointee.deliveredCount - base.all - 1 - Int64(session.pointee.unreadCount))
    record.kicks.append(kick)
    record.kickBytes += Int64(MemoryLayout<Kick>.stride + queue.shareBytes)
    if record.kickBytes > run.limits.memoryBytes { stopForMemory() }
    let lost = kick.dataCount + kick.recoveredCount + (entry.kind.carriesData ? 1 : 0)
    members[index].record.lostOnKick += lost
    // The refused message was not delivered: conservation counts what entered.
    if entry.kind.carriesData { members[index].record.refused += 1 }
    session.pointee.isOpen = false
    session.pointee.endAbove(now)
    session.pointee.queueCount = 0
    session.pointee.queueBytes = 0
    members[index].record.kickedAt = now
    if members[index].record.firstKickedAt < 0 { members[index].record.firstKickedAt = now }
    members[index].record.fingerprint.mix(UInt64(now))
    journal?.note(.kicked, at: now, member: index, position: logs[members[index].home].delivered)
    // A writer that is blocked finds out, and who waits to come back.
    if isWriterBlocked(index) || mayReturn(index) { wake(index) }
    if !members[index].isLeaving { submitKill(of: index) }
  }

  /// Visits the messages of a session queue, oldest first.
  func forEachQueued(_ index: Int, _ body: (LogEntry) -> Void) {
    var remaining = sessions[index].queueCount
    var position = sessions[index].queueHead
    while remaining > 0 {
      let entry = message(position, of: index)
      if isAddressed(entry, to: index) {
        body(entry)
        remaining -= 1
      }
      position += 1
    }
  }

  /// Takes the next unread message; its slot is free at once, and the queue moves up.
  mutating func takeNext(_ index: Int) -> Int {
    let session = sessions + index
    var position = session.pointee.cursor
    while !isAddressed(message(position, of: index), to: index) { position += 1 }
    session.pointee.cursor = position + 1
    let size = Int64(message(position, of: index).sizeBytes)
    if session.pointee.socketCount == 0 {
      session.pointee.dequeue(size, now: now, threshold: alertThreshold)
      session.pointee.queueHead = position + 1
      return position
    }
    session.pointee.socketCount -= 1
    session.pointee.socketBytes -= size
    if socket.isUnix { unixSockets[index].take(Int(size)) }
    if socket.isTCP { tcpSockets[index].take(Int(size)) }
    if drainPeriod == nil, isWriteReady(index) { drain(index) }
    return position
  }

  /// Whether the daemon is told that a socket takes more. A Unix-domain socket of Linux says so when three quarters of it
  /// are free.
  private func isWriteReady(_ index: Int) -> Bool {
    !socket.isUnix || unixSockets[index].isWriteReady || sessions[index].socketCount == 0
  }

  /// Whether the member finds something when it looks: behind a clock the queue is out of its reach.
  @inline(__always)
  func canRead(_ index: Int) -> Bool {
    drainPeriod == nil ? sessions[index].unreadCount > 0 : sessions[index].socketCount > 0
  }

  /// The daemon writes the head of the queue into the socket while it has room, or into the hands of a member that
  /// waits.
  private mutating func drain(_ index: Int) {
    let session = sessions + index
    while session.pointee.queueCount > 0 {
      var head = session.pointee.queueHead
      while !isAddressed(message(head, of: index), to: index) { head += 1 }
      let entry = message(head, of: index)
      let isHanded = session.pointee.isWaiting && session.pointee.socketCount == 0
      guard isHanded || enterSocket(entry, of: index, isDirect: false) else { break }
      session.pointee.queueHead = head + 1
      session.pointee.dequeue(Int64(entry.sizeBytes), now: now, threshold: alertThreshold)
      if isHanded {
        session.pointee.isWaiting = false
        session.pointee.cursor = head + 1
        hand(head, to: index)
      }
      if hasDaemons { daemons[members[index].home].debt += run.daemon.drain.nanoseconds }
    }
    if clockPeriod != nil, session.pointee.queueCount > 0 { setDrainClock(index) }
  }

  /// The daemon looks at a queue one period after it last did, as long as there is one: each look that leaves a rest
  /// begins the period anew (`E_queue` of Spread replaces an equal entry).
  private mutating func setDrainClock(_ index: Int) {
    guard let clockPeriod else { return }
    drainClocks[index].dueAt = now + clockPeriod
    guard !drainClocks[index].isScheduled else { return }
    drainClocks[index].isScheduled = true
    schedule(.drain, at: drainClocks[index].dueAt, entity: index)
  }

  mutating func drainByClock(_ index: Int) {
    drainClocks[index].isScheduled = false
    guard sessions[index].queueCount > 0 else { return }
    if drainClocks[index].dueAt > now {
      drainClocks[index].isScheduled = true
      schedule(.drain, at: drainClocks[index].dueAt, entity: index)
    } else {
      drain(index)
    }
  }
}
