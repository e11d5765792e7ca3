import EventKernel
import FlowControl

/// What a member that goes on alone hears of without leaving its stretch: reads of its own messages, control messages, and
/// others' messages as late as its method's ``Patience`` allows.
extension Engine {
  /// Whether a member may hear of something in the midst of a stretch: it sends and receives in no time, and no row of equal
  /// services, which ``Lineage`` would have to count, goes on behind what it hears of.
  @inline(__always)
  func hearsInPlace(_ index: Int) -> Bool {
    sendsInNoTime(index) && members[index].receivesInNoTime && !members[index].processesEvenly
  }

  // MARK: What comes next

  /// Schedules the first of what the member cannot pass alone, or its method has to hear of at once, or watches for it.
  /// - Parameter position: the oldest one that it has not processed.
  @inline(never)
  mutating func aim(_ index: Int, from position: Int) {
    let stretch = stretches + index
    stretch.pointee.order = 0
    stretch.pointee.takesAt = -1
    let unread = stretch.pointee.hasHeardRead ? position + 1 : position
    let patience = stretch.pointee.isToldLater ? methods[index].patience : nil
    let (ownTaken, ownEnded) = nextOwn(of: index, from: position, unread: unread, patience)
    // The first position to be heard of when it is taken, and the first one when its service ends.
    var taken = min(nextStop(of: index, from: position), ownTaken)
    var ended = ownEnded
    var watch = Watch()
    if let patience {
      // Control messages in between count too: it hears too early rather than too late.
      if patience.count < .max - position { watch.limit = position + patience.count }
      ended = min(ended, watch.limit)
      if let awaited = patience.awaited {
        watch.sender = Int32(awaited)
        let last = min(taken, ended < .max ? ended + 1 : ended, logs[0].end)
        taken = firstMessage(of: watch.sender, in: unread..<max(unread, last)) ?? taken
      }
    }
    // An own message opened the gate when it was read: the next one is sent as soon as that is processed.
    if slots[index].isGateOpen, generators[index].readyCount > 0 { ended = position }
    watches[index] = Watch()
    if taken <= ended, taken < logs[0].end {
      foresee(index, upTo: taken)
      scheduleTaking(of: taken, for: index)
    } else if ended < taken, ended < logs[0].end {
      foresee(index, upTo: ended + 1)
      scheduleEnd(of: ended, for: index)
    } else {
      watches[index] = watch
    }
  }

  /// The first own message that the method has to hear of when it is taken, or when its service ends: that position, and
  /// `Int.max` for the other.
  @inline(__always)
  private mutating func nextOwn(
    of index: Int, from position: Int, unread: Int, _ patience: Patience?
  ) -> (taken: Int, ended: Int) {
    let stretch = stretches + index
    let awaitsReads = slots[index].needs.contains(.ownReads) && patience?.awaitsOwnReads ?? true
    let awaitsEnds = slots[index].needs.contains(.ownProcessed)
    stretch.pointee.own.remove(before: awaitsEnds ? position : unread, linking: times)
    var own = stretch.pointee.own.isEmpty ? nil : stretch.pointee.own.first
    while let next = own {
      if logs[0][next].kind == .control || awaitsReads && next >= unread { return (next, .max) }
      if awaitsEnds { return (.max, next) }
      own = stretch.pointee.own.next(after: next, linking: times)
    }
    return (.max, .max)
  }

  /// The first position whose message a member sent.
  private func firstMessage(of sender: Int32, in positions: Range<Int>) -> Int? {
    for position in positions where logs[0][position].sender == sender { return position }
    return nil
  }

  // MARK: Hearing

  /// A service ends, of a message that its member has to hear of or in front of one.
  mutating func hearAtEnd(of index: Int) {
    let stretch = stretches + index
    let position = stretch.pointee.endsAt
    ending = MessageTimes.Origin(
      lineage: lineage(ofServiceAt: position, of: index), eventClass: EventClass.services.rawValue,
      position: position)
    // This end of service is an entry, and will be counted with those that are none.
    entriesSaved -= 1
    answer(accountAndHear(of: position, by: index), by: index)
    goOn(index)
  }

  /// A method was told of the end of a service. What it says to that is sent, and then what its gate allows.
  @inline(__always)
  mutating func answer(_ answer: ControlMessage?, by index: Int) {
    if let answer {
      noteNotified(index, of: index)
      say(answer, by: index)
    } else {
      refreshGate(of: index)
    }
    if slots[index].isGateOpen {
      sendAlone(index)
    } else if generators[index].readyCount > 0 {
      noteBlocked(index)
    }
  }

  /// A member at rest takes the message that is delivered at this instant.
  mutating func hearInAct(_ index: Int) {
    account(index)
    goOn(index)
  }

  /// Between two messages: takes what is there, up to a data message, and sends what control messages allow.
  private mutating func goOn(_ index: Int) {
    let stretch = stretches + index
    while true {
      guard failure == nil else { return }
      let patience = stretch.pointee.isToldLater ? methods[index].patience : nil
      var next = stretch.pointee.accounted
      while isThere(next), isControlThatWaits(next, of: index, patience) { next += 1 }
      foresee(index, upTo: next)
      accountAndTell(upTo: next, of: index)
      guard isThere(next) else { break }
      let kind = logs[0][next].kind
      if kind != .view { foresee(index, upTo: next + 1) }
      if kind == .data, stretch.pointee[next] > now {
        if isNews(next, to: index, patience) { hearRead(of: next, by: index) }
        break
      }
      guard kind == .control else {
        endStretch(of: index, isBetweenMessages: true)
        runThreads(of: index)
        return
      }
      record(next..<(next + 1), of: index)
      if let answer = tellRead(next, to: index) { say(answer.message, by: index) }
      if slots[index].isGateOpen { sendAlone(index) }
    }
    members[index].burst = 0
    aim(index, from: stretch.pointee.accounted)
  }

