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
    tied.sort { lineage(of: $0).precedes(lineage(of: $1), of: $0.entity, before: $1.entity) }
    entriesSaved += Int64(tied.count - 1)
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

  /// The lineage of a service that a member begins now.
  func lineage(ofServiceBegunNow nanoseconds: Int64, by index: Int) -> Lineage {
    currentClass == EventClass.services.rawValue
      ? stretches[index].lineage.followed(by: nanoseconds) : .fromRest(nanoseconds, by: currentClass)
  }

  /// The lineage of a service in a stretch; one that takes no time ends with the one before.
  @inline(__always)
  func lineage(ofServiceAt position: Int, of index: Int) -> Lineage {
    let stretch = stretches + index
    if !members[index].processesEvenly, position > stretch.pointee.accounted,
      position - 1 != stretch.pointee.first
    {
      let (before, delivery) = (stretch.pointee[position - 1], times.deliverAt[position & times.mask])
      let own = stretch.pointee[position] - max(before, delivery)
      // The usual case at once.
      if own > 0 {
        guard before > delivery else { return .fromRest(own, by: EventClass.acts.rawValue) }
        let begin = max(stretch.pointee[position - 2], times.deliverAt[(position - 1) & times.mask])
        if before > begin {
          return Lineage(lengthNanoseconds: own, count: 1, earlierNanoseconds: before - begin)
        }
      }
    }
    return unusualLineage(ofServiceAt: position, of: index)
  }

  @inline(never)
  private func unusualLineage(ofServiceAt position: Int, of index: Int) -> Lineage {
    let stretch = stretches + index
    var position = position
    while position > stretch.pointee.accounted, length(at: position, of: index) == 0 { position -= 1 }
    if position == stretch.pointee.first { return stretch.pointee.lineage }
    let own = length(at: position, of: index)
    guard isContinued(position, of: index) else { return .fromRest(own, by: EventClass.acts.rawValue) }
    guard members[index].processesEvenly else {
      return Lineage(
        lengthNanoseconds: own, count: 1, earlierNanoseconds: lengthBefore(position, of: index))
    }
    var row = position
    while row > stretch.pointee.accounted, isContinued(row, of: index) { row -= 1 }
    if row == stretch.pointee.accounted, isContinued(row, of: index) { row = stretch.pointee.rowStart }
    guard row == stretch.pointee.first else {
      return Lineage(
        lengthNanoseconds: own, count: Int64(position - row + 1), earlierNanoseconds: -1,
        root: EventClass.acts.rawValue)
    }
    var whole = stretch.pointee.lineage.followed(by: own)
    whole.count += Int64(position - row - 1)
    return whole
  }

  /// How long the service before one took that began without rest.
  private func lengthBefore(_ position: Int, of index: Int) -> Int64 {
    let stretch = stretches + index
    var before = position - 1
    // Control messages in between took no time.
    while before >= stretch.pointee.accounted, logs[0][before].kind != .data { before -= 1 }
    if before == stretch.pointee.first { return stretch.pointee.lineage.lengthNanoseconds }
    return before < stretch.pointee.accounted ? stretch.pointee.lastLength : length(at: before, of: index)
  }

  private func length(at position: Int, of index: Int) -> Int64 {
    let stretch = stretches + index
    if position == stretch.pointee.first { return stretch.pointee.lineage.lengthNanoseconds }
    return stretch.pointee[position]
      - max(stretch.pointee[position - 1], times.deliverAt[position & times.mask])
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
    guard members[index].processesEvenly else {
      stretches[index].lastLength = length(at: last, of: index)
      return
    }
    var row = last
    while row > positions.lowerBound, isContinued(row, of: index) { row -= 1 }
    if row > positions.lowerBound || !isContinued(row, of: index) { stretches[index].rowStart = row }
  }
}
