import EventKernel
import FlowControl

/// Reading and processing, and what the method learns from them.
extension Engine {
  /// `SP_receive` returned to a member without a receiver thread.
  mutating func finishReading(_ index: Int) {
    let position = members[index].handPosition
    let isData = message(position, of: index).kind.carriesData
    members[index].hand = isData ? .read : .empty
    members[index].burst = 0
    if isData {
      countRead(index)
      if members[index].recovers { sortOut(position, of: index) }
    }
    if let answer = tellRead(position, to: index) { members[index].outbox = answer }
  }

  /// The application is done with a data message; its method is told, if it wants to know.
  mutating func finishProcessing(_ index: Int) {
    let entry = countProcessed(index)
    let slot = slot(of: index, in: Int(entry.group))
    let sender = Int(entry.sender)
    guard entry.kind == .data,
      !slots[slot].needs.isDisjoint(with: sender == index ? .ownProcessed : .otherProcessed)
    else { return }
    let answer = methods[slot].dataProcessed(
      from: number(of: sender, in: Int(entry.group)), at: Instant(nanoseconds: now))
    if let answer { members[index].outbox = Outgoing(message: answer, slot: slot) }
    noteNotified(slot, of: index)
  }

  /// A data message is processed, and out of the member's hands.
  @discardableResult
  mutating func countProcessed(_ index: Int) -> LogEntry {
    let member = members + index
    let entry = message(member.pointee.handPosition, of: index)
    member.pointee.hand = .empty
    noteBacklog(of: index)
    member.pointee.bufferCount -= 1
    let slot = slot(of: index, in: Int(entry.group))
    slots[slot].processed += 1
    member.pointee.record.processed += 1
    member.pointee.record.fingerprint.mix(UInt64(now))
    if isPacked {
      countUnpacked(entry, at: index)
    } else if now >= warmupTime {
      slots[slot].processedMeasured += 1
      slots[slot].processedMeasuredBytes += Int64(entry.sizeBytes) - Int64(Socket.overheadBytes)
      let latency = now - entry.generatedAt
      member.pointee.record.latencySum += UInt128(latency)
      record.latency.add(latency)
    }
    // A copy stands for its original.
    let position = entry.kind == .recovered ? Int(entry.number) : member.pointee.handPosition
    journal?.note(.processed, at: now, member: index, position: position)
    if hasExclusion, entry.kind == .data { exclusions[index].dataProcessed() }
    if member.pointee.recovers { noteProcessed(entry, by: index) }
    return entry
  }

  /// A data message is in the member's hands or in its buffer.
  mutating func countRead(_ index: Int) {
    let member = members + index
    member.pointee.bufferCount += 1
    if member.pointee.hasThread || member.pointee.isRecovering,
      member.pointee.bufferCount > member.pointee.record.bufferMax
    {
      member.pointee.record.bufferMax = member.pointee.bufferCount
    }
  }

  /// Tells the method what was read, if it wants to know.
  mutating func tellRead(_ position: Int, to index: Int) -> Outgoing? {
    let entry = message(position, of: index)
    let slot = slot(of: index, in: Int(entry.group))
    // A view that comes with daemons is of nobody.
    let sender = entry.kind == .view ? -1 : number(of: Int(entry.sender), in: Int(entry.group))
    let instant = Instant(nanoseconds: now)
    journal?.note(.read, at: now, member: index, position: position)
    let answer: ControlMessage?
    switch entry.kind {
    case .data:
      if hasExclusion { exclusions[index].dataRead(from: sender) }
      guard
        !slots[slot].needs.isDisjoint(with: sender == slots[slot].number ? .ownReads : .otherReads)
      else { return nil }
      let note =
        entry.noteKind == 0 || isIgnored(sender, by: index)
        ? nil : Note(kind: entry.noteKind, number: entry.number)
      let row = note == nil ? UnsafeBufferPointer(start: nil, count: 0) : row(at: position, of: slot)
      answer = methods[slot].dataRead(
        from: sender, note: note, row: Span(_unsafeElements: row), at: instant)
    case .control where hasExclusion && entry.noteKind >= Exclusion.firstKind:
      answer = readExclusion(entry, at: index)
    case .control:
      guard slots[slot].needs.contains(.control), !isIgnored(sender, by: index) else { return nil }
      answer = methods[slot].controlRead(
        from: sender, note: Note(kind: entry.noteKind, number: entry.number),
        row: Span(_unsafeElements: row(at: position, of: slot)), at: instant)
    case .view:
      answer = tellView(views[entry.number], at: position, to: slot)
    case .recovered: return nil
    case .request:
      beginService(of: entry, by: index)
      return nil
    }
    noteNotified(slot, of: index)
    return answer.map { Outgoing(message: $0, slot: slot) }
  }

