import EventKernel
import FlowControl

/// What goes into the event list.
extension Engine {
  /// Schedules an event; those of one class and instant run in the order of these calls.
  /// - Returns: the order given, by which a stale event is known.
  @discardableResult
  @inline(never)
  mutating func schedule(_ kind: EventKind, at time: Int64, entity: Int) -> UInt64 {
    scheduleHere(kind, at: time, entity: entity)
  }

  /// The same at the place of the call, where the kind is known to the compiler.
  @inline(__always)
  mutating func scheduleHere(_ kind: EventKind, at time: Int64, entity: Int) -> UInt64 {
    let order = nextOrder
    nextOrder += 1
    events.push(
      EventKey(
        time: Instant(nanoseconds: time), eventClass: kind.eventClass.rawValue, order: order,
        kind: kind.rawValue, entity: entity))
    return order
  }

  /// Wakes a member at this instant, after everything that others do to it; in member order.
  mutating func wake(_ member: Int) {
    guard !members[member].isWoken else { return }
    members[member].isWoken = true
    events.push(
      EventKey(
        time: Instant(nanoseconds: now), eventClass: EventClass.acts.rawValue, order: UInt64(member),
        kind: EventKind.act.rawValue, entity: member))
  }
}
