/// How long a member need not hear of messages: until then they change nothing, and it may be told of them later.
///
/// Whoever runs the method may go on without calling it for each message, as long as it hears in time what cannot wait:
/// that its own data messages are processed, its own control messages, membership messages, and what is named here. Others'
/// messages can wait, control messages among them, and reads of its own data if ``awaitsOwnReads`` says so. Before the
/// member hears of anything that cannot, and before it sends, it is told of all that came before, as if one by one, in order
/// and with the instants at which they came. So the method's code does not know the difference.
///
/// A method that states it promises that what it is told later neither makes it answer nor changes its gate, whom a closed
/// gate waits for, or whether its bound is in force; that it answers no read of others' data but the awaited member's; and
/// that its control messages go to the whole group.
public struct Patience: Hashable, Sendable {
  /// Others' data messages that it may process, from now on, without being told: the one after these cannot wait.
  public var count: Int
  /// A member whose messages it has to hear of as soon as it reads them; `nil` for none.
  public var awaited: Int?
  /// Whether it has to hear of the reads of its own data messages at once.
  public var awaitsOwnReads: Bool

  /// A patience of `count` messages, `Int.max` for one without end.
  @inlinable public init(count: Int = .max, awaiting awaited: Int? = nil, awaitsOwnReads: Bool = true) {
    assert(count >= 0, "no message is told too late already")
    self.count = count
    self.awaited = awaited
    self.awaitsOwnReads = awaitsOwnReads
  }
}
