import EventKernel

/// The state of one member at the end of an instant.
public struct TimelinePoint: Hashable, Sendable {
  /// Its part in the group; the raw values are those of `timeline.csv`.
  public enum Standing: String, Hashable, Sendable {
    /// Not there: it has yet to join, or waits to come back.
    case absent
    /// Its JOIN is under way.
    case joining
    /// It receives.
    case member
    /// It sends, and is in no group.
    case outside
    /// Its session was disconnected.
    case kicked
    /// It crashed or left, or its daemon did.
    case gone
  }

  /// When.
  public let at: Instant
  /// Its index.
  public let member: Int
  /// What it did and where its messages are.
  public let state: State

  /// All that can differ from instant to instant. Counts of messages of all kinds are those that queues and sockets know;
  /// the others are of data messages, a pack being one.
  public struct State: Hashable, Sendable {
    /// Its part in the group.
    public var standing: Standing
    /// Whether it stands still by a fault.
    public var isPaused: Bool
    /// Whether a generated message waits at a closed gate.
    public var isBlocked: Bool
    /// Messages of all kinds in its session queue, and their bytes.
    public var sessionQueue: Int
    public var queueBytes: Int64
    /// Messages of all kinds in its socket.
    public var inSocket: Int
    /// Data messages read and not processed, the one in service included.
    public var appBuffer: Int
    /// Messages that its application generated and that were not accepted.
    public var appBacklog: Int
    /// Data messages accepted from all and not processed by it; 0 where it is no member.
    public var backlog: Int64
    /// Data messages accepted from it, delivered to it and processed by it so far.
    public var sent: Int64
    public var delivered: Int64
    public var processed: Int64
  }
}
