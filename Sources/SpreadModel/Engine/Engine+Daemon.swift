import EventKernel
import FlowControl

/// A daemon's CPU: one piece of work after the other. What is there to be delivered comes first, then packets, then
/// the token, then the clients, one message each in turn.
extension Engine {
  /// Lets an idle daemon look for work at this instant.
  mutating func wakeDaemon(_ index: Int) {
    let daemon = daemons + index
    guard !daemon.pointee.isAwake else { return }
    daemon.pointee.isAwake = true
    schedule(.daemon, at: now, entity: index)
  }

  /// The end of a piece of work, or the begin of the first one.
  mutating func runDaemon(_ index: Int) {
    let daemon = daemons + index
    if daemon.pointee.work != .none { finishWork(of: index) }
    while failure == nil, let cost = beginWork(of: index) {
      let total = cost + daemon.pointee.debt
      daemon.pointee.debt = 0
      if total > 0 {
        schedule(.daemon, at: now + total, entity: index)
        return
      }
      countEntry()
      finishWork(of: index)
    }
    daemon.pointee.isAwake = false
  }

  /// Takes up the next piece of work; its cost in ns, `nil` when there is nothing to do.
  private mutating func beginWork(of index: Int) -> Int64? {
    let daemon = daemons + index
    let ring = ring(of: index)
    let costs = run.daemon
    guard daemon.pointee.isUp else { return nil }
    if let early = daemon.pointee.early.first {
      daemon.pointee.work = .earlyDelivery
      let packet = ring.pointee.packets[early]
      return (0..<packet.messageCount).reduce(0) {
        $0 + deliveryCost(of: ring.pointee.ordered[packet.firstMessage + $1], at: index)
      }
    }
    if let position = nextDeliverable(at: index) {
      daemon.pointee.work = .delivery
      return deliveryCost(of: ring.pointee.ordered[position], at: index)
    }
    if hasPacket(index) {
      daemon.pointee.work = .packet
      return costs.packet.nanoseconds
    }
    if daemon.pointee.hasToken, ring.pointee.daemonCount > 1 || daemon.pointee.downCount > 0 {
      daemon.pointee.work = .visit
      return beginVisit(of: index)
    }
    if daemon.pointee.downCount < costs.waterMark, takeFromClient(index) {
      daemon.pointee.work = .ingest
      let size = Int(daemon.pointee.down[daemon.pointee.down.end - 1].sizeBytes)
      return costs.ingest.nanoseconds + fragmentCost(of: size)
    }
    return nil
  }

  mutating func finishWork(of index: Int) {
    let daemon = daemons + index
    let work = daemon.pointee.work
    daemon.pointee.work = .none
    switch work {
    case .none: break
    case .delivery: finishDelivery(at: index)
    case .earlyDelivery: finishEarlyDelivery(at: index)
    case .packet: finishPacket(at: index)
    case .visit: finishVisit(of: index)
    case .ingest: noteDownQueue(of: index)
    }
  }

  // MARK: Clients

  /// Puts a client that has something to read into the daemon's list.
  mutating func list(_ client: Int) {
    guard !uplinks[client].isListed else { return }
    uplinks[client].isListed = true
    daemons[members[client].home].clients.append(client)
    wakeDaemon(members[client].home)
  }

  /// Begins to read one message of the next client that has one; its place in the socket is free at once.
  private mutating func takeFromClient(_ index: Int) -> Bool {
    while let client = daemons[index].clients.popFirst() {
      uplinks[client].isListed = false
      if uplinks[client].queue.count == 0 { takeFromHands(of: client) }
      guard uplinks[client].queue.count > 0 else { continue }
      let position = uplinks[client].queue.start
      let entry = uplinks[client].queue[position]
      if entry.kind == .view {
        appendChange(of: client, isJoin: entry.noteKind == 1, entry.service)
      } else {
        if !daemons[index].down.makeRoom(withinBytes: memoryLimit) { stopForMemory() }
        daemons[index].down.append(entry, rowOf: uplinks[client].queue, at: position)
      }
      uplinks[client].queue.trim(before: position + 1)
      uplinks[client].leave(Int(entry.sizeBytes))
      wakeWriter(client)
      if uplinks[client].queue.count > 0 || (uplinks[client].isUnbuffered && isWriterBlocked(client)) {
        list(client)
      }
      return true
    }
    return false
  }

  /// A socket without a buffer: the daemon reads what a blocked `SP_multicast` holds.
  private mutating func takeFromHands(of client: Int) {
    uplinks[client].isHandedOver = true
    wakeWriter(client)
    uplinks[client].isHandedOver = false
  }

  /// One message more waits for the token. The first one into an empty queue hurries a token that may be held.
  mutating func noteDownQueue(of index: Int) {
    let count = daemons[index].downCount
    daemons[index].downMax = max(daemons[index].downMax, count)
    if count == 1 { hurry(from: index) }
  }
}
