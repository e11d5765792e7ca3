import EventKernel

/// When a receiver announces its progress: every p processed messages, by a period, or both.
struct AckClock: Hashable, Sendable {
  /// p: processed data messages that make an announcement due.
  var every: Int64
  /// τ, if the clock takes part.
  let period: Interval?
  /// Whether a tick without progress stays silent.
  let onProgressOnly: Bool
  /// Whether the next announcement waits until the own previous one has been read.
  let selfClocked: Bool

  private var progress: Int64 = 0
  private var ownInFlight: Int64 = 0
  /// A tick asked for an announcement that has not been made.
  private var owesTick = false
  /// A view added a member that has to hear from this one.
  private var owesJoiner = false
  private(set) var nextTick: Instant?

  /// A clock that ticks at the multiples of the period, the first after 0.
  init(every: Int64, period: Interval?, onProgressOnly: Bool, selfClocked: Bool) {
    self.every = every
    self.period = period
    self.onProgressOnly = onProgressOnly
    self.selfClocked = selfClocked
    nextTick = period.map { Instant.zero + $0 }
  }

  /// Whether an announcement is to be made now. While the own previous one is on its way it waits.
  var isDue: Bool {
    (progress >= every || owesTick || owesJoiner) && !(selfClocked && ownInFlight > 0)
  }

  /// One more message is processed; `true` if an announcement is due.
  mutating func messageProcessed() -> Bool {
    progress += 1
    return isDue
  }

  /// The own previous announcement was read; `true` if that lets go the next. Only a self-clocked one waits for it.
  mutating func ownAnnouncementRead() -> Bool {
    ownInFlight -= 1
    return selfClocked && isDue
  }

  /// A view added a member; `true` if the announcement for it is due now.
  mutating func oweJoiner() -> Bool {
    owesJoiner = true
    return isDue
  }

  /// The period's tick: what counts is the progress at its instant.
  mutating func tick(at now: Instant) {
    skipTicks(through: now)
    if progress > 0 || !onProgressOnly { owesTick = true }
  }

  /// The ticks up to `now` are over.
  mutating func skipTicks(through now: Instant) {
    guard let period, let due = nextTick, due <= now else { return }
    let missed = (now.nanoseconds - due.nanoseconds) / period.nanoseconds
    nextTick = Instant(nanoseconds: due.nanoseconds + (missed + 1) * period.nanoseconds)
  }

  /// An announcement of its own is on its way; `true` if only the period asked for it.
  mutating func announced() -> Bool {
    defer { clear() }
    return progress < every && !owesJoiner
  }

  private mutating func clear() {
    progress = 0
    owesTick = false
    owesJoiner = false
    ownInFlight += 1
  }

  /// A data message carried the announcement; a tick that only asked for progress has it.
  mutating func piggybacked() {
    progress = 0
    if onProgressOnly { owesTick = false }
  }
}