  /// Whether a message is a control message that is no news.
  @inline(__always)
  private func isControlThatWaits(_ position: Int, of index: Int, _ patience: Patience?) -> Bool {
    let sender = Int(logs[0][position].sender)
    return logs[0][position].kind == .control && sender != index && patience?.awaited != sender
  }

  /// Whether the method has to hear at once that a data message is read.
  @inline(__always)
  private func isNews(_ position: Int, to index: Int, _ patience: Patience?) -> Bool {
    let sender = Int(logs[0][position].sender)
    return sender == index ? patience?.awaitsOwnReads ?? true : patience?.awaited == sender
  }

  /// Whether a message is delivered at this place in the order of events, to a member that may take it now.
  @inline(__always)
  private func isThere(_ position: Int) -> Bool {
    guard position < logs[0].end else { return false }
    let delivery = times.deliverAt[position & times.mask]
    return delivery < now || delivery == now && currentClass > EventClass.deliveries.rawValue
  }

  /// The method hears of a data message that the member takes. What it says to that goes out before the processing begins.
  private mutating func hearRead(of position: Int, by index: Int) {
    let answer = tellRead(position, to: index)
    stretches[index].hasHeardRead = true
    if let answer { say(answer.message, by: index) }
  }

  /// Sends a control message in the midst of a stretch.
  mutating func say(_ answer: ControlMessage, by index: Int) {
    countEntry()
    acceptControl(Outgoing(message: answer, slot: index), from: index)
  }

  // MARK: Telling

  /// Counts all services up to the one of a position, which ends now, and tells the method.
  private mutating func accountAndHear(of position: Int, by index: Int) -> ControlMessage? {
    let start = stretches[index].accounted
    tellLater(start..<position, of: index)
    let answer = tellEnd(of: position, to: index)
    record(start..<(position + 1), of: index)
    return answer
  }

  /// Counts what the member has taken before a position, all of it over by now, and tells the method.
  private mutating func accountAndTell(upTo position: Int, of index: Int) {
    let start = stretches[index].accounted
    guard start < position else { return }
    tellLater(start..<position, of: index)
    record(start..<position, of: index)
  }

  /// Tells a method what was no news when it came, before it is counted. O(positions) where it wants to hear of others, else
  /// nothing.
  mutating func tellLater(_ positions: Range<Int>, of index: Int) {
    guard stretches[index].isToldLater else { return }
    var position = positions.lowerBound
    var isReadKnown = stretches[index].hasHeardRead
    var before = stretches[index][position - 1]
    while position < positions.upperBound {
      let count = min(positions.upperBound - position, Self.laterCount)
      for place in 0..<count {
        let entry = logs[0][position + place]
        let end = stretches[index][position + place]
        let begin = max(before, times.deliverAt[(position + place) & times.mask])
        (later + place).initialize(
          to: LaterMessage(
            isData: entry.kind == .data, isReadKnown: isReadKnown, isOwn: entry.sender == Int32(index),
            from: entry.sender, noteKind: entry.noteKind, number: entry.number,
            readAt: Instant(nanoseconds: begin), processedAt: Instant(nanoseconds: end),
            row: rowWidth == 0 || entry.noteKind == 0 ? 0..<0 : logs[0].placeOfRow(at: position + place)))
        before = end
        isReadKnown = false
      }
      methods[index].heardLater(
        Span(_unsafeStart: UnsafePointer(later), count: count),
        rows: Span(_unsafeElements: logs[0].allRows))
      position += count
    }
    assert(
      slots[index].column < 0 || slots[index].isGateOpen == methods[index].isOpen,
      "what a method is told later does not change its gate")
  }

  /// Messages that a method is told of in one go.
  static var laterCount: Int { 64 }

  /// Tells a method of a data message whose processing ends now.
  private mutating func tellEnd(of position: Int, to index: Int) -> ControlMessage? {
    let stretch = stretches + index
    let isReadKnown = stretch.pointee.hasHeardRead && position == stretch.pointee.accounted
    if stretch.pointee.isToldLater, !isReadKnown { tellBegin(of: position, to: index) }
    let sender = Int(logs[0][position].sender)
    guard !slots[index].needs.isDisjoint(with: sender == index ? .ownProcessed : .otherProcessed) else {
      return nil
    }
    return methods[index].dataProcessed(from: sender, at: Instant(nanoseconds: now))
  }

  /// Tells a method of a data message that was read when its service began.
  @inline(__always)
  mutating func tellBegin(of position: Int, to index: Int) {
    let entry = logs[0][position]
    let sender = Int(entry.sender)
    guard !slots[index].needs.isDisjoint(with: sender == index ? .ownReads : .otherReads) else { return }
    let begin = beginOfService(position, by: index)
    let note = entry.noteKind == 0 ? nil : Note(kind: entry.noteKind, number: entry.number)
    let row = note == nil ? UnsafeBufferPointer(start: nil, count: 0) : row(at: position, of: index)
    let answer = methods[index].dataRead(
      from: sender, note: note, row: Span(_unsafeElements: row), at: Instant(nanoseconds: begin))
    precondition(answer == nil, "a method that is told later says nothing when it reads data")
  }
}
