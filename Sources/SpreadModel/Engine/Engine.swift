import EventKernel
import FlowControl

/// One run: a group of members under one method on one ring.
///
/// ```
///  generator ─► backlog ─► gate ─► order (sequencer) ─► log ─► per session: kick test, socket, queue
///                           ▲                                      │
///                           └──── method ◄─── processed ◄── read ◄─┘
/// ```
///
/// Generic over the method, so that a run pays for no indirection; the catalogue chooses the method once a run.
/// All state is in plain memory that the engine owns. Nothing is allocated per message or per event.
///
/// Order of execution is (time, class, order of scheduling); see ``EventClass``. The files beside this one hold
/// one part of a message's way each.
struct Engine<Method: FlowControl>: ~Copyable {
  let run: RunDescription
  let group: GroupFacts
  let settings: Method.Settings
  let memberCount: Int
  let members: UnsafeMutablePointer<MemberState>
  let sessions: UnsafeMutablePointer<Session>
  /// Initialised where `hasMethod` says so.
  let methods: UnsafeMutablePointer<Method>
  let generators: UnsafeMutablePointer<Generator>
  let costs: UnsafeMutablePointer<Costs>
  let maxSessionMessages: Int
  let socket: SocketCapacity
  /// A queue longer than this counts as close to its limit: 75 %.
  let alertThreshold: Int
  let endTime: Int64
  let warmupTime: Int64

  var events: FutureEventList
  var log: MessageLog
  /// The present instant, ns.
  var now: Int64 = 0
  /// The next order of scheduling.
  var nextOrder: UInt64 = 1
  var entriesAtInstant = 0

  // The sequencer.
  var sequencerFreeAt: Int64 = 0
  var sequencerStream: RandomStream
  var isDeliveryScheduled = false

  // The group as the order sees it.
  var isPresent: [Bool]
  var views: ViewHistory
  var sentBefore: [Int64]
  var deliveredData: Int64 = 0
  var acceptedData: Int64 = 0

  var faults: FaultState
  var record = RunRecord()
  var journal: Journal?
  var failure: RunFailure?

  init(_ run: RunDescription, group: GroupFacts, settings: Method.Settings, journal: Journal?) {
    self.run = run
    self.group = group
    self.settings = settings
    self.journal = journal
    memberCount = run.members.count
    maxSessionMessages = run.session.maxSessionMessages
    socket = SocketCapacity(run.session.socket)
    alertThreshold = run.session.maxSessionMessages * 3 / 4
    endTime = run.duration.nanoseconds
    warmupTime = run.warmup.nanoseconds
    events = FutureEventList(capacity: 4 * memberCount + run.faults.count + 8)
    log = MessageLog(rowWidth: Method.rowWidth(settings, for: group), room: 8 * (memberCount + 16))
    sequencerStream = RandomStream(run.streamKey(entity: 0, .ring))
    isPresent = Array(repeating: false, count: memberCount)
    sentBefore = Array(repeating: 0, count: group.senderCount)
    views = ViewHistory(memberCount: memberCount, senderCount: group.senderCount)
    faults = FaultState(run)
    members = .allocate(capacity: memberCount)
    sessions = .allocate(capacity: memberCount)
    methods = .allocate(capacity: memberCount)
    generators = .allocate(capacity: memberCount)
    costs = .allocate(capacity: memberCount)
    for index in 0..<memberCount {
      (members + index).initialize(to: MemberState(run.members[index], index: index, run: run))
      (sessions + index).initialize(to: Session())
      sessions[index].sends = group.isSender[index]
      (costs + index).initialize(to: run.members[index].costs)
      let arrivals = RandomStream(run.streamKey(entity: index, .arrivals))
      (generators + index).initialize(to: Generator(run.members[index].workload ?? .none, stream: arrivals))
    }
    assembleInitialGroup()
  }

  deinit {
    for index in 0..<memberCount where members[index].hasMethod { (methods + index).deinitialize(count: 1) }
    methods.deallocate()
    generators.deinitialize(count: memberCount).deallocate()
    costs.deinitialize(count: memberCount).deallocate()
    members.deinitialize(count: memberCount).deallocate()
    sessions.deinitialize(count: memberCount).deallocate()
  }

  /// Runs to the end of the duration, or to a limit.
  /// - Parameter isCancelled: asked every 65,536 entries.
  mutating func run(isCancelled: () -> Bool) -> Result<RunOutcome, RunFailure> {
    var budget = run.limits.eventCount
    while !events.isEmpty {
      let event = events.popMin()
      guard event.time.nanoseconds <= endTime else { break }
      advance(to: event.time.nanoseconds)
      execute(event)
      if let failure { return .failure(failure) }
      budget -= 1
      if budget < 0 { return .failure(.tooManyEvents(limit: run.limits.eventCount)) }
      if budget & 0xFFFF == 0, isCancelled() { return .failure(.cancelled) }
    }
    now = endTime
    return .success(outcome())
  }

  private mutating func advance(to instant: Int64) {
    if instant != now {
      assert(instant > now, "simulated time does not run backwards")
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

  private mutating func execute(_ event: EventKey) {
    let entity = event.entity
    switch EventKind(rawValue: event.kind) {
    case .delivery: deliverNext()
    case .appService: endAppService(of: entity, order: event.order)
    case .readerService: endReaderService(of: entity, order: event.order)
    case .act: act(entity)
    case .generator: generate(for: entity, order: event.order)
    case .alarm: ring(entity, order: event.order)
    case .fault: strike(entity)
    case .pauseEnd: endPause(of: entity)
    case .slowdownEnd: endSlowdown(entity)
    case nil: preconditionFailure("an event of unknown kind \(event.kind)")
    }
  }

  /// Ends the run at its limit of memory.
  mutating func stopForMemory() {
    failure = .tooMuchMemory(limitBytes: run.limits.memoryBytes, at: Instant(nanoseconds: now))
  }

  /// Schedules an event; those of one class and instant run in the order of these calls.
  /// - Returns: the order given, by which a stale event is known.
  @discardableResult
  mutating func schedule(_ kind: EventKind, at time: Int64, entity: Int) -> UInt64 {
    let order = nextOrder
    nextOrder += 1
    events.push(
      EventKey(
        time: Instant(nanoseconds: time), eventClass: kind.eventClass.rawValue, order: order,
        kind: kind.rawValue, entity: entity))
    return order
  }

  /// Wakes a member at this instant, after everything that others do to it; in member order.
  mutating func wake(_ member: Int) {
    guard !members[member].isWoken else { return }
    members[member].isWoken = true
    events.push(
      EventKey(
        time: Instant(nanoseconds: now), eventClass: EventClass.acts.rawValue, order: UInt64(member),
        kind: EventKind.act.rawValue, entity: member))
  }
}

/// The classes of one instant, in their order.
enum EventClass: UInt8 {
  /// Faults, and the end of a pause.
  case faults
  /// Ends of service, with the turn that follows: its reads free their slots before the deliveries.
  case services
  /// The methods' timers.
  case alarms
  /// Deliveries in total order, to all sessions in member order.
  case deliveries
  case generators
  /// Acts of members woken by deliveries, timers or generators, in member order.
  case acts
}

/// What an entry of the event list does.
enum EventKind: UInt8 {
  case fault, pauseEnd, slowdownEnd
  case appService, readerService
  case alarm
  case delivery
  case generator
  case act

  var eventClass: EventClass {
    switch self {
    case .fault, .pauseEnd, .slowdownEnd: .faults
    case .appService, .readerService: .services
    case .alarm: .alarms
    case .delivery: .deliveries
    case .generator: .generators
    case .act: .acts
    }
  }
}
