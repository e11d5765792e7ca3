import EventKernel
import FlowControl

/// The application's source of messages, and the backlog of those that `SP_multicast` has not accepted yet, in packs
/// where it packs them.
struct Generator {
  private let workload: Workload
  // Of the workload, asked for with every message.
  private let isFlatOut: Bool
  private let isBursts: Bool
  private let backlogLimit: Int
  private let total: Int64
  /// -1 where messages differ.
  let onlyPayloadBytes: Int
  /// Whether messages are generated flat out, one at a time, all of one size and without packs.
  private let isSteady: Bool
  private var stream: RandomStream
  /// The instant from which the present phase counts, ns.
  private var origin: Int64 = 0
  /// The present phase's end, ns; `Int64.max` without phases.
  private var phaseEnd = Int64.max
  /// Messages of the present phase whose time is known.
  private var phaseCount: Int64 = 0
  /// How late the rest of the schedule is, ns.
  private var lateness: Int64 = 0
  /// How much later than on schedule messages were generated, all delays of the schedule together, ns.
  private(set) var delay: Int64 = 0
  /// When the next message (or burst) is due, ns; `nil` when there is none. Flat out it is always late, so that
  /// the next message is there as soon as the one before is accepted.
  private(set) var due: Int64?
  private(set) var generatedCount: Int64 = 0
  private(set) var acceptedCount: Int64 = 0
  /// Generated, and gone with a process that crashed before they were accepted.
  private(set) var lostCount: Int64 = 0
  private var waiting = NumberQueue()
  private let isPacked: Bool
  /// Used where ``isPacked`` says so.
  var packer: Packer
  /// ``due`` is no message but the place where the search for a phase with one goes on.
  private var isSearching = false
  /// The order of the entry in the event list; another one there is stale.
  var order: UInt64 = 0

  init(_ workload: Workload, stream: RandomStream, chunk: Chunk? = nil) {
    isPacked = chunk != nil
    packer = Packer(chunk ?? Chunk(count: 1, delay: .limit))
    precondition(
      !workload.schedule.isFlatOut || workload.backlogLimit != nil,
      "flat out without a limit of the backlog generates without end in no time")
    self.workload = workload
    isFlatOut = workload.schedule == .flatOut
    var isBursts = false
    var isTrace = false
    switch workload.schedule {
    case .bursts: isBursts = true
    case .trace: isTrace = true
    default: break
    }
    self.isBursts = isBursts
    backlogLimit = workload.backlogLimit ?? .max
    total = workload.total ?? .max
    onlyPayloadBytes = !isTrace && workload.payloadBytes.count == 1 ? workload.payloadBytes[0] : -1
    isSteady = isFlatOut && backlogLimit == 1 && onlyPayloadBytes >= 0 && !isPacked
    self.stream = stream
  }

  /// How late the next message is; 0 where it is not, or where no schedule says, ns.
  func overdue(at now: Int64) -> Int64 {
    guard let due, due != .min, !isBursts else { return 0 }
    return max(0, now - due)
  }

  /// Messages generated and not accepted.
  var backlogCount: Int { waiting.count }

  /// What may go to the gate: messages, or packs that are ready.
  @inline(__always)
  var readyCount: Int { isPacked ? packer.readyCount : waiting.count }

  /// Bytes that the backlog takes.
  var backlogBytes: Int64 { waiting.bytes + packer.bytes }

  /// Starts the schedule. A member that joins later starts then.
  mutating func begin(at start: Int64) {
    origin = start
    if case .onOff(let on, _, _, _) = workload.schedule { phaseEnd = start + on.nanoseconds }
    findNext()
  }

  var startsAfter: Interval { workload.start }

  /// When the next entry of the event list is wanted; `nil` where the generator waits for room in the backlog, or
  /// has nothing more.
  var wakeUp: Int64? { hasRoom ? due : nil }

  private var hasRoom: Bool {
    // What is still being packed has been taken off the application's hands.
    isBursts || waiting.count - packer.fillingCount < backlogLimit
  }

  /// Generates what is due at `now`, and returns whether there was anything.
  mutating func generate(at now: Int64) -> Bool {
    if isPacked { _ = sealIfDue(at: now) }
    guard hasRoom else { return false }
    leavePastPhases(at: now)
    guard let due, due <= now else { return false }
    if isSearching {
      findNext()
      return false
    }
    delay += overdue(at: now)
    if due != .min { lateness += now - due }
    var count: Int64 = 1
    if isBursts, case .bursts(let size, _) = workload.schedule {
      // A burst is never late: it waits in the backlog whatever its size.
      lateness = 0
      count = Int64(size)
    }
    count = min(count, total - generatedCount)
    for _ in 0..<count { waiting.append(now) }
    if isPacked { for number in 1...count { packer.put(generatedCount + number, at: now) } }
    generatedCount += count
    findNext()
    return true
  }

  /// The oldest waiting message was accepted; returns when it was generated.
  mutating func accept() -> Int64 {
    acceptedCount += 1
    return waiting.removeFirst()
  }

  /// Whether the next message is there as soon as the one that waits is accepted, and is like that one.
  @inline(__always)
  var followsAtOnce: Bool { isSteady && waiting.count == 1 && generatedCount < total && due == .min }

  /// The message that waits was accepted, and the next one is there, where ``followsAtOnce`` says so; returns when the
  /// one was generated.
  mutating func replace(at now: Int64) -> Int64 {
    acceptedCount += 1
    generatedCount += 1
    if generatedCount >= total { due = nil }
    return waiting.replaceFirst(by: now)
  }

