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
  }
}
