import EventKernel
import SpreadModel
import Testing

/// Expects what must hold in every run, whatever was run.
func checkInvariants(
  _ run: RunDescription, _ outcome: RunOutcome, _ hint: String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let violations = invariantViolations(run, outcome)
  #expect(violations.isEmpty, "\(hint)", sourceLocation: sourceLocation)
}

/// What a run breaks of what must hold in every run, in words; what needs every step only where there is a journal.
func invariantViolations(_ run: RunDescription, _ outcome: RunOutcome) -> [String] {
  let checker = InvariantChecker(run: run, outcome: outcome)
  checker.checkCounts()
  // Rings that follow one another, or are there side by side, have an order each.
  if outcome.journal != nil, run.daemonFaults.isEmpty {
    let history = History(outcome)
    // Reliable messages that overtake a lost packet have no common order.
    if !run.mayOvertake { checker.checkOrder(history) }
    checker.checkTotals(history)
    checker.checkBacklogs(history)
  }
  return checker.violations
}

/// Collects violations in words: one expectation a run keeps the tests fast.
private final class InvariantChecker {
  let run: RunDescription
  let outcome: RunOutcome
  private(set) var violations: [String] = []

  init(run: RunDescription, outcome: RunOutcome) {
    self.run = run
    self.outcome = outcome
  }

  func expect(_ holds: Bool, _ text: @autoclosure () -> String) {
    if !holds { violations.append(text()) }
  }

  /// Conservation and limits, member by member.
  func checkCounts() {
    for (index, member) in outcome.members.enumerated() {
      let name = run.members[index].name
      expect(
        member.generated == member.admitted + member.appBacklog + member.appBacklogLost,
        "\(name): generated \(member.generated) ≠ admitted \(member.admitted) + backlog \(member.appBacklog)"
          + " + lost \(member.appBacklogLost)")
      expect(
        member.admitted >= member.sent && member.unpacked >= member.processed,
        "\(name): \(member.admitted) messages in \(member.sent) packs")
      let places = member.processed + member.buffered + member.queued + member.inSocket + member.lost
      expect(
        member.delivered == places,
        "\(name): delivered \(member.delivered) ≠ processed \(member.processed) + buffered \(member.buffered)"
          + " + queued \(member.queued) + in socket \(member.inSocket) + lost \(member.lost)")
      expect(
        member.sessionQueueMax <= run.session.maxSessionMessages,
        "\(name): a queue of \(member.sessionQueueMax) under a limit of \(run.session.maxSessionMessages)")
      if let limit = run.members[index].receiverThread?.bufferLimit, !mayReturn(index) {
        expect(member.appBufferMax <= limit, "\(name): a buffer of \(member.appBufferMax), limit \(limit)")
      }
      expect(
        member.kickedAt == outcome.kicks.first { $0.member == index }?.at, "\(name): its kick is told twice")
      expect(
        member.processedMeasured <= member.unpacked && member.lost >= 0 && member.buffered >= 0,
        "\(name): a part is larger than the whole")
    }
    expect(outcome.members.reduce(0) { $0 + $1.sent } == outcome.accepted, "accepted is not the sum of sent")
    expect(outcome.ordered <= outcome.accepted, "ordered \(outcome.ordered) of \(outcome.accepted) accepted")
    if run.ring.sequencer?.cost == .constant(.zero) {
      expect(outcome.ordered == outcome.accepted, "a ring without cost orders what it accepts at once")
    }
    if run.ring.token?.loss == 0 {
      expect(outcome.ring?.retransmissionCount == 0, "packets are sent again though none was lost")
    }
    expect(outcome.boundHolds ?? true, "the proven bound \(outcome.bound ?? -1) was passed")
  }

