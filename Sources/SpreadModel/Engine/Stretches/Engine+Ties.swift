import EventKernel

/// The order of ends of service of one instant, in runs with stretches: their entries in the event list are not always
/// made when the service begins.
extension Engine {
  /// Executes all ends of service of an instant, in the order in which their services began.
  /// - Parameter event: the first of them, taken from the event list already.
  @inline(never)
  mutating func executeTied(_ event: EventKey) {
    // Its room is kept from tie to tie.
    var tied = [] as [EventKey]
    swap(&tied, &self.tied)
    tied.append(event)
    while isTied(event) { tied.append(events.popMin()) }
    entriesSaved += Int64(tied.count - 1)
    // What a stale entry would be compared by is that of another service.
    tied.removeAll { isStale($0) }
    tied.sort { goesFirst($0, before: $1) }
    for place in tied.indices where failure == nil {
      if place > 0 { countEntry() }
      execute(tied[place])
    }
    tied.removeAll(keepingCapacity: true)
    swap(&tied, &self.tied)
  }

  /// Whether an event is an end of service, and the next one another of the same instant.
  @inline(__always)
  func isTied(_ event: EventKey) -> Bool {
    event.eventClass == EventClass.services.rawValue && events.hasNext(besides: event)
  }

  /// Which of two ends of service that are due now was scheduled first, or would have been.
  private func goesFirst(_ event: EventKey, before other: EventKey) -> Bool {
    if isTimely(event), isTimely(other) { return event.order < other.order }
    return lineage(of: event).precedes(lineage(of: other), of: event.entity, before: other.entity)
  }

  private func isStale(_ event: EventKey) -> Bool {
    let index = event.entity
    return event.kind == EventKind.stretchEnd.rawValue
      ? !stretches[index].isOn || stretches[index].order != event.order
      : members[index].app.state != .running || members[index].app.order != event.order
  }

  /// Whether an entry was made when the service began whose end it is.
  private func isTimely(_ event: EventKey) -> Bool {
    !stretches[event.entity].isOn && stretches[event.entity].hasTimelyEntry
  }

  /// The lineage of an end of service that is due now.
  @inline(never)
  private func lineage(of event: EventKey) -> Lineage {
    let index = event.entity
    guard stretches[index].isOn else { return stretches[index].lineage }
    let stretch = stretches + index
    // What has ended before now is over; the rest begins with the service that ends now.
    var position = stretch.pointee.accounted
    while position < stretch.pointee.foreseen - 1, stretch.pointee[position] < now { position += 1 }
    return lineage(ofServiceAt: position, of: index)
  }

  /// The lineage of a service that the application of a member begins now.
  /// - Parameter order: of its entry in the event list.
  func lineage(ofServiceBegunNow nanoseconds: Int64, by index: Int, order: UInt64) -> Lineage {
    let (before, phase) = (stretches[index].lineage, members[index].app.phase)
    // A pause may hold a reading at its last instant, of which nothing is left.
    let isReading = phase == .receive && nanoseconds > 0
    guard currentClass == EventClass.services.rawValue else {
      return isReading
        ? .fromRest(toRead: nanoseconds, by: currentClass, order: order)
        : .fromRest(nanoseconds, by: currentClass, order: order)
    }
    if isReading { return before.followed(byReading: nanoseconds) }
    return phase == .process
      ? before.followed(byProcessing: nanoseconds, order: order)
      : before.followed(by: nanoseconds, order: order)
  }

  /// The lineage of a service in a stretch; one that takes no time ends with the one before.
  @inline(__always)
  func lineage(ofServiceAt position: Int, of index: Int) -> Lineage {
    let stretch = stretches + index
    if !members[index].processesEvenly, position > stretch.pointee.accounted,
      position - 1 != stretch.pointee.first
    {
      let (before, delivery) = (stretch.pointee[position - 1], times.deliverAt[position & times.mask])
      let reading = members[index].receiveNanoseconds
      let own = stretch.pointee[position] - max(before, delivery) - reading
      // The usual case at once.
      if own > 0 {
        guard before > delivery else {
          return .fromRest(own, reading: reading, by: EventClass.acts.rawValue)
        }
        let earlier = before - beginOfService(position - 1, by: index) - reading
        if earlier > 0 {
          return Lineage(
            lengthNanoseconds: own, count: 1, readingNanoseconds: reading, earlierNanoseconds: earlier)
        }
      }
    }
    return unusualLineage(ofServiceAt: position, of: index)
  }

