import EventKernel
import FlowControl

/// Daemons that reach each other form a ring: extended virtual synchrony, as in `Discard_packets` of Spread's
/// protocol.c.
///
/// Those that come from one ring first have, between them, all packets that any of them has. They deliver these in
/// order up to the first that none of them has, SAFE ones too; behind that hole only what one of themselves had sent,
/// as the missing packet may be the reason of any other. Then each tells its sessions who is gone and who is new, by
/// one message. Then the ring begins, with packet numbers from 1, and the lowest daemon has the token.
extension Engine {
  mutating func formRing(order: UInt64) {
    guard let index = formations.firstIndex(where: { $0.order == order }) else { return }
    let component = formations.remove(at: index).daemons
    noteBacklogs()
    var parts: [RingPart] = []
    for daemon in component where !parts.contains(where: { $0.ring == places[daemon].ring }) {
      let ring = places[daemon].ring
      let part = RingPart(
        ring: ring, daemons: component.filter { places[$0].ring == ring }, ledger: rings[ring].ledger)
      parts.append(settled(part))
    }
    let ledger = ledger(of: parts)
    for part in parts { tell(ledger, to: part) }
    leaveRing(component)
    enterNewRing(component, ledger, isBroken: false)
    countAccepted()
    for daemon in component { wakeDaemon(daemon) }
  }

  // MARK: The old ring

  /// Delivers what is left of a ring at the daemons that leave it together.
  private mutating func settled(_ part: RingPart) -> RingPart {
    let ring = rings + part.ring
    for daemon in part.daemons { takeWhatArrived(at: daemon) }
    let mask = part.mask
    let first = part.daemons.reduce(Int.max) { min($0, daemons[$1].nextPacket) }
    let last = ring.pointee.packets.last
    let hole = (first..<max(first, last + 1)).first { ring.pointee.packets[$0].receivers & mask == 0 }
    for daemon in part.daemons { deliver(before: hole ?? last + 1, at: daemon) }
    return hole.map { deliver(behind: $0, to: part) } ?? part
  }

  /// What the CPU is at is done, its time goes on; so is what has come in.
  private mutating func takeWhatArrived(at index: Int) {
    if daemons[index].work != .ingest { finishWork(of: index) }
    while hasPacket(index) {
      daemons[index].debt += run.daemon.packet.nanoseconds
      finishPacket(at: index)
    }
    while let number = daemons[index].early.first {
      let packet = ring(of: index).pointee.packets[number]
      for message in 0..<packet.messageCount {
        daemons[index].debt += deliveryCost(
          of: ring(of: index).pointee.ordered[packet.firstMessage + message], at: index)
      }
      finishEarlyDelivery(at: index)
    }
  }

  private mutating func deliver(before hole: Int, at index: Int) {
    let daemon = daemons + index
    let ring = ring(of: index)
    while daemon.pointee.nextPacket < hole {
      let packet = ring.pointee.packets[daemon.pointee.nextPacket]
      if packet.early & bit(of: index) == 0, daemon.pointee.nextMessage < packet.messageCount {
        let entry = ring.pointee.ordered[packet.firstMessage + daemon.pointee.nextMessage]
        daemon.pointee.debt += deliveryCost(of: entry, at: index)
        finishDelivery(at: index)
      } else {
        daemon.pointee.nextPacket += 1
        daemon.pointee.nextMessage = 0
      }
    }
  }

  /// Behind a hole the order is counted anew, of what is kept.
  private mutating func deliver(behind hole: Int, to part: RingPart) -> RingPart {
    let ring = rings + part.ring
    var part = part
    let first = ring.pointee.packets[hole].firstMessage
    for position in (first..<ring.pointee.ordered.end).reversed() {
      let entry = ring.pointee.ordered[position]
      part.ledger.takeBack(entry, of: slot(of: Int(entry.sender), in: Int(entry.group)))
    }
    for number in hole...ring.pointee.packets.last {
      let packet = ring.pointee.packets[number]
      guard isKept(packet, by: part) else { continue }
      for message in 0..<packet.messageCount {
        let position = packet.firstMessage + message
        var entry = ring.pointee.ordered[position]
        switch entry.kind {
        case .data: part.ledger.count(from: sendSlot(of: Int(entry.sender)), in: Int(entry.group))
        case .control, .recovered, .request: break
        case .view: change(&entry, at: position, in: &part.ledger)
        }
        for daemon in part.daemons where packet.early & bit(of: daemon) == 0 {
          daemons[daemon].debt += deliveryCost(of: entry, at: daemon)
          hand(entry, at: position, toSessionsOf: daemon)
        }
      }
    }
    return part
  }

