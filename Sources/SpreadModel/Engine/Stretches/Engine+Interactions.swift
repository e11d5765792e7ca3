import EventKernel
import FlowControl

/// How a member that goes on alone comes back to the others: the events that it brings about itself.
extension Engine {
  /// The event in which a service ends. One that takes no time ends in the event in which it begins.
  @inline(never)
  mutating func scheduleEnd(of position: Int, for index: Int) {
    let stretch = stretches + index
    var position = position
    while position != stretch.pointee.first {
      let delivery = times.deliverAt[position & times.mask]
      let before = stretch.pointee[position - 1]
      guard stretch.pointee[position] == max(before, delivery) else { break }
      guard before > delivery else {
        scheduleTake(at: delivery, for: index)
        return
      }
      position -= 1
    }
    stretch.pointee.endsAt = position
    stretch.pointee.order = scheduleHere(.stretchEnd, at: stretch.pointee[position], entity: index)
  }

  /// The event in which a message is taken: the end of the service before, or an act of a member at rest.
  mutating func scheduleTaking(of position: Int, for index: Int) {
    let delivery = times.deliverAt[position & times.mask]
    if stretches[index][position - 1] > delivery {
      scheduleEnd(of: position - 1, for: index)
    } else {
      scheduleTake(at: delivery, for: index)
    }
  }

  private mutating func scheduleTake(at instant: Int64, for index: Int) {
    stretches[index].takesAt = instant
    events.push(
      EventKey(
        time: Instant(nanoseconds: instant), eventClass: EventClass.acts.rawValue, order: UInt64(index),
        kind: EventKind.stretchTake.rawValue, entity: index))
  }

  /// A member at rest takes a message that it has to hear of.
  @inline(never)
  mutating func takeFromRest(_ index: Int) {
    guard stretches[index].isOn, stretches[index].takesAt == now else { return }
    if hearsInPlace(index) {
      hearInAct(index)
    } else {
      endStretch(of: index)
      runThreads(of: index)
    }
  }

  /// A service ends that somebody has to be told of.
  @inline(never)
  mutating func endServiceAlone(of index: Int, order: UInt64) {
    guard stretches[index].isOn, stretches[index].order == order else { return }
    if hearsOfOwnEndOnly(index), sendsInNoTime(index), worksOn(index) {
      goOnAlone(index)
    } else if hearsInPlace(index) {
      hearAtEnd(of: index)
    } else {
      endStretch(of: index, schedulesEnd: false)
      endAppService(of: index, order: 0)
    }
  }

  /// Whether the service that ends now is of an own message, and the method hears of nothing but such ends.
  @inline(__always)
  private func hearsOfOwnEndOnly(_ index: Int) -> Bool {
    let stretch = stretches + index
    return !stretch.pointee.isToldLater && !slots[index].needs.contains(.ownReads)
      && !stretch.pointee.own.isEmpty && stretch.pointee.own.first == stretch.pointee.endsAt
  }

  /// Whether a member can send in the midst of a stretch.
  @inline(__always)
  func sendsInNoTime(_ index: Int) -> Bool {
    members[index].sendsInNoTime && members[index].burstLimit == .max
  }

  /// Whether the next message of a member that is done with one of its own is data, and takes time: else the present
  /// event goes on.
  @inline(__always)
  private mutating func worksOn(_ index: Int) -> Bool {
    let next = stretches[index].own.first + 1
    guard next < logs[0].end else { return true }
    guard next < nextStop(of: index, from: next) else { return false }
    foresee(index, upTo: next + 1)
    return stretches[index][next] > now
  }

  /// A member has processed a message of its own: its method is told, and it sends what that allows. Nothing else about
  /// it is anybody's business, so that the stretch lasts.
  @inline(__always)
  private mutating func goOnAlone(_ index: Int) {
    let position = stretches[index].own.first
    stretches[index].own.removeFirst(linking: times)
    ending = MessageTimes.Origin(
      lineage: lineage(ofServiceAt: position, of: index), eventClass: EventClass.services.rawValue,
      position: position)
    let wasBoundInForce = slots[index].isBoundInForce
    answer(methods[index].dataProcessed(from: index, at: Instant(nanoseconds: now)), by: index)
    // What is not yet accounted for would be held to the wrong one.
    assert(slots[index].isBoundInForce == wasBoundInForce, "own messages change no bound's validity")
    members[index].burst = 0
    // This end of service is an entry, and will be counted with those that are none.
    entriesSaved -= 1
    if !aimAtOwn(index, behind: position) { aim(index, from: position + 1) }
  }

  /// Sends what an open gate allows, in the midst of a stretch.
  @inline(__always)
  mutating func sendAlone(_ index: Int) {
    while slots[index].isGateOpen, generators[index].readyCount > 0, failure == nil {
      if generators[index].followsAtOnce, rowWidth == 0 {
        acceptAtOnce(from: index)
        // Mostly one message was let through, and the next one waits for the same member again.
        if !slots[index].isGateOpen, !renewBlocking(of: index) {
          endBlocking(of: index)
          noteBlocked(index)
        }
      } else {
        // The acceptance notes what it leaves behind.
        endBlocking(of: index)
        acceptData(from: index)
      }
    }
  }

  /// ``aim(_:from:)`` where the next own message is processed before anything else happens, and that takes time.
  @inline(__always)
  private mutating func aimAtOwn(_ index: Int, behind position: Int) -> Bool {
    let stretch = stretches + index
    let own = stretch.pointee.own.first
    guard !stretch.pointee.own.isEmpty, own < nextStop(of: index, from: position + 1) else { return false }
    // Before more is foreseen: the cache still has what was foreseen before, and the ring of ends need not grow.
    if stretch.pointee.foreseen <= own { account(index, before: position) }
    foresee(index, upTo: own + 1)
    let end = stretch.pointee[own]
    guard end > max(stretch.pointee[own - 1], times.deliverAt[own & times.mask]) else { return false }
    stretch.pointee.endsAt = own
    stretch.pointee.order = scheduleHere(.stretchEnd, at: end, entity: index)
    return true
  }

  /// ``acceptData(from:)`` in the midst of a stretch, where the next message of the generator follows at once: there is
  /// one group, nothing is packed, and no row of numbers rides along.
  @inline(__always)
  private mutating func acceptAtOnce(from index: Int) {
    let member = members + index
    acceptedData += 1
    accepted[0] += 1
    member.pointee.record.sent += 1
    var entry = dataEntry(from: index, in: 0, payload: generators[index].onlyPayloadBytes)
    entry.generatedAt = generators[index].replace(at: now)
    if let note = methods[index].dataAccepted(at: Instant(nanoseconds: now)) { entry.carry(note) }
    refreshGate(of: index)
    stretches[index].own.append(sequence(entry), linking: times)
  }
}
