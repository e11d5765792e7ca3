import EventKernel

/// How a member comes back after a kick or a crash. One that left on purpose does not.
public struct Rejoin: Hashable, Sendable {
  /// From the moment that its process is done with the old session, or gone, to the JOIN of the new one; positive.
  public var after: Interval
  /// How often it comes back at most; `nil` for no limit.
  public var attemptLimit: Int?
  /// How fast another member sends again what it missed, messages per time; `nil` for never: then it has a gap.
  ///
  /// "It can ask the server to resend from the point of the last message received" (2003 mail).
  public var recovery: Rate?

  /// It comes back every time, with a gap unless told otherwise.
  public init(after: Interval, attemptLimit: Int? = nil, recovery: Rate? = nil) {
    self.after = after
    self.attemptLimit = attemptLimit
    self.recovery = recovery
  }
}
