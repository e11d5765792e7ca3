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
  /// What the CPU of each daemon does; on a sequencer nothing.
  public var daemon: DaemonCosts
  /// Queue and socket of every session.
  public var session: SessionRules
  /// Names of the groups; one without a name unless the members say otherwise.
  public var groupNames: [String]
  /// In member order; at least one.
  public var members: [MemberDescription]
  /// In the order of the scenario, which decides between faults of the same instant.
  public var faults: [Fault]
  /// The same for daemons; at one instant they come behind those of members.
  public var daemonFaults: [DaemonFault]
  /// Where a run is stopped.
  public var limits: RunLimits
  /// What is noted besides.
  public var recording = Recording()
  /// Whether every end of service is an event, even where whole stretches of them could be computed at once: the same
  /// results, later. For tests and measurements.
  public var takesEveryStep = false

  /// A run over an ideal ring without faults.
  public init(
    duration: Interval, warmup: Interval = .zero, seed: UInt64 = 1, replication: Int = 0,
    ring: Ring = Ring(), daemon: DaemonCosts = DaemonCosts(), session: SessionRules = SessionRules(),
    groupNames: [String] = [""], members: [MemberDescription], faults: [Fault] = [],
    daemonFaults: [DaemonFault] = [],
    limits: RunLimits = RunLimits()
  ) {
    self.duration = duration
    self.warmup = warmup
    self.seed = seed
    self.replication = replication
    self.ring = ring
    self.daemon = daemon
    self.session = session
    self.groupNames = groupNames
    self.members = members
    self.faults = faults
    self.daemonFaults = daemonFaults
    self.limits = limits
  }
}

extension RunDescription {
  /// Whether a daemon may deliver a message before one that stands before it in the order, so that members may
  /// process different sequences.
  public var mayOvertake: Bool {
    guard let token = ring.token, token.daemonCount > 1 else { return false }
    return members.contains { $0.workload?.service == .reliable }
  }
}

/// Limits that stop a run with a message before the system does.
public struct RunLimits: Hashable, Sendable {
  /// Entries of the event list that a run may execute.
  public var eventCount: Int64
  /// Bytes that may be taken by each of these: the message log, the generators' backlogs together, the views that
  /// somebody has yet to read, the record of kicks, and on request timeline and events.
  public var memoryBytes: Int64
  /// Entries executed at one instant: beyond it simulated time does not advance.
  public static var entriesAtOneInstant: Int { 10_000_000 }

  /// Ten thousand million entries and 2 GiB unless told otherwise.
  public init(eventCount: Int64 = 10_000_000_000, memoryBytes: Int64 = 2 << 30) {
    self.eventCount = eventCount
    self.memoryBytes = memoryBytes
  }
}
