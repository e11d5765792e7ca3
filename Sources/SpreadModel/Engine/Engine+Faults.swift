import EventKernel
import FlowControl

/// The faults of a run, each with its stream.
struct FaultState {
  var streams: [RandomStream]
  /// How many slow-downs of each fault are in force.
  var slowdownCount: [Int]
  /// Members that are absent before a fault lets them join.
  var joinsLater: [Bool]

  init(_ run: RunDescription) {
    streams = run.faults.indices.map { RandomStream(run.streamKey(entity: $0, .faults)) }
    slowdownCount = run.faults.map { _ in 0 }
    joinsLater = Array(repeating: false, count: run.members.count)
    for fault in run.faults where fault.kind == .join { joinsLater[fault.member] = true }
  }
}

extension Engine {
  mutating func scheduleFaults() {
    for index in run.faults.indices {
      schedule(.fault, at: run.faults[index].at.nanoseconds, entity: index)
    }
    for index in run.daemonFaults.indices {
      schedule(.daemonFault, at: run.daemonFaults[index].at.nanoseconds, entity: index)
    }
  }

  /// A fault happens.
  mutating func strike(_ index: Int) {
    let fault = run.faults[index]
    if mayStretch, stretches[fault.member].isOn { endStretch(of: fault.member) }
    if let gap = fault.every?.sample(using: &faults.streams[index]).nanoseconds {
      // A random gap may round to nothing; two starts of one fault are still two instants.
      schedule(.fault, at: now + max(1, gap), entity: index)
    }
    switch fault.kind {
    case .pause(let length): pause(fault.member, for: length.sample(using: &faults.streams[index]))
    case .slowdown(_, let length):
      faults.slowdownCount[index] += 1
      setSpeed(of: fault.member)
      if let length = length?.sample(using: &faults.streams[index]) {
        schedule(.slowdownEnd, at: now + length.nanoseconds, entity: index)
      }
    case .crash: crash(fault.member)
    case .leave: leave(fault.member)
    case .join: join(fault.member)
    }
  }

  mutating func endSlowdown(_ index: Int) {
    let member = run.faults[index].member
    if mayStretch, stretches[member].isOn { endStretch(of: member) }
    faults.slowdownCount[index] -= 1
    setSpeed(of: run.faults[index].member)
  }

  /// Services begun from now on take the product of what slows the member down; computed afresh, so that no
  /// rounding outlives a slow-down.
  private mutating func setSpeed(of member: Int) {
    var product = 1.0
    for (index, fault) in run.faults.enumerated() where fault.member == member {
      guard case .slowdown(let factor, _) = fault.kind else { continue }
      for _ in 0..<faults.slowdownCount[index] { product *= factor }
    }
    members[member].speedFactor = product
  }

  /// Nothing is read, processed or sent; the member does not wait in `SP_receive`.
  private mutating func pause(_ index: Int, for length: Interval) {
    guard !members[index].isGone else { return }
    schedule(.pauseEnd, at: now + length.nanoseconds, entity: index)
    members[index].pauseDepth += 1
    members[index].app.hold(at: now)
    members[index].reader.hold(at: now)
    members[index].sender.hold(at: now)
    sessions[index].isWaiting = false
  }

  /// What was in service resumes; otherwise the member's turn follows at once.
  mutating func endPause(of index: Int) {
    members[index].pauseDepth -= 1
    guard !members[index].isPaused, !members[index].isGone else { return }
    // A kicked member's alarms ended with its session, so that its last one lies in the past too.
    for slot in slots(of: index) where slots[slot].alarmOrder == 0 && !hasLostSession(index) {
      if let due = alarm(of: slot), due <= now { soundAlarm(slot) }
    }
    if hasDaemons { resumeWriter(index) }
    if members[index].reader.state == .held {
      resume(.readerService, of: index)
    } else {
      runThreads(of: index)
      if !members[index].reader.isBusy, !members[index].sender.isBusy { resume(.appService, of: index) }
    }
  }

  /// A writer that was stopped inside `SP_multicast` tries again.
  private mutating func resumeWriter(_ index: Int) {
    wakeWriter(index, isResumed: true)
    if isWriterBlocked(index), uplinks[index].isUnbuffered { list(index) }
  }

