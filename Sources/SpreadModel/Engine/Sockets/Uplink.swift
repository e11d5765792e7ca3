/// The socket from one member to its daemon, where a sender blocks: what `SP_multicast` wrote and the daemon has not
/// read. A slow receiver never blocks a sender; a daemon that does not read does.
struct Uplink: ~Copyable {
  /// What it holds, oldest first.
  var queue: MessageLog
  /// In the currency of the socket's kind.
  private(set) var usedBytes: Int64 = 0
  /// In the daemon's list of clients to read from.
  var isListed = false
  /// The daemon reads from it and takes one message more than it holds.
  var isHandedOver = false
  let socket: Socket

  init(_ socket: Socket, rowWidth: Int) {
    self.socket = socket
    queue = MessageLog(rowWidth: rowWidth, room: 1)
  }

  /// Whether `SP_multicast` returns at once.
  func admits(_ sizeBytes: Int) -> Bool {
    if isHandedOver { return true }
    switch socket {
    case .none: return false
    case .messages(let count): return queue.count < count
    case .bytes(let limit): return limit > 0 && (queue.count == 0 || usedBytes + Int64(sizeBytes) <= limit)
    case .unix: return usedBytes < KernelBuffers.limitBytes
    case .tcp: return usedBytes + Int64(sizeBytes) <= TCPSocket.capacityBytes
    }
  }

  /// Whether a writer that found no room goes on. One at a Unix-domain socket of Linux sleeps until three quarters of
  /// it are free (`unix_writable`).
  func wakes(_ sizeBytes: Int) -> Bool {
    if case .unix = socket, !isHandedOver { return 4 * usedBytes <= KernelBuffers.limitBytes }
    return admits(sizeBytes)
  }

  /// Whether it holds nothing, so that the daemon has to take a message from the writer's hands.
  var isUnbuffered: Bool {
    switch socket {
    case .none, .messages(0), .bytes(0): true
    default: false
    }
  }

  mutating func enter(_ sizeBytes: Int) { usedBytes += booked(sizeBytes) }

  mutating func leave(_ sizeBytes: Int) { usedBytes -= booked(sizeBytes) }

  private func booked(_ sizeBytes: Int) -> Int64 {
    if case .unix = socket { return KernelBuffers.trueBytes(ofMulticast: sizeBytes) }
    return Int64(sizeBytes)
  }
}
