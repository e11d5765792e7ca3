import EventKernel
import FlowControl

/// What stretches leave in the records: the same as if every end of service had been an event.
extension Engine {
  /// Counts what a member has processed up to this place in the order of events.
  @inline(never)
  mutating func account(_ index: Int) {
    let stretch = stretches + index
    while true {
      let start = stretch.pointee.accounted
      if start == stretch.pointee.foreseen {
        guard start < min(logs[0].end, nextOther(from: start)), times.deliverAt[start & times.mask] <= now
        else { return }
        foresee(index, upTo: start + 1)
      }
      let last = min(stretch.pointee.foreseen, start + Self.foresightCount)
      var end = stretch.pointee[last - 1] < now ? last : start
      while end < last, stretch.pointee[end] < now { end += 1 }
      while end < last, stretch.pointee[end] == now, hasEndedNow(end, of: index) { end += 1 }
      guard end > start else { return }
      record(start..<end, of: index)
      guard end == last else { return }
    }
  }

  /// Whether a service that ends at this instant has ended, at this place in the order of the instant's events.
  private func hasEndedNow(_ position: Int, of index: Int) -> Bool {
    guard currentClass > EventClass.services.rawValue else { return false }
    return !endsInAct(position, of: index) || currentClass > EventClass.acts.rawValue
  }

  /// Whether a service takes no time and belongs to the act by which the member stopped resting.
  private func endsInAct(_ position: Int, of index: Int) -> Bool {
    let stretch = stretches + index
    var position = position
    while position != stretch.pointee.first {
      let delivery = times.deliverAt[position & times.mask]
      let before = stretch.pointee[position - 1]
      guard stretch.pointee[position] == max(before, delivery) else { return false }
      if before <= delivery { return true }
      position -= 1
    }
    return false
  }

  @inline(never)
  private mutating func record(_ positions: Range<Int>, of index: Int) {
    let stretch = stretches + index
    noteQueues(after: positions, of: index)
    noteBacklogs(before: positions, of: index)
    recordLatencies(positions, of: index)
    members[index].record.processed += Int64(positions.count)
    entriesSaved += Int64(positions.count)
    noteRow(positions, of: index)
    stretch.pointee.accounted = positions.upperBound
    stretch.pointee.arrivals = max(stretch.pointee.arrivals, positions.upperBound)
    stretch.pointee.accepts = max(stretch.pointee.accepts, positions.upperBound)
  }

  // MARK: Latencies

  private mutating func recordLatencies(_ positions: Range<Int>, of index: Int) {
    let member = members + index
    let (ends, mask) = (stretches[index].ends, stretches[index].mask)
    var fingerprint = member.pointee.record.fingerprint
    var first = positions.lowerBound
    while first < positions.upperBound, ends[first & mask] < warmupTime {
      fingerprint.mix(UInt64(bitPattern: ends[first & mask]))
      first += 1
    }
    let measured = first..<positions.upperBound
    if !measured.isEmpty {
      let (generatedAt, timesMask) = (times.generatedAt, times.mask)
      member.pointee.record.latencySum += record.latency.add(measured) { position in
        let end = ends[position & mask]
        fingerprint.mix(UInt64(bitPattern: end))
        return end &- generatedAt[position & timesMask]
      }
      slots[index].processedMeasured += Int64(measured.count)
      slots[index].processedMeasuredBytes +=
        bytes(from: measured.lowerBound, to: measured.upperBound)
        - Int64(measured.count) * Int64(Socket.overheadBytes)
    }
    member.pointee.record.fingerprint = fingerprint
  }

  // MARK: Queues

  /// Messages looked at one by one where all together might bring a new greatest queue or backlog.
  private static var fewCount: Int { 8 }

  /// A queue is longest just before something leaves it: it grows by deliveries only.
  @inline(never)
  private mutating func noteQueues(after positions: Range<Int>, of index: Int) {
    let session = sessions + index
    let stretch = stretches + index
    let before = stretch.pointee.arrivals
    let unseen = firstUnseen(atEndOf: positions.upperBound - 1, of: index)
    let after = first(times.deliverAt, notBefore: unseen, near: before + positions.count, from: before)
    // As long and as short as it can have been: nothing new where that was seen before, on one side of the threshold.
    let head = positions.lowerBound + 1 + socket.messages
    let least = before - (positions.upperBound + 1) - socket.messages
    let isOneSided =
      session.pointee.aboveSince >= 0 ? least > alertThreshold : after - head <= alertThreshold
    if after - head > session.pointee.queueMax || !isOneSided
      || bytes(from: head, to: after) > session.pointee.queueBytesMax
    {
      guard positions.count <= Self.fewCount else {
        let middle = (positions.lowerBound + positions.upperBound) / 2
        noteQueues(after: positions.lowerBound..<middle, of: index)
        noteQueues(after: middle..<positions.upperBound, of: index)
        return
      }
      noteEachQueue(after: positions, of: index)
    }
    stretch.pointee.arrivals = after
  }

