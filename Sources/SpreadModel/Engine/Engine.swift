import EventKernel
import FlowControl

/// One run: a group of members under one method on one ring.
///
/// ```
///  generator ─► backlog ─► gate ─► order: sequencer, or uplink ─► daemon ─► token ─► packets ─► daemons
///                           ▲                                                                    │
///                         method ◄── processed ◄── read ◄── per session: kick test, socket, queue ◄── log
/// ```
///
/// Generic over the method, so that a run pays for no indirection; the catalogue chooses the method once a run.
/// All state is in plain memory that the engine owns. Nothing is allocated per message or per event.
///
/// Order of execution is (time, class, order of scheduling); see ``EventClass``. The files beside this one hold
/// one part of a message's way each.
struct Engine<Method: FlowControl>: ~Copyable {
  /// Keeps the engine in its place. A value that could be held in registers would be copied to the stack, all 1.3 KB,
  /// for every call of a method that does not change it; one with an existential in it is passed by its address.
  private let anchor: any Sendable = ()
  let run: RunDescription
  let groups: Groups
  /// Then a slot is a member, and every message is addressed to every session that is open.
  let hasOneGroup: Bool
  /// One a group.
  let settings: [Method.Settings]
  let modifiers: Modifiers
  /// Whether applications pack their messages.
  let isPacked: Bool
  /// Whether members may be given up; only in a run with one group.
  let hasExclusion: Bool
  let memberCount: Int
  let slotCount: Int
  let members: UnsafeMutablePointer<MemberState>
  let sessions: UnsafeMutablePointer<Session>
  let slots: UnsafeMutablePointer<Slot>
  /// One a slot, initialised where `hasMethod` says so.
  let methods: UnsafeMutablePointer<Method>
  /// One a member where ``hasExclusion`` says so, else none.
  let exclusions: UnsafeMutablePointer<Exclusion>
  let generators: UnsafeMutablePointer<Generator>
  let costs: UnsafeMutablePointer<Costs>
  let maxSessionMessages: Int
  let socket: SocketCapacity
  let drainClocks: UnsafeMutablePointer<DrainClock>
  /// Whether daemons look at their session queues by a clock, and not when a member reads.
  let drainPeriod: Int64?
  /// The clock by which they look besides; ns.
  let clockPeriod: Int64?
  /// Ideal, and not asked, where the run has a token ring.
  let sequencer: Sequencer
  /// A queue longer than this counts as close to its limit: 75 %.
  let alertThreshold: Int
  let memoryLimit: Int64
  let endTime: Int64
  let warmupTime: Int64

  var events: FutureEventList
  /// What sessions read from: one log for all of a sequencer, one a daemon in a token ring.
  let logs: UnsafeMutablePointer<MessageLog>
  let logCount: Int
  /// Entries that one entry of the event list may still append to the log after the run was stopped, with room to spare: a
  /// KILL a member, and what the member in its turn was about to send.
  let reserve: Int
  /// The members of each log, in member order: those of log h are at `localStart[h]..<localStart[h + 1]`.
  let locals: UnsafeMutablePointer<Int32>
  let localStart: UnsafeMutablePointer<Int>
  /// Rows of the method's numbers that ride with a message.
  let rowWidth: Int
  /// The present instant, ns.
  var now: Int64 = 0
  /// The next order of scheduling.
  var nextOrder: UInt64 = 1
  var entriesAtInstant = 0

  // The sequencer.
  var sequencerFreeAt: Int64 = 0
  var sequencerStream: RandomStream
  var isDeliveryScheduled = false

  /// When the messages of packs were generated; empty where nothing is packed.
  var packTimes = PackTimes()

  // The token ring; with a sequencer there are none of these.
  let hasDaemons: Bool
  /// Whether handing a copy to a session takes a daemon time.
  let hasDeliveryCosts: Bool
  let daemons: UnsafeMutablePointer<DaemonState>
  let uplinks: UnsafeMutablePointer<Uplink>
  /// Initialised where ``socket`` says so.
  let unixSockets: UnsafeMutablePointer<UnixSocket>
  let tcpSockets: UnsafeMutablePointer<TCPSocket>
  let loss: Double
  /// Initialised where `isRingUsed` says so; never more of them than daemons, each of which is in one. With a
  /// sequencer there is one for the group that it has.
  let rings: UnsafeMutablePointer<RingState>
  var isRingUsed: [Bool]
  /// Where the daemon of each log stands.
  let places: UnsafeMutablePointer<DaemonPlace>
  /// Who can reach whom, and the rings that will be formed.
  var network: Network
  var formations: [Formation] = []

