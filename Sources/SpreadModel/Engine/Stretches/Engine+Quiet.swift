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

  /// The messages up to a position, all of them data, are delivered, and nobody there has to do anything about it now.
  private mutating func passBy(upTo end: Int) {
    let start = logs[0].delivered
    guard start < end else { return }
    let count = end - start
    orderedData += Int64(count)
    rings[0].ledger.count(fromOneGroup: (start..<end).lazy.map { [logs] in Int(logs[0][$0].sender) })
    var measured = start
    while measured < end, !isMeasured(deliveredAt: times.deliverAt[measured & times.mask]) { measured += 1 }
    record.orderedMeasured += Int64(end - measured)
    logs[0].delivered = end
    entriesSaved += Int64(count)
  }

  /// Schedules the next delivery that has to be an event: the next one where somebody attends, else one that may fill
  /// a queue, or that is no data.
  @inline(never)
  mutating func refreshDelivery() {
    guard !isDelivering else { return }
    let delivered = logs[0].delivered
    let wanted = attending.isEmpty ? max(delivered, min(nextGuard, nextOther(from: delivered))) : delivered
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
    if attending.isEmpty, logs[0][deliveryPosition].kind == .data {
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

  /// A message that is no data was handed to the order: whoever goes on alone does so no further than that.
  @inline(never)
  mutating func noteOther(at position: Int) {
    others.append(position)
    for index in 0..<memberCount where stretches[index].isOn {
      account(index)
      aim(index, from: stretches[index].accounted)
    }
  }

  /// What is known of messages that the log is about to forget is forgotten.
  mutating func forgetTimes(before position: Int) {
    others.removeAll { $0 < position }
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
    let isService = currentClass == EventClass.services.rawValue
    times.append(
      entry, at: position, acceptedAt: now,
      origin: isService ? ending : MessageTimes.Origin(eventClass: currentClass))
    if entry.kind != .data { noteOther(at: position) }
    // Where an event waits already, only an earlier one would be news.
    if deliveryOrder == 0, position >= nextGuard || !attending.isEmpty || entry.kind != .data {
      refreshDelivery()
    }
  }
}
