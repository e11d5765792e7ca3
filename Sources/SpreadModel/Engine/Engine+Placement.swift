import EventKernel
import FlowControl

/// Who belongs where, before the run begins.
extension Engine {
  /// Tells each member and its session which parts it has in which groups.
  func placeSlots() {
    for slot in 0..<slotCount {
      let part = slots[slot]
      let member = members + part.member
      if member.pointee.slots.isEmpty { member.pointee.slots = slot..<slot }
      member.pointee.slots = member.pointee.slots.lowerBound..<(slot + 1)
      if part.column >= 0 || member.pointee.slots.count == 1 { member.pointee.sendSlot = slot }
      // Who joins later was outside before, whatever it says.
      let joins = run.members[part.member].isInGroup || faults.joinsLater[part.member]
      if joins, run.members[part.member].groups.contains(part.group) {
        sessions[part.member].groupBits |= 1 << UInt32(part.group)
      }
      if part.column >= 0 {
        sessions[part.member].sendBits |= 1 << UInt32(part.group)
      }
    }
  }

  /// Messages that a log has room for at first, with so many sessions that read from it.
  static func logRoom(clientCount: Int) -> Int { max(1024, 8 * (clientCount + 16)) }

  /// Gives each log its members, and each daemon its clients.
  func placeMembers() {
    var next = 0
    for home in 0..<logCount {
      (places + home).initialize(to: DaemonPlace())
      localStart[home] = next
      for index in 0..<memberCount where members[index].home == home {
        (locals + next).initialize(to: Int32(index))
        next += 1
      }
      let count = next - localStart[home]
      (logs + home).initialize(to: MessageLog(rowWidth: rowWidth, room: Self.logRoom(clientCount: count)))
      guard hasDaemons else { continue }
      let losses = RandomStream(run.streamKey(entity: home, .loss))
      (daemons + home).initialize(
        to: DaemonState(rowWidth: rowWidth, clientCount: count, lossStream: losses))
      daemons[home].next = (home + 1) % logCount
    }
    localStart[logCount] = next
    // One daemon alone has the token all the time; of several the leader holds it until somebody hurries.
    if hasDaemons { daemons[0].hasToken = logCount == 1 }
  }
}