  let groupStates: UnsafeMutablePointer<GroupState>
  var views: ViewHistory
  /// Data messages that have a place in an order and were counted there.
  var orderedData: Int64 = 0
  var acceptedData: Int64 = 0
  /// Of each side of the network, for each group, the data messages that its order counts and those that wait for it
  /// there.
  let accepted: UnsafeMutablePointer<Int64>

  /// Whether members are computed in stretches; see ``Stretch``. Not where no method lets them.
  private(set) var mayStretch = false
  /// One a member where the description allows stretches, else none.
  let stretchCount: Int
  /// Used where ``mayStretch`` says so, as is all that follows here.
  let stretches: UnsafeMutablePointer<Stretch>
  /// One a stretch, beside them, as every message is compared with all of these.
  let watches: UnsafeMutablePointer<Watch>
  var times: MessageTimes
  /// Members that are not in a stretch; those whose session is closed leave it in their own time.
  var attending: MemberSet
  /// Positions of the log that hold no data, ascending.
  var others: [Int] = []
  /// Of these, those that change the membership: their delivery is an event.
  var changes: [Int] = []
  /// How many of ``others`` the log has forgotten.
  var othersForgotten = 0
  /// Whether a stretch has begun.
  var hasStretched = false
  /// Whether the method of somebody hears later of what others send.
  var isAnybodyToldLater = false
  /// Room for what a method is told of in one go.
  let later: UnsafeMutablePointer<LaterMessage>
  /// The first position whose delivery may find a session full.
  var nextGuard = Int.max
  /// The position and the order of the scheduled delivery; 0 without one.
  var deliveryPosition = 0
  var deliveryOrder: UInt64 = 0
  var isDelivering = false
  /// The class of the event that is executed.
  var currentClass: UInt8 = 0
  /// The service whose end it is, where it is one, and the position that was served.
  var ending = MessageTimes.Origin(eventClass: 0)
  /// Entries of the event list that were executed.
  private(set) var executedCount: Int64 = 0
  /// Entries that stretches made unnecessary, and that are not yet counted.
  var entriesSaved: Int64 = 0
  /// Room for ends of service of one instant.
  var tied: [EventKey] = []

  var faults: FaultState
  var returns: ReturnList
  var record = RunRecord()
  var journal: Journal?
  var recorder: Recorder
  var failure: RunFailure?

