import EventKernel
import FlowControl

/// Who is in the groups, as the order sees them.
extension Engine {
  /// The groups at time 0: everybody who does not join later. Nobody reads a message about them.
  mutating func assembleInitialGroups() {
    for index in 0..<memberCount where !faults.joinsLater[index] {
      members[index].isPresent = true
      sessions[index].isOpen = run.members[index].isInGroup
      sessions[index].isWaiting = run.members[index].isInGroup
      if run.members[index].isInGroup { members[index].record.viewAt = 0 }
      for slot in slots(of: index) where isMember(slot) {
        rings[0].ledger.isPresent[slot] = true
        slots[slot].viewPosition = 0
      }
    }
    let views = (0..<groups.count).map { group in
      View.initial(
        isPresent: groupStates[group].slots.map { rings[0].ledger.isPresent[$0] },
        senderCount: groupStates[group].senders.count)
    }
    for index in 0..<memberCount where members[index].isPresent {
      for slot in slots(of: index) { startMethod(of: slot, in: views[slots[slot].group]) }
      startGenerator(of: index)
    }
    scheduleFaults()
  }

  /// Whether a slot is that of a member, and not of a sender outside the group.
  private func isMember(_ slot: Int) -> Bool {
    sessions[slots[slot].member].groupBits & (1 << UInt32(slots[slot].group)) != 0
  }

  /// Gives a member its method for a group, with the view it knows.
  mutating func startMethod(of slot: Int, in view: View) {
    assert(!slots[slot].hasMethod, "a session has one view of a group that begins it")
    let group = slots[slot].group
    (methods + slot).initialize(
      to: Method(settings[group], member: slots[slot].number, group: groups.facts[group], view: view))
    slots[slot].hasMethod = true
    slots[slot].needs = methods[slot].needs
    slots[slot].mayGoAlone = mayGoAlone(slot)
    noteNotified(slot)
    if hasExclusion { startExclusion(of: slot, in: view) }
  }

  /// Starts a member's application.
  mutating func startGenerator(of index: Int) {
    guard members[index].sends else { return }
    generators[index].begin(at: max(generators[index].startsAfter.nanoseconds, now))
    refreshGenerator(of: index)
  }

  /// Hands a JOIN or LEAVE, or the end of a broken link, to the order, behind what the member sent before.
  mutating func submitChange(of index: Int, isJoin: Bool) {
    if hasDaemons {
      // The daemon makes one message a group of it: see `takeFromClient`.
      let first = slots[slots(of: index).lowerBound].group
      submit(membershipEntry(of: index, in: first, isJoin: isJoin, .agreed), from: index)
    } else {
      for slot in slots(of: index) where isMember(slot) {
        submit(membershipEntry(of: index, in: slots[slot].group, isJoin: isJoin, .agreed), from: index)
      }
    }
  }

  /// Appends a change of membership to what waits for the token at the member's daemon: one message a group, next to
  /// each other, so that no message of a group comes between.
  mutating func appendChange(of index: Int, isJoin: Bool, _ service: ServiceLevel) {
    let home = members[index].home
    for slot in slots(of: index) where isMember(slot) {
      if !daemons[home].down.makeRoom(withinBytes: memoryLimit) { stopForMemory() }
      daemons[home].down.append(membershipEntry(of: index, in: slots[slot].group, isJoin: isJoin, service))
    }
  }

  /// Hands the KILL of a session to the order. It comes from the daemon itself.
  mutating func submitKill(of index: Int) {
    guard hasDaemons else {
      submitChange(of: index, isJoin: false)
      return
    }
    let home = members[index].home
    appendChange(of: index, isJoin: false, .safe)
    noteDownQueue(of: home)
    wakeDaemon(home)
  }

  private func membershipEntry(
    of index: Int, in group: Int, isJoin: Bool, _ service: ServiceLevel
  ) -> LogEntry {
    let names = Socket.groupNameBytes * (presentCount(in: group, for: index) + (isJoin ? 1 : 0))
    return LogEntry(
      kind: .view, isTimed: false, noteKind: isJoin ? LogEntry.join : LogEntry.removal, service: service,
      group: UInt8(group), sender: Int32(index), sizeBytes: Int32(names + Socket.overheadBytes), number: 0,
      generatedAt: now)
  }

  /// How many members a group has, as a member's daemon knows it. O(members of the group).
  func presentCount(in group: Int, for index: Int) -> Int {
    rings[places[members[index].home].ring].ledger.presentCount(in: groupStates[group])
  }

  /// A change of membership gets its place in the order: a new view.
  mutating func change(_ entry: inout LogEntry, at position: Int, in ledger: inout GroupLedger) {
    let index = Int(entry.sender)
    let group = Int(entry.group)
    let slot = slot(of: index, in: group)
    let isJoin = entry.noteKind == LogEntry.join
    let number = slots[slot].number
    ledger.isPresent[slot] = isJoin
    let view = ledger.view(
      of: groupStates[group], position: ledger.position[group], joined: isJoin ? [number] : [],
      gone: isJoin ? [] : [number])
    entry.number = append(view, at: position)
    if !isJoin, slots[slot].column >= 0 { groupStates[group].someSenderLeft = true }
    if isJoin, !members[index].isGone { groupStates[group].someoneJoined = true }
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
    guard members[index].home == home, entry.generatedAt >= members[index].connectedAt else { return }
    if entry.noteKind == LogEntry.join {
      let isFirst = members[index].isJoining
      members[index].isJoining = false
      guard !members[index].isGone else { return }
      slots[slot(of: index, in: Int(entry.group))].beginSession(at: views[entry.number].position)
      // The first of its groups opens the session; the others follow at once.
      if isFirst { openSession(of: index, at: views[entry.number].position) }
    } else if sessions[index].isOpen {
      // It asked to leave: it reads what was ordered before, and is gone.
      noteBacklog(of: index)
      sessions[index].isOpen = false
      members[index].record.leftAt = now
      wake(index)
    }
  }

  /// The first session of a joiner begins, or another one of a member that comes back.
  private mutating func openSession(of index: Int, at viewPosition: Int64) {
    let member = members + index
    sessions[index].isOpen = true
    if mayStretch { attending.insert(index) }
    sessions[index].isWaiting = !member.pointee.isPaused
    if member.pointee.record.viewAt < 0 { member.pointee.record.viewAt = now }
    member.pointee.record.sessionBase = (sessions[index].deliveredCount, sessions[index].deliveredData)
    member.pointee.record.kickedAt = -1
    member.pointee.record.goneAt = -1
    if returns.isAnybody { returns.noteSession(of: index, at: viewPosition) }
  }
}