  /// The numbers that ride with a message, as many as the group's methods write.
  @inline(__always)
  func row(at position: Int, of slot: Int) -> UnsafeBufferPointer<Int64> {
    guard rowWidth > 0 else { return UnsafeBufferPointer(start: nil, count: 0) }
    let row = logs[members[slots[slot].member].home].row(at: position)
    return UnsafeBufferPointer(rebasing: row[..<groupStates[slots[slot].group].rowWidth])
  }

  /// The number by which a group's methods know a member of the run.
  @inline(__always)
  private func number(of member: Int, in group: Int) -> Int {
    hasOneGroup ? member : slots[slot(of: member, in: group)].number
  }

  /// A membership message is read. The one that adds a member gives it its method.
  private mutating func tellView(_ view: View, at position: Int, to slot: Int) -> ControlMessage? {
    if view.joined.contains(slots[slot].number) { startMethod(of: slot, in: view) }
    if returns.isAnybody { noteRead(view, at: position, by: slot) }
    let view = hasExclusion ? exclusions[slot].viewRead(view) : view
    guard slots[slot].needs.contains(.views) else { return nil }
    return methods[slot].viewRead(view, at: Instant(nanoseconds: now))
  }

  // MARK: The receiver thread

  /// Whether the reader has something to do now.
  func readerCanRun(_ index: Int) -> Bool {
    let member = members + index
    return member.pointee.readerOutbox != nil || member.pointee.readerHand == .unread
      || (canRead(index) && !isBufferFull(index) && !member.pointee.isCutOff)
  }

  /// Whether the reader stops. What is put aside must not keep it from what is waited for.
  private func isBufferFull(_ index: Int) -> Bool {
    members[index].bufferCount >= members[index].bufferLimit && !members[index].isRecovering
  }

  /// The reader's loop: control messages that reading caused, then the next message.
  mutating func runReader(of index: Int) {
    let member = members + index
    while failure == nil, member.pointee.reader.state == .none {
      let phase: Phase
      if member.pointee.isLeaving { member.pointee.readerOutbox = nil }
      if member.pointee.readerOutbox != nil {
        phase = .sendControl
      } else if member.pointee.readerHand == .unread {
        phase = .receive
      } else if readerCanRun(index) {
        member.pointee.readerPosition = takeNext(index)
        member.pointee.readerHand = .unread
        phase = .receive
      } else {
        let isFull = isBufferFull(index)
        sessions[index].isWaiting = sessions[index].isOpen && !isFull
        // A reader that finds its session closed and empty has seen the error.
        if !isFull, hasLostSession(index), !member.pointee.isCutOff {
          member.pointee.isCutOff = true
          updateBlocked(index)
        }
        return
      }
      member.pointee.reader.phase = phase
      let cost = cost(of: phase, at: member.pointee.readerPosition, for: index)
      if cost > 0 {
        begin(.readerService, of: index, for: cost)
        return
      }
      countEntry()
      completeReader(phase, of: index)
    }
  }

  mutating func endReaderService(of index: Int, order: UInt64) {
    guard members[index].reader.order == order, members[index].reader.state == .running else { return }
    members[index].reader.state = .none
    completeReader(members[index].reader.phase, of: index)
    runThreads(of: index)
  }

  mutating func completeReader(_ phase: Phase, of index: Int) {
    let member = members + index
    guard phase == .receive else {
      guard !hasToWait(phase, from: index) else {
        block(.readerService, of: index)
        return
      }
      guard let message = member.pointee.readerOutbox else { return }
      member.pointee.readerOutbox = nil
      acceptControl(message, from: index)
      return
    }
    let position = member.pointee.readerPosition
    member.pointee.readerHand = .empty
    switch message(position, of: index).kind {
    case .data:
      countRead(index)
      putAside(position, of: index)
    case .recovered:
      countRead(index)
      sortOut(position, of: index)
    case .control, .view, .request: break
    }
    if let answer = tellRead(position, to: index) { member.pointee.readerOutbox = answer }
  }

  /// A data message is kept for the application.
  mutating func putAside(_ position: Int, of index: Int) {
    if members[index].bufferedCount == 0 { members[index].bufferCursor = position }
    members[index].bufferedCount += 1
  }

  /// The application takes the oldest message of its buffer.
  mutating func takeFromBuffer(_ index: Int) {
    let member = members + index
    guard !member.pointee.isRecovering else {
      takeRecovered(index)
      return
    }
    var position = member.pointee.bufferCursor
    while message(position, of: index).kind != .data || !isAddressed(message(position, of: index), to: index)
    {
      position += 1
    }
    member.pointee.handPosition = position
    member.pointee.hand = .read
    member.pointee.bufferedCount -= 1
    member.pointee.bufferCursor = position + 1
  }
}
