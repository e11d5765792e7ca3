import EventKernel
import FlowControl

/// Who is in the group, as the order sees it.
extension Engine {
  /// The group at time 0: everybody who does not join later. Nobody reads a message about it.
  mutating func assembleInitialGroup() {
    for index in 0..<memberCount where !faults.joinsLater[index] {
      members[index].isPresent = true
      let isInGroup = run.members[index].isInGroup
      rings[0].ledger.isPresent[index] = isInGroup
      sessions[index].isOpen = isInGroup
      sessions[index].isWaiting = isInGroup
    }
    let isPresent = rings[0].ledger.isPresent
    let view = View.initial(isPresent: isPresent, senderCount: group.senderCount)
    for index in 0..<memberCount where members[index].isPresent {
      if isPresent[index] { members[index].record.viewAt = 0 }
      startMethod(of: index, in: view)
      startGenerator(of: index)
    }
    scheduleFaults()
  }

  /// Gives a member its method, with the view it knows.
  mutating func startMethod(of index: Int, in view: View) {
    assert(!members[index].hasMethod, "a member joins once")
    (methods + index).initialize(to: Method(settings, member: index, group: group, view: view))
    members[index].hasMethod = true
    members[index].needs = methods[index].needs
    refreshAlarm(of: index)
  }

  /// Starts a member's application.
  mutating func startGenerator(of index: Int) {
    guard members[index].sends else { return }
    generators[index].begin(at: max(generators[index].startsAfter.nanoseconds, now))
    refreshGenerator(of: index)
  }

  /// Hands a JOIN or LEAVE, or the end of a broken link, to the order, behind what the member sent before.
  mutating func submitChange(of index: Int, isJoin: Bool) {
    submit(membershipEntry(of: index, isJoin: isJoin, .agreed), from: index)
  }

  /// Hands the KILL of a session to the order. It comes from the daemon itself.
  mutating func submitKill(of index: Int) {
    guard hasDaemons else {
      submitChange(of: index, isJoin: false)
      return
    }
    let home = members[index].home
    if !daemons[home].down.makeRoom(withinBytes: memoryLimit) { stopForMemory() }
    daemons[home].down.append(membershipEntry(of: index, isJoin: false, .safe))
    noteDownQueue(of: home)
    wakeDaemon(home)
  }

  private func membershipEntry(of index: Int, isJoin: Bool, _ service: ServiceLevel) -> LogEntry {
    let names = Socket.groupNameBytes * (presentCount(for: index) + (isJoin ? 1 : 0))
    return LogEntry(
      kind: .view, isTimed: false, noteKind: isJoin ? LogEntry.join : LogEntry.removal, service: service,
      sender: Int32(index), sizeBytes: Int32(names + Socket.overheadBytes), number: 0, generatedAt: now)
  }

  /// How many members the group has, as a member's daemon knows it.
  func presentCount(for index: Int) -> Int { rings[places[members[index].home].ring].ledger.presentCount }

  /// A change of membership gets its place in the order: a new view.
  mutating func change(_ entry: inout LogEntry, at position: Int, in ledger: inout GroupLedger) {
    let index = Int(entry.sender)
    let isJoin = entry.noteKind == LogEntry.join
    ledger.isPresent[index] = isJoin
    entry.number = append(
      View(
        isPresent: ledger.isPresent, position: ledger.position, sentBefore: ledger.sentBefore,
        joined: isJoin ? [index] : [], gone: isJoin ? [] : [index]), at: position)
    if !isJoin, members[index].sends { record.someSenderLeft = true }
    if isJoin, !members[index].isGone { record.someoneJoined = true }
  }

  /// Keeps a view for those who will read of it, and returns its number.
  mutating func append(_ view: View, at position: Int) -> Int64 {
    if views.wantsTrimming {
      // Where several daemons keep logs of their own, views are kept; membership changes are few there.
      if logCount == 1 { views.trim(before: oldestNeeded(in: 0)) }
      if views.bytes > run.limits.memoryBytes { stopForMemory() }
    }
    return views.append(view, at: position)
  }

  /// A change of membership is delivered: the session of whom it is about begins or ends.
  mutating func apply(_ entry: LogEntry, at home: Int) {
    // Of many members at once only those elsewhere come or go.
    guard entry.noteKind != LogEntry.daemonChange else { return }
    let index = Int(entry.sender)
    guard members[index].home == home else { return }
    if entry.noteKind == LogEntry.join {
      members[index].isJoining = false
      guard !members[index].isGone else { return }
      sessions[index].isOpen = true
      sessions[index].isWaiting = true
      members[index].record.viewAt = now
      members[index].record.viewPosition = views[entry.number].position
    } else if sessions[index].isOpen {
      // It asked to leave: it reads what was ordered before, and is gone.
      noteBacklog(of: index)
      sessions[index].isOpen = false
      members[index].record.leftAt = now
      wake(index)
    }
  }
}
