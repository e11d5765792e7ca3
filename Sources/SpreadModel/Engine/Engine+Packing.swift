import EventKernel
import FlowControl

/// The packing layer between an application and its gate ("chunk"): for the gate and all behind it a pack is one
/// message. Nothing here runs where nothing is packed.
extension Engine {
  /// The event list's look at the pack being filled. It may have become full meanwhile, and another one begun.
  mutating func endFilling(of index: Int, order: UInt64) {
    guard generators[index].packer.order == order else { return }
    generators[index].packer.order = 0
    guard !members[index].isCutOff, !members[index].isLeaving, !members[index].isGone else { return }
    if generators[index].sealIfDue(at: now) {
      updateBlocked(index)
      if mayAct(index) { wake(index) }
    }
    refreshPack(of: index)
  }

  /// Schedules the look at the pack being filled, unless an earlier one is scheduled that will.
  mutating func refreshPack(of index: Int) {
    guard generators[index].packer.order == 0, let due = generators[index].packer.due else { return }
    generators[index].packer.order = schedule(.pack, at: max(now, due), entity: index)
  }

  /// The first ready pack becomes a message, and leaves the backlog with all it holds.
  mutating func acceptPack(into entry: inout LogEntry, from index: Int) {
    let count = generators[index].nextPackCount
    let first = packTimes.end
    generators[index].acceptPack()
    for _ in 0..<count {
      if packTimes.isFull { makePackRoom(keeping: first) }
      packTimes.append(generators[index].accept())
    }
    entry.generatedAt = Int64(first)
    entry.messageCount = Int32(count)
    members[index].record.admitted += Int64(count)
  }

  /// Time of the application for a pack: each of its messages costs what it would cost by itself.
  mutating func unpackCost(of position: Int, for index: Int) -> Interval {
    var total = Interval.zero
    for _ in 0..<message(position, of: index).messageCount {
      let cost = costs[index].process.sample(using: &members[index].processStream)
      total = Interval(nanoseconds: min(Interval.limit.nanoseconds, total.nanoseconds + cost.nanoseconds))
    }
    return total
  }

  /// All messages of a pack are processed, now that its last one is.
  mutating func countUnpacked(_ entry: LogEntry, at index: Int) {
    let member = members + index
    member.pointee.record.unpacked += Int64(entry.messageCount)
    guard now >= warmupTime else { return }
    let slot = slot(of: index, in: Int(entry.group))
    slots[slot].processedMeasured += Int64(entry.messageCount)
    slots[slot].processedMeasuredBytes += Int64(entry.sizeBytes) - Int64(Socket.overheadBytes)
    for place in Int(entry.generatedAt)..<(Int(entry.generatedAt) + Int(entry.messageCount)) {
      let latency = now - packTimes[place]
      member.pointee.record.latencySum += UInt128(latency)
      record.latency.add(latency)
    }
  }

  /// Whether the pack that a member fills will be sent when its time has come: no gate stops it.
  func willSendPack(_ index: Int) -> Bool {
    generators[index].packer.fillingCount > 0 && generators[index].readyCount == 0
      && !members[index].isLeaving && isGateOpen(index)
  }

  /// Forgets the times that no log needs any more; doubles the room where that is not enough.
  /// - Parameter place: where the times begin that stand in no log yet.
  private mutating func makePackRoom(keeping place: Int) {
    var oldest = Int64(place)
    for home in 0..<logCount { seek(&oldest, in: logs[home]) }
    if hasDaemons {
      for index in 0..<memberCount { seek(&oldest, in: uplinks[index].queue) }
      for home in 0..<logCount { seek(&oldest, in: daemons[home].down) }
      for ring in rings(inUse: isRingUsed) { seek(&oldest, in: ring.pointee.ordered) }
    }
    packTimes.trim(before: Int(oldest))
    if packTimes.isTight { packTimes.grow() }
    if packTimes.bytes > memoryLimit { stopForMemory() }
  }

  /// The log may keep more than somebody needs; it is trimmed in its own time.
  private func seek(_ oldest: inout Int64, in log: borrowing MessageLog) {
    for position in log.start..<log.end where log[position].kind.carriesData {
      oldest = min(oldest, log[position].generatedAt)
    }
  }
}
