/// A set of members that is walked in member order: one bit each.
struct MemberSet {
  private var words: [UInt64]
  private(set) var count = 0

  /// - Parameter memberCount: members are below it.
  init(memberCount: Int) { words = Array(repeating: 0, count: (memberCount + 63) / 64) }

  var isEmpty: Bool { count == 0 }

  mutating func insert(_ member: Int) {
    let bit = UInt64(1) << UInt64(member & 63)
    if words[member >> 6] & bit == 0 { count += 1 }
    words[member >> 6] |= bit
  }

  mutating func remove(_ member: Int) {
    let bit = UInt64(1) << UInt64(member & 63)
    if words[member >> 6] & bit != 0 { count -= 1 }
    words[member >> 6] &= ~bit
  }

  /// The first member from there on; `nil` where there is none. O(members / 64).
  func next(from member: Int) -> Int? {
    var index = member >> 6
    guard index < words.count else { return nil }
    var word = words[index] & (UInt64.max << UInt64(member & 63))
    while word == 0 {
      index += 1
      guard index < words.count else { return nil }
      word = words[index]
    }
    return index << 6 + word.trailingZeroBitCount
  }
}
