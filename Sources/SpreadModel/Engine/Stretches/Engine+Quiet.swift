import EventKernel

/// Deliveries that nobody notices at once: as long as all sessions belong to members that go on alone, a message is
/// delivered without an event of its own.
extension Engine {
  /// Brings the log up to this place in the order of events.
  @inline(never)
  mutating func settleDeliveries() {
    guard !isDelivering else { return }
    let isThrough = currentClass > EventClass.deliveries.rawValue
    var position = logs[0].delivered
    while position < logs[0].end {
      let instant = times.deliverAt[position & times.mask]
      guard instant < now || (isThrough && instant == now) else { break }
      position += 1
    }
    passBy(upTo: position)
  }

  /// The messages up to a position, all of them data or control messages, are delivered, and nobody there has to do
  /// anything about it now.
  private mutating func passBy(upTo end: Int) {
    let start = logs[0].delivered
    guard start < end else { return }
    orderedData += dataCount(before: end) - dataCount(before: start)
    countOrdered(start..<end)
    var measured = start
    while measured < end, !isMeasured(deliveredAt: times.deliverAt[measured & times.mask]) { measured += 1 }
    record.orderedMeasured += dataCount(before: end) - dataCount(before: measured)
    logs[0].delivered = end
    entriesSaved += Int64(end - start)
  }

  private mutating func countOrdered(_ positions: Range<Int>) {
    let senders = positions.lazy.map { [logs] in Int(logs[0][$0].sender) }
    if nextOther(from: positions.lowerBound) >= positions.upperBound {
      rings[0].ledger.count(fromOneGroup: senders)
    } else {
      let data = positions.lazy.filter { [logs] in logs[0][$0].kind == .data }
      rings[0].ledger.count(fromOneGroup: data.map { [logs] in Int(logs[0][$0].sender) })
    }
  }

  /// Schedules the next delivery that has to be an event: the next one where somebody attends, else one that may fill
  /// a queue, or a change of the membership.
  @inline(never)
  mutating func refreshDelivery() {
    guard !isDelivering else { return }
    let delivered = logs[0].delivered
    let wanted = attending.isEmpty ? max(delivered, min(nextGuard, nextChange(from: delivered))) : delivered
    guard wanted < logs[0].end, deliveryOrder == 0 || wanted < deliveryPosition else { return }
    deliveryPosition = wanted
    deliveryOrder = schedule(.delivery, at: times.deliverAt[wanted & times.mask], entity: 0)
  }

  /// The scheduled delivery, and all before it.
  @inline(never)
  mutating func deliverScheduled(order: UInt64) {
    guard order == deliveryOrder else { return }
    deliveryOrder = 0
    isDelivering = true
    passBy(upTo: deliveryPosition)
    if deliveryPosition >= nextGuard { watchQueues() }
    if attending.isEmpty, logs[0][deliveryPosition].kind != .view {
      passBy(upTo: deliveryPosition + 1)
    } else {
      deliverFromSequencer()
    }
    isDelivering = false
    refreshDelivery()
  }

  /// Looks how far sessions are from their limits, before the next delivery. Who is at its limit attends to it.
  /// O(members), as often as the queue of somebody may have become full.
  @inline(never)
  private mutating func watchQueues() {
    nextGuard = .max
    let delivered = logs[0].delivered
    for index in 0..<memberCount where stretches[index].isOn {
      if stretches[index].accounted + sessionLimit <= delivered {
        account(index)
        // The oldest may be in service, and out of the queue.
        if stretches[index].accounted + sessionLimit <= delivered { endStretch(of: index) }
      }
      if stretches[index].isOn { nextGuard = min(nextGuard, stretches[index].accounted + sessionLimit) }
    }
  }

  /// A message was handed to the order: who watches for it aims at it. O(members).
  @inline(never)
  mutating func noteNews(from sender: Int32, at position: Int) {
    var index = 0
    while let watcher = firstWatcher(of: position, from: sender, in: index..<memberCount) {
      aimAgain(watcher)
      index = watcher + 1
    }
  }