  /// The process is gone with all that it held; the daemon sees its link break.
  private mutating func crash(_ index: Int) {
    let member = members + index
    guard member.pointee.isPresent, !member.pointee.isGone else { return }
    noteBacklog(of: index)
    noteOutage(of: index)
    let isKnown = sessions[index].isOpen || member.pointee.isJoining
    member.pointee.record.goneAt = now
    member.pointee.app = Service()
    member.pointee.reader = Service()
    member.pointee.sender = Service()
    sessions[index].isOpen = false
    sessions[index].isWaiting = false
    sessions[index].endAbove(now)
    dropUnread(index)
    dropHeld(index)
    if mayReturn(index) { generators[index].loseBacklog() }
    endProcess(of: index, hasCrashed: true)
    updateBlocked(index)
    if isKnown && !member.pointee.isLeaving { submitChange(of: index, isJoin: false) }
  }

  /// It asks to leave: it sends no more, and reads what is ordered before.
  mutating func leave(_ index: Int) {
    returns.stayAway(index)
    guard !members[index].isGone, !members[index].isLeaving,
      sessions[index].isOpen || members[index].isJoining
    else { return }
    noteBacklog(of: index)
    members[index].isLeaving = true
    updateBlocked(index)
    submitChange(of: index, isJoin: false)
  }

  /// It connects and asks to join; the view that adds it is the first message it gets.
  private mutating func join(_ index: Int) {
    guard !members[index].isPresent else { return }
    members[index].isPresent = true
    guard !hasDaemons || daemons[members[index].home].isUp else {
      // Nobody answers: it gives up.
      members[index].isGone = true
      members[index].record.goneAt = now
      return
    }
    startGenerator(of: index)
    members[index].isJoining = true
    submitChange(of: index, isJoin: true)
  }

  // MARK: The methods' alarms

  private func alarm(of slot: Int) -> Int64? {
    slots[slot].hasMethod ? methods[slot].alarm?.nanoseconds : nil
  }

  /// What a method says of its gate and its bound after a notification.
  @inline(__always)
  mutating func refreshGate(of slot: Int) {
    // A method of some hundred bytes is copied for the question, unless the compiler sees how it is answered.
    if slots[slot].column >= 0 { slots[slot].isGateOpen = methods[slot].isOpen }
    slots[slot].isBoundInForce = methods[slot].isBoundInForce
  }

  /// A method was notified of something: its gate, and its next alarm if that changed.
  mutating func noteNotified(_ slot: Int) {
    guard slots[slot].hasMethod else { return }
    refreshGate(of: slot)
    if slots[slot].needs.contains(.alarms) { refreshAlarm(of: slot) }
  }

  /// Schedules the method's next alarm, if it changed.
  private mutating func refreshAlarm(of slot: Int) {
    let part = slots + slot
    let wanted = alarm(of: slot) ?? -1
    guard wanted != part.pointee.alarmAt || part.pointee.alarmOrder == 0 else { return }
    part.pointee.alarmAt = wanted
    part.pointee.alarmOrder = wanted < 0 ? 0 : schedule(.alarm, at: max(now, wanted), entity: slot)
  }

  /// An alarm's instant has come. A paused member misses it.
  mutating func ring(_ slot: Int, order: UInt64) {
    let index = slots[slot].member
    guard slots[slot].alarmOrder == order else { return }
    slots[slot].alarmOrder = 0
    guard !members[index].isGone, !hasLostSession(index), !members[index].isLeaving else { return }
    if members[index].isPaused {
      methods[slot].alarmMissed(at: Instant(nanoseconds: now))
      refreshGate(of: slot)
      if let next = alarm(of: slot), next > now { refreshAlarm(of: slot) }
      return
    }
    soundAlarm(slot)
    if members[index].app.state == .none { wake(index) }
  }

  /// The method hears its alarm now; what it has to say about it waits for the member's next turn.
  private mutating func soundAlarm(_ slot: Int) {
    methods[slot].alarmRang(at: Instant(nanoseconds: now))
    let index = slots[slot].member
    if !slots[slot].isAlarmDue { members[index].dueAlarmCount += 1 }
    slots[slot].isAlarmDue = true
    noteNotified(slot, of: index)
  }

  /// The member gets to the alarm of one of its groups.
  mutating func ringNow(_ index: Int) {
    guard let slot = slots(of: index).first(where: { slots[$0].isAlarmDue }) else { return }
    slots[slot].isAlarmDue = false
    members[index].dueAlarmCount -= 1
    guard !members[index].isCutOff else { return }
    if let answer = methods[slot].answerAlarm(at: Instant(nanoseconds: now)) {
      members[index].outbox = Outgoing(message: answer, slot: slot)
    }
    noteNotified(slot, of: index)
  }
}
