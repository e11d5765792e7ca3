import FlowControl

/// What holds at the end of every run, whatever happened in it: nothing is lost without being counted.
extension Engine {
  /// Traps where a law is broken. Called in debug builds at the end of every run, so that every run of the test
  /// suite is checked, those of the committed scenarios too.
  func checkInvariants(_ outcome: RunOutcome) {
    let sent = outcome.members.reduce(0) { $0 + $1.sent }
    precondition(sent == outcome.accepted, "\(sent) sent by members, \(outcome.accepted) accepted")
    precondition(
      outcome.ordered <= outcome.accepted, "\(outcome.ordered) ordered of \(outcome.accepted) accepted")
    for (member, name) in zip(outcome.members, run.members.map(\.name)) {
      precondition(
        member.generated == member.admitted + member.appBacklog + member.appBacklogLost,
        "\(name): generated \(member.generated), admitted \(member.admitted), backlog \(member.appBacklog), lost \(member.appBacklogLost)"
      )
      precondition(
        isPacked || (member.admitted == member.sent && member.unpacked == member.processed),
        "\(name): packs where nothing is packed")
      let kept = member.buffered + member.queued + member.inSocket
      precondition(
        member.delivered == member.processed + kept + member.lost,
        "\(name): delivered \(member.delivered), processed \(member.processed), kept \(kept), lost \(member.lost)"
      )
      precondition(
        member.sessionQueueMax <= maxSessionMessages,
        "\(name): \(member.sessionQueueMax) in a queue of \(maxSessionMessages)")
    }
    if hasDaemons { checkDaemons() }
  }

  /// What was accepted has its place in an order, waits for one, or went with a daemon; and what is expected at a
  /// session is what its ring has and what waits there.
  private func checkDaemons() {
    let waiting = (0..<logCount).map { waitingData(at: $0) }
    let known = orderedData + waiting.reduce(0, +) + record.lostWithDaemons
    precondition(known == acceptedData, "\(acceptedData) accepted, \(known) accounted for")
    for home in 0..<logCount where daemons[home].isUp {
      let ledger = ring(of: home).pointee.ledger
      let side = (0..<logCount).filter { daemons[$0].isUp && places[$0].side == places[home].side }
      for group in 0..<groups.count {
        let expected = side.reduce(ledger.position[group]) { $0 + waitingData(at: $1, of: group) }
        let counted = accepted[places[home].side * groups.count + group]
        precondition(counted == expected, "daemon \(home + 1): \(counted) expected, \(expected) there")
        precondition(
          ledger.position[group] == groupStates[group].slots.reduce(0) { $0 + ledger.sentBefore[$1] },
          "daemon \(home + 1): a position is the sum of what its senders sent")
      }
      checkSessions(of: home)
    }
  }

  /// A session that lasted from its view to the end got every data message that its ring has and its daemon has
  /// delivered, neither more nor less, whatever rings there were.
  private func checkSessions(of home: Int) {
    guard !run.mayOvertake else { return }
    for place in localStart[home]..<localStart[home + 1] {
      let index = Int(locals[place])
      let record = members[index].record
      guard sessions[index].isOpen, record.viewAt >= 0, record.kickedAt < 0, record.goneAt < 0,
        returns[index].attemptCount == 0
      else { continue }
      var expected: Int64 = 0
      for slot in slots(of: index) where slots[slot].viewPosition >= 0 {
        let group = slots[slot].group
        expected +=
          ring(of: home).pointee.ledger.position[group] - slots[slot].viewPosition
          - undelivered(of: group, at: home)
      }
      precondition(
        sessions[index].deliveredData == expected,
        "\(run.members[index].name): \(sessions[index].deliveredData) delivered, \(expected) due")
    }
  }

  /// Data messages of a group that have their place and that a daemon has yet to deliver.
  private func undelivered(of group: Int, at home: Int) -> Int64 {
    let ring = ring(of: home)
    guard daemons[home].nextPacket <= ring.pointee.packets.last else { return 0 }
    var count: Int64 = 0
    let first = ring.pointee.packets[daemons[home].nextPacket].firstMessage + daemons[home].nextMessage
    for position in first..<ring.pointee.ordered.end
    where ring.pointee.ordered[position].kind == .data && Int(ring.pointee.ordered[position].group) == group {
      count += 1
    }
    return count
  }
}