  private func firstWatcher(of position: Int, from sender: Int32, in members: Range<Int>) -> Int? {
    let watches = watches
    for index in members where watches[index].names(position, from: sender) { return index }
    return nil
  }

  /// A message that is no data was handed to the order: who can go no further than to it, and has aimed at nothing before,
  /// aims at it.
  @inline(never)
  private mutating func noteOther(_ entry: LogEntry) {
    for index in 0..<memberCount where stretches[index].isOn && (entry.kind == .view || !hearsInPlace(index))
    {
      if stretches[index].order == 0, stretches[index].takesAt < 0 { aimAgain(index) }
    }
  }

  private mutating func aimAgain(_ index: Int) {
    account(index)
    aim(index, from: stretches[index].accounted)
  }

  /// The first position from there on beyond which a member cannot go alone; `Int.max` where the log has none.
  @inline(__always)
  func nextStop(of index: Int, from position: Int) -> Int {
    guard hasOther(from: position) else { return .max }
    return hearsInPlace(index) ? nextChange(from: position) : nextOther(from: position)
  }

  /// Whether the log holds anything but data from a position on.
  @inline(__always)
  private func hasOther(from position: Int) -> Bool {
    guard let last = others.last else { return false }
    return last >= position
  }

  /// The first position from there on that is no data; `Int.max` where the log has none.
  @inline(__always)
  func nextOther(from position: Int) -> Int {
    guard hasOther(from: position) else { return .max }
    // As many are before it as positions that hold no data.
    return others[position - Int(dataCount(before: position)) - othersForgotten]
  }

  /// The first position from there on that changes the membership; `Int.max` where the log has none.
  @inline(never)
  private func nextChange(from position: Int) -> Int {
    guard let last = changes.last, last >= position else { return .max }
    return changes.first { $0 >= position } ?? .max
  }

  /// What is known of messages that the log is about to forget is forgotten.
  mutating func forgetTimes(before position: Int) {
    let othersKept = others.count
    others.removeAll { $0 < position }
    othersForgotten += othersKept - others.count
    changes.removeAll { $0 < position }
    for index in 0..<memberCount { stretches[index].own.remove(before: position, linking: times) }
  }

  /// Before the log is trimmed, what is behind everybody gets there.
  @inline(never)
  mutating func accountForAll() {
    settleDeliveries()
    for index in 0..<memberCount where stretches[index].isOn { account(index) }
  }

  /// Delivers a message to the sessions of all members that are not in a stretch.
  @inline(never)
  mutating func deliverToAttending(_ entry: LogEntry, at position: Int) {
    var next = attending.next(from: 0)
    while let member = next {
      if !sessions[member].isOpen {
        // It was closed meanwhile, or has not been opened.
        attending.remove(member)
      } else if isAddressed(entry, to: member) {
        deliver(entry, at: position, to: member)
      }
      next = attending.next(from: member + 1)
    }
  }

  /// Notes what stretches want to know of a message that was appended to the log.
  @inline(__always)
  mutating func noteTimes(of entry: LogEntry, at position: Int) {
    times.append(entry, at: position, acceptedAt: now)
    if currentClass == EventClass.services.rawValue {
      times.note(ending, at: position)
    } else {
      times.note(MessageTimes.Origin(eventClass: currentClass), at: position)
    }
    if entry.kind != .data {
      others.append(position)
      if entry.kind == .view { changes.append(position) }
      noteOther(entry)
    }
    if isAnybodyToldLater { noteNews(from: entry.sender, at: position) }
    // Where an event waits already, only an earlier one would be news.
    if deliveryOrder == 0, position >= nextGuard || !attending.isEmpty || entry.kind == .view {
      refreshDelivery()
    }
  }
}
