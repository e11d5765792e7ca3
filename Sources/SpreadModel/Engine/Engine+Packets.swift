import EventKernel
import FlowControl

/// Packets between daemons: sent, lost, received, and delivered to the sessions.
extension Engine {
  /// One packet to all other daemons, over the sender's link.
  mutating func transmit(_ number: Int, from index: Int, at ready: Int64) {
    let ring = ring(of: index)
    guard ring.pointee.daemonCount > 1 else { return }
    let daemon = daemons + index
    var departure = max(ready, daemon.pointee.linkFreeAt)
    if let bandwidth = ring.pointee.description.bandwidth {
      let bytes = ring.pointee.packets[number].usedBytes + Packet.headerBytes
      departure += bandwidth.duration(ofBytes: bytes).nanoseconds
    }
    daemon.pointee.linkFreeAt = departure
    if ring.pointee.transmissions.isFull {
      let oldest = ring.pointee.daemons.reduce(ring.pointee.transmissions.arrived) {
        min($0, daemons[$1].inbox)
      }
      ring.pointee.transmissions.trim(before: oldest)
      if ring.pointee.transmissions.isFull { ring.pointee.transmissions.grow() }
    }
    ring.pointee.transmissions.append(
      Transmission(packet: number, sender: index, arrivesAt: departure + ring.pointee.hop))
    journal?.noteRing(.sent, at: departure, daemon: index, number: number)
    scheduleArrival(in: places[index].ring)
  }

  private mutating func scheduleArrival(in number: Int) {
    let ring = rings + number
    guard !ring.pointee.isArrivalScheduled,
      ring.pointee.transmissions.arrived < ring.pointee.transmissions.end
    else { return }
    ring.pointee.isArrivalScheduled = true
    ring.pointee.arrivalOrder = schedule(
      .transmission, at: ring.pointee.transmissions[ring.pointee.transmissions.arrived].arrivesAt,
      entity: number)
  }

  /// A packet is at every daemon but its sender.
  mutating func transmissionArrives(in number: Int, order: UInt64) {
    let ring = rings + number
    guard isRingUsed[number], ring.pointee.arrivalOrder == order else { return }
    ring.pointee.isArrivalScheduled = false
    while ring.pointee.transmissions.arrived < ring.pointee.transmissions.end,
      ring.pointee.transmissions[ring.pointee.transmissions.arrived].arrivesAt <= now
    {
      ring.pointee.transmissions.arrived += 1
    }
    scheduleArrival(in: number)
    for index in ring.pointee.daemons { wakeDaemon(index) }
  }

  /// Whether a packet waits to be received, once those are passed over that were lost on the way.
  mutating func hasPacket(_ index: Int) -> Bool {
    let daemon = daemons + index
    let ring = ring(of: index)
    // By the time, and not by the event: packets come before everything else of their instant.
    while daemon.pointee.inbox < ring.pointee.transmissions.end,
      ring.pointee.transmissions[daemon.pointee.inbox].arrivesAt <= now
    {
      let item = ring.pointee.transmissions[daemon.pointee.inbox]
      if item.sender != index, item.unreached & bit(of: index) == 0 {
        guard isLost(at: index) else { return true }
        journal?.noteRing(.lost, at: now, daemon: index, number: item.packet)
      }
      daemon.pointee.inbox += 1
    }
    return false
  }

  private mutating func isLost(at index: Int) -> Bool {
    loss > 0 && daemons[index].lossStream.unit() < loss
  }

  /// A packet is received, for the first time or again.
  mutating func finishPacket(at index: Int) {
    let daemon = daemons + index
    let ring = ring(of: index)
    let number = ring.pointee.transmissions[daemon.pointee.inbox].packet
    daemon.pointee.inbox += 1
    guard number >= ring.pointee.packets.first, ring.pointee.packets[number].receivers & bit(of: index) == 0
    else { return }
    journal?.noteRing(.received, at: now, daemon: index, number: number)
    ring.pointee.packets[number].receivers |= bit(of: index)
    extendAru(of: index)
    if number > daemon.pointee.aru { overtake(with: number, at: index) }
  }

  /// Lets a reliable packet be delivered although it is not its turn.
  mutating func overtake(with number: Int, at index: Int) {
    let ring = ring(of: index)
    guard ring.pointee.packets[number].service == .reliable, !ring.pointee.packets[number].isPart,
      isStuck(number, at: index)
    else { return }
    ring.pointee.packets[number].early |= bit(of: index)
    daemons[index].early.append(number)
  }

