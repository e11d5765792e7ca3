import EventKernel

/// Who has yelled FIRE and not cleared it, as one member has read it.
struct Burning: Hashable, Sendable {
  private var isBurning: [Bool]
  private var expiry: [Instant?]
  /// The first burning member by member order; -1 when nothing burns.
  private(set) var first = -1

  /// Nothing burns. An empty list for members that never gate.
  init(memberCount: Int) {
    isBurning = Array(repeating: false, count: memberCount)
    expiry = Array(repeating: nil, count: memberCount)
  }

  /// A FIRE of `member` was read; it counts until then, or until its ALL CLEAR.
  mutating func start(_ member: Int, until end: Instant?) {
    guard member < isBurning.count else { return }
    isBurning[member] = true
    expiry[member] = end
    if first < 0 || member < first { first = member }
  }

  /// An ALL CLEAR was read, or the member is gone.
  mutating func end(_ member: Int) {
    guard member < isBurning.count, isBurning[member] else { return }
    isBurning[member] = false
    expiry[member] = nil
    if member == first { first = isBurning.firstIndex(of: true) ?? -1 }
  }

  /// The earliest end of a lease.
  var nextExpiry: Instant? { first < 0 ? nil : expiry.compactMap { $0 }.min() }

  /// Ends every lease that is over at `now`.
  mutating func expire(at now: Instant) {
    for member in isBurning.indices {
      if let end = expiry[member], end <= now { self.end(member) }
    }
  }
}
