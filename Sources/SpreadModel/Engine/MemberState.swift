import EventKernel
import FlowControl

/// The member's own streams: one a purpose, so that no method and no fault shifts another's luck.
enum StreamPurpose: UInt64 {
  case arrivals = 1
  case send, receive, process, faults, ring
  /// Packets that do not arrive at a daemon.
  case loss = 8
  /// Sends and receives of control and membership messages: how many there are is the method's doing, and must not
  /// shift what data messages cost.
  case control = 7
}

/// One member's process: its threads, its generator, its method, and what is recorded of it.
struct MemberState {
  /// Where the message in the application's hands stands.
  enum Hand: UInt8 { case empty, unread, read }

  // The process.
  var isPresent = false
  var isGone = false
  /// The session is in error: nothing can be sent or read any more.
  var isCutOff = false
  /// The daemon has closed the session; the member does not know yet.
  var isKicked = false
  /// Its LEAVE was handed to the order; no KILL follows it.
  var isLeaving = false
  /// Its JOIN was handed to the order and has not reached its place.
  var isJoining = false
  var pauseDepth = 0
  var speedFactor = 1.0
  /// An act is in the event list for this instant.
  var isWoken = false
  /// When its present session was asked for, ns: what is delivered about an earlier one is no more its business.
  var connectedAt: Int64 = 0

  // Coming back; see ``ReturnState`` for what only that needs.
  /// It comes back and has sent again what it missed.
  let recovers: Bool
  /// It waits for what it missed, and puts aside what comes meanwhile.
  var isRecovering = false
  /// Members that it sends to what they missed.
  var servedCount = 0
  /// The one of them whose message it is sending.
  var resendsTo: Int32 = -1

  // Its threads. Without a receiver thread `app` does everything.
  let hasThread: Bool
  let hasSendThread: Bool
  /// Time spent waiting that processing may make up for, and up to when it has counted, ns.
  let catchUp: Int64
  var processedUntil: Int64 = 0
  /// The log that its session reads from, which is its daemon's.
  let home: Int
  let bufferLimit: Int
  var app = Service()
  var reader = Service()
  /// Used where ``hasSendThread`` says so.
  var sender = Service()
  var hand = Hand.empty
  var handPosition = 0
  var readerHand = Hand.empty
  var readerPosition = 0
  /// Data messages read and not completely processed, the one in service included.
  var bufferCount = 0
  /// Of these, the ones whose processing has not begun: they stand in the log from ``bufferCursor`` on.
  var bufferedCount = 0
  var bufferCursor = 0

  // Of its costs, which are too large to be looked at for every message.
  let sendsInNoTime: Bool
  let receivesInNoTime: Bool
  let processesInNoTime: Bool
  /// Every message takes the same time.
  let processesEvenly: Bool
  /// How long each message takes to receive, where that is always as long, ns; else 0.
  let receiveNanoseconds: Int64
  /// Whether its services can be put into order without events.
  let allowsLineage: Bool

  // Its sends.
  let burstLimit: Int
  var burst = 0
  let sends: Bool
  let service: ServiceLevel
  var outbox: Outgoing?
  var readerOutbox: Outgoing?

  // Its parts in its groups, each with a method.
  var slots = 0..<0
  /// The part that its data is sent in.
  var sendSlot = 0
  /// Slots with an alarm that the member has yet to get to.
  var dueAlarmCount = 0
  /// The order of the entry in the event list for its next look at who is too slow; another one there is stale.
  var lookOrder: UInt64 = 0

  // Its luck.
  var sendStream: RandomStream
  var receiveStream: RandomStream
  var processStream: RandomStream
  var controlStream: RandomStream

  // Its record.
  var record = MemberRecord()

  init(_ description: MemberDescription, index: Int, run: RunDescription, lengths: ServiceLengths) {
    func stream(_ purpose: StreamPurpose) -> RandomStream {
      RandomStream(run.streamKey(entity: index, purpose))
    }
    home = run.ring.token == nil ? 0 : description.daemon - 1
    hasThread = description.receiverThread != nil
    hasSendThread = description.sendThread && hasThread
    catchUp = description.catchUp.nanoseconds
    bufferLimit = description.receiverThread?.bufferLimit ?? .max
    burstLimit = description.sendBurst ?? .max
    sendStream = stream(.send)
    receiveStream = stream(.receive)
    processStream = stream(.process)
    controlStream = stream(.control)
    sends = description.workload != nil
    sendsInNoTime = description.costs.send.isZero
    receivesInNoTime = description.costs.receive.isZero
    processesInNoTime = description.costs.process.isZero
    processesEvenly = description.costs.process.isConstant
    receiveNanoseconds = description.costs.receive.constant?.nanoseconds ?? 0
    allowsLineage = lengths.allowLineage(description.costs)
    recovers = description.rejoin?.recovery != nil
    service = description.workload?.service ?? .agreed
  }

  /// Whether it still takes part: not gone, and not cut off by a kick it may not have noticed.
  var isLive: Bool { isPresent && !isGone && !isKicked && !isCutOff && record.leftAt < 0 }

  var isPaused: Bool { pauseDepth > 0 }
}

extension RunDescription {
  /// The key of one stream; neither the method nor the sweep point takes part.
  func streamKey(entity: Int, _ purpose: StreamPurpose) -> StreamKey {
    StreamKey(
      seed: seed, replication: UInt64(replication), entity: UInt64(entity), purpose: purpose.rawValue)
  }
}