  init(
    _ run: RunDescription, groups: Groups, settings: [Method.Settings], modifiers: Modifiers,
    journal: Journal?
  ) {
    precondition(
      modifiers.exclude == nil || groups.count == 1, "members are given up in runs with one group only")
    self.run = run
    self.groups = groups
    hasOneGroup = groups.count == 1
    self.settings = settings
    self.modifiers = modifiers
    isPacked = modifiers.chunk != nil
    hasExclusion = modifiers.exclude != nil
    self.journal = journal ?? (run.recording.keepsEvents ? Journal() : nil)
    recorder = Recorder(run.recording)
    memberCount = run.members.count
    reserve = 2 * memberCount + 16
    let slotList = Self.makeSlots(groups, memberCount: memberCount)
    let groupList = Self.makeGroups(groups, settings, slotList)
    rowWidth = groupList.reduce(0) { max($0, $1.rowWidth) }
    maxSessionMessages = run.session.maxSessionMessages
    socket = SocketCapacity(run.session.socket)
    sequencer = run.ring.sequencer ?? Sequencer()
    alertThreshold = run.session.maxSessionMessages * 3 / 4
    memoryLimit = run.limits.memoryBytes
    endTime = run.duration.nanoseconds
    warmupTime = run.warmup.nanoseconds
    events = FutureEventList(capacity: 4 * memberCount + run.faults.count + 8)

    drainPeriod = run.session.drainPeriod?.nanoseconds
    clockPeriod = drainPeriod ?? (run.session.socket == .unix ? UnixSocket.clockPeriod.nanoseconds : nil)
    hasDaemons = run.ring.token != nil
    hasDeliveryCosts =
      run.daemon.deliver > .zero || run.daemon.fragment > .zero || run.daemon.enqueue ?? .zero > .zero
    logCount = run.ring.token?.daemonCount ?? 1
    loss = run.ring.token?.loss ?? 0
    rings = .allocate(capacity: logCount)
    places = .allocate(capacity: logCount)
    accepted = .allocate(capacity: logCount * groups.count)
    accepted.initialize(repeating: 0, count: logCount * groups.count)
    isRingUsed = (0..<logCount).map { $0 == 0 }
    network = Network(daemonCount: logCount)
    rings.initialize(
      to: RingState(
        run.ring.token ?? TokenRing(), daemons: Array(0..<logCount),
        ledger: GroupLedger(slotCount: slotList.count, groupCount: groups.count), rowWidth: rowWidth))
    sequencerStream = RandomStream(run.streamKey(entity: 0, .ring))
    slotCount = slotList.count
    slots = .allocate(capacity: slotCount)
    slots.initialize(from: slotList, count: slotCount)
    groupStates = .allocate(capacity: groups.count)
    groupStates.initialize(from: groupList, count: groups.count)
    views = ViewHistory(memberCount: memberCount, senderCount: groups.facts.reduce(0) { $0 + $1.senderCount })
    // What tells every step needs each to be taken.
    let stretchCount = journal == nil && Self.allowsStretches(run, modifiers) ? memberCount : 0
    self.stretchCount = stretchCount
    stretches = .allocate(capacity: stretchCount)
    watches = .allocate(capacity: stretchCount)
    watches.initialize(repeating: Watch(), count: stretchCount)
    later = .allocate(capacity: Self.laterCount)
    for index in 0..<stretchCount { (stretches + index).initialize(to: Stretch()) }
    attending = MemberSet(memberCount: memberCount)
    faults = FaultState(run)
    returns = ReturnList(run)
    members = .allocate(capacity: memberCount)
    sessions = .allocate(capacity: memberCount)
    methods = .allocate(capacity: slotCount)
    exclusions = .allocate(capacity: modifiers.exclude == nil ? 0 : slotCount)
    if let rule = modifiers.exclude {
      let view = View.initial(
        isPresent: Array(repeating: false, count: slotCount), senderCount: groups.facts[0].senderCount)
      for slot in 0..<slotCount {
        (exclusions + slot).initialize(to: Exclusion(rule, member: slot, group: groups.facts[0], view: view))
      }
    }
    generators = .allocate(capacity: memberCount)
    costs = .allocate(capacity: memberCount)
    locals = .allocate(capacity: memberCount)
    localStart = .allocate(capacity: logCount + 1)
    logs = .allocate(capacity: logCount)
    daemons = .allocate(capacity: logCount)
    uplinks = .allocate(capacity: memberCount)
    unixSockets = .allocate(capacity: memberCount)
    drainClocks = .allocate(capacity: memberCount)
    drainClocks.initialize(repeating: DrainClock(), count: memberCount)
    tcpSockets = .allocate(capacity: memberCount)
    times = MessageTimes(
      capacity: stretchCount > 0 ? MessageLog.capacity(for: Self.logRoom(clientCount: memberCount)) : 1)
    let lengths = ServiceLengths(run)
    for index in 0..<memberCount {
      attending.insert(index)
      (members + index).initialize(
        to: MemberState(run.members[index], index: index, run: run, lengths: lengths))
      (sessions + index).initialize(to: Session())
      if hasDaemons {
        (uplinks + index).initialize(to: Uplink(run.session.socket, rowWidth: rowWidth))
      }
      if socket.isTCP { (tcpSockets + index).initialize(to: TCPSocket()) }
      if socket.isUnix { (unixSockets + index).initialize(to: UnixSocket()) }
      sessions[index].home = UInt8(members[index].home)
      (costs + index).initialize(to: run.members[index].costs)
      let arrivals = RandomStream(run.streamKey(entity: index, .arrivals))
      (generators + index).initialize(
        to: Generator(run.members[index].workload ?? .none, stream: arrivals, chunk: modifiers.chunk))
    }
    placeSlots()
    placeMembers()
    assembleInitialGroups()
    // Of one that joins later nothing is known yet.
    mayStretch = stretchCount > 0 && (0..<slotCount).contains { !slots[$0].hasMethod || slots[$0].mayGoAlone }
  }

