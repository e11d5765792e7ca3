import EventKernel

/// What is recorded of one member while the run goes on. "Measured" is what falls after the warm-up.
struct MemberRecord {
  var sent: Int64 = 0
  var controlSent: Int64 = 0
  var processed: Int64 = 0
  /// Where messages are packed: those of the application in ``sent`` and ``processed``.
  var admitted: Int64 = 0
  var unpacked: Int64 = 0
  /// In 128 bits, as 19 stays of 31 years are more than 64 hold.
  var latencySum: UInt128 = 0
  var bufferMax = 0
  var appBacklogMax = 0
  var backlogMax: Int64 = 0

  // Data messages that never reach the application, by where they were.
  /// Queued at the kick, and the refused one.
  var lostOnKick: Int64 = 0
  /// Refused by the kick; not part of what was delivered.
  var refused: Int64 = 0
  /// In the socket, or queued, when the session was lost.
  var lostUnread: Int64 = 0
  /// Of these, after a kick.
  var lostUnreadOnKick: Int64 = 0
  /// In the process when it crashed.
  var lostInProcess: Int64 = 0

  // Instants in ns; -1 for never.
  /// Of the view that made it a member; a sender outside the group has none.
  var viewAt: Int64 = -1
  /// What had been delivered to its earlier sessions.
  var sessionBase: (all: Int64, data: Int64) = (0, 0)
  /// Of the present session, or the last one; who comes back has neither.
  var kickedAt: Int64 = -1
  var firstKickedAt: Int64 = -1
  /// When the first member read that this one was given up.
  var excludedAt: Int64 = -1
  var leftAt: Int64 = -1
  var goneAt: Int64 = -1

  // Blocked time.
  /// When the present stall began, ns; -1 without one.
  var blockedSince: Int64 = -1
  /// Up to when blocked time is charged, ns. It may be before the present stall, where that followed another at once.
  var blockedMark: Int64 = 0
  var blockedMeasured: Int64 = 0
  /// Who the present blocking waits for.
  var awaited = -1
  /// How long others (and itself) were blocked waiting for this member, a sum over the senders.
  var awaitedMeasured: Int128 = 0

  /// Since when one of its threads is inside a blocked `SP_multicast`, and how long that was, after the warm-up.
  var sendBlockedSince: Int64 = 0
  var sendBlocked: Int64 = 0

  var fingerprint = Fingerprint()
}

/// What is recorded of the run as a whole.
struct RunRecord {
  var kicks: [Kick] = []
  var kickBytes: Int64 = 0
  var controlMessages: Int64 = 0
  var orderedMeasured: Int64 = 0
  var longestStall: Int64 = 0
  /// Whose it was, and for whom it waited at its end; -1 without one.
  var longestStallBy = (sender: -1, awaited: -1)
  var longestStallSince: Int64 = 0
  var someoneReturned = false
  /// Daemons were cut off or crashed.
  var daemonsChanged = false
  var latency = LatencyHistogram()
  // Of the daemons.
  var packetCount: Int64 = 0
  var retransmissionCount: Int64 = 0
  var visitCount: Int64 = 0
  /// Data messages accepted that went with a daemon before they had a place in the order.
  var lostWithDaemons: Int64 = 0
}

/// A session disconnected by its daemon because its queue was full.
public struct Kick: Hashable, Sendable {
  /// Data messages of one sender in the queue.
  public struct Share: Hashable, Sendable {
    /// Member index of the sender.
    public let sender: Int
    /// Its messages in the queue.
    public let count: Int64
  }

  /// Member index.
  public let member: Int
  /// When.
  public let at: Instant
  /// Messages delivered or refused to the session, the kicking one included.
  public let message: Int64
  /// The same, data messages only.
  public let dataMessage: Int64
  /// Whose data messages stood in the queue, in member order; senders without one are left out.
  public let queuedBySender: [Share]
  /// Control messages that stood in the queue, and requests for what was missed.
  public let controlCount: Int64
  /// Membership messages that stood in the queue.
  public let viewCount: Int64
  /// Copies that stood there of data messages that the member had missed.
  public let recoveredCount: Int64
  /// Messages wholly in the socket.
  public let inSocket: Int
  /// Messages that `SP_receive` had begun to return.
  public let readCount: Int64

  /// Data messages that stood in the queue.
  public var dataCount: Int64 { queuedBySender.reduce(0) { $0 + $1.count } }
}

/// What a session queue held, counted for a kick.
struct QueueComposition {
  private(set) var controlCount: Int64 = 0
  private(set) var viewCount: Int64 = 0
  private(set) var recoveredCount: Int64 = 0
  private var dataBySender: [Int64]

  init(memberCount: Int) { dataBySender = Array(repeating: 0, count: memberCount) }

  mutating func add(_ entry: LogEntry) {
    switch entry.kind {
    case .data: dataBySender[Int(entry.sender)] += 1
    case .recovered: recoveredCount += 1
    case .control, .request: controlCount += 1
    case .view: viewCount += 1
    }
  }

  /// Bytes that ``shares`` takes.
  var shareBytes: Int { dataBySender.count { $0 > 0 } * MemoryLayout<Kick.Share>.stride }

  var shares: [Kick.Share] {
    dataBySender.indices.filter { dataBySender[$0] > 0 }
      .map { Kick.Share(sender: $0, count: dataBySender[$0]) }
  }
}
