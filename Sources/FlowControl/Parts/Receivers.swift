import EventKernel

/// Which receivers a sender follows.
@usableFromInline
enum ReceiverSelection: String, Hashable, Sendable, CaseIterable {
  /// The slowest of all, itself included.
  case min
  /// The fastest of the others: nobody holds the sender back as long as one of them keeps up.
  case max
  /// The slowest of those that carry the tag.
  case tagged
}

/// What a sender knows of the receivers of its messages: how many each has processed, and when it was last heard.
///
/// Memory: 10 bytes a member, 8 more with a timeout. Asking is O(1), a status O(members) at worst.
@usableFromInline
struct Receivers: Hashable, Sendable {
  @usableFromInline let select: ReceiverSelection
  /// Whether the sender is one of those it follows.
  @usableFromInline let followsItself: Bool
  @usableFromInline let window: Int64
  private let timeout: Interval?
  /// Own messages that the sender itself has processed.
  @usableFromInline private(set) var own: Int64
  @usableFromInline private(set) var known: KnownPositions
  /// Empty without a timeout.
  private var lastHeard: [Instant]
  /// When to look for receivers that were silent for too long; never later than the first of them is. Statuses do not
  /// move it: an alarm that moved with every one would leave an entry in the engine's event list for each.
  private(set) var check: Instant?
  /// Whether a receiver was ever dropped for its silence.
  private(set) var hasDropped = false

  /// Follows nobody yet. `memberCount` is 0 for members that never send.
  init(
    memberCount: Int, select: ReceiverSelection, followsItself: Bool, window: Int64, timeout: Interval?,
    from start: Int64
  ) {
    self.select = select
    self.followsItself = followsItself
    self.window = window
    self.timeout = timeout
    own = start
    known = KnownPositions(memberCount: memberCount)
    lastHeard = Array(repeating: .zero, count: timeout == nil ? 0 : memberCount)
  }

  static func bytesPerMember(hasTimeout: Bool) -> Int64 {
    Int64(
      MemoryLayout<Int64>.stride + 2 * MemoryLayout<Bool>.stride
        + (hasTimeout ? MemoryLayout<Instant>.stride : 0))
  }

  /// Whether own message number `sent` + 1 lies within the window.
  @inlinable func allows(sent: Int64) -> Bool { sent < base + window }

  /// The own messages that count as consumed. Where there is nobody else to follow it is the sender itself.
  @inlinable var base: Int64 {
    switch select {
    case .max: return known.greatest ?? own
    case .min: return Swift.min(own, known.least)
    case .tagged:
      return followsItself || known.slowest < 0 ? Swift.min(own, known.least) : known.least
    }
  }

  /// The receiver that holds the sender back; `nil` where it is the sender itself.
  @inlinable var awaited: Int? {
    // A switch: `==` of raw values is a call that the compiler cannot see through, and it would copy the method for it.
    switch select {
    case .max: return known.fastest < 0 ? nil : known.fastest
    case .tagged where !followsItself: return known.slowest < 0 ? nil : known.slowest
    case .min, .tagged: return known.slowest >= 0 && known.least < own ? known.slowest : nil
    }
  }

  mutating func ownProcessed() { own += 1 }

  // MARK: Who is followed

  mutating func follow(_ member: Int, from start: Int64, at now: Instant) {
    known.track(member, from: start)
    noteHeard(member, at: now)
  }

  /// Nothing is sent before the member is heard.
  mutating func waitFor(_ member: Int, at now: Instant) {
    follow(member, from: KnownPositions.unheard, at: now)
  }

  /// The member does not count before it is heard.
  mutating func ignore(_ member: Int) { known.ignore(member) }

  mutating func forget(_ member: Int) { known.forget(member) }

  /// A status of a member. One that does not count, counts again from here if it is within a window of those that
  /// do: else the sender would have to wait for it.
  mutating func heard(_ member: Int, position: Int64, at now: Instant) {
    guard member < known.isTracked.count else { return }
    if !known.isTracked[member] {
      guard known.isIgnored[member], position + window >= base else { return }
    }
    known.raise(member, to: position)
    noteHeard(member, at: now)
  }

  // MARK: Silence

  private mutating func noteHeard(_ member: Int, at now: Instant) {
    guard let timeout, member < lastHeard.count else { return }
    lastHeard[member] = now
    if check == nil { check = now + timeout }
  }

  /// Drops who was silent for the timeout, until it is heard again.
  mutating func dropSilent(at now: Instant) {
    guard let timeout, let due = check, due <= now else { return }
    check = nil
    for member in lastHeard.indices where known.isTracked[member] {
      let end = lastHeard[member] + timeout
      if end <= now {
        known.forget(member)
        known.ignore(member)
        hasDropped = true
      } else {
        check = check.map { Swift.min($0, end) } ?? end
      }
    }
  }

  /// The sender itself could hear nobody until now: every silence starts over.
  mutating func excuseSilence(at now: Instant) {
    guard let timeout else { return }
    for member in lastHeard.indices { lastHeard[member] = now }
    check = now + timeout
  }
}