  deinit {
    later.deallocate()
    watches.deallocate()
    for index in 0..<stretchCount { stretches[index].deallocate() }
    stretches.deinitialize(count: stretchCount).deallocate()
    if hasDaemons {
      daemons.deinitialize(count: logCount)
      uplinks.deinitialize(count: memberCount)
    }
    for number in 0..<logCount where isRingUsed[number] { (rings + number).deinitialize(count: 1) }
    rings.deallocate()
    places.deallocate()
    accepted.deallocate()
    daemons.deallocate()
    uplinks.deallocate()
    unixSockets.deallocate()
    drainClocks.deallocate()
    tcpSockets.deallocate()
    logs.deinitialize(count: logCount).deallocate()
    locals.deallocate()
    localStart.deallocate()
    for slot in 0..<slotCount where slots[slot].hasMethod { (methods + slot).deinitialize(count: 1) }
    methods.deallocate()
    slots.deinitialize(count: slotCount).deallocate()
    groupStates.deinitialize(count: groups.count).deallocate()
    exclusions.deinitialize(count: hasExclusion ? slotCount : 0).deallocate()
    generators.deinitialize(count: memberCount).deallocate()
    costs.deinitialize(count: memberCount).deallocate()
    members.deinitialize(count: memberCount).deallocate()
    sessions.deinitialize(count: memberCount).deallocate()
  }

  /// Runs to the end of the duration, or to a limit.
  /// - Parameter isCancelled: asked every 65,536 entries, those that stretches save among them: they take time too.
  mutating func run(isCancelled: () -> Bool) -> Result<RunOutcome, RunFailure> {
    var budget = run.limits.eventCount
    while !events.isEmpty {
      let event = events.popMin()
      guard event.time.nanoseconds <= endTime else { break }
      advance(to: event.time.nanoseconds)
      if mayStretch, isTied(event) {
        executeTied(event)
      } else {
        execute(event)
      }
      if failure != nil { break }
      let block = budget >> 16
      budget -= 1 + entriesSaved
      entriesSaved = 0
      if budget < 0 { return .failure(.tooManyEvents(limit: run.limits.eventCount)) }
      if budget >> 16 != block, isCancelled() { return .failure(.cancelled) }
    }
    if recorder.dueAt <= endTime { record(before: endTime + 1) }
    if let failure { return .failure(failure) }
    now = endTime
    var outcome = outcome()
    outcome.eventCount = run.limits.eventCount - budget + entriesSaved
    return .success(outcome)
  }

  private mutating func advance(to instant: Int64) {
    if instant != now {
      assert(instant > now, "simulated time does not run backwards")
      if instant > recorder.dueAt { record(before: instant) }
      now = instant
      entriesAtInstant = 0
    }
    countEntry()
  }

  /// One more piece of work at this instant; too many end the run.
  @inline(__always)
  mutating func countEntry() {
    entriesAtInstant += 1
    if entriesAtInstant > RunLimits.entriesAtOneInstant {
      failure = .standstill(at: Instant(nanoseconds: now))
    }
  }

  @inline(__always)
  mutating func execute(_ event: EventKey) {
    currentClass = event.eventClass
    executedCount += 1
    // The most frequent one where there are stretches has a way of its own.
    if event.kind == EventKind.stretchEnd.rawValue {
      endServiceAlone(of: event.entity, order: event.order)
    } else {
      executeOther(event)
    }
  }

  @inline(never)
  private mutating func executeOther(_ event: EventKey) {
    let entity = event.entity
    switch EventKind(rawValue: event.kind) {
    case .delivery: if mayStretch { deliverScheduled(order: event.order) } else { deliverNext() }
    case .stretchTake: takeFromRest(entity)
    case .daemon: runDaemon(entity)
    case .token: tokenArrives(at: entity, order: event.order)
    case .hurry: hurryArrives(at: entity)
    case .transmission: transmissionArrives(in: entity, order: event.order)
    case .formation: formRing(order: event.order)
    case .daemonFault: strikeDaemons(entity)
    case .daemonFaultEnd: endDaemonFault(entity)
    case .drain: drainByClock(entity)
    case .appService: endAppService(of: entity, order: event.order)
    case .readerService: endReaderService(of: entity, order: event.order)
    case .senderService: endSenderService(of: entity, order: event.order)
    case .act: act(entity)
    case .generator: generate(for: entity, order: event.order)
    case .comeback: comeBack(entity, order: event.order)
    case .pack: endFilling(of: entity, order: event.order)
    case .alarm: ring(entity, order: event.order)
    case .look: look(entity, order: event.order)
    case .fault: strike(entity)
    case .pauseEnd: endPause(of: entity)
    case .slowdownEnd: endSlowdown(entity)
    case .stretchEnd: preconditionFailure("the end of a stretch has a way of its own")
    case nil: preconditionFailure("an event of unknown kind \(event.kind)")
    }
  }

  /// Ends the run at its limit of memory.
  mutating func stopForMemory() {
    failure = .tooMuchMemory(limitBytes: run.limits.memoryBytes, at: Instant(nanoseconds: now))
  }
}
