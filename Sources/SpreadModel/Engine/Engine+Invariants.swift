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
        member.generated == member.sent + member.appBacklog,
        "\(name): generated \(member.generated), sent \(member.sent), backlog \(member.appBacklog)")
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
      let ring = ring(of: home)
      let side = (0..<logCount).filter { daemons[$0].isUp && places[$0].side == places[home].side }
      let expected = side.reduce(ring.pointee.ledger.position) { $0 + waiting[$1] }
      precondition(
        accepted[places[home].side] == expected,
        "daemon \(home + 1): \(accepted[places[home].side]) expected, \(expected) there")
      precondition(
        ring.pointee.ledger.position == ring.pointee.ledger.sentBefore.reduce(0, +),
        "daemon \(home + 1): a position is the sum of what its senders sent")
      checkSessions(of: home)
    }
  }

  /// A session that lasted from its view to the end got every data message that its ring has and its daemon has
  /// delivered, neither more nor less, whatever rings there were.
  private func checkSessions(of home: Int) {
    guard !run.mayOvertake else { return }
    let ring = ring(of: home)
    var undelivered: Int64 = 0
    if daemons[home].nextPacket <= ring.pointee.packets.last {
      let first = ring.pointee.packets[daemons[home].nextPacket].firstMessage + daemons[home].nextMessage
      for position in first..<ring.pointee.ordered.end where ring.pointee.ordered[position].kind == .data {
        undelivered += 1
      }
    }
    for place in localStart[home]..<localStart[home + 1] {
      let index = Int(locals[place])
      let record = members[index].record
      guard sessions[index].isOpen, record.viewAt >= 0, record.kickedAt < 0, record.goneAt < 0 else {
        continue
      }
      let expected = ring.pointee.ledger.position - record.viewPosition - undelivered
      precondition(
        sessions[index].deliveredData == expected,
        "\(run.members[index].name): \(sessions[index].deliveredData) delivered, \(expected) due")
    }
  }
}
