import EventKernel

/// Everything that one run depends on, apart from the method: plain values, checked by whoever built them.
public struct RunDescription: Hashable, Sendable {
  /// Simulated time; events at exactly the end happen.
  public var duration: Interval
  /// Cut from rates, latencies and time averages, never from kicks, maxima or counts.
  public var warmup: Interval
  /// With ``replication`` the root of every random stream.
  public var seed: UInt64
  /// From 0.
  public var replication: Int
  /// How messages get their order.
  public var ring: Ring
  /// Queue and socket of every session.
  public var session: SessionRules
  /// In member order; at least one.
  public var members: [MemberDescription]
  /// In the order of the scenario, which decides between faults of the same instant.
  public var faults: [Fault]
  /// Where a run is stopped.
  public var limits: RunLimits

  /// A run over an ideal ring without faults.
  public init(
    duration: Interval, warmup: Interval = .zero, seed: UInt64 = 1, replication: Int = 0,
    ring: Ring = Ring(), session: SessionRules = SessionRules(), members: [MemberDescription],
    faults: [Fault] = [], limits: RunLimits = RunLimits()
  ) {
    self.duration = duration
    self.warmup = warmup
    self.seed = seed
    self.replication = replication
    self.ring = ring
    self.session = session
    self.members = members
    self.faults = faults
    self.limits = limits
  }
}

/// The `sequencer`: one server orders the messages, and every session gets them `latency` later.
public struct Ring: Hashable, Sendable {
  /// Time of the one server per message; a message is numbered when it is over.
  public var cost: Distribution
  /// From the numbering to the delivery; pipelined.
  public var latency: Interval

  /// An ideal ring unless told otherwise.
  public init(cost: Distribution = .constant(.zero), latency: Interval = .zero) {
    self.cost = cost
    self.latency = latency
  }
}

/// The session queue's limit and the socket in front of it.
public struct SessionRules: Hashable, Sendable {
  /// A message that finds so many waiting kicks the session.
  public var maxSessionMessages: Int
  /// What is written to the member before the queue begins.
  public var socket: Socket

  /// Spread's default limit and no socket.
  public init(maxSessionMessages: Int = 1000, socket: Socket = .none) {
    self.maxSessionMessages = maxSessionMessages
    self.socket = socket
  }
}

/// What the operating system holds between the daemon and a member that does not read.
public enum Socket: Hashable, Sendable {
  /// Nothing: the session queue starts at once.
  case none
  /// κ messages of any size.
  case messages(Int)
  /// Bytes, each message with its header and group name; one larger than all of it enters an empty socket.
  case bytes(Int64)

  /// Payload apart, a message takes 48 bytes of header and 32 of group name.
  public static let overheadBytes = 80
}

/// Limits that stop a run with a message before the system does.
public struct RunLimits: Hashable, Sendable {
  /// Entries of the event list that a run may execute.
  public var eventCount: Int64
  /// Bytes that may be taken by each of these: the message log, the generators' backlogs together, the views that
  /// somebody has yet to read, and the record of kicks.
  public var memoryBytes: Int64
  /// Entries executed at one instant: beyond it simulated time does not advance.
  public static var entriesAtOneInstant: Int { 10_000_000 }

  /// Ten thousand million entries and 2 GiB unless told otherwise.
  public init(eventCount: Int64 = 10_000_000_000, memoryBytes: Int64 = 2 << 30) {
    self.eventCount = eventCount
    self.memoryBytes = memoryBytes
  }
}
