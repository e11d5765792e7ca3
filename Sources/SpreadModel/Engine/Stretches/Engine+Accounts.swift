import EventKernel
import FlowControl

/// What stretches leave in the records: the same as if every end of service had been an event.
extension Engine {
  /// Counts what a member has processed before a message whose service ends now.
  @inline(__always)
  mutating func account(_ index: Int, before position: Int) {
    let start = stretches[index].accounted
    if start < position, stretches[index][position - 1] < now { record(start..<position, of: index) }
  }

  /// Counts what a member has processed up to this place in the order of events.
  @inline(never)
  mutating func account(_ index: Int) {
    let stretch = stretches + index
    while true {
      let start = stretch.pointee.accounted
      if start == stretch.pointee.foreseen {
        guard start < min(logs[0].end, nextStop(of: index, from: start)),
          times.deliverAt[start & times.mask] <= now
        else { return }
        foresee(index, upTo: start + 1)
      }
      let last = stretch.pointee.foreseen
      var end = firstEnd(from: start, of: index)
      while end < last, stretch.pointee[end] == now, hasEndedNow(end, of: index) { end += 1 }
      guard end > start else { return }
      tellLater(start..<end, of: index)
      record(start..<end, of: index)
      guard end == last else { return }
    }
  }

  /// The first position, from there on, whose service does not end before now; one past the last one foreseen, where all
  /// do. O(log positions), and O(1) where it is among the last ones, as mostly.
  @inline(__always)
  private func firstEnd(from start: Int, of index: Int) -> Int {
    let stretch = stretches + index
    var (first, last) = (start, stretch.pointee.foreseen)
    for _ in 0..<4 {
      guard first < last, stretch.pointee[last - 1] >= now else { return last }
      last -= 1
    }
    while first < last {
      let middle = (first + last) / 2
      if stretch.pointee[middle] < now { first = middle + 1 } else { last = middle }
    }
    return first
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

  /// Counts what a member has read and processed: data messages, and control messages among them.
  @inline(never)
  mutating func record(_ positions: Range<Int>, of index: Int) {
    noteQueues(after: positions, of: index)
    var first = positions.lowerBound
    while first < positions.upperBound {
      let end = min(positions.upperBound, nextOther(from: first))
      if first < end { recordData(first..<end, of: index) }
      first = end + 1
    }
    stretches[index].accounted = positions.upperBound
    stretches[index].hasHeardRead = false
    stretches[index].arrivals = max(stretches[index].arrivals, positions.upperBound)
  }

  private mutating func recordData(_ positions: Range<Int>, of index: Int) {
    noteBacklogs(before: positions, of: index)
    recordLatencies(positions, of: index)
    members[index].record.processed += Int64(positions.count)
    entriesSaved += Int64(members[index].receivesInNoTime ? positions.count : 2 * positions.count)
    noteRow(positions, of: index)
  }

  // MARK: Latencies

  private mutating func recordLatencies(_ positions: Range<Int>, of index: Int) {
    let member = members + index
    let stretch = stretches + index
    var fingerprint = member.pointee.record.fingerprint
    var first = positions.lowerBound
    while first < positions.upperBound, stretch.pointee[first] < warmupTime {
      fingerprint.mix(UInt64(bitPattern: stretch.pointee[first]))
      first += 1
    }
    let measured = first..<positions.upperBound
    if !measured.isEmpty {
      while first < measured.upperBound {
        let (ends, place, count) = rowInMemory(first..<measured.upperBound, of: index)
        member.pointee.record.latencySum += record.latency.add(
          from: times.generatedAt + place, to: ends, count: count, mixing: &fingerprint)
        first += count
      }
      slots[index].processedMeasured += Int64(measured.count)
      slots[index].processedMeasuredBytes +=
        bytes(from: measured.lowerBound, to: measured.upperBound)
        - Int64(measured.count) * Int64(Socket.overheadBytes)
    }
    member.pointee.record.fingerprint = fingerprint
  }

  // MARK: Queues

  /// A queue is longest just before something leaves it: it grows by deliveries only.
  ///
  /// It was longer than ℓ when the service of a message ended if and only if the message ℓ + 1 places behind the next one
  /// had been delivered by then: one look at one time, and one for all messages where that is later than they all end.
  @inline(never)
  private mutating func noteQueues(after positions: Range<Int>, of index: Int) {
    let longest = longestInBytes(positions, of: index)
    let first = firstNews(after: positions, of: index, longest: longest, step: positions.count)
    if first < positions.upperBound {
      followQueue(after: first..<positions.upperBound, of: index, longest: longest)
    }
  }

  /// Whether a position is delivered before an instant.
  @inline(__always)
  private func isDelivered(_ position: Int, before instant: Int64) -> Bool {
    position < logs[0].end && times.deliverAt[position & times.mask] < instant
  }

  /// - Parameter positions: the queue behind the first one may be news.
  @inline(never)
  private mutating func followQueue(after positions: Range<Int>, of index: Int, longest: Int) {
    let session = sessions + index
    let next = socket.messages + 1
    var longest = longest
    var delivered = stretches[index].arrivals
    var position = positions.lowerBound
    while position < positions.upperBound {
      let limit = min(longest, queueSeen(of: index))
      let end = stretches[index][position]
      // An act comes behind the deliveries of its own instant.
      let instant = endsInAct(position, of: index) ? end + 1 : end
      if isDelivered(position + next + limit, before: instant) {
        delivered = max(delivered, position + next + limit)
        while isDelivered(delivered, before: instant) { delivered += 1 }
        let bytesBefore = session.pointee.queueBytesMax
        noteQueue(of: index, behind: position + 1, upTo: delivered)
        if session.pointee.queueBytesMax > bytesBefore { longest = longestInBytes(positions, of: index) }
      }
      // The next message is taken.
      if session.pointee.aboveSince >= 0,
        !isDelivered(position + next + 1 + alertThreshold, before: instant)
      {
        session.pointee.endAbove(end)
      }
      position = firstNews(
        after: (position + 1)..<positions.upperBound, of: index, longest: longest, step: 1)
    }
    stretches[index].arrivals = delivered
  }

  /// The first of these positions behind which the queue may have been longer than ever, or may have crossed the
  /// threshold.
  /// - Parameter step: see ``Instants/firstReached(by:in:step:)``.
  @inline(__always)
  private func firstNews(after positions: Range<Int>, of index: Int, longest: Int, step: Int) -> Int {
    let next = socket.messages + 1
    let (start, logEnd) = (positions.lowerBound, logs[0].end)
    let ends = stretches[index].instants
    var first = positions.upperBound
    // What is not in the log is not delivered.
    if sessions[index].aboveSince >= 0 {
      let ahead = next + 1 + alertThreshold
      let known = max(start, min(first, logEnd - ahead))
      first = ends.firstReached(by: times.deliveries(ahead: ahead), in: start..<known, step: step)
    }
    let ahead = next + min(longest, queueSeen(of: index))
    let known = max(start, min(first, logEnd - ahead))
    let longer = times.deliveries(ahead: ahead).firstReached(by: ends, in: start..<known, step: step)
    return longer < known ? longer : first
  }

  /// The longest queue that is no news: neither the longest so far, nor on its way over the threshold.
  @inline(__always)
  private func queueSeen(of index: Int) -> Int {
    let session = sessions + index
    return session.pointee.aboveSince >= 0
      ? session.pointee.queueMax : min(session.pointee.queueMax, alertThreshold)
  }

  /// A queue behind one of these positions that is no longer than that had no more bytes than one before, for all that is
  /// known.
  private func longestInBytes(_ positions: Range<Int>, of index: Int) -> Int {
    let session = sessions + index
    let most = session.pointee.queueMax
    let head = positions.lowerBound + 1 + socket.messages
    var room = session.pointee.queueBytesMax
    if times.largestBytes > times.largestDataBytes, nextOther(from: head) < head + positions.count + most {
      room -= Int64(others.count) * times.largestBytes
    }
    if times.largestDataBytes * Int64(most) <= room { return most }
    return max(-1, Int(room / max(1, times.largestDataBytes)))
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
  ///
  /// It was larger than ℓ if and only if the data message ℓ places behind the one processed had been accepted by then.
  /// What is no data stands in between at most: then a look at each decides.
  @inline(never)
  private mutating func noteBacklogs(before positions: Range<Int>, of index: Int) {
    let ends = stretches[index].instants
    var (position, step) = (positions.lowerBound, positions.count)
    while true {
      let ahead = backlogSeen(of: index)
      let known = max(position, min(positions.upperBound, logs[0].end - ahead))
      position = times.acceptances(ahead: ahead).firstReached(by: ends, in: position..<known, step: step)
      guard position < known else { break }
      noteBacklog(of: index, beforeEndOf: position, behind: position - positions.lowerBound)
      position += 1
      step = 1
    }
    slots[index].processed += Int64(positions.count)
  }

  /// The largest backlog that is no news.
  @inline(__always)
  private func backlogSeen(of index: Int) -> Int {
    let most = members[index].record.backlogMax
    return Int(slots[index].isBoundInForce ? min(most, slots[index].boundedBacklogMax) : most)
  }

  /// The backlog before a service ended.
  /// - Parameter behind: messages that the member processed before it and that are not counted yet.
  private mutating func noteBacklog(of index: Int, beforeEndOf position: Int, behind: Int) {
    let slot = slots + index
    let instant = stretches[index][position]
    var accepted = max(position, position + backlogSeen(of: index))
    while accepted < logs[0].end, isAccepted(accepted, beforeEndOf: position, at: instant, by: index) {
      accepted += 1
    }
    let done = slot.pointee.viewPosition + slot.pointee.processed + Int64(behind)
    let backlog = dataCount(before: accepted) - done
    members[index].record.backlogMax = max(members[index].record.backlogMax, backlog)
    if slot.pointee.isBoundInForce {
      slot.pointee.boundedBacklogMax = max(slot.pointee.boundedBacklogMax, backlog)
    }
  }

  /// Which event of one instant goes first: the acceptance of a message, or a member's end of service.
  @inline(never)
  private func isAccepted(
    _ accepted: Int, beforeEndOf position: Int, at instant: Int64, by index: Int
  ) -> Bool {
    let acceptedAt = times.acceptedAt[accepted & times.mask]
    guard acceptedAt == instant else { return acceptedAt < instant }
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