  private mutating func noteEachQueue(after positions: Range<Int>, of index: Int) {
    let session = sessions + index
    var arrivals = stretches[index].arrivals
    for position in positions {
      let instant = stretches[index][position]
      let unseen = firstUnseen(atEndOf: position, of: index)
      arrivals = first(times.deliverAt, notBefore: unseen, near: arrivals, from: arrivals)
      guard arrivals > position + 1 else { continue }
      noteQueue(of: index, behind: position + 1, upTo: arrivals)
      // The next message is taken.
      if arrivals - (position + 2) - socket.messages <= alertThreshold { session.pointee.endAbove(instant) }
    }
  }

  /// The first instant whose deliveries come after the end of a service. An act comes after those of its own instant.
  private func firstUnseen(atEndOf position: Int, of index: Int) -> Int64 {
    stretches[index][position] + (endsInAct(position, of: index) ? 1 : 0)
  }

  /// The first position of the log with a time not before an instant.
  /// - Parameters:
  ///   - near: where it probably is.
  ///   - from: it is not before that.
  @inline(__always)
  private func first(
    _ column: UnsafeMutablePointer<Int64>, notBefore instant: Int64, near: Int, from start: Int
  ) -> Int {
    let (mask, end) = (times.mask, logs[0].end)
    var position = min(near, end)
    while position > start, column[(position &- 1) & mask] >= instant { position &-= 1 }
    while position < end, column[position & mask] < instant { position &+= 1 }
    return position
  }

  /// A session whose member has read up to a position and to which the messages up to another were delivered.
  @inline(never)
  mutating func noteQueue(of index: Int, behind position: Int, upTo delivered: Int) {
    let session = sessions + index
    let head = position + socket.messages
    guard delivered > head else { return }
    session.pointee.queueMax = max(session.pointee.queueMax, delivered - head)
    session.pointee.queueBytesMax = max(session.pointee.queueBytesMax, bytes(from: head, to: delivered))
    if delivered - head > alertThreshold, session.pointee.aboveSince < 0 {
      session.pointee.aboveSince = times.deliverAt[(head + alertThreshold) & times.mask]
    }
  }

  // MARK: Backlogs

  /// A backlog is largest just before something is processed.
  @inline(never)
  private mutating func noteBacklogs(before positions: Range<Int>, of index: Int) {
    let stretch = stretches + index
    let before = stretch.pointee.accepts
    let lastEnd = stretch.pointee[positions.upperBound - 1]
    let after = first(times.acceptedAt, notBefore: lastEnd, near: before + positions.count, from: before)
    // What was accepted at that very instant may have come before.
    var known = after
    while known < logs[0].end, times.acceptedAt[known & times.mask] == lastEnd { known += 1 }
    let slot = slots + index
    let done = slot.pointee.viewPosition + slot.pointee.processed
    let greatest = dataCount(before: known) - done
    if greatest > members[index].record.backlogMax
      || (slot.pointee.isBoundInForce && greatest > slot.pointee.boundedBacklogMax)
    {
      guard positions.count <= Self.fewCount else {
        let middle = (positions.lowerBound + positions.upperBound) / 2
        noteBacklogs(before: positions.lowerBound..<middle, of: index)
        noteBacklogs(before: middle..<positions.upperBound, of: index)
        return
      }
      noteEachBacklog(before: positions, of: index)
    }
    slot.pointee.processed += Int64(positions.count)
    stretch.pointee.accepts = after
  }

  private mutating func noteEachBacklog(before positions: Range<Int>, of index: Int) {
    let slot = slots + index
    var done = slot.pointee.viewPosition + slot.pointee.processed
    var accepts = stretches[index].accepts
    for position in positions {
      let instant = stretches[index][position]
      accepts = first(times.acceptedAt, notBefore: instant, near: accepts, from: accepts)
      var known = accepts
      while known < logs[0].end, times.acceptedAt[known & times.mask] == instant,
        isAccepted(known, beforeEndOf: position, by: index)
      {
        known += 1
      }
      let backlog = dataCount(before: known) - done
      done += 1
      members[index].record.backlogMax = max(members[index].record.backlogMax, backlog)
      if slot.pointee.isBoundInForce {
        slot.pointee.boundedBacklogMax = max(slot.pointee.boundedBacklogMax, backlog)
      }
    }
  }

  /// Which event of one instant goes first: the acceptance of a message, or a member's end of service.
  @inline(never)
  private func isAccepted(_ accepted: Int, beforeEndOf position: Int, by index: Int) -> Bool {
    let origin = times.origin[accepted & times.mask]
    let sender = Int(logs[0][accepted].sender)
    if sender == index { return origin.position < position }
    guard !endsInAct(position, of: index) else {
      return (origin.eventClass, sender) < (EventClass.acts.rawValue, index)
    }
    guard origin.eventClass == EventClass.services.rawValue else {
      return origin.eventClass < EventClass.services.rawValue
    }
    return origin.lineage.precedes(lineage(ofServiceAt: position, of: index), of: sender, before: index)
  }

  // MARK: Sums over the log

  /// Data messages accepted before a position of the log was.
  @inline(__always)
  func dataCount(before position: Int) -> Int64 {
    position < logs[0].end ? times.dataBefore[position & times.mask] : times.dataCount
  }

  /// Sizes of the messages from one position up to another.
  @inline(__always)
  func bytes(from first: Int, to last: Int) -> Int64 {
    guard first < last else { return 0 }
    let end = last < logs[0].end ? times.bytesBefore[last & times.mask] : times.bytes
    return end - times.bytesBefore[first & times.mask]
  }
}
