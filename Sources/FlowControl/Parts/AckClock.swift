import EventKernel

/// When a receiver announces its progress: every p processed messages, by a period, after idle time, or by several
/// of these.
@usableFromInline
struct AckClock: Hashable, Sendable {
  /// p: processed data messages that make an announcement due.
  @usableFromInline var every: Int64
  /// τ, if the clock takes part.
  let period: Interval?
  /// How long nothing is read or processed before progress is announced, if idle time takes part.
  let idle: Interval?
  /// Whether a tick without progress stays silent.
  let onProgressOnly: Bool
  /// Whether the next announcement waits until the own previous one has been read.
  @usableFromInline let selfClocked: Bool

  @usableFromInline private(set) var progress: Int64 = 0
  @usableFromInline private(set) var ownInFlight: Int64 = 0
  /// A tick asked for an announcement that has not been made.
  private var owesTick = false
  /// A view added a member that has to hear from this one, or changed who speaks for its daemon.
  private var owesView = false
  /// Idle time asked for an announcement, and nothing was read or processed since.
  private var owesIdle = false
  private var nextTick: Instant?
  /// The last read or end of processing.
  private var lastActivity = Instant.zero
  /// When to look whether the idle time is over; never later than it is. Activity does not move it: an alarm that
  /// moved with every message would leave an entry in the engine's event list for each.
  private var idleCheck: Instant?

  /// A clock that ticks at the multiples of the period, the first after 0.
  init(every: Int64, period: Interval?, idle: Interval?, onProgressOnly: Bool, selfClocked: Bool) {
    self.every = every
    self.period = period
    self.idle = idle
    self.onProgressOnly = onProgressOnly
    self.selfClocked = selfClocked
    nextTick = period.map { Instant.zero + $0 }
  }

  /// Whether an announcement is to be made now. While the own previous one is on its way it waits.
  var isDue: Bool {
    (progress >= every || owesTick || owesView || owesIdle) && !(selfClocked && ownInFlight > 0)
  }

  /// Messages that may be processed without making an announcement due; nothing is due now. While the own previous one
  /// is on its way, nothing can be.
  @inlinable var patience: Int {
    selfClocked && ownInFlight > 0 ? .max : Int(max(0, every - 1 - progress))
  }

  /// When ``ring(at:)`` is to be called: at the next tick, or to look whether the idle time is over.
  var alarm: Instant? {
    guard let nextTick, let idleCheck else { return nextTick ?? idleCheck }
    return min(nextTick, idleCheck)
  }

  // MARK: Progress

  /// One more message is processed; `true` if an announcement is due.
  mutating func messageProcessed(at now: Instant) -> Bool {
    progress += 1
    noteActivity(at: now)
    return isDue
  }

  /// So many more messages are processed, within the ``patience``: none of them makes an announcement due.
  mutating func messagesProcessed(_ count: Int64) {
    assert(idle == nil, "idle time starts over with each message")
    assert(count <= patience, "an announcement is not told later")
    progress += count
  }

  /// So many messages are not announced; `true` if an announcement is due.
  mutating func progressed(to count: Int64, at now: Instant) -> Bool {
    progress = count
    noteActivity(at: now)
    return isDue
  }

  /// The own previous announcement was read; `true` if that lets go the next. Only a self-clocked one waits for it.
  mutating func ownAnnouncementRead(at now: Instant) -> Bool {
    ownInFlight -= 1
    noteActivity(at: now)
    return selfClocked && isDue
  }

  /// A view asks for an announcement; `true` if it is due now.
  mutating func oweView() -> Bool {
    owesView = true
    return isDue
  }

  /// Something of any kind was read or processed: the idle time starts over, also where it was over and the member
  /// too busy to say so.
  mutating func noteActivity(at now: Instant) {
    guard let idle else { return }
    lastActivity = now
    owesIdle = false
    if idleCheck == nil, progress > 0 { idleCheck = now + idle }
  }

  // MARK: Time

  /// Whether idle time will let go an announcement, so that who waits for it does not wait for ever.
  var awaitsIdleTime: Bool { idle != nil && progress > 0 }

  /// The alarm rings: at its instant, or at the end of the pause that it fell into. Ticks of the pause are over.
  mutating func ring(at now: Instant) {
    if nextTick == now, progress > 0 || !onProgressOnly { owesTick = true }
    skipTicks(through: now)
    lookAtIdleTime(at: now)
  }

  /// The ticks up to `now` are over.
  mutating func skipTicks(through now: Instant) {
    guard let period, let due = nextTick, due <= now else { return }
    let missed = (now.nanoseconds - due.nanoseconds) / period.nanoseconds
    nextTick = Instant(nanoseconds: due.nanoseconds + (missed + 1) * period.nanoseconds)
  }

  /// Without progress the next activity sets the alarm again. What falls due while the own announcement is on its
  /// way is forgotten when that one is read: the idle time starts over then.
  private mutating func lookAtIdleTime(at now: Instant) {
    guard let idle, let check = idleCheck, check <= now else { return }
    idleCheck = nil
    guard progress > 0 else { return }
    let end = lastActivity + idle
    if end <= now { owesIdle = true } else { idleCheck = end }
  }

  // MARK: Announcements

  /// An announcement of its own is on its way; `true` if only the period asked for it.
  mutating func announced() -> Bool {
    defer { clear() }
    return progress < every && !owesView && !owesIdle
  }

  private mutating func clear() {
    progress = 0
    owesTick = false
    owesView = false
    owesIdle = false
    ownInFlight += 1
  }

  /// A data message carried the announcement; a tick that only asked for progress has it.
  mutating func piggybacked() {
    progress = 0
    owesIdle = false
    if onProgressOnly { owesTick = false }
  }
}
