/// How many messages of each sender one member has processed, counted as in the views that it has read, and who of them
/// is there to be answered.
struct ProcessedCounts: Hashable, Sendable {
  private var counts: [Int64]
  private var isGone: [Bool]

  /// A member that knows `view`.
  init(_ view: View) {
    counts = view.sentBefore
    isGone = Array(repeating: false, count: view.sentBefore.count)
  }

  /// Whether a sender still waits for answers: nobody does for those of a member that is gone.
  func awaitsAnswers(_ column: Int) -> Bool { !isGone[column] }

  /// One more message of a sender is processed.
  /// - Returns: how many there are now.
  mutating func add(_ column: Int) -> Int64 {
    counts[column] += 1
    return counts[column]
  }

  /// A view was read. What was ordered beyond a partition counts as processed.
  mutating func change(_ view: View, in group: GroupFacts) {
    for (column, skipped) in view.skippedBefore.enumerated() { counts[column] += skipped }
    for gone in view.gone where group.isSender[gone] { isGone[group.column[gone]] = true }
    for joined in view.joined where group.isSender[joined] { isGone[group.column[joined]] = false }
  }
}
