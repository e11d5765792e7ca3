import EventKernel
import FlowControl

/// A member that comes back after a kick or a crash: a new session, a new JOIN, a new method.
extension Engine {
  func mayReturn(_ index: Int) -> Bool {
    returns.isAnybody && returns[index].mayReturn && !members[index].isLeaving
  }

  /// Whether the application of a member without a session goes on, as it will have one again.
  func staysAlive(_ index: Int) -> Bool { returns[index].goesOn }

  /// A kick or a crash. From now on its log is kept, as what it holds may be lost to it.
  mutating func noteOutage(of index: Int) {
    guard mayReturn(index) else { return }
    returns[index].goesOn = members[index].isKicked
    if returns[index].outageSince < 0 { returns[index].outageSince = now }
    guard members[index].recovers else { return }
    returns[index].keepsLog = true
    returns[index].processedThrough = max(
      returns[index].processedThrough, logs[members[index].home].start)
  }

  /// The process is done with its session, or crashed.
  mutating func endProcess(of index: Int, hasCrashed: Bool = false) {
    members[index].isGone = true
    guard returns.isAnybody else { return }
    if members[index].servedCount > 0 {
      for client in returns.recovering where returns[client].servedBy == index { stopServing(client) }
    }
    if members[index].recovers { stopServing(index) }
    guard mayReturn(index), let rule = returns[index].rule else {
      returns[index].keepsLog = false
      returns[index].goesOn = false
      return
    }
    // What is put aside cannot be processed before what is missing, and comes again with it.
    dropHeld(index)
    members[index].isRecovering = false
    returns[index].goesOn = !hasCrashed
    returns[index].endSession()
    returns[index].order = schedule(.comeback, at: now + rule.after.nanoseconds, entity: index)
  }

  /// The time to connect again is over, or that between two messages sent again.
  mutating func comeBack(_ index: Int, order: UInt64) {
    guard returns[index].order == order else { return }
    returns[index].order = 0
    if members[index].isGone {
      reconnect(index)
    } else if returns[index].servedBy >= 0 {
      wake(returns[index].servedBy)
    }
  }

  /// Counts and forgets what the process has read and not processed.
  mutating func dropHeld(_ index: Int) {
    let member = members + index
    member.pointee.record.lostInProcess += Int64(member.pointee.bufferCount)
    if member.pointee.hand == .unread,
      message(member.pointee.handPosition, of: index).kind.carriesData
    {
      member.pointee.record.lostInProcess += 1
    }
    member.pointee.hand = .empty
    member.pointee.bufferCount = 0
    member.pointee.bufferedCount = 0
    if member.pointee.recovers { returns[index].readCount = 0 }
  }

  /// It connects and asks to join; the view that adds it is the first message it gets.
  private mutating func reconnect(_ index: Int) {
    guard mayReturn(index) else {
      // It was told to leave while it was away.
      returns[index].keepsLog = false
      returns[index].goesOn = false
      return
    }
    if let rule = returns[index].rule, hasDaemons, !daemons[members[index].home].isUp {
      // Nobody answers: it tries again.
      returns[index].order = schedule(.comeback, at: now + rule.after.nanoseconds, entity: index)
      return
    }
    let member = members + index
    member.pointee.isGone = false
    member.pointee.isCutOff = false
    member.pointee.isKicked = false
    member.pointee.isJoining = true
    member.pointee.connectedAt = now
    resetThreads(of: index)
    for slot in slots(of: index) {
      if slots[slot].hasMethod { (methods + slot).deinitialize(count: 1) }
      slots[slot].endSession()
    }
    member.pointee.dueAlarmCount = 0
    sessions[index].isWaiting = false
    sessions[index].socketBytes = 0
    if socket.isUnix { unixSockets[index] = UnixSocket() }
    if socket.isTCP { tcpSockets[index] = TCPSocket() }
    record.someoneReturned = true
    returns[index].attemptCount += 1
    if !returns[index].goesOn { generators[index].comeBack(at: now) }
    returns[index].goesOn = false
    if generators[index].order == 0 { fillBacklog(of: index) }
    updateBlocked(index)
    submitChange(of: index, isJoin: true)
  }

  private func resetThreads(of index: Int) {
    let member = members + index
    member.pointee.app = Service()
    member.pointee.reader = Service()
    member.pointee.sender = Service()
    member.pointee.outbox = nil
    member.pointee.readerOutbox = nil
    member.pointee.burst = 0
  }

  // MARK: Views

  /// A member reads a view: perhaps that of its own return, or one that takes from it whom it asked or served.
  mutating func noteRead(_ view: View, at position: Int, by slot: Int) {
    let index = slots[slot].member
    if members[index].servedCount > 0 {
      for gone in view.gone where returns[gone].servedBy == index { stopServing(gone) }
    }
    if view.joined.contains(slots[slot].number) {
      beginStretch(of: index, in: view, at: position)
    } else if members[index].isRecovering, view.gone.contains(returns[index].server) {
      findServer(for: index, in: view)
    }
  }

  private mutating func beginStretch(of index: Int, in view: View, at position: Int) {
    let isBack = returns[index].outageSince >= 0
    guard returns[index].hasStretch, members[index].recovers, isBack else {
      returns[index].hasStretch = true
      returns[index].processedThrough = position + 1
      returns[index].keepsLog = false
      if isBack {
        journal?.note(.gap, at: now, member: index, position: position)
        noteCaughtUp(index)
      }
      return
    }
    let home = members[index].home
    let first = nextData(from: returns[index].processedThrough, before: position, in: home)
    let count = (first..<position).count { logs[home][$0].kind == .data }
    returns[index].viewEnd = position
    returns[index].viewPosition = view.position
    returns[index].expected = first
    returns[index].missing = count
    returns[index].remaining = count
    members[index].isRecovering = true
    if count > 0 { findServer(for: index, in: view) } else { endRecovery(of: index) }
  }

  /// It has all that it is to have.
  mutating func noteCaughtUp(_ index: Int) {
    guard !members[index].isKicked, !members[index].isCutOff, returns[index].outageSince >= 0 else { return }
    returns[index].outageMax = max(returns[index].outageMax, now - returns[index].outageSince)
    returns[index].outageSince = -1
  }
}
