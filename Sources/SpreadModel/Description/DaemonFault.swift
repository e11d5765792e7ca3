import EventKernel

/// Something that happens to daemons of a token ring. Every change of who can reach whom breaks the rings that it
/// touches, and after ``TokenRing/membershipStall`` those that reach each other form a ring.
public struct DaemonFault: Hashable, Sendable {
  /// What happens.
  public enum Kind: Hashable, Sendable {
    /// Daemons reach those of their own list only; it takes the place of a partition that there is. Every daemon is
    /// in one list.
    case partition([[Int]])
    /// Every daemon reaches every other one again.
    case merge
    /// A daemon is gone with all that it held, and its clients have lost their connection.
    case crash(Int)
  }
  /// When.
  public var at: Interval
  /// What happens; daemons count from 0.
  public var kind: Kind
  /// After how long a partition ends, if it is still there, or a crashed daemon is back, without clients; `nil` for
  /// not at all.
  public var length: Interval?

  /// A fault.
  public init(at: Interval, _ kind: Kind, for length: Interval? = nil) {
    self.at = at
    self.kind = kind
    self.length = length
  }
}
