/// How far one row of processed counts is behind another.
public enum RowDifference: String, Hashable, Sendable, CaseIterable {
  /// The largest component.
  case max
  /// The sum of the positive components.
  case positiveSum
  /// The sum of all components.
  case signedSum

  /// The proven backlog under this comparison. On one order for all a signed sum is a difference of positions.
  func rule(for group: GroupFacts) -> BacklogRule {
    self == .signedSum ? .agreed(group) : .vectors(group)
  }
}

/// The rows that a sender knows, each with its distance to the sender's own, kept up to date so that asking
/// costs nothing: "these results should be intelligently cached between send executions" (2002 mail).
///
/// Memory: members × senders numbers at each sender. One own message costs O(members), a row O(members +
/// senders).
@usableFromInline
struct RowLags: Hashable, Sendable {
  private let difference: RowDifference
  @usableFromInline let memberCount: Int
  private let width: Int
  private var own: [Int64]
  /// Row-major: what each member has processed of each sender, as far as it is known.
  private var rows: [Int64]
  @usableFromInline private(set) var isTracked: [Bool]
  @usableFromInline private(set) var isAwaited: [Bool]
  /// Members that are not looked at before they are heard.
  private var isIgnored: [Bool]
  @usableFromInline private(set) var lag: [Int64]
  @usableFromInline private(set) var behindCount = 0
  /// For each column, whether its sender is a member: only then is it compared.
  var isCounted: [Bool] {
    didSet {
      guard isCounted != oldValue else { return }
      for member in 0..<memberCount where isTracked[member] { lag[member] = distance(member) }
      recount()
    }
  }
  /// T; a lag above it closes the gate.
  var threshold: Int64 = 0 { didSet { recount() } }

  /// Nobody tracked yet. `memberCount` is 0 for members that never gate.
  init(memberCount: Int, difference: RowDifference, own: [Int64]) {
    self.difference = difference
    self.memberCount = memberCount
    self.own = own
    width = own.count
    isCounted = Array(repeating: true, count: own.count)
    rows = Array(repeating: 0, count: memberCount * own.count)
    isTracked = Array(repeating: false, count: memberCount)
    isAwaited = isTracked
    isIgnored = isTracked
    lag = Array(repeating: 0, count: memberCount)
  }

  /// Whether no tracked member's row is more than T behind.
  @inlinable var isNobodyBehind: Bool { behindCount == 0 }

  /// The tracked member that is furthest behind, the first by member order; -1 if nobody is tracked.
  @inlinable var furthestBehind: Int {
    var worst = -1
    for member in 0..<memberCount where isTracked[member] {
      if isAwaited[member] { return member }
      if worst < 0 || lag[member] > lag[worst] { worst = member }
    }
    return worst
  }

  mutating func track(_ member: Int, row: [Int64]) {
    guard member < memberCount else { return }
    isTracked[member] = true
    update(member, row: row.span)
  }

  /// The own row and every row that is heard of are so much further, as all of them count on from a view that skips
  /// these messages. No distance changes.
  mutating func skip(_ counts: [Int64]) {
    for column in own.indices { own[column] += counts[column] }
    for member in 0..<memberCount where isTracked[member] && !isAwaited[member] {
      for column in 0..<width { rows[member * width + column] += counts[column] }
    }
  }

  /// A member is not looked at until it is heard.
  mutating func ignore(_ member: Int) {
    guard member < memberCount else { return }
    isIgnored[member] = true
  }

  /// Tracks a member whose row is not known: the gate stays closed until it is heard.
  mutating func awaitRow(of member: Int) {
    guard member < memberCount else { return }
    isTracked[member] = true
    isAwaited[member] = true
    // What was known of it before it was gone may be in other numbers.
    for column in 0..<width { rows[member * width + column] = 0 }
    recount()
  }

  mutating func forget(_ member: Int) {
    guard member < memberCount else { return }
    isTracked[member] = false
    isAwaited[member] = false
    isIgnored[member] = false
    // Should it come back, nothing is known of it.
    for column in 0..<width { rows[member * width + column] = 0 }
    recount()
  }

  /// A member's row was heard. Rows only grow.
  mutating func update(_ member: Int, row: Span<Int64>) {
    update(CollectionOfOne(member), row: row)
  }

  /// A row was heard that stands for several members.
  mutating func update(_ members: some Sequence<Int>, row: Span<Int64>) {
    for member in members where member < memberCount && (isTracked[member] || isIgnored[member]) {
      raiseRow(of: member, to: row)
    }
    recount()
  }

  private mutating func raiseRow(of member: Int, to row: Span<Int64>) {
    let start = member * width
    for column in 0..<width { rows[start + column] = Swift.max(rows[start + column], row[column]) }
    isTracked[member] = true
    isAwaited[member] = false
    lag[member] = distance(member)
  }

  /// One number of a member's row grew.
  mutating func raise(_ member: Int, _ column: Int, to count: Int64) {
    guard member < memberCount else { return }
    rows[member * width + column] = count
    lag[member] = distance(member)
    recount()
  }

  /// The own row grows by one in a column.
  mutating func advanceOwn(_ column: Int, to count: Int64) {
    own[column] = count
    guard isCounted[column] else { return }
    for member in 0..<memberCount where isTracked[member] {
      let ahead = count - rows[member * width + column]
      let old = lag[member]
      switch difference {
      case .max: lag[member] = Swift.max(old, ahead)
      case .positiveSum: if ahead > 0 { lag[member] = old + 1 }
      case .signedSum: lag[member] = old + 1
      }
      if !isAwaited[member], old <= threshold, lag[member] > threshold { behindCount += 1 }
    }
  }

  private func distance(_ member: Int) -> Int64 {
    var total: Int64 = 0
    for column in 0..<width where isCounted[column] {
      let ahead = own[column] - rows[member * width + column]
      switch difference {
      case .max: total = Swift.max(total, ahead)
      case .positiveSum: total += Swift.max(0, ahead)
      case .signedSum: total += ahead
      }
    }
    return total
  }

  private mutating func recount() {
    behindCount = 0
    for member in 0..<memberCount where isTracked[member] && (isAwaited[member] || lag[member] > threshold) {
      behindCount += 1
    }
  }
}
