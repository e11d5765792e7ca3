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

/// A sender and a count in the one number of a note.
enum PairNote {
  private static let countBits: Int64 = 32

  static func number(of sender: Int, count: Int64) -> Int64 { Int64(sender) << countBits | count }
  static func sender(of number: Int64) -> Int { Int(number >> countBits) }
  static func count(of number: Int64) -> Int64 { number & (1 << countBits - 1) }
}
