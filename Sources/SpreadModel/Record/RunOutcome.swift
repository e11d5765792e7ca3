import EventKernel
import FlowControl

/// Why a run was stopped before its end.
public enum RunFailure: Error, Hashable, Sendable {
  /// More entries of the event list than allowed.
  case tooManyEvents(limit: Int64)
  /// So much work at one instant that simulated time does not advance.
  case standstill(at: Instant)
  /// Messages that wait would take more memory than allowed.
  case tooMuchMemory(limitBytes: Int64, at: Instant)
  /// Somebody asked for it.
  case cancelled
}

/// What happened to one member.
public struct MemberOutcome: Hashable, Sendable {
  /// What a member processed of one group's messages after the warm-up.
  public struct GroupShare: Hashable, Sendable {
    /// The group's place in the run's list.
    public var group: Int
    /// Messages of the applications.
    public var processedMeasured: Int64
    /// Their payload.
    public var processedMeasuredBytes: Int64
  }

  /// Messages its application generated.
  public var generated: Int64 = 0
  /// How late its schedule had become at the end, since it generated nothing while others of its messages waited.
  public var scheduleDelay = Interval.zero
  /// Data messages accepted by `SP_multicast`, a pack being one.
  public var sent: Int64 = 0
  /// Messages of the application in them.
  public var admitted: Int64 = 0
  /// Control messages accepted.
  public var controlSent: Int64 = 0
  /// Data messages that entered its socket or queue, or were handed to it.
  public var delivered: Int64 = 0
  /// Data messages completely processed, a pack being one.
  public var processed: Int64 = 0
  /// Messages of the application in them.
  public var unpacked: Int64 = 0
  /// The same, after the warm-up.
  public var processedMeasured: Int64 = 0
  /// Their payload.
  public var processedMeasuredBytes: Int64 = 0
  /// The same for each group that it belongs to, in their order; empty where the run has but one.
  public var groups: [GroupShare] = []
  /// Sum of generation-to-end-of-processing times after the warm-up, ns.
  public var latencySum: UInt128 = 0
  /// Data messages in its buffer or its hands at the end.
  public var buffered: Int64 = 0
  /// Data messages in its session queue at the end.
  public var queued: Int64 = 0
  /// Data messages in its socket at the end.
  public var inSocket: Int64 = 0
  /// Data messages delivered and never to be processed.
  public var lost: Int64 = 0
  /// Data messages delivered or refused to its session and never read, if it was kicked.
  public var lostOnKick: Int64 = 0
  /// Longest session queue, messages of all kinds.
  public var sessionQueueMax = 0
  /// Most bytes in the session queue.
  public var queueBytesMax: Int64 = 0
  /// Time with a queue above 75 % of its limit.
  public var timeAboveThreeQuarters = Interval.zero
  /// Longest buffer of its receiver thread.
  public var appBufferMax = 0
  /// Most messages of the application generated and not accepted.
  public var appBacklogMax = 0
  /// Messages generated and not accepted at the end.
  public var appBacklog: Int64 = 0
  /// Messages generated and never accepted, as their process crashed and came back without them.
  public var appBacklogLost: Int64 = 0
  /// Most data messages accepted from all and not processed by it, while it lived.
  public var backlogMax: Int64 = 0
  /// When it was kicked for the first time.
  public var kickedAt: Instant?
  /// When it crashed or left, if it did not come back since.
  public var goneAt: Instant?
  /// When its last session ended, by a kick, a crash or its leaving; `nil` for who has one.
  public var endedAt: Instant?
  /// When it became a member; `nil` if it never did.
  public var viewAt: Instant?
  /// When the group gave it up.
  public var excludedAt: Instant?
  /// Whether it is a member at the end, and was not given up.
  public var survives = false
  /// How often it came back after a kick or a crash.
  public var returnCount = 0
  /// Longest time from a kick or crash to having caught up; `nil` where it never did.
  public var recovery: Interval?
  /// Data messages that it processed as copies which another member sent again.
  public var recovered: Int64 = 0
  /// Time after the warm-up with a message waiting at a closed gate.
  public var blocked = Interval.zero
  /// Time after the warm-up that senders were blocked waiting for this member, summed over the senders, ns.
  public var awaitedNanoseconds: Int128 = 0
  /// Time after the warm-up inside an `SP_multicast` that the daemon's socket blocked.
  public var sendBlocked = Interval.zero
}

/// What the daemons of a token ring did.
public struct RingOutcome: Hashable, Sendable {
  /// Packets numbered.
  public var packetCount: Int64
  /// Packets sent again because some daemon had not got them.
  public var retransmissionCount: Int64
  /// Visits of the token.
  public var visitCount: Int64
  /// Most messages that waited for the token at one daemon.
  public var downQueueMax: Int
}

/// A sender at its closed gate.
public struct Wait: Hashable, Sendable {
  /// Member index.
  public let sender: Int
  /// The member that its gate waits for; itself where it waits for its own copies or its view.
  public let awaited: Int
  /// Since when a message waits without a break.
  public let since: Instant
}

/// What a run observed, before anybody turns it into columns.
public struct RunOutcome: Sendable {
  /// In member order.
  public var members: [MemberOutcome]
  /// In order of time.
  public var kicks: [Kick]
  /// Data messages numbered by the ring.
  public var ordered: Int64
  /// The same, after the warm-up.
  public var orderedMeasured: Int64
  /// Control messages accepted, memberships apart.
  public var controlMessages: Int64
  /// Latencies of all data messages processed after the warm-up, at all members.
  public var latency: LatencySummary
  /// Longest time that a message waited at a closed gate without a break.
  public var longestStall: Interval
  /// Whose message that was, and for whom it waited at last; `nil` if none ever did.
  public var longestStallBy: Wait?
  /// Whether senders wait for ever.
  public var isDeadlocked: Bool
  /// Who does, in member order.
  public var waits: [Wait]
  /// The proven bound on a member's backlog; `nil` where no theorem covers the run.
  public var bound: Int64?
  /// Whether every member stayed within its bound while it was in force; `nil` without a bound.
  public var boundHolds: Bool?
  /// Data messages accepted.
  public var accepted: Int64
  /// Messages of all kinds delivered to sessions.
  public var deliveries: Int64
  /// Events that were executed, or computed in one go with others: what ``RunLimits/eventCount`` limits. The one thing
  /// that depends on how a run was computed; for talk.
  public var eventCount: Int64 = 0
  /// The ring, where it is a token ring.
  public var ring: RingOutcome?
  /// A hash of the whole trajectory.
  public var fingerprint: Fingerprint
  /// Every step, where a journal was asked for.
  public var journal: Journal?
  /// The members' states by time, of one instant in member order, where a timeline was asked for.
  public var timeline: [TimelinePoint] = []
}