  /// Whether something before a packet is missing, or waits to be safe.
  private func isStuck(_ number: Int, at index: Int) -> Bool {
    let daemon = daemons + index
    guard number <= daemon.pointee.aru else { return true }
    guard daemon.pointee.nextPacket < number else { return false }
    let ring = ring(of: index)
    return (daemon.pointee.nextPacket..<number).contains {
      ring.pointee.packets[$0].service == .safe && $0 > daemon.pointee.safeAru
    }
  }

  /// Counts on what has arrived without a gap.
  mutating func extendAru(of index: Int) {
    let daemon = daemons + index
    let ring = ring(of: index)
    while daemon.pointee.aru < ring.pointee.packets.last,
      ring.pointee.packets[daemon.pointee.aru + 1].receivers & bit(of: index) != 0
    {
      daemon.pointee.aru += 1
    }
  }

  // MARK: Delivery

  /// The place in the ring's order of the next message that the daemon may deliver.
  mutating func nextDeliverable(at index: Int) -> Int? {
    let daemon = daemons + index
    let ring = ring(of: index)
    while daemon.pointee.nextPacket <= daemon.pointee.aru {
      let packet = ring.pointee.packets[daemon.pointee.nextPacket]
      if packet.early & bit(of: index) == 0, daemon.pointee.nextMessage < packet.messageCount {
        guard packet.service != .safe || daemon.pointee.nextPacket <= daemon.pointee.safeAru else {
          return nil
        }
        return packet.firstMessage + daemon.pointee.nextMessage
      }
      daemon.pointee.nextPacket += 1
      daemon.pointee.nextMessage = 0
    }
    return nil
  }

  /// CPU time of the copies of a message for the sessions of a daemon as they are now, ns.
  func deliveryCost(of entry: LogEntry, at home: Int) -> Int64 {
    let costs = run.daemon
    guard hasDeliveryCosts else { return 0 }
    let direct = costs.deliver.nanoseconds
    let queued = costs.enqueue?.nanoseconds ?? direct
    let fragments = fragmentCost(of: Int(entry.sizeBytes))
    var total: Int64 = 0
    for place in localStart[home]..<localStart[home + 1] {
      let member = Int(locals[place])
      guard sessions[member].isOpen, isAddressed(entry, to: member) else { continue }
      total += (sessions[member].queueCount > 0 ? queued : direct) + fragments
    }
    return total
  }

  /// CPU time of what a message takes beyond its first packet, ns.
  func fragmentCost(of sizeBytes: Int) -> Int64 {
    Int64((sizeBytes - 1) / Packet.bodyBytes) * run.daemon.fragment.nanoseconds
  }

  mutating func finishDelivery(at index: Int) {
    let daemon = daemons + index
    let position =
      ring(of: index).pointee.packets[daemon.pointee.nextPacket].firstMessage + daemon.pointee.nextMessage
    daemon.pointee.nextMessage += 1
    hand(position, toSessionsOf: index)
  }

  mutating func finishEarlyDelivery(at index: Int) {
    let number = daemons[index].early.removeFirst()
    let packet = ring(of: index).pointee.packets[number]
    for message in 0..<packet.messageCount { hand(packet.firstMessage + message, toSessionsOf: index) }
  }

  /// Copies a message of the ring's order into the daemon's log, and delivers it.
  mutating func hand(_ position: Int, toSessionsOf home: Int) {
    hand(ring(of: home).pointee.ordered[position], at: position, toSessionsOf: home)
  }

  /// The same, where it got another number meanwhile.
  mutating func hand(_ entry: LogEntry, at position: Int, toSessionsOf home: Int) {
    let ring = ring(of: home)
    if logs[home].room == 0 { makeLogRoom(home) }
    logs[home].append(entry, rowOf: ring.pointee.ordered, at: position)
    journal?.noteRing(.delivered, at: now, daemon: home, number: position)
    deliver(at: logs[home].end - 1, to: home)
  }

  /// Trims the log of a daemon to what its members still need; doubles it if that is more than half.
  mutating func makeLogRoom(_ home: Int) {
    logs[home].trim(before: oldestNeeded(in: home))
    guard logs[home].count > logs[home].room else { return }
    logs[home].grow()
    if logs[home].bytesWhenGrown / 2 > memoryLimit { stopForMemory() }
  }
}
