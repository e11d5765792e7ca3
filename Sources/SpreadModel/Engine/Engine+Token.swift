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
    let ring = ring(of: index)
    // With one daemon no packet leaves it.
    let cost = ring.pointee.daemonCount > 1 ? run.daemon.packet.nanoseconds : 0
    let start = now + daemon.pointee.debt
    var sent = 0
    record.visitCount += 1
    journal?.noteRing(.token, at: now, daemon: index)
    let asked = ring.pointee.token.missing
    ring.pointee.token.missing.removeAll(keepingCapacity: true)
    for number in asked {
      guard ring.pointee.packets[number].receivers & bit(of: index) != 0 else {
        ring.pointee.token.missing.append(number)
        continue
      }
      sent += 1
      ring.pointee.packets[number].isMissed = false
      record.retransmissionCount += 1
      transmit(number, from: index, at: start + Int64(sent) * cost)
    }
    let allowance = ring.pointee.allowance(aru: daemon.pointee.safeAru)
    var fresh = 0
    daemon.pointee.firstFresh = ring.pointee.packets.last + 1
    while fresh < allowance, daemon.pointee.downCount > 0, failure == nil {
      fresh += 1
      let number = makePacket(at: index)
      transmit(number, from: index, at: start + Int64(sent + fresh) * cost)
    }
    record.packetCount += Int64(fresh)
    sent += fresh
    ring.pointee.token.fcc += sent - daemon.pointee.sentInVisit
    daemon.pointee.sentInVisit = sent
    return Int64(sent) * cost
  }

  /// The CPU is done with the visit: the token goes on.
  mutating func finishVisit(of index: Int) {
    let daemon = daemons + index
    let ring = ring(of: index)
    extendAru(of: index)
    if ring.pointee.isBroken {
      for number in daemon.pointee.firstFresh..<(ring.pointee.packets.last + 1) {
        overtake(with: number, at: index)
      }
      return
    }
    askForMissing(at: index)
    updateAru(by: index)
    // With one daemon what it has, every daemon has; else a second visit has to tell that nobody lowered it.
    daemon.pointee.safeAru = max(
      daemon.pointee.safeAru,
      ring.pointee.daemonCount == 1
        ? daemon.pointee.aru : min(ring.pointee.token.aru, daemon.pointee.lastTokenAru))
    daemon.pointee.lastTokenAru = ring.pointee.token.aru
    for number in daemon.pointee.firstFresh..<(ring.pointee.packets.last + 1) {
      overtake(with: number, at: index)
    }
    guard ring.pointee.daemonCount > 1 else { return }
    let isQuiet = daemon.pointee.safeAru == ring.pointee.packets.last
    let isHeld =
      index == ring.pointee.leader && isQuiet && daemon.pointee.idleVisits > 1
      && daemon.pointee.downCount == 0
    daemon.pointee.idleVisits = isQuiet ? daemon.pointee.idleVisits + 1 : 0
    if isHeld {
      ring.pointee.token.isHeld = true
      daemon.pointee.hasToken = false
      journal?.noteRing(.held, at: now, daemon: index)
    } else {
      passToken(from: index)
    }
  }

  /// The token travels behind what was sent.
  private mutating func passToken(from index: Int) {
    let ring = ring(of: index)
    daemons[index].hasToken = false
    ring.pointee.token.isHeld = false
    let departure = max(now, daemons[index].linkFreeAt)
    ring.pointee.tokenOrder = schedule(.token, at: departure + ring.pointee.hop, entity: daemons[index].next)
  }

  /// The token comes, unless it is lost with its ring.
  mutating func tokenArrives(at index: Int, order: UInt64) {
    guard ring(of: index).pointee.tokenOrder == order else { return }
    daemons[index].hasToken = true
    wakeDaemon(index)
  }

  /// The token's aru, as in Totem: it sinks to the lowest of the daemons, and whoever lowered it may raise it.
  private mutating func updateAru(by index: Int) {
    let ring = ring(of: index)
    let own = daemons[index].aru
    if own < ring.pointee.token.aru || ring.pointee.token.aruSetter == index
      || ring.pointee.token.aruSetter == nil
    {
      ring.pointee.token.aru = own
      ring.pointee.token.aruSetter = own < ring.pointee.packets.last ? index : nil
    }
  }

  /// Every packet of the order was sent before the token came, and travels no slower: what is not here is lost.
  private mutating func askForMissing(at index: Int) {
    let daemon = daemons + index
    let ring = ring(of: index)
    guard daemon.pointee.aru < ring.pointee.packets.last else { return }
    for number in (daemon.pointee.aru + 1)...ring.pointee.packets.last
    where ring.pointee.packets[number].receivers & bit(of: index) == 0
      && !ring.pointee.packets[number].isMissed
    {
      ring.pointee.packets[number].isMissed = true
      ring.pointee.token.missing.append(number)
    }
  }

  // MARK: Hold and hurry

  /// A message came into an empty down queue. A daemon that has seen quiet visits asks the leader for the token.
  mutating func hurry(from index: Int) {
    let ring = ring(of: index)
    guard ring.pointee.daemonCount > 1, !ring.pointee.isBroken,
      daemons[index].idleVisits > 1 || ring.pointee.token.isHeld
    else {
      return
    }
    if index == ring.pointee.leader {
      letGo(index)
    } else {
      journal?.noteRing(.hurry, at: now, daemon: index)
      schedule(.hurry, at: now + ring.pointee.hop, entity: ring.pointee.leader)
    }
  }

  /// A hurry comes to the leader, unless the ring in which it left is over.
  mutating func hurryArrives(at index: Int) {
    let ring = ring(of: index)
    guard !ring.pointee.isBroken, ring.pointee.leader == index,
      now - ring.pointee.hop >= ring.pointee.formedAt
    else { return }
    letGo(index)
  }

  /// The leader lets go of the token, or does not hold it when it comes.
  private mutating func letGo(_ leader: Int) {
    if ring(of: leader).pointee.token.isHeld { passToken(from: leader) }
    daemons[leader].idleVisits = 0
  }

  // MARK: Packets

  /// Fills the next packet from the down queue and numbers what it completes.
  private mutating func makePacket(at index: Int) -> Int {
    let daemon = daemons + index
    let ring = ring(of: index)
    makeRingRoom(ring)
    let size = Int(daemon.pointee.down[daemon.pointee.down.start].sizeBytes)
    var packet = Packet()
    packet.service = daemon.pointee.down[daemon.pointee.down.start].service
    packet.receivers = bit(of: index)
    packet.origin = UInt8(index)
    packet.firstMessage = ring.pointee.ordered.end
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
    ring.pointee.packets.append(packet)
    return ring.pointee.packets.last
  }

  /// The oldest message of the down queue gets its place in the order.
  private mutating func order(at index: Int) {
    let daemon = daemons + index
    let ring = ring(of: index)
    let position = daemon.pointee.down.start
    var entry = daemon.pointee.down[position]
    place(&entry, at: ring.pointee.ordered.end, in: places[index].ring)
    ring.pointee.ordered.append(entry, rowOf: daemon.pointee.down, at: position)
    daemon.pointee.down.trim(before: position + 1)
    if entry.kind == .data, now >= warmupTime { record.orderedMeasured += 1 }
    journal?.noteOrdered(entry.kind, at: now, position: ring.pointee.ordered.end - 1)
  }

  /// Forgets packets that every daemon has delivered, and their messages.
  private mutating func trimRing(_ ring: UnsafeMutablePointer<RingState>) {
    let oldest = ring.pointee.daemons.reduce(Int.max) { min($0, daemons[$1].nextPacket) }
    guard oldest > ring.pointee.packets.first else { return }
    let first =
      oldest > ring.pointee.packets.last
      ? ring.pointee.ordered.end : ring.pointee.packets[oldest].firstMessage
    ring.pointee.packets.trim(before: oldest)
    ring.pointee.ordered.trim(before: first)
  }

  /// Makes room for one more packet and all the messages that it may hold.
  private mutating func makeRingRoom(_ ring: UnsafeMutablePointer<RingState>) {
    guard ring.pointee.packets.isFull || ring.pointee.ordered.room < Packet.messageLimit else { return }
    trimRing(ring)
    if ring.pointee.packets.isFull { ring.pointee.packets.grow() }
    guard ring.pointee.ordered.room < max(Packet.messageLimit, ring.pointee.ordered.count) else { return }
    ring.pointee.ordered.grow()
    if ring.pointee.ordered.bytesWhenGrown / 2 > memoryLimit { stopForMemory() }
  }

  func bit(of daemon: Int) -> UInt128 { 1 << UInt128(daemon) }
}