  /// Messages that left the backlog, one way or the other.
  private var takenCount: Int64 { acceptedCount + lostCount }

  /// The payload of the next message or pack to be accepted.
  var nextPayloadBytes: Int {
    // Mutating, though nothing changes: the generator is then looked at in its place and not copied for the question.
    @inline(__always) mutating get {
      onlyPayloadBytes >= 0 && !isPacked ? onlyPayloadBytes : listedPayloadBytes
    }
  }

  private var listedPayloadBytes: Int {
    mutating get { isPacked ? packBytes : payloadBytes(of: takenCount) }
  }

  /// The process crashes, with all that waited.
  mutating func loseBacklog() {
    lostCount += Int64(waiting.count)
    waiting = NumberQueue()
    packer.loseAll()
  }

  /// The application goes on after a crash. Bursts of the time when it was away do not come; of any other schedule the
  /// next message is late, and the rest with it.
  mutating func comeBack(at now: Int64) {
    guard case .bursts(_, let period) = workload.schedule, let due, due < now else { return }
    phaseCount += (now - due + period.nanoseconds - 1) / period.nanoseconds - 1
    findNext()
  }

  /// The payload of a message, counted from 0.
  private func payloadBytes(of number: Int64) -> Int {
    if onlyPayloadBytes >= 0 { return onlyPayloadBytes }
    if case .trace(let messages) = workload.schedule { return messages[Int(number)].payloadBytes }
    let sizes = workload.payloadBytes
    return sizes[Int(number % Int64(sizes.count))]
  }

  /// Sets ``due`` to the next instant of the schedule.
  private mutating func findNext() {
    isSearching = false
    if generatedCount >= total {
      due = nil
      return
    }
    phaseCount += 1
    if isFlatOut {
      due = phaseCount == 1 ? origin : .min
      return
    }
    switch workload.schedule {
    case .flatOut: preconditionFailure("decided above")
    case .constant(let rate):
      due = origin + rate.offset(of: phaseCount).nanoseconds + lateness
    case .poisson(let rate):
      due = (due ?? origin) + lateness + gap(rate)
      lateness = 0
    case .bursts(_, let period):
      let (elapsed, overflow) = period.nanoseconds.multipliedReportingOverflow(by: phaseCount - 1)
      due = overflow ? nil : origin + elapsed
    case .onOff(let on, let off, let rate, let isPoisson):
      guard let rate else {
        due = phaseCount == 1 ? origin : .min
        return
      }
      // A rate whose first message comes after the end of every phase never generates.
      guard isPoisson || rate.offset(of: 1) <= on else {
        due = nil
        return
      }
      for _ in 0..<Self.phasesPerSearch {
        let next =
          isPoisson
          ? (phaseCount == 1 ? origin : due ?? origin) + lateness + gap(rate)
          : origin + rate.offset(of: phaseCount).nanoseconds + lateness
        if isPoisson { lateness = 0 }
        // No run gets there, so that the search may end; and a gap may still be added to it.
        guard next > phaseEnd, phaseEnd < Self.endOfSearch else {
          due = next
          return
        }
        startPhase(at: origin + on.nanoseconds + off.nanoseconds, on: on)
        phaseCount = 1
      }
      phaseCount = 0
      due = origin
      isSearching = true
    case .trace(let messages):
      due =
        phaseCount <= messages.count
        ? origin + messages[Int(phaseCount) - 1].offset.nanoseconds + lateness : nil
    }
  }

  /// Empty phases looked at in one entry of the event list: a search through thousands of millions of them still
  /// counts as events, and can be cancelled.
  private static var phasesPerSearch: Int { 1_000 }
  /// 73 years, in ns.
  private static var endOfSearch: Int64 { 1 << 61 }

  private mutating func gap(_ rate: Rate) -> Int64 {
    Interval(nearestNanoseconds: rate.meanGapNanoseconds * stream.exponential()).nanoseconds
  }

  private mutating func startPhase(at start: Int64, on: Interval) {
    origin = start
    phaseEnd = start + on.nanoseconds
    phaseCount = 0
    lateness = 0
  }

  /// An application that was blocked beyond the end of its phase: what the phase still wanted is not generated.
  mutating func leavePastPhases(at now: Int64) {
    guard now > phaseEnd, hasRoom, let due, due <= now,
      case .onOff(let on, let off, _, _) = workload.schedule
    else { return }
    let cycle = on.nanoseconds + off.nanoseconds
    delay += overdue(at: now)
    let missed = (now - phaseEnd + cycle - 1) / cycle
    startPhase(at: origin + missed * cycle, on: on)
    findNext()
  }
}

// MARK: Packs

extension Generator {
  /// The payload of all messages of the first ready pack together.
  private var packBytes: Int {
    (takenCount..<packer.firstEnd).reduce(0) { $0 + payloadBytes(of: $1) }
  }

  /// Messages in the first ready pack.
  var nextPackCount: Int { Int(packer.firstEnd - takenCount) }

  /// The first ready pack was accepted; its messages are taken with ``accept()``, one by one, after that.
  mutating func acceptPack() { packer.removeFirst() }

  /// The pack being filled goes as it is, if its first message has waited long enough; returns whether it does.
  mutating func sealIfDue(at now: Int64) -> Bool { packer.sealIfDue(at: now, through: generatedCount) }
}
