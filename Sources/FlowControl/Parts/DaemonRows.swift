/// What the members of one daemon have processed, as one of them knows it. The first of them in member order is their
/// speaker: the others tell it their rows privately, and it announces the least of all, component by component.
///
/// Knowledge only grows and is never above the truth, so neither is the least. Every member keeps it, since anyone may
/// have to take over; what a successor knows is what it has heard of the others by then.
///
/// Memory: members of the daemon × width numbers. Raising one number is O(1), or O(members of the daemon) where it
/// was the least.
struct DaemonRows: Hashable, Sendable {
  /// How another member of the daemon takes part.
  private enum Standing: UInt8 {
    case absent
    /// In the group, and not looked at before it is heard.
    case ignored
    /// In the group, its row not known: nothing can be said for all.
    case unheard
    case heard
  }

  private let member: Int
  /// The other members of the daemon, in member order.
  private let mates: [Int]
  private let width: Int
  private var own: [Int64]
  private var standing: [Standing]
  /// Row-major, one row a mate.
  private var rows: [Int64]
  /// The least of the mates that are looked at; `Int64.max` where there are none.
  private var leastOfMates: [Int64]
  private var total: Int64 = 0
  private var spoken: Int64 = 0
  private var unheardCount = 0
  /// Who speaks for the daemon.
  private(set) var speaker: Int

  /// A member that knows of no other yet.
  init(of member: Int, group: GroupFacts, own: [Int64]) {
    self.member = member
    mates = group.members(ofDaemonOf: member).filter { $0 != member }
    width = own.count
    self.own = own
    standing = Array(repeating: .absent, count: mates.count)
    rows = Array(repeating: 0, count: mates.count * own.count)
    leastOfMates = Array(repeating: .max, count: own.count)
    speaker = member
    refresh()
    spoken = total
  }

  /// Bytes that the members of a group keep together, at rows of this width.
  static func bytes(_ group: GroupFacts, width: Int) -> Int64 {
    group.daemonSizes.reduce(0) { $0 + Int64($1) * Int64($1) * Int64(8 * width + 9) }
  }

  // MARK: Speaking

  /// Whether this member speaks for its daemon.
  var isSpeaker: Bool { speaker == member }

  /// Whether an announcement would be right: a member always knows its own row, a speaker has to have heard everybody.
  var canSpeak: Bool { !isSpeaker || unheardCount == 0 }

  /// What all members of the daemon have processed of one sender.
  func least(_ column: Int) -> Int64 { min(own[column], leastOfMates[column]) }

  /// By how many messages the least row grew since it was last announced.
  var unspoken: Int64 { unheardCount == 0 ? max(0, total - spoken) : 0 }

  /// The least row is announced, if this member is the one to do it. The sum of its numbers; `nil` otherwise.
  mutating func speak() -> Int64? {
    guard isSpeaker else { return nil }
    spoken = total
    return total
  }

  // MARK: Members

  /// A mate whose row is known.
  mutating func track(_ other: Int, row: [Int64]) {
    guard let place = place(of: other) else { return }
    standing[place] = .heard
    for column in 0..<width { rows[place * width + column] = row[column] }
    refresh()
  }

  /// A mate whose row is not known before it is heard.
  mutating func awaitRow(of other: Int) { setStanding(other, .unheard) }

  /// A mate that is not looked at before it is heard.
  mutating func ignore(_ other: Int) { setStanding(other, .ignored) }

  /// A mate that is gone.
  mutating func forget(_ other: Int) { setStanding(other, .absent) }

  private mutating func setStanding(_ other: Int, _ new: Standing) {
    guard let place = place(of: other) else { return }
    standing[place] = new
    for column in 0..<width { rows[place * width + column] = 0 }
    refresh()
  }

  /// What was ordered beyond a partition is behind all members of the daemon, which were on one side of it.
  mutating func skip(_ counts: [Int64]) {
    for column in 0..<width {
      own[column] += counts[column]
      for place in mates.indices where standing[place] == .heard {
        rows[place * width + column] += counts[column]
      }
    }
    refresh()
    spoken += counts.reduce(0, +)
  }

  // MARK: Progress

  /// The own row grew by one in a column.
  mutating func advanceOwn(_ column: Int) {
    if own[column] < leastOfMates[column] { total += 1 }
    own[column] += 1
  }

  /// News of a mate comes: from now on it is looked at. `false` if it is none, or not in the group.
  mutating func hear(_ other: Int) -> Bool {
    guard let place = place(of: other), standing[place] != .absent else { return false }
    guard standing[place] != .heard else { return true }
    standing[place] = .heard
    refresh()
    return true
  }

  /// A row of a mate comes.
  mutating func hear(_ other: Int, row: Span<Int64>) {
    guard hear(other) else { return }
    for column in 0..<width { raise(other, column, to: row[column]) }
  }

  /// A number of a mate that was heard; older news than what is known changes nothing.
  mutating func raise(_ other: Int, _ column: Int, to count: Int64) {
    guard let place = place(of: other), standing[place] == .heard else { return }
    let old = rows[place * width + column]
    guard count > old else { return }
    rows[place * width + column] = count
    if old == leastOfMates[column] { findLeast(column) }
  }

  private mutating func findLeast(_ column: Int) {
    let old = least(column)
    var found = Int64.max
    for place in mates.indices where standing[place] == .heard || standing[place] == .unheard {
      found = min(found, rows[place * width + column])
    }
    leastOfMates[column] = found
    total += least(column) - old
  }

  private mutating func refresh() {
    for column in 0..<width { findLeast(column) }
    total = (0..<width).reduce(0) { $0 + least($1) }
    unheardCount = standing.count { $0 == .unheard }
    let first = mates.indices.first { standing[$0] != .absent }.map { mates[$0] }
    speaker = min(member, first ?? member)
  }

  /// Where a mate stands in the list, by bisection.
  private func place(of other: Int) -> Int? {
    var low = 0
    var high = mates.count
    while low < high {
      let middle = (low + high) / 2
      if mates[middle] < other { low = middle + 1 } else { high = middle }
    }
    return low < mates.count && mates[low] == other ? low : nil
  }
}
