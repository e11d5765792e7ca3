/// What a theorem says about one member's backlog.
public enum Bound: Hashable, Sendable {
  /// No theorem covers this run, or a condition of it was broken.
  case unproven
  /// The theorem holds and has nothing to say about this member: it never came into force.
  case vacuous
  /// At most so many data messages were accepted and not yet processed by the member while it was in force.
  case messages(Int64)
}

/// What a run knows at its end that a theorem may ask for.
public struct BoundFacts: Hashable, Sendable {
  /// Whether a member joined during the run.
  public var someoneJoined: Bool
  /// Whether a member that sends left, crashed or was kicked during the run.
  public var someSenderLeft: Bool
  /// Data messages that were delivered to the member and not yet read by it.
  public var unread: Int64

  /// The facts of one member at the end of a run.
  public init(someoneJoined: Bool, someSenderLeft: Bool, unread: Int64) {
    self.someoneJoined = someoneJoined
    self.someSenderLeft = someSenderLeft
    self.unread = unread
  }
}
