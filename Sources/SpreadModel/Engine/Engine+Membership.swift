import EventKernel
import FlowControl

/// Who is in the group, as the order sees it.
extension Engine {
  /// The group at time 0: everybody who does not join later. Nobody reads a message about it.
  mutating func assembleInitialGroup() {
    for index in 0..<memberCount where !faults.joinsLater[index] {
      members[index].isPresent = true
      isPresent[index] = run.members[index].isInGroup
      sessions[index].isOpen = isPresent[index]
      sessions[index].isWaiting = isPresent[index]
    }
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

  /// Hands a JOIN, LEAVE or KILL to the order.
  mutating func submitChange(of index: Int, isJoin: Bool) {
    let names = Socket.groupNameBytes * (isPresent.count { $0 } + (isJoin ? 1 : 0))
    _ = submit(
      LogEntry(
        kind: .view, isPrivate: false, isTimed: false, noteKind: isJoin ? 1 : 2, sender: Int32(index),
        sizeBytes: Int32(names + Socket.overheadBytes), number: 0, generatedAt: now, deliverAt: 0))
  }

  /// The change reaches its place in the order: a new view, which every member of it is about to get.
  mutating func change(to entry: inout LogEntry, at position: Int) {
    let index = Int(entry.sender)
    let isJoin = entry.noteKind == 1
    isPresent[index] = isJoin
    if views.wantsTrimming {
      views.trim(before: oldestNeeded())
      if views.bytes > run.limits.memoryBytes { stopForMemory() }
    }
    entry.number = views.append(
      View(
        isPresent: isPresent, position: deliveredData, sentBefore: sentBefore,
        joined: isJoin ? index : nil, gone: isJoin ? nil : index), at: position)
    log[position] = entry
    if !isJoin, members[index].sends { record.someSenderLeft = true }
    if isJoin {
      members[index].isJoining = false
      guard !members[index].isGone else { return }
      record.someoneJoined = true
      sessions[index].isOpen = true
      sessions[index].isWaiting = true
      members[index].record.viewAt = now
      members[index].record.viewPosition = deliveredData
    } else if sessions[index].isOpen {
      // It asked to leave: it reads what was ordered before, and is gone.
      noteBacklog(of: index)
      sessions[index].isOpen = false
      members[index].record.leftAt = now
      wake(index)
    }
  }
}

extension Socket {
  /// A group or private name in a message.
  static let groupNameBytes = 32
}
