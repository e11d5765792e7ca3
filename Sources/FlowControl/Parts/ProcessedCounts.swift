/// How many messages of each sender one member has processed, counted as in the views that it has read.
struct ProcessedCounts: Hashable, Sendable {
  private var counts: [Int64]

  /// A member that knows `view`.
  init(_ view: View) { counts = view.sentBefore }

  subscript(column: Int) -> Int64 { counts[column] }

  /// One more message of a sender is processed.
  /// - Returns: how many there are now.
  mutating func add(_ column: Int) -> Int64 {
    counts[column] += 1
    return counts[column]
  }

  /// What was ordered beyond a partition counts as processed.
  mutating func skip(_ view: View) {
    for (column, skipped) in view.skippedBefore.enumerated() { counts[column] += skipped }
  }
}
