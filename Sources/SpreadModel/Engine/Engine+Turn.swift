import EventKernel
import FlowControl

/// A member's turn: what its application does from the end of one service to the begin of the next.
///
/// Without a receiver thread the application reads too: it reads one message, processes it, sends what its
/// method allows, and reads the next. Control messages go out before anything else. A turn goes on, work of no
/// duration included, until the member waits, blocks or is busy for a positive time.
extension Engine {
  /// A member woken by a delivery, an alarm or its generator.
  mutating func act(_ index: Int) {
    members[index].isWoken = false
    runThreads(of: index)
  }

  /// Lets the reader, then the application do what they can now.
  @inline(never)
  mutating func runThreads(of index: Int) {
    let member = members + index
    guard !member.pointee.isPaused, !member.pointee.isGone else { return }
    if mayStretch, stretches[index].isOn { endStretch(of: index) }
    if member.pointee.hasThread {
      runReader(of: index)
      guard !member.pointee.reader.isBusy else { return }
      if member.pointee.hasSendThread {
        runSender(of: index)
        guard !member.pointee.sender.isBusy else { return }
      }
      resume(.appService, of: index)
    }
    // A writer whose session was closed meanwhile finds out.
    if hasDaemons, member.pointee.isKicked || member.pointee.isCutOff { wakeWriter(index) }
    if member.pointee.app.state == .none { runApp(of: index) }
  }

  /// The application's loop.
  private mutating func runApp(of index: Int) {
    let member = members + index
    // Whatever it does now, it does not wait in SP_receive meanwhile.
    if !member.pointee.hasThread { sessions[index].isWaiting = false }
    while failure == nil, member.pointee.app.state == .none, !member.pointee.isGone {
      if member.pointee.hasThread, readerCanRun(index) {
        runReader(of: index)
        if member.pointee.reader.isBusy { return }
      }
      if member.pointee.hasSendThread {
        runSender(of: index)
        if member.pointee.sender.isBusy { return }
      }
      guard let phase = nextPhase(of: index) else { return }
      member.pointee.app.phase = phase
      // The usual case at once.
      if phase == .receive, member.pointee.receivesInNoTime {
        countEntry()
        finishReading(index)
        continue
      }
      let cost = cost(of: phase, at: member.pointee.handPosition, for: index)
      if cost > 0 {
        if mayStretch, phase == .process, canStretch(index) {
          beginStretch(of: index, busyFor: cost)
        } else {
          begin(.appService, of: index, for: cost)
        }
        return
      }
      countEntry()
      complete(phase, of: index)
    }
  }

  /// What the application does next; `nil` when it has to wait.
  private mutating func nextPhase(of index: Int) -> Phase? {
    let member = members + index
    // A member that asked to leave has nothing more to tell, one that has seen the error cannot.
    if member.pointee.isLeaving || member.pointee.isCutOff { member.pointee.outbox = nil }
    if member.pointee.outbox != nil { return .sendControl }
    if member.pointee.recovers, mayAsk(index) { return .sendRequest }
    if hasExclusion, owesExclusion(index) { return .sendControl }
    if member.pointee.hand == .read { return .process }
    // Before a message that was handed over at this instant: alarms come before deliveries.
    while member.pointee.dueAlarmCount > 0 {
      ringNow(index)
      if member.pointee.outbox != nil { return .sendControl }
    }
    if member.pointee.hand == .unread { return .receive }
    let hasNext = hasNextToProcess(index)
    if member.pointee.servedCount > 0, mayResend(index, hasNext: hasNext) { return .resend }
    if !member.pointee.hasSendThread, maySend(index, hasNext: hasNext) { return .sendData }
    guard hasNext else {
      rest(index)
      return nil
    }
    if member.pointee.hasThread || member.pointee.recovers && hasKept(index) {
      member.pointee.burst = 0
      takeFromBuffer(index)
      return .process
    }
    member.pointee.handPosition = takeNext(index)
    member.pointee.hand = .unread
    return .receive
  }

  private func hasNextToProcess(_ index: Int) -> Bool {
    if members[index].recovers, hasKept(index) { return true }
    return members[index].hasThread
      ? members[index].bufferedCount > 0 && !members[index].isRecovering : canRead(index)
  }

  /// Whether the next data message may be sent now: one waits, the gate is open, and the burst is not used up while
  /// there is something to read. A kicked member that tries finds out.
  private mutating func maySend(_ index: Int, hasNext: Bool) -> Bool {
    let member = members + index
    guard member.pointee.sends, generators[index].readyCount > 0, !member.pointee.isCutOff,
      !member.pointee.isLeaving,
      member.pointee.burst < member.pointee.burstLimit || !hasNext
    else { return false }
    return isGateOpen(index)
  }

  /// The method's gate; closed for a joiner that has not read its view.
  @inline(__always)
  func isGateOpen(_ index: Int) -> Bool {
    slots[sendSlot(of: index)].isGateOpen
  }

