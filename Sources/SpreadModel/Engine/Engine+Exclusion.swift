import EventKernel
import FlowControl

/// Giving up members that are too slow ("exclude"), beside any method. Nothing here runs where no rule excludes,
/// or where there are several groups; so a slot has its member's index.
extension Engine {
  /// A member begins to watch the others, with the view that it knows.
  mutating func startExclusion(of index: Int, in view: View) {
    guard let rule = modifiers.exclude else { return }
    exclusions[index] = Exclusion(rule, member: index, group: groups.facts[0], view: view)
    scheduleLook(of: index)
  }

  /// Ticks come at the multiples of their period.
  private mutating func scheduleLook(of index: Int) {
    guard let period = modifiers.exclude?.tick?.nanoseconds else { return }
    members[index].lookOrder = schedule(.look, at: (now / period + 1) * period, entity: index)
  }

  /// A tick. A paused member misses it; who lost its session, or asked to leave, looks no more.
  mutating func look(_ index: Int, order: UInt64) {
    let member = members + index
    guard member.pointee.lookOrder == order, !member.pointee.isGone, !hasLostSession(index),
      !member.pointee.isLeaving
    else { return }
    scheduleLook(of: index)
    guard !member.pointee.isPaused else { return }
    if exclusions[index].tick(), member.pointee.app.state == .none { wake(index) }
  }

  /// Takes the next announcement or accusation of a member, for its application to send.
  mutating func owesExclusion(_ index: Int) -> Bool {
    let member = members + index
    guard slots[index].hasMethod, !member.pointee.isLeaving, !member.pointee.isCutOff else { return false }
    member.pointee.outbox = exclusions[index].nextMessage().map { Outgoing(message: $0, slot: index) }
    return member.pointee.outbox != nil
  }

  /// Whether a member has given up another one, whose notes then say nothing to its method.
  @inline(__always)
  func isIgnored(_ sender: Int, by index: Int) -> Bool {
    hasExclusion && exclusions[index].hasGivenUp(sender)
  }

  /// An announcement or an accusation was read. For the method of everybody else a member that is given up is gone;
  /// the member itself leaves.
  mutating func readExclusion(_ entry: LogEntry, at index: Int) -> ControlMessage? {
    let note = Note(kind: entry.noteKind, number: entry.number)
    guard slots[index].hasMethod,
      let other = exclusions[index].noteRead(from: Int(entry.sender), note)
    else { return nil }
    noteExcluded(other)
    guard other != index else {
      leave(index)
      return nil
    }
    guard slots[index].needs.contains(.views) else { return nil }
    return methods[index].viewRead(exclusions[index].view(without: other), at: Instant(nanoseconds: now))
  }

  /// From the first member on that goes on without it, no theorem speaks of a member that is given up.
  private mutating func noteExcluded(_ index: Int) {
    guard members[index].record.excludedAt < 0 else { return }
    noteBacklog(of: index)
    members[index].record.excludedAt = now
    if members[index].sends { groupStates[0].someSenderLeft = true }
  }
}
