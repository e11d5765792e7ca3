import EventKernel
import FlowControl

/// One member's part in one of its groups: what it knows there, and what its method wants.
///
/// In a run with one group the slot of a member has the member's index.
struct Slot {
  let member: Int
  let group: Int
  /// The number by which the group's method knows the member.
  let number: Int
  /// The member's place among the senders of the group; -1 where it sends nothing to it.
  let column: Int

  /// The method's value exists: from the view on that a joiner reads.
  var hasMethod = false
  var needs: Needs = []
  /// The member may go on alone under its method: see ``Engine/mayGoAlone(_:)``.
  var mayGoAlone = false
  /// What the method's value says after each notification, kept here because it is asked for more often than it changes.
  /// The gate of who sends nothing is not asked about, and stays closed.
  var isGateOpen = false
  var isBoundInForce = false
  var alarmOrder: UInt64 = 0
  var alarmAt: Int64 = -1
  var isAlarmDue = false

  /// Data messages of the group that its backlog does not count: those ordered before the view that made it a member,
  /// less what it had processed by then; -1 before it.
  var viewPosition: Int64 = -1
  var processed: Int64 = 0
  var processedMeasured: Int64 = 0
  var processedMeasuredBytes: Int64 = 0
  /// The group's backlog at this member while the method's bound was in force.
  var boundedBacklogMax: Int64 = 0
}

extension Slot {
  /// A session of the member has its first view of the group, at a position.
  mutating func beginSession(at position: Int64) { viewPosition = position - processed }

  /// The member is without a session: its method is over, and the next view gives it another.
  mutating func endSession() {
    hasMethod = false
    isGateOpen = false
    needs = []
    mayGoAlone = false
    alarmOrder = 0
    alarmAt = -1
    isAlarmDue = false
  }
}

/// One group of the run.
struct GroupState {
  /// The slots of its members, by number.
  let slots: [Int]
  /// Of these, the senders', by column.
  let senders: [Int]
  /// Numbers in a row that rides with a message of its methods.
  let rowWidth: Int
  var someoneJoined = false
  var someSenderLeft = false
}

/// A control message that waits for its sender's turn, with the part of the member that says it.
struct Outgoing {
  var message: ControlMessage
  var slot: Int
}

extension Engine {
  /// The slots of a member, one a group, in the order of the groups.
  @inline(__always)
  func slots(of member: Int) -> Range<Int> { members[member].slots }

  /// The part of a member in a group that it takes part in.
  @inline(__always)
  func slot(of member: Int, in group: Int) -> Int {
    if hasOneGroup { return member }
    for slot in slots(of: member) where slots[slot].group == group { return slot }
    preconditionFailure("a message reaches members of its group only")
  }

  /// The slot whose gate the member's data passes.
  @inline(__always)
  func sendSlot(of member: Int) -> Int { members[member].sendSlot }

  /// Lays out the parts of all members.
  static func makeSlots(_ groups: Groups, memberCount: Int) -> [Slot] {
    var perMember: [[Slot]] = Array(repeating: [], count: memberCount)
    for (group, members) in groups.members.enumerated() {
      for (number, member) in members.enumerated() {
        let column = groups.facts[group].column[number]
        perMember[member].append(Slot(member: member, group: group, number: number, column: column))
      }
    }
    return perMember.flatMap(\.self)
  }

  /// The slots of a group's members, and of its senders.
  static func makeGroups(
    _ groups: Groups, _ settings: [Method.Settings], _ slots: [Slot]
  ) -> [GroupState] {
    (0..<groups.count).map { group in
      let own = slots.indices.filter { slots[$0].group == group }
      return GroupState(
        slots: own, senders: own.filter { slots[$0].column >= 0 },
        rowWidth: Method.rowWidth(settings[group], for: groups.facts[group]))
    }
  }
}