  /// Every member processes a contiguous stretch of the one order, from its view on.
  func checkOrder(_ history: History) {
    for index in run.members.indices {
      let name = run.members[index].name
      let reads = history.all(.read, member: index).map(\.position)
      expect(zip(reads, reads.dropFirst()).allSatisfy { $0 < $1 }, "\(name): reads out of order")
      // A gap begins a new stretch, which goes on behind the view of the return.
      var view = viewPosition(of: index, history)
      var processed: [Int] = []
      func checkStretch() {
        let first = history.dataBefore(view + 1)
        expect(
          processed == Array(history.data.dropFirst(first).prefix(processed.count)),
          "\(name): what it processed from \(view) on is no contiguous stretch of the order")
      }
      for line in history.lines where line.member == index {
        if line.step == .processed { processed.append(line.position) }
        guard line.step == .gap else { continue }
        checkStretch()
        expect(
          line.position > processed.last ?? -1, "\(name): it processed what stands behind its view too early")
        (view, processed) = (line.position, [])
      }
      checkStretch()
    }
    guard run.ring.token?.daemonCount ?? 1 == 1 else { return }
    let delivered = history.all(.delivered).map(\.position)
    expect(delivered == Array(0..<delivered.count), "deliveries do not follow the order")
  }

  /// The position of the view that added a member; -1 for the initial members, who read no message about it, and
  /// beyond every position for a joiner that never came to read it.
  private func viewPosition(of index: Int, _ history: History) -> Int {
    guard run.faults.contains(where: { $0.kind == .join && $0.member == index }) else { return -1 }
    return history.all(.read, member: index).first?.position ?? history.kinds.count
  }

  /// The engine's totals are those of the journal.
  func checkTotals(_ history: History) {
    if run.ring.token == nil {
      let numbered = history.all(.delivered).count { history.kinds[$0.position] == .data }
      expect(outcome.ordered >= numbered, "\(numbered) data messages delivered, \(outcome.ordered) ordered")
    } else {
      expect(history.data.count == outcome.ordered, "the journal orders \(history.data.count)")
    }
    expect(history.all(.accepted).count == outcome.accepted, "accepted messages are miscounted")
    expect(history.all(.controlAccepted).count == outcome.controlMessages, "control messages are miscounted")
    expect(history.all(.kicked).count == outcome.kicks.count, "kicks are miscounted")
    for (index, member) in outcome.members.enumerated() {
      expect(
        history.all(.processed, member: index).count == member.processed
          && history.all(.accepted, member: index).count == member.sent,
        "\(run.members[index].name): the journal counts otherwise")
    }
  }

  /// The largest backlog, recomputed. At the instant of a crash or a leave it is not told which of the instant's
  /// acceptances came before, so that there it lies between two values.
  func checkBacklogs(_ history: History) {
    for (index, member) in outcome.members.enumerated() where run.members[index].isInGroup {
      if run.mayOvertake { continue }
      let viewPosition = viewPosition(of: index, history)
      guard let view = member.viewAt, viewPosition < history.kinds.count, !mayLeaveTwice(index),
        !mayReturn(index)
      else { continue }
      let before = history.dataBefore(viewPosition)
      let end = member.kickedAt == nil ? member.goneAt : nil
      var (accepted, processed, least, most) = (0, 0, 0, 0)
      for line in history.lines {
        if line.step == .accepted { accepted += 1 }
        if line.step == .processed, line.member == index { processed += 1 }
        if line.step == .kicked, line.member == index { break }
        if let end, line.at > end { break }
        guard line.at >= view else { continue }
        most = max(most, accepted - before - processed)
        if end.map({ line.at < $0 }) ?? true { least = most }
      }
      expect(
        Int64(least) <= member.backlogMax && member.backlogMax <= Int64(most),
        "\(run.members[index].name): backlog_max \(member.backlogMax), by the journal \(least) to \(most)")
    }
  }

  private func mayReturn(_ index: Int) -> Bool { run.members[index].rejoin != nil }

  /// Whether a member may crash after it left, so that the outcome tells only the later of the two.
  private func mayLeaveTwice(_ index: Int) -> Bool {
    let kinds = run.faults.filter { $0.member == index }.map(\.kind)
    let mayLeave = kinds.contains(.leave) || outcome.members[index].excludedAt != nil
    return mayLeave && kinds.contains(.crash)
  }
}
