import EventKernel
import FlowControl

/// How a member that goes on alone comes back to the others: the events that it brings about itself.
extension Engine {
  /// Foresees when the member will next have something to tell its method, or read what is no data, and schedules that.
  /// - Parameter position: the oldest one that it has not processed.
  @inline(never)
  mutating func aim(_ index: Int, from position: Int) {
    let stretch = stretches + index
    stretch.pointee.order = 0
    stretch.pointee.takesAt = -1
    stretch.pointee.endsOwn = false
    let needs = slots[index].needs
    let other = nextOther(from: position)
    if needs.contains(.ownReads) || needs.contains(.ownProcessed) {
      let isToldOfEnd = needs.contains(.ownProcessed)
      let first = isToldOfEnd || stretch.pointee.first != position ? position : position + 1
      while stretch.pointee.own.count > 0, stretch.pointee.own.first < first {
        _ = stretch.pointee.own.removeFirst()
      }
      if stretch.pointee.own.count > 0, stretch.pointee.own.first < other {
        let own = Int(stretch.pointee.own.first)
        if isToldOfEnd, !needs.contains(.ownReads) || own == position {
          foresee(index, upTo: own + 1)
          stretch.pointee.endsOwn = scheduleEnd(of: own, for: index) == own
        } else {
          foresee(index, upTo: own)
          scheduleTaking(of: own, for: index)
        }
        return
      }
    }
    guard other < logs[0].end else { return }
    foresee(index, upTo: other)
    scheduleTaking(of: other, for: index)
  }

  /// The first position from there on that is no data; beyond the log where there is none.
  func nextOther(from position: Int) -> Int {
    guard let last = others.last, last >= position else { return .max }
    return others.first { $0 >= position } ?? .max
  }

  /// The event in which a service ends. One that takes no time ends in the event in which it begins.
  /// - Returns: the position whose service ends with that event; `nil` where that is an act.
  @inline(never)
  @discardableResult
  private mutating func scheduleEnd(of position: Int, for index: Int) -> Int? {
    let stretch = stretches + index
    var position = position
    while position != stretch.pointee.first {
      let delivery = times.deliverAt[position & times.mask]
      let before = stretch.pointee[position - 1]
      guard stretch.pointee[position] == max(before, delivery) else { break }
      guard before > delivery else {
        scheduleTake(at: delivery, for: index)
        return nil
      }
      position -= 1
    }
    stretch.pointee.order = schedule(.stretchEnd, at: stretch.pointee[position], entity: index)
    return position
  }

  /// The event in which a message is taken: the end of the service before, or an act of a member at rest.
  private mutating func scheduleTaking(of position: Int, for index: Int) {
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

  /// A member at rest takes a message that ends its stretch.
  @inline(never)
  mutating func takeAfterStretch(_ index: Int) {
    guard stretches[index].isOn, stretches[index].takesAt == now else { return }
    endStretch(of: index)
    runThreads(of: index)
  }

  /// A service ends that somebody has to be told of.
  @inline(never)
  mutating func finishStretch(of index: Int, order: UInt64) {
    guard stretches[index].isOn, stretches[index].order == order else { return }
    if stretches[index].endsOwn, sendsInNoTime(index), worksOn(index) {
      goOnAlone(index)
    } else {
      endStretch(of: index, schedulesEnd: false)
      endAppService(of: index, order: 0)
    }
  }

  /// Whether a member can send in the midst of a stretch.
  private func sendsInNoTime(_ index: Int) -> Bool {
    members[index].sendsInNoTime && members[index].burstLimit == .max
  }

  /// Whether the next message of a member that is done with one of its own is data, and takes time: else the present
  /// event goes on.
  private mutating func worksOn(_ index: Int) -> Bool {
    let next = Int(stretches[index].own.first) + 1
    guard next < logs[0].end else { return true }
    guard next < nextOther(from: next) else { return false }
    foresee(index, upTo: next + 1)
    return stretches[index][next] > now
  }

  /// A member has processed a message of its own: its method is told, and it sends what that allows. Nothing else about
  /// it is anybody's business, so that the stretch lasts.
  private mutating func goOnAlone(_ index: Int) {
    let position = Int(stretches[index].own.removeFirst())
    ending = MessageTimes.Origin(
      eventClass: currentClass, lineage: lineage(ofServiceAt: position, of: index), position: position)
    let wasBoundInForce = slots[index].isBoundInForce
    let answer = methods[index].dataProcessed(from: index, at: Instant(nanoseconds: now))
    guard answer == nil else {
      endStretch(of: index, schedulesEnd: false)
      members[index].app.state = .none
      countProcessed(index)
      members[index].outbox = answer.map { Outgoing(message: $0, slot: index) }
      noteNotified(index)
      updateBlocked(index)
      runThreads(of: index)
      return
    }
    noteNotified(index)
    // What is not yet accounted for would be held to the wrong one.
    assert(slots[index].isBoundInForce == wasBoundInForce, "own messages change no bound's validity")
    if isGateOpen(index) { endBlocking(of: index) } else { updateBlocked(index) }
    while failure == nil, generators[index].readyCount > 0, isGateOpen(index) { acceptData(from: index) }
    members[index].burst = 0
    // This end of service is an entry, and will be counted with those that are none.
    entriesSaved -= 1
    aim(index, from: position + 1)
  }
}