  /// Whether a packet behind a hole is delivered: one of their own; and a reliable one waits for nothing.
  private func isKept(_ packet: Packet, by part: RingPart) -> Bool {
    guard packet.receivers & part.mask != 0 else { return false }
    return part.mask & bit(of: Int(packet.origin)) != 0 || (packet.service == .reliable && !packet.isPart)
  }

  // MARK: The new one

  /// Who belongs to a group is what each member's own daemon says. Counts of parts without members are nobody's.
  private func ledger(of parts: [RingPart]) -> GroupLedger {
    var isPresent = Array(repeating: false, count: slotCount)
    var ledgers = parts.map(\.ledger)
    for group in 0..<groups.count {
      let own = parts.map { part in
        groupStates[group].slots.filter {
          part.ledger.isPresent[$0] && part.daemons.contains(members[slots[$0].member].home)
        }
      }
      for slot in own.joined() { isPresent[slot] = true }
      guard own.contains(where: { !$0.isEmpty }) else { continue }
      for index in parts.indices where own[index].isEmpty { ledgers[index].forget(groupStates[group]) }
    }
    return GroupLedger(of: ledgers, isPresent: isPresent) { slots[$0].group }
  }

  /// One membership message a group to the sessions of those that come from one ring, if anybody is gone or new for
  /// them. It takes no part in an order: each daemon makes it for itself.
  private mutating func tell(_ ledger: GroupLedger, to part: RingPart) {
    for group in 0..<groups.count {
      let own = groupStates[group].slots
      let joined = own.filter { ledger.isPresent[$0] && !part.ledger.isPresent[$0] }
      let gone = own.filter { part.ledger.isPresent[$0] && !ledger.isPresent[$0] }
      guard !joined.isEmpty || !gone.isEmpty else { continue }
      if gone.contains(where: { slots[$0].column >= 0 }) { groupStates[group].someSenderLeft = true }
      if !joined.isEmpty { groupStates[group].someoneJoined = true }
      let skipped = groupStates[group].senders.map { ledger.sentBefore[$0] - part.ledger.sentBefore[$0] }
      let view = ledger.view(
        of: groupStates[group], position: ledger.position[group], joined: joined.map { slots[$0].number },
        gone: gone.map { slots[$0].number }, skippedBefore: joined.isEmpty ? [] : skipped)
      let names = Socket.groupNameBytes * (ledger.presentCount(in: groupStates[group]) + gone.count)
      let entry = LogEntry(
        kind: .view, isTimed: false, noteKind: LogEntry.daemonChange, group: UInt8(group), sender: -1,
        sizeBytes: Int32(names + Socket.overheadBytes), number: append(view, at: 0), generatedAt: now)
      for slot in own
      where slots[slot].viewPosition >= 0 && part.daemons.contains(members[slots[slot].member].home) {
        slots[slot].viewPosition += ledger.position[group] - part.ledger.position[group]
      }
      deliver(entry, to: part)
    }
  }

  private mutating func deliver(_ entry: LogEntry, to part: RingPart) {
    for daemon in part.daemons {
      daemons[daemon].debt += deliveryCost(of: entry, at: daemon)
      if logs[daemon].room == 0 { makeLogRoom(daemon) }
      logs[daemon].append(entry)
      deliver(at: logs[daemon].end - 1, to: daemon)
    }
  }

  /// Daemons are in no ring; what nobody is in any more is released.
  mutating func leaveRing(_ leaving: [Int]) {
    for daemon in leaving { ring(of: daemon).pointee.daemons.removeAll { $0 == daemon } }
    for number in 0..<logCount where isRingUsed[number] && rings[number].daemons.isEmpty {
      (rings + number).deinitialize(count: 1)
      isRingUsed[number] = false
    }
  }

  /// - Parameter isBroken: a daemon alone that has no ring yet.
  mutating func enterNewRing(_ entering: [Int], _ ledger: GroupLedger, isBroken: Bool) {
    guard let number = isRingUsed.firstIndex(of: false) else {
      preconditionFailure("no more rings than daemons")
    }
    isRingUsed[number] = true
    (rings + number).initialize(
      to: RingState(
        run.ring.token ?? TokenRing(), daemons: entering, ledger: ledger, rowWidth: rowWidth))
    rings[number].isBroken = isBroken
    rings[number].formedAt = now
    rings[number].token.isHeld = false
    for (index, daemon) in entering.enumerated() {
      daemons[daemon].enterRing(next: entering[(index + 1) % entering.count])
      places[daemon].ring = number
      if !isBroken { journal?.noteRing(.formed, at: now, daemon: daemon, number: entering[0] + 1) }
    }
    daemons[entering[0]].hasToken = !isBroken
  }
}