  /// Nothing to do: a member that still has a session waits in `SP_receive`, one that lost it is gone.
  private mutating func rest(_ index: Int) {
    let member = members + index
    guard sessions[index].isOpen || sessions[index].unreadCount > 0 else {
      if hasLostSession(index), member.pointee.reader.state == .none, member.pointee.readerHand == .empty {
        endProcess(of: index)
        updateBlocked(index)
      }
      return
    }
    if !member.pointee.hasThread {
      sessions[index].isWaiting = true
      if mayStretch, canStretch(index) { beginStretch(of: index, busyFor: nil) }
    } else if member.pointee.reader.state == .none, member.pointee.readerHand == .empty {
      // A reader that stopped at a full buffer, which was emptied in no time, waits again.
      sessions[index].isWaiting = sessions[index].isOpen
    }
  }

  /// Whether the member had a session, or hoped for one, and has none any more.
  func hasLostSession(_ index: Int) -> Bool {
    members[index].isKicked || members[index].isCutOff || members[index].record.leftAt >= 0
  }

  // MARK: Services

  /// - Parameter position: the message that is read.
  mutating func cost(of phase: Phase, at position: Int, for index: Int) -> Int64 {
    let member = members + index
    let cost: Interval
    switch phase {
    case .receive where message(position, of: index).kind == .data:
      cost = costs[index].receive.sample(using: &member.pointee.receiveStream)
    case .receive: cost = costs[index].receive.sample(using: &member.pointee.controlStream)
    case .process where isPacked: cost = unpackCost(of: position, for: index)
    case .process: cost = processCost(at: position, for: index)
    case .sendData: cost = costs[index].send.sample(using: &member.pointee.sendStream)
    case .sendControl, .sendRequest, .resend:
      cost = costs[index].send.sample(using: &member.pointee.controlStream)
    }
    let time =
      member.pointee.speedFactor == 1
      ? cost.nanoseconds : cost.scaled(by: member.pointee.speedFactor).nanoseconds
    guard phase == .process, member.pointee.catchUp > 0 else { return time }
    member.pointee.processedUntil = max(now - member.pointee.catchUp, member.pointee.processedUntil) + time
    return max(0, member.pointee.processedUntil - now)
  }

  /// Starts a service of a thread. The reader takes the CPU from the others, the sender from the application.
  mutating func begin(_ kind: EventKind, of index: Int, for cost: Int64) {
    let order = schedule(kind, at: now + cost, entity: index)
    let member = members + index
    if mayStretch {
      stretches[index].lineage = lineage(ofServiceBegunNow: cost, by: index, order: order)
      stretches[index].hasTimelyEntry = true
    }
    switch kind {
    case .readerService:
      member.pointee.app.hold(at: now)
      member.pointee.sender.hold(at: now)
      member.pointee.reader.run(until: now + cost, order: order)
    case .senderService:
      member.pointee.app.hold(at: now)
      member.pointee.sender.run(until: now + cost, order: order)
    default: member.pointee.app.run(until: now + cost, order: order)
    }
  }

  /// Goes on with a held service.
  mutating func resume(_ kind: EventKind, of index: Int) {
    let member = members + index
    let service: Service
    switch kind {
    case .readerService: service = member.pointee.reader
    case .senderService: service = member.pointee.sender
    default: service = member.pointee.app
    }
    guard service.state == .held else { return }
    begin(kind, of: index, for: service.remaining)
  }

  mutating func endAppService(of index: Int, order: UInt64) {
    guard members[index].app.order == order, members[index].app.state == .running else { return }
    members[index].app.state = .none
    if mayStretch {
      ending = MessageTimes.Origin(
        lineage: stretches[index].lineage, eventClass: currentClass, position: members[index].handPosition)
    }
    complete(members[index].app.phase, of: index)
    runThreads(of: index)
  }

  // MARK: The send thread

  /// Goes on sending until gate, generator, burst or daemon stops it.
  private mutating func runSender(of index: Int) {
    let member = members + index
    resume(.senderService, of: index)
    while failure == nil, member.pointee.sender.state == .none, !member.pointee.isGone,
      maySend(index, hasNext: member.pointee.bufferedCount > 0)
    {
      member.pointee.sender.phase = .sendData
      let cost = cost(of: .sendData, at: 0, for: index)
      if cost > 0 {
        begin(.senderService, of: index, for: cost)
        return
      }
      countEntry()
      completeSend(of: index)
    }
  }

  mutating func endSenderService(of index: Int, order: UInt64) {
    guard members[index].sender.order == order, members[index].sender.state == .running else { return }
    members[index].sender.state = .none
    completeSend(of: index)
    runThreads(of: index)
  }

  mutating func completeSend(of index: Int) {
    if hasToWait(.sendData, from: index) { block(.senderService, of: index) } else { acceptData(from: index) }
  }

  /// What a service of the application brings about when it ends.
  mutating func complete(_ phase: Phase, of index: Int) {
    switch phase {
    case .receive: finishReading(index)
    case .process: finishProcessing(index)
    case .sendData where hasToWait(phase, from: index), .sendControl where hasToWait(phase, from: index),
      .sendRequest where hasToWait(phase, from: index), .resend where hasToWait(phase, from: index):
      block(.appService, of: index)
    case .sendData: acceptData(from: index)
    case .sendControl:
      guard let message = members[index].outbox else { return }
      members[index].outbox = nil
      acceptControl(message, from: index)
    case .sendRequest: acceptRequest(from: index)
    case .resend: acceptResend(from: index)
    }
  }
}
