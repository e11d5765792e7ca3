import EventKernel

/// What one member writes to its persistent store, message by message, each for the same time.
///
/// A commit is the disk's work, not the CPU's: the member goes on meanwhile, and so does the disk while the member
/// stands still.
struct CommitLine: Hashable, Sendable {
  private struct Commit: Hashable, Sendable {
    let sender: Int
    let end: Instant
  }

  private let time: Interval
  /// Whether a commit waits for the one before, as on one disk; else they go on side by side.
  private let isSerial: Bool
  /// In the order of their ends, which is that of their begins.
  private var pending: [Commit] = []
  private var hasRung = false

  init(time: Interval, isSerial: Bool) {
    self.time = time
    self.isSerial = isSerial
  }

  var isEmpty: Bool { pending.isEmpty }

  /// When ``ring()`` is to be called: at the end of the next commit. `nil` until what has rung is taken.
  var alarm: Instant? { hasRung ? nil : pending.first?.end }

  /// A message of `sender` is to be written.
  mutating func begin(_ sender: Int, at now: Instant) {
    let start = isSerial ? max(now, pending.last?.end ?? now) : now
    pending.append(Commit(sender: sender, end: start + time))
  }

  mutating func ring() { hasRung = true }

  /// Takes the next commit that is over and tells whose message it was.
  mutating func takeFinished(at now: Instant) -> Int? {
    hasRung = false
    guard let first = pending.first, first.end <= now else { return nil }
    pending.removeFirst()
    return first.sender
  }
}
