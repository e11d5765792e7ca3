import EventKernel

/// A process attached to a daemon by one session.
public struct MemberDescription: Hashable, Sendable {
  /// Unique in the run.
  public var name: String
  /// From 1.
  public var daemon: Int
  /// Whether it joins its groups and so gets the messages, its own included.
  public var isInGroup: Bool
  /// The groups that it joins, by their place in the run's list, ascending.
  public var groups: [Int]
  /// The group that its application sends to, likewise.
  public var sendGroup: Int
  /// What its CPU does for a message.
  public var costs: Costs
  /// A high-priority thread that only reads (Recommendation 2 of the 2002 mail).
  public var receiverThread: ReceiverThread?
  /// A thread that only sends, which the reader pre-empts and which pre-empts processing; only beside a reader.
  public var sendThread: Bool
  /// How much time that it spent waiting the application may make up for: processing counts from the end of the one
  /// before, but from no more than this ago. Clients that measured the real Spread did so.
  public var catchUp: Interval
  /// Most data messages in a row before it reads; `nil` for no limit.
  public var sendBurst: Int?
  /// What its application wants to send; `nil` for nothing.
  public var workload: Workload?
  /// Whether and how it comes back after a kick or a crash; `nil` for never.
  public var rejoin: Rejoin?

  /// A member that joins, reads and processes in no time, and sends nothing.
  public init(
    name: String, daemon: Int = 1, isInGroup: Bool = true, groups: [Int] = [0], sendGroup: Int = 0,
    costs: Costs = Costs(),
    receiverThread: ReceiverThread? = nil, sendThread: Bool = false, catchUp: Interval = .zero,
    sendBurst: Int? = nil, workload: Workload? = nil, rejoin: Rejoin? = nil
  ) {
    self.name = name
    self.daemon = daemon
    self.isInGroup = isInGroup
    self.groups = groups
    self.sendGroup = sendGroup
    self.costs = costs
    self.receiverThread = receiverThread
    self.sendThread = sendThread
    self.catchUp = catchUp
    self.sendBurst = sendBurst
    self.workload = workload
    self.rejoin = rejoin
  }
}

/// CPU time of a member per message.
public struct Costs: Hashable, Sendable {
  /// For `SP_multicast`, data and control messages.
  public var send: Distribution
  /// For `SP_receive`, every message.
  public var receive: Distribution
  /// For the application, data messages only.
  public var process: Distribution

  /// No time unless told otherwise.
  public init(
    send: Distribution = .constant(.zero), receive: Distribution = .constant(.zero),
    process: Distribution = .constant(.zero)
  ) {
    self.send = send
    self.receive = receive
    self.process = process
  }
}

/// The reader of Recommendation 2, which pre-empts the application on the member's one CPU.
public struct ReceiverThread: Hashable, Sendable {
  /// Messages read and not processed at which it stops reading; `nil` for no limit.
  public var bufferLimit: Int?

  /// An unbounded buffer unless told otherwise.
  public init(bufferLimit: Int? = nil) { self.bufferLimit = bufferLimit }
}

/// What a member's application wants to send.
public struct Workload: Hashable, Sendable {
  /// When messages come into being.
  public enum Schedule: Hashable, Sendable {
    /// Always one more as soon as the one before is accepted.
    case flatOut
    /// Message k at start + k / rate.
    case constant(Rate)
    /// A Poisson process.
    case poisson(Rate)
    /// `size` messages together, the first at the start, then every period.
    case bursts(size: Int, period: Interval)
    /// Phases: on, then off. The schedule restarts at each on; without a rate it is flat out while on.
    case onOff(on: Interval, off: Interval, rate: Rate?, isPoisson: Bool)
    /// Times since the start and payload sizes, in order of time.
    case trace([TracedMessage])

    /// Whether it generates as fast as messages are accepted, at least for a while.
    public var isFlatOut: Bool {
      switch self {
      case .flatOut, .onOff(_, _, nil, _): true
      default: false
      }
    }
  }

  /// One line of a trace.
  public struct TracedMessage: Hashable, Sendable {
    /// Since the workload's start.
    public var offset: Interval
    /// Payload.
    public var payloadBytes: Int
    /// A message of the trace.
    public init(offset: Interval, payloadBytes: Int) {
      self.offset = offset
      self.payloadBytes = payloadBytes
    }
  }

  /// When.
  public var schedule: Schedule
  /// Messages in all; `nil` for no end.
  public var total: Int64?
  /// When it begins; a joiner begins no earlier than it joins.
  public var start: Interval
  /// Messages that may wait for `SP_multicast`; while so many wait none is generated, and the rest of the schedule
  /// is late by the delay. 1 is the blocking application of the mails, `nil` the one that cannot be blocked.
  public var backlogLimit: Int?
  /// Payload sizes in bytes, taken in turn; not used by a trace.
  public var payloadBytes: [Int]
  /// The service level of its data messages.
  public var service: ServiceLevel

  /// Nothing to send.
  static var none: Workload { Workload(.trace([])) }

  /// A blocking workload of 100-byte messages unless told otherwise.
  public init(
    _ schedule: Schedule, total: Int64? = nil, start: Interval = .zero, backlogLimit: Int? = 1,
    payloadBytes: [Int] = [100], service: ServiceLevel = .agreed
  ) {
    self.schedule = schedule
    self.total = total
    self.start = start
    self.backlogLimit = backlogLimit
    self.payloadBytes = payloadBytes
    self.service = service
  }
}

/// When a daemon may deliver a message. FIFO and CAUSAL behave as AGREED, as in the real Spread.
public enum ServiceLevel: UInt8, Hashable, Sendable {
  /// In the one order, as soon as everything before it is there.
  case agreed
  /// In the one order, when every daemon has it.
  case safe
  /// When it is there, whatever is missing before it.
  case reliable
}

/// Something that happens to a member.
public struct Fault: Hashable, Sendable {
  /// What happens.
  public enum Kind: Hashable, Sendable {
    /// Nothing is read, processed or sent for so long; what was in service resumes after.
    case pause(Distribution)
    /// Services begun within the time take `factor` times as long; without a time, from then on.
    case slowdown(factor: Double, for: Distribution?)
    /// The process is gone at once, and its link with it.
    case crash
    /// It asks to leave, sends no more, and reads what was ordered before.
    case leave
    /// It connects and joins; absent before.
    case join
  }
  /// The first time.
  public var at: Interval
  /// Member index.
  public var member: Int
  /// What happens.
  public var kind: Kind
  /// From one start to the next; `nil` for once.
  public var every: Distribution?

  /// A fault.
  public init(at: Interval, member: Int, _ kind: Kind, every: Distribution? = nil) {
    self.at = at
    self.member = member
    self.kind = kind
    self.every = every
  }
}
