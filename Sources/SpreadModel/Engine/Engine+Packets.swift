import EventKernel
import FlowControl

/// Packets between daemons: sent, lost, received, and delivered to the sessions.
extension Engine {
  /// One packet to all other daemons, over the sender's link.
  mutating func transmit(_ number: Int, from index: Int, at ready: Int64) {
    guard ring.daemonCount > 1 else { return }
    let daemon = daemons + index
    var departure = max(ready, daemon.pointee.linkFreeAt)
    if let bandwidth = ring.description.bandwidth {
      let bytes = ring.packets[number].usedBytes + Packet.headerBytes
      departure += bandwidth.duration(ofBytes: bytes).nanoseconds
    }
    daemon.pointee.linkFreeAt = departure
    if ring.transmissions.isFull {
      let oldest = (0..<ring.daemonCount).reduce(ring.transmissions.arrived) { min($0, daemons[$1].inbox) }
      ring.transmissions.trim(before: oldest)
      if ring.transmissions.isFull { ring.transmissions.grow() }
    }
    ring.transmissions.append(
      Transmission(packet: number, sender: index, arrivesAt: departure + ring.hop))
    journal?.noteRing(.sent, at: departure, daemon: index, number: number)
    scheduleArrival()
  }

  private mutating func scheduleArrival() {
    guard !ring.isArrivalScheduled, ring.transmissions.arrived < ring.transmissions.end else { return }
    ring.isArrivalScheduled = true
    schedule(.transmission, at: ring.transmissions[ring.transmissions.arrived].arrivesAt, entity: 0)
  }

  /// A packet is at every daemon but its sender.
  mutating func transmissionArrives() {
    ring.isArrivalScheduled = false
    while ring.transmissions.arrived < ring.transmissions.end,
      ring.transmissions[ring.transmissions.arrived].arrivesAt <= now
    {
      ring.transmissions.arrived += 1
    }
    scheduleArrival()
    for index in 0..<ring.daemonCount { wakeDaemon(index) }
  }

  /// Whether a packet waits to be received, once those are passed over that were lost on the way.
  mutating func hasPacket(_ index: Int) -> Bool {
    let daemon = daemons + index
    // By the time, and not by the event: packets come before everything else of their instant.
    while daemon.pointee.inbox < ring.transmissions.end,
      ring.transmissions[daemon.pointee.inbox].arrivesAt <= now
    {
      let item = ring.transmissions[daemon.pointee.inbox]
      if item.sender != index {
        guard isLost(at: index) else { return true }
        journal?.noteRing(.lost, at: now, daemon: index, number: item.packet)
      }
      daemon.pointee.inbox += 1
    }
    return false
  }

  private mutating func isLost(at index: Int) -> Bool {
    ring.description.loss > 0 && daemons[index].lossStream.unit() < ring.description.loss
  }

  /// A packet is received, for the first time or again.
  mutating func finishPacket(at index: Int) {
    let daemon = daemons + index
    let number = ring.transmissions[daemon.pointee.inbox].packet
    daemon.pointee.inbox += 1
    guard number >= ring.packets.first, ring.packets[number].receivers & bit(of: index) == 0 else { return }
    journal?.noteRing(.received, at: now, daemon: index, number: number)
    ring.packets[number].receivers |= bit(of: index)
    extendAru(of: index)
    if number > daemon.pointee.aru { overtake(with: number, at: index) }
  }

  /// Lets a reliable packet be delivered although it is not its turn.
  mutating func overtake(with number: Int, at index: Int) {
    guard ring.packets[number].service == .reliable, !ring.packets[number].isPart, isStuck(number, at: index)
    else { return }
    ring.packets[number].early |= bit(of: index)
    daemons[index].early.append(number)
  }

  /// Whether something before a packet is missing, or waits to be safe.
  private func isStuck(_ number: Int, at index: Int) -> Bool {
    let daemon = daemons + index
    guard number <= daemon.pointee.aru else { return true }
    guard daemon.pointee.nextPacket < number else { return false }
    return (daemon.pointee.nextPacket..<number).contains {
      ring.packets[$0].service == .safe && $0 > daemon.pointee.safeAru
    }
  }

  /// Counts on what has arrived without a gap.
  mutating func extendAru(of index: Int) {
    let daemon = daemons + index
    while daemon.pointee.aru < ring.packets.last,
      ring.packets[daemon.pointee.aru + 1].receivers & bit(of: index) != 0
    {
      daemon.pointee.aru += 1
    }
  }

  // MARK: Delivery

  /// The place in the ring's order of the next message that the daemon may deliver.
  mutating func nextDeliverable(at index: Int) -> Int? {
    let daemon = daemons + index
    while daemon.pointee.nextPacket <= daemon.pointee.aru {
      let packet = ring.packets[daemon.pointee.nextPacket]
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
    let position = ring.packets[daemon.pointee.nextPacket].firstMessage + daemon.pointee.nextMessage
    daemon.pointee.nextMessage += 1
    hand(position, toSessionsOf: index)
  }

  mutating func finishEarlyDelivery(at index: Int) {
    let number = daemons[index].early.removeFirst()
    let packet = ring.packets[number]
    for message in 0..<packet.messageCount { hand(packet.firstMessage + message, toSessionsOf: index) }
  }

  /// Copies a message of the ring's order into the daemon's log, and delivers it.
  private mutating func hand(_ position: Int, toSessionsOf home: Int) {
    if logs[home].room == 0 { makeLogRoom(home) }
    let entry = ring.ordered[position]
    logs[home].append(entry, rowOf: ring.ordered, at: position)
    journal?.noteRing(.delivered, at: now, daemon: home, number: position)
    deliver(at: logs[home].end - 1, to: home)
  }

  /// Trims the log of a daemon to what its members still need; doubles it if that is more than half.
  private mutating func makeLogRoom(_ home: Int) {
    logs[home].trim(before: oldestNeeded(in: home))
    guard logs[home].count > logs[home].room else { return }
    logs[home].grow()
    if logs[home].bytesWhenGrown / 2 > memoryLimit { stopForMemory() }
  }
}
