import EventKernel
import FlowControl

/// A visit of the token: what a daemon sends, and what it tells the others about what it has.
///
/// The order of a visit is that of `Prot_handle_token` in Spread's protocol.c: answer requests for lost packets, send
/// new ones, count them on the token, ask for what is missing, update the aru, pass the token on, and deliver.
extension Engine {
  /// Sends what may be sent, each packet when the CPU is done with it.
  /// - Returns: the CPU time of all, ns.
  mutating func beginVisit(of index: Int) -> Int64 {
    let daemon = daemons + index
    // With one daemon no packet leaves it.
    let cost = ring.daemonCount > 1 ? run.daemon.packet.nanoseconds : 0
    let start = now + daemon.pointee.debt
    var sent = 0
    ring.visitCount += 1
    journal?.noteRing(.token, at: now, daemon: index)
    let asked = ring.token.missing
    ring.token.missing.removeAll(keepingCapacity: true)
    for number in asked {
      guard ring.packets[number].receivers & bit(of: index) != 0 else {
        ring.token.missing.append(number)
        continue
      }
      sent += 1
      ring.packets[number].isMissed = false
      ring.retransmissionCount += 1
      transmit(number, from: index, at: start + Int64(sent) * cost)
    }
    let allowance = ring.allowance(aru: daemon.pointee.safeAru)
    var fresh = 0
    daemon.pointee.firstFresh = ring.packets.last + 1
    while fresh < allowance, daemon.pointee.downCount > 0, failure == nil {
      fresh += 1
      let number = makePacket(at: index)
      transmit(number, from: index, at: start + Int64(sent + fresh) * cost)
    }
    ring.packetCount += Int64(fresh)
    sent += fresh
    ring.token.fcc += sent - daemon.pointee.sentInVisit
    daemon.pointee.sentInVisit = sent
    return Int64(sent) * cost
  }

  /// The CPU is done with the visit: the token goes on.
  mutating func finishVisit(of index: Int) {
    let daemon = daemons + index
    extendAru(of: index)
    askForMissing(at: index)
    updateAru(by: index)
    // With one daemon what it has, every daemon has; else a second visit has to tell that nobody lowered it.
    daemon.pointee.safeAru = max(
      daemon.pointee.safeAru,
      ring.daemonCount == 1 ? daemon.pointee.aru : min(ring.token.aru, daemon.pointee.lastTokenAru))
    daemon.pointee.lastTokenAru = ring.token.aru
    for number in daemon.pointee.firstFresh..<(ring.packets.last + 1) { overtake(with: number, at: index) }
    guard ring.daemonCount > 1 else { return }
    let isQuiet = daemon.pointee.safeAru == ring.packets.last
    let isHeld = index == 0 && isQuiet && daemon.pointee.idleVisits > 1 && daemon.pointee.downCount == 0
    daemon.pointee.idleVisits = isQuiet ? daemon.pointee.idleVisits + 1 : 0
    if isHeld {
      ring.token.isHeld = true
      daemon.pointee.hasToken = false
      journal?.noteRing(.held, at: now, daemon: index)
    } else {
      passToken(from: index)
    }
  }

  /// The token travels behind what was sent.
  private mutating func passToken(from index: Int) {
    daemons[index].hasToken = false
    ring.token.isHeld = false
    let departure = max(now, daemons[index].linkFreeAt)
    schedule(.token, at: departure + ring.hop, entity: (index + 1) % ring.daemonCount)
  }

  mutating func tokenArrives(at index: Int) {
    daemons[index].hasToken = true
    wakeDaemon(index)
  }

  /// The token's aru, as in Totem: it sinks to the lowest of the daemons, and whoever lowered it may raise it.
  private mutating func updateAru(by index: Int) {
    let own = daemons[index].aru
    if own < ring.token.aru || ring.token.aruSetter == index || ring.token.aruSetter == nil {
      ring.token.aru = own
      ring.token.aruSetter = own < ring.packets.last ? index : nil
    }
  }

