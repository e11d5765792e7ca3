/// The pipelining window of Method 2: at most `limit` own messages sent and not yet come back.
///
/// What "come back" means, read or processed, is the caller's to say: it counts ``returned``.
@usableFromInline
struct SendWindow: Hashable, Sendable {
  /// Most own messages on their way; `nil` for no limit.
  @usableFromInline var limit: Int64?
  @usableFromInline private(set) var sent: Int64 = 0
  @usableFromInline private(set) var returned: Int64 = 0

  /// - Parameter limit: 0 closes the gate for good; `nil` opens it for good.
  init(limit: Int64?) { self.limit = limit }

  /// Whether one more message fits.
  @inlinable var isOpen: Bool {
    guard let limit else { return true }
    return sent - returned < limit
  }

  /// Whether one more message would fit under a limit scaled by `factor`, which never falls below 1.
  func isOpen(scaledBy factor: Double) -> Bool {
    limit.map { sent - returned < max(1, Int64(Double($0) * factor)) } ?? true
  }

  mutating func messageSent() { sent += 1 }
  mutating func messageReturned() { returned += 1 }
}

/// The mail's rule of thumb for a window, ⌊max / (2n)⌋ with n the members of the view.
func ruleOfThumb(maxSessionMessages: Int, memberCount: Int) -> Int64 {
  Int64(maxSessionMessages / (2 * max(1, memberCount)))
}
