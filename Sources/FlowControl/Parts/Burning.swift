import EventKernel

/// Who has yelled FIRE and not cleared it, as one member has read it.
struct Burning: Hashable, Sendable {
  private var isBurning: [Bool]
  /// Members that left: what is still on its way from them is not listened to.
  private var isGone: [Bool]
  /// Empty without leases.
  private var expiry: [Instant?]
  /// The first burning member by member order; -1 when nothing burns.
  private(set) var first = -1

  /// Nothing burns. An empty list for members that never gate.
  init(memberCount: Int, hasLeases: Bool) {
    isBurning = Array(repeating: false, count: memberCount)
    isGone = isBurning
    expiry = Array(repeating: nil, count: hasLeases ? memberCount : 0)
  }

  /// What each sender keeps of each member.
  static func bytesPerMember(hasLeases: Bool) -> Int64 {
    Int64(2 * MemoryLayout<Bool>.stride + (hasLeases ? MemoryLayout<Instant?>.stride : 0))
  }

  /// A FIRE of `member` was read; it counts until the end of its lease, if there are leases, or until its ALL CLEAR.
  mutating func start(_ member: Int, until end: Instant?) {
    guard member < isBurning.count, !isGone[member] else { return }
    isBurning[member] = true
    if !expiry.isEmpty { expiry[member] = end }
    if first < 0 || member < first { first = member }
  }

  /// The member is gone, and its fire with it.
  mutating func leave(_ member: Int) {
    end(member)
    if member < isGone.count { isGone[member] = true }
  }

  /// The member comes, perhaps again, and has not yelled.
  mutating func join(_ member: Int) {
    end(member)
    if member < isGone.count { isGone[member] = false }
  }

  /// An ALL CLEAR was read, or the fire is over otherwise.
  mutating func end(_ member: Int) {
    guard member < isBurning.count, isBurning[member] else { return }
    isBurning[member] = false
    if !expiry.isEmpty { expiry[member] = nil }
    if member == first { first = isBurning.firstIndex(of: true) ?? -1 }
  }

  /// The earliest end of a lease.
  var nextExpiry: Instant? { first < 0 ? nil : expiry.compactMap { $0 }.min() }

  /// Ends every lease that is over at `now`.
  mutating func expire(at now: Instant) {
    for member in expiry.indices {
      if let end = expiry[member], end <= now { self.end(member) }
    }
  }
}
