/// What a sender knows of the others' positions, with the least and the greatest of them at hand.
///
/// Knowledge only grows and is never above the truth, so age and loss of an acknowledgement are harmless: old
/// knowledge blocks earlier. Reading the least is O(1); raising the least member's own position is O(n).
@usableFromInline
struct KnownPositions: Hashable, Sendable {
  /// A member not heard of: it holds back everybody.
  static let unheard = Int64.min / 4

  @usableFromInline private(set) var position: [Int64]
  private(set) var isTracked: [Bool]
  /// Members that are not looked at before they are heard.
  private(set) var isIgnored: [Bool]
  /// The least position tracked; `Int64.max / 4` when nobody is.
  @usableFromInline private(set) var least = Int64.max / 4
  /// Who stands there, the first by member order; -1 when nobody is tracked.
  @usableFromInline private(set) var slowest = -1
  /// The tracked member that is furthest, the first by member order; -1 when nobody is tracked.
  @usableFromInline private(set) var fastest = -1

  /// Nobody tracked yet. An empty list for members that never gate, so that pure receivers cost no memory.
  init(memberCount: Int) {
    position = Array(repeating: 0, count: memberCount)
    isTracked = Array(repeating: false, count: memberCount)
    isIgnored = isTracked
  }

  /// Where a member that is tracked stands.
  subscript(member: Int) -> Int64 { position[member] }

  /// Starts to track a member at a position.
  mutating func track(_ member: Int, from start: Int64) {
    guard member < position.count else { return }
    position[member] = start
    isTracked[member] = true
    findEnds()
  }

  /// A member is not looked at until it is heard.
  mutating func ignore(_ member: Int) {
    guard member < position.count else { return }
    isIgnored[member] = true
  }

  /// A member is gone; what may still come of it is not listened to.
  mutating func forget(_ member: Int) {
    guard member < position.count else { return }
    isTracked[member] = false
    isIgnored[member] = false
    findEnds()
  }

  /// News of a member; older news than what is known changes nothing.
  mutating func raise(_ member: Int, to news: Int64) {
    guard member < position.count else { return }
    guard isTracked[member] else {
      if isIgnored[member] { track(member, from: news) }
      return
    }
    guard news > position[member] else { return }
    position[member] = news
    if news > position[fastest] { fastest = member }
    if member == slowest { findEnds() }
  }

  /// News of several members, which have all come so far. O(members of the group).
  mutating func raise(_ members: some Sequence<Int>, to news: Int64) {
    guard !position.isEmpty else { return }
    for member in members {
      if isTracked[member] {
        position[member] = max(position[member], news)
      } else if isIgnored[member] {
        isTracked[member] = true
        position[member] = news
      }
    }
    findEnds()
  }

  /// A member is so many messages further than it was known to be.
  mutating func advance(_ member: Int, by count: Int64 = 1) {
    guard member < position.count, isTracked[member] else { return }
    position[member] += count
    if position[member] > position[fastest] { fastest = member }
    if member == slowest { findEnds() }
  }

  /// Every member that is heard of is so many messages further, as all of them count on from a view that skips them.
  mutating func skip(_ count: Int64) {
    for member in position.indices where isTracked[member] && position[member] != Self.unheard {
      position[member] += count
    }
    findEnds()
  }

  /// Bytes of one member.
  static var bytesPerMember: Int64 { Int64(MemoryLayout<Int64>.stride + 2 * MemoryLayout<Bool>.stride) }

  /// The greatest position tracked; `nil` when nobody is.
  @inlinable var greatest: Int64? { fastest < 0 ? nil : position[fastest] }

  private mutating func findEnds() {
    var (least, slowest) = (Int64.max / 4, -1)
    var (greatest, fastest) = (Int64.min, -1)
    for member in position.indices where isTracked[member] {
      let position = position[member]
      if position < least { (least, slowest) = (position, member) }
      if position > greatest { (greatest, fastest) = (position, member) }
    }
    (self.least, self.slowest, self.fastest) = (least, slowest, fastest)
  }
}