  @inline(never)
  private func unusualLineage(ofServiceAt position: Int, of index: Int) -> Lineage {
    let stretch = stretches + index
    var position = position
    let reading = members[index].receiveNanoseconds
    while reading == 0, position > stretch.pointee.accounted, length(at: position, of: index) == 0 {
      position -= 1
    }
    if position == stretch.pointee.first { return stretch.pointee.lineage }
    let own = length(at: position, of: index)
    // Processing that takes no time ends with the reading.
    if own == 0, reading > 0 { return lineage(ofReading: position, by: index) }
    guard isContinued(position, of: index) else {
      return .fromRest(own, reading: reading, by: EventClass.acts.rawValue)
    }
    guard members[index].processesEvenly else {
      return Lineage(
        lengthNanoseconds: own, count: 1, readingNanoseconds: reading,
        earlierNanoseconds: lengthBefore(position, of: index))
    }
    var first = position
    while first > stretch.pointee.accounted, isContinued(first, of: index) { first -= 1 }
    if first == stretch.pointee.accounted, isContinued(first, of: index) { first = stretch.pointee.rowStart }
    return lineage(ofRow: first...position, each: own, of: index)
  }

  /// The lineage of a row of services without rest, all of one length, of a member that processes evenly.
  private func lineage(ofRow row: ClosedRange<Int>, each nanoseconds: Int64, of index: Int) -> Lineage {
    let (stretch, reading) = (stretches + index, members[index].receiveNanoseconds)
    guard row.lowerBound == stretch.pointee.first else {
      return Lineage(
        lengthNanoseconds: nanoseconds, count: Int64(row.count), readingNanoseconds: reading,
        root: EventClass.acts.rawValue)
    }
    guard row.count > 1 else { return stretch.pointee.lineage }
    let second = reading > 0 ? stretch.pointee.lineage.followed(byReading: reading) : stretch.pointee.lineage
    var whole = second.followed(byProcessing: nanoseconds)
    whole.count += Int64(row.count - 2)
    return whole
  }

  /// The lineage of the reading of a message that takes time; the message is the oldest one that the member has not
  /// processed, or its processing takes no time.
  func lineage(ofReading position: Int, by index: Int) -> Lineage {
    let (stretch, reading) = (stretches + index, members[index].receiveNanoseconds)
    guard isContinued(position, of: index) else {
      return .fromRest(toRead: reading, by: EventClass.acts.rawValue)
    }
    let length = lengthBefore(position, of: index)
    guard members[index].processesEvenly else {
      return Lineage(lengthNanoseconds: length, count: 1, readingNanoseconds: reading)
        .followed(byReading: reading)
    }
    return lineage(ofRow: stretch.pointee.rowStart...(position - 1), each: length, of: index)
      .followed(byReading: reading)
  }

  /// How long the service before one took that began without rest.
  private func lengthBefore(_ position: Int, of index: Int) -> Int64 {
    let stretch = stretches + index
    var before = position - 1
    // Control messages in between took no time.
    while before >= stretch.pointee.accounted, logs[0][before].kind != .data { before -= 1 }
    if before == stretch.pointee.first { return stretch.pointee.lineage.lengthNanoseconds }
    let length =
      before < stretch.pointee.accounted ? stretch.pointee.lastLength : length(at: before, of: index)
    // Processing that took no time was no service: that was its reading.
    return length > 0 ? length : members[index].receiveNanoseconds
  }

  /// How long the processing of a message takes.
  private func length(at position: Int, of index: Int) -> Int64 {
    let stretch = stretches + index
    if position == stretch.pointee.first { return stretch.pointee.lineage.lengthNanoseconds }
    return stretch.pointee[position] - beginOfService(position, by: index) - members[index].receiveNanoseconds
  }

  /// Whether a service began at the end of the one before.
  private func isContinued(_ position: Int, of index: Int) -> Bool {
    position != stretches[index].first
      && stretches[index][position - 1] > times.deliverAt[position & times.mask]
  }

  /// Remembers what looking back will ask for: the messages themselves may be forgotten.
  @inline(never)
  mutating func noteRow(_ positions: Range<Int>, of index: Int) {
    let last = positions.upperBound - 1
    stretches[index].lastLength = length(at: last, of: index)
    guard members[index].processesEvenly else { return }
    var row = last
    while row > positions.lowerBound, isContinued(row, of: index) { row -= 1 }
    if row > positions.lowerBound || !isContinued(row, of: index) { stretches[index].rowStart = row }
  }
}
