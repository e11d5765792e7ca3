import EventKernel
import FlowControl

/// Reading and processing, and what the method learns from them.
extension Engine {
  /// `SP_receive` returned to a member without a receiver thread.
  mutating func finishReading(_ index: Int) {
    let position = members[index].handPosition
    let isData = message(position, of: index).kind == .data
    members[index].hand = isData ? .read : .empty
    members[index].burst = 0
    if isData { countRead(index) }
    if let answer = tellRead(position, to: index) { members[index].outbox = answer }
  }

  /// The application is done with a data message.
  mutating func finishProcessing(_ index: Int) {
    let member = members + index
    let entry = message(member.pointee.handPosition, of: index)
    member.pointee.hand = .empty
    noteBacklog(of: index)
    member.pointee.bufferCount -= 1
    member.pointee.record.processed += 1
    member.pointee.record.fingerprint.mix(UInt64(now))
    if isPacked {
      countUnpacked(entry, at: index)
    } else if now >= warmupTime {
      member.pointee.record.processedMeasured += 1
      member.pointee.record.processedMeasuredBytes += Int64(entry.sizeBytes) - Int64(Socket.overheadBytes)
      let latency = now - entry.generatedAt
      member.pointee.record.latencySum += UInt128(latency)
      record.latency.add(latency)
    }
    journal?.note(.processed, at: now, member: index, position: member.pointee.handPosition)
    if hasExclusion { exclusions[index].dataProcessed() }
    let sender = Int(entry.sender)
    guard !member.pointee.needs.isDisjoint(with: sender == index ? .ownProcessed : .otherProcessed) else {
      return
    }
    if let answer = methods[index].dataProcessed(from: sender, at: Instant(nanoseconds: now)) {
      member.pointee.outbox = answer
    }
    refreshAlarm(of: index)
    updateBlocked(index)
  }

  /// A data message is in the member's hands or in its buffer.
  private mutating func countRead(_ index: Int) {
    let member = members + index
    member.pointee.bufferCount += 1
    if member.pointee.hasThread, member.pointee.bufferCount > member.pointee.record.bufferMax {
      member.pointee.record.bufferMax = member.pointee.bufferCount
    }
  }

  /// Tells the method what was read, if it wants to know.
  private mutating func tellRead(_ position: Int, to index: Int) -> ControlMessage? {
    let entry = message(position, of: index)
    let member = members + index
    let sender = Int(entry.sender)
    let instant = Instant(nanoseconds: now)
    journal?.note(.read, at: now, member: index, position: position)
    let answer: ControlMessage?
    switch entry.kind {
    case .data:
      if hasExclusion { exclusions[index].dataRead(from: sender) }
      guard !member.pointee.needs.isDisjoint(with: sender == index ? .ownReads : .otherReads) else {
        return nil
      }
      let note =
        entry.noteKind == 0 || isIgnored(sender, by: index)
        ? nil : Note(kind: entry.noteKind, number: entry.number)
      let row =
        note == nil ? UnsafeBufferPointer(start: nil, count: 0) : logs[member.pointee.home].row(at: position)
      answer = methods[index].dataRead(
        from: sender, note: note, row: Span(_unsafeElements: row), at: instant)
    case .control where hasExclusion && entry.noteKind >= Exclusion.firstKind:
      answer = readExclusion(entry, at: index)
    case .control:
      guard !isIgnored(sender, by: index) else { return nil }
      guard member.pointee.needs.contains(.control) else { return nil }
      answer = methods[index].controlRead(
        from: sender, note: Note(kind: entry.noteKind, number: entry.number),
        row: Span(_unsafeElements: logs[member.pointee.home].row(at: position)), at: instant)
    case .view:
      answer = tellView(views[entry.number], to: index)
    }
    refreshAlarm(of: index)
    updateBlocked(index)
    return answer
  }

  /// A membership message is read. The one that adds a member gives it its method.
  private mutating func tellView(_ view: View, to index: Int) -> ControlMessage? {
    if view.joined.contains(index) { startMethod(of: index, in: view) }
    let view = hasExclusion ? exclusions[index].viewRead(view) : view
    guard members[index].needs.contains(.views) else { return nil }
    return methods[index].viewRead(view, at: Instant(nanoseconds: now))
  }

  // MARK: The receiver thread

  /// Whether the reader has something to do now.
  func readerCanRun(_ index: Int) -> Bool {
    let member = members + index
    return member.pointee.readerOutbox != nil || member.pointee.readerHand == .unread
      || (canRead(index) && member.pointee.bufferCount < member.pointee.bufferLimit
        && !member.pointee.isCutOff)
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
        let isFull = member.pointee.bufferCount >= member.pointee.bufferLimit
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
    if message(position, of: index).kind == .data {
      countRead(index)
      if member.pointee.bufferedCount == 0 { member.pointee.bufferCursor = position }
      member.pointee.bufferedCount += 1
    }
    if let answer = tellRead(position, to: index) { member.pointee.readerOutbox = answer }
  }

  /// The application takes the oldest message of its buffer.
  mutating func takeFromBuffer(_ index: Int) {
    let member = members + index
    var position = member.pointee.bufferCursor
    while message(position, of: index).kind != .data { position += 1 }
    member.pointee.handPosition = position
    member.pointee.hand = .read
    member.pointee.bufferedCount -= 1
    member.pointee.bufferCursor = position + 1
  }
}
