import EventKernel
import FlowControl

/// Faults of daemons: who can reach whom changes, and rings break.
///
/// A ring is broken as soon as its daemons are not exactly those that reach each other. Its token is lost: nothing more
/// gets a place in its order. What was sent still arrives where it can, daemons go on serving their clients, and read
/// from them up to the water mark. When the stall is over, ``formRing(order:)`` follows.
extension Engine {
  @inline(__always)
  func ring(of daemon: Int) -> UnsafeMutablePointer<RingState> { rings + places[daemon].ring }

  func rings(inUse isUsed: [Bool]) -> [UnsafeMutablePointer<RingState>] {
    isUsed.indices.filter { isUsed[$0] }.map { rings + $0 }
  }

  mutating func strikeDaemons(_ index: Int) {
    let fault = run.daemonFaults[index]
    switch fault.kind {
    case .partition(let lists): network.split(lists, by: index)
    case .merge: network.join()
    case .crash(let daemon):
      guard daemons[daemon].isUp else { return }
      crashDaemon(daemon)
    }
    if let length = fault.length { schedule(.daemonFaultEnd, at: now + length.nanoseconds, entity: index) }
    reconfigure()
  }

  /// A partition is over, unless another one has taken its place; a daemon is back.
  mutating func endDaemonFault(_ index: Int) {
    switch run.daemonFaults[index].kind {
    case .partition:
      guard network.partition == index else { return }
      network.join()
    case .crash(let daemon): daemons[daemon].isUp = true
    case .merge: return
    }
    reconfigure()
  }

  /// Breaks the rings that are not what can be reached any more, and lets the others be formed. What is under way to be
  /// formed of the same daemons goes on.
  private mutating func reconfigure() {
    record.daemonsChanged = true
    noteBacklogs()
    for ring in rings(inUse: isRingUsed) {
      ring.pointee.transmissions.cut(at: now) { network.outOfReach(of: $0.sender) }
    }
    var wanted: [Formation] = []
    for component in network.components(of: (0..<logCount).filter { daemons[$0].isUp }) {
      let ring = ring(of: component[0])
      if !ring.pointee.isBroken, ring.pointee.daemons == component { continue }
      if let begun = formations.first(where: { $0.daemons == component }) {
        wanted.append(begun)
        continue
      }
      for daemon in component { breakRing(places[daemon].ring) }
      let end = now + (run.ring.token?.membershipStall.nanoseconds ?? 0)
      wanted.append(
        Formation(daemons: component, order: schedule(.formation, at: end, entity: component[0])))
    }
    formations = wanted
    countAccepted()
  }

  private mutating func breakRing(_ number: Int) {
    let ring = rings + number
    guard !ring.pointee.isBroken else { return }
    ring.pointee.isBroken = true
    ring.pointee.tokenOrder = 0
    ring.pointee.token.isHeld = false
    for daemon in ring.pointee.daemons {
      daemons[daemon].hasToken = false
      if daemons[daemon].isUp { journal?.noteRing(.broken, at: now, daemon: daemon) }
    }
  }

  // MARK: What is expected where

  /// Backlogs are noted before what is expected changes.
  mutating func noteBacklogs() {
    for index in 0..<memberCount { noteBacklog(of: index) }
  }

  /// For daemons of one ring that reach each other: what the ring has in its order, and what waits at them.
  mutating func countAccepted() {
    for daemon in 0..<logCount {
      let side = (0..<daemon).first {
        places[$0].ring == places[daemon].ring && network.connects($0, daemon) && daemons[$0].isUp
      }
      places[daemon].side = side ?? daemon
      for group in 0..<groups.count {
        accepted[daemon * groups.count + group] =
          side == nil ? ring(of: daemon).pointee.ledger.position[group] : 0
        accepted[places[daemon].side * groups.count + group] += waitingData(at: daemon, of: group)
      }
    }
  }

  /// Data messages of a group that a daemon has read, or will read, and that have no place in the order.
  func waitingData(at home: Int, of group: Int) -> Int64 {
    var count = dataCount(daemons[home].down, of: group)
    for place in localStart[home]..<localStart[home + 1] {
      count += dataCount(uplinks[Int(locals[place])].queue, of: group)
    }
    return count
  }

  /// The same, of all groups.
  func waitingData(at home: Int) -> Int64 {
    (0..<groups.count).reduce(0) { $0 + waitingData(at: home, of: $1) }
  }

  private func dataCount(_ queue: borrowing MessageLog, of group: Int) -> Int64 {
    var count: Int64 = 0
    for position in queue.start..<queue.end
    where queue[position].kind == .data && Int(queue[position].group) == group {
      count += 1
    }
    return count
  }

  // MARK: The crash of a daemon

  /// What it had numbered and not sent, what waited at it, and its session queues are lost.
  private mutating func crashDaemon(_ index: Int) {
    noteBacklogs()
    journal?.noteRing(.crashed, at: now, daemon: index)
    let ring = ring(of: index)
    let hop = ring.pointee.hop
    ring.pointee.transmissions.cut(at: now) { [now] in
      $0.sender == index && $0.arrivesAt - hop >= now ? .max : 0
    }
    record.lostWithDaemons += waitingData(at: index)
    daemons[index].stop()
    breakRing(places[index].ring)
    for place in localStart[index]..<localStart[index + 1] { loseDaemon(of: Int(locals[place])) }
    leaveRing([index])
    enterNewRing(
      [index], GroupLedger(slotCount: slotCount, groupCount: groups.count), isBroken: true)
  }

  /// A member's daemon is gone, with its session queue. What its socket holds it can still read; then, or when it
  /// sends, it sees the error, as after a kick.
  private mutating func loseDaemon(of index: Int) {
    let member = members + index
    uplinks[index].queue.trim(before: uplinks[index].queue.end)
    uplinks[index].isListed = false
    var lost: Int64 = 0
    forEachQueued(index) { if $0.kind.carriesData { lost += 1 } }
    member.pointee.record.lostUnread += lost
    sessions[index].endAbove(now)
    sessions[index].queueCount = 0
    sessions[index].queueBytes = 0
    sessions[index].isOpen = false
    sessions[index].isWaiting = false
    guard member.pointee.isPresent, !member.pointee.isGone, !hasLostSession(index) else { return }
    member.pointee.isJoining = false
    member.pointee.isKicked = true
    noteOutage(of: index)
    member.pointee.record.goneAt = now
    wake(index)
  }
}

extension DaemonState {
  /// It is gone with all that it held.
  fileprivate mutating func stop() {
    isUp = false
    work = .none
    debt = 0
    down.trim(before: down.end)
    while clients.popFirst() != nil {}
  }
}
