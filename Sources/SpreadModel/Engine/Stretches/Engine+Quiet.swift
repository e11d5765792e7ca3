import EventKernel

/// Deliveries that nobody notices at once: as long as all sessions belong to members that go on alone, a message is
/// delivered without an event of its own.
extension Engine {
  /// Brings the log up to this place in the order of events.
  @inline(never)
  mutating func settleDeliveries() {
    guard !isDelivering else { return }
    let isThrough = currentClass > EventClass.deliveries.rawValue
    while logs[0].delivered < logs[0].end {
      let instant = times.deliverAt[logs[0].delivered & times.mask]
      guard instant < now || (isThrough && instant == now) else { return }
      passBy()
    }
  }

  /// The next message is delivered, and nobody there has to do anything about it now.
  private mutating func passBy() {
    let position = logs[0].delivered
    var entry = logs[0][position]
    assert(entry.kind == .data, "a change of membership is an event")
    place(&entry, at: position, in: 0)
    noteOrdered(entry)
    logs[0].delivered = position + 1
    entriesSaved += 1
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
    while logs[0].delivered < deliveryPosition { passBy() }
    if deliveryPosition >= nextGuard { watchQueues() }
    if attending.isEmpty, logs[0][deliveryPosition].kind == .data {
      passBy()
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
    refreshDelivery()
  }
}
