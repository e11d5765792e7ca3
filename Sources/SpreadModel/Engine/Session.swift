import EventKernel

/// The daemon's side of one member: what was delivered to it and not yet taken.
///
/// Unread messages are those of the log from ``cursor`` on that are addressed to the session. The first
/// ``socketCount`` of them are in the socket, the next ``queueCount`` in the session queue.
struct Session {
  /// Deliveries reach it: it is in the group and was not kicked.
  var isOpen = false
  /// The member waits in `SP_receive` and gets the next message at once.
  var isWaiting = false
  /// The log that it reads from, which is its daemon's.
  var home: UInt8 = 0
  /// The groups whose messages it gets, and those whose senders' private messages it gets too: a bit a group.
  var groupBits: UInt32 = 0
  var sendBits: UInt32 = 0
  var socketCount = 0
  var queueCount = 0
  /// The position to look at for the next unread message.
  var cursor = 0
  /// The position to look at for the first message of the queue.
  var queueHead = 0
  var socketBytes: Int64 = 0
  var queueBytes: Int64 = 0

  var unreadCount: Int { socketCount + queueCount }

  // What is recorded, here because delivery touches it.
  var deliveredCount: Int64 = 0
  var deliveredData: Int64 = 0
  var queueMax = 0
  var queueBytesMax: Int64 = 0
  var aboveSince: Int64 = -1
  var aboveTotal: Int64 = 0
}

/// How much a socket holds, in its currency.
struct SocketCapacity {
  let messages: Int
  let bytes: Int64
  /// Counted in the kernel's buffers, by ``UnixSocket``.
  let isUnix: Bool
  /// Counted in bytes on both sides, by ``TCPSocket``.
  let isTCP: Bool

  init(_ socket: Socket) {
    isUnix = socket == .unix
    isTCP = socket == .tcp
    switch socket {
    case .none: (messages, bytes) = (0, .max)
    case .messages(let count): (messages, bytes) = (count, .max)
    case .bytes(let size): (messages, bytes) = (.max, size)
    case .unix, .tcp: (messages, bytes) = (.max, .max)
    }
  }

  /// Whether a message enters behind what the socket holds.
  @inline(__always)
  func admits(_ sizeBytes: Int64, behind session: Session) -> Bool {
    session.socketCount < messages
      && (bytes == .max || session.socketCount == 0 || session.socketBytes + sizeBytes <= bytes)
  }
}

/// When a daemon's clock lets it look at a session queue.
struct DrainClock {
  /// ns.
  var dueAt: Int64 = 0
  /// An entry of the event list will ask.
  var isScheduled = false
}

extension Session {
  /// A message enters the socket.
  @inline(__always)
  mutating func enterSocket(_ sizeBytes: Int64) {
    socketCount += 1
    socketBytes += sizeBytes
  }

  /// A message is appended to the queue, at `position` if it is the first there.
  @inline(__always)
  mutating func enqueue(_ sizeBytes: Int64, at position: Int, now: Int64, threshold: Int) {
    if queueCount == 0 { queueHead = position }
    queueCount += 1
    queueBytes += sizeBytes
    if queueCount > queueMax { queueMax = queueCount }
    if queueBytes > queueBytesMax { queueBytesMax = queueBytes }
    if queueCount > threshold && aboveSince < 0 { aboveSince = now }
  }

  /// The first message leaves the queue.
  @inline(__always)
  mutating func dequeue(_ sizeBytes: Int64, now: Int64, threshold: Int) {
    queueCount -= 1
    queueBytes -= sizeBytes
    if aboveSince >= 0 && queueCount <= threshold { endAbove(now) }
  }

  /// The queue is emptied by a kick or the end of the run.
  mutating func endAbove(_ now: Int64) {
    guard aboveSince >= 0 else { return }
    aboveTotal += now - aboveSince
    aboveSince = -1
  }
}