  /// Every packet of the order was sent before the token came, and travels no slower: what is not here is lost.
  private mutating func askForMissing(at index: Int) {
    let daemon = daemons + index
    guard daemon.pointee.aru < ring.packets.last else { return }
    for number in (daemon.pointee.aru + 1)...ring.packets.last
    where ring.packets[number].receivers & bit(of: index) == 0 && !ring.packets[number].isMissed {
      ring.packets[number].isMissed = true
      ring.token.missing.append(number)
    }
  }

  // MARK: Hold and hurry

  /// A message came into an empty down queue. A daemon that has seen quiet visits asks the leader for the token.
  mutating func hurry(from index: Int) {
    guard ring.daemonCount > 1, daemons[index].idleVisits > 1 || ring.token.isHeld else { return }
    if index == 0 {
      hurryArrives()
    } else {
      journal?.noteRing(.hurry, at: now, daemon: index)
      schedule(.hurry, at: now + ring.hop, entity: 0)
    }
  }

  /// The leader lets go of the token, or does not hold it when it comes.
  mutating func hurryArrives() {
    if ring.token.isHeld { passToken(from: 0) }
    daemons[0].idleVisits = 0
  }

  // MARK: Packets

  /// Fills the next packet from the down queue and numbers what it completes.
  private mutating func makePacket(at index: Int) -> Int {
    let daemon = daemons + index
    makeRingRoom()
    let size = Int(daemon.pointee.down[daemon.pointee.down.start].sizeBytes)
    var packet = Packet()
    packet.service = daemon.pointee.down[daemon.pointee.down.start].service
    packet.receivers = bit(of: index)
    packet.firstMessage = ring.ordered.end
    if size > Packet.bodyBytes {
      packet.isPart = true
      let part = min(Packet.bodyBytes, size - daemon.pointee.sentBytes)
      daemon.pointee.sentBytes += part
      packet.usedBytes = part
      if daemon.pointee.sentBytes == size {
        daemon.pointee.sentBytes = 0
        order(at: index)
        packet.messageCount = 1
      }
    } else {
      packet.append(size)
      order(at: index)
    }
    while packet.messageCount > 0, daemon.pointee.downCount > 0 {
      let next = daemon.pointee.down[daemon.pointee.down.start]
      guard packet.admits(Int(next.sizeBytes), next.service) else { break }
      packet.append(Int(next.sizeBytes))
      order(at: index)
    }
    ring.packets.append(packet)
    return ring.packets.last
  }

  /// The oldest message of the down queue gets its place in the order.
  private mutating func order(at index: Int) {
    let daemon = daemons + index
    let position = daemon.pointee.down.start
    var entry = daemon.pointee.down[position]
    place(&entry, at: ring.ordered.end)
    ring.ordered.append(entry, rowOf: daemon.pointee.down, at: position)
    daemon.pointee.down.trim(before: position + 1)
    if entry.kind == .data, now >= warmupTime { record.orderedMeasured += 1 }
    journal?.noteOrdered(entry.kind, at: now, position: ring.ordered.end - 1)
  }

  /// Forgets packets that every daemon has delivered, and their messages.
  private mutating func trimRing() {
    let oldest = (0..<ring.daemonCount).reduce(Int.max) { min($0, daemons[$1].nextPacket) }
    guard oldest > ring.packets.first else { return }
    let first = oldest > ring.packets.last ? ring.ordered.end : ring.packets[oldest].firstMessage
    ring.packets.trim(before: oldest)
    ring.ordered.trim(before: first)
  }

  /// Makes room for one more packet and all the messages that it may hold.
  private mutating func makeRingRoom() {
    guard ring.packets.isFull || ring.ordered.room < Packet.messageLimit else { return }
    trimRing()
    if ring.packets.isFull { ring.packets.grow() }
    guard ring.ordered.room < max(Packet.messageLimit, ring.ordered.count) else { return }
    ring.ordered.grow()
    if ring.ordered.bytesWhenGrown / 2 > memoryLimit { stopForMemory() }
  }

  func bit(of daemon: Int) -> UInt128 { 1 << UInt128(daemon) }
}
