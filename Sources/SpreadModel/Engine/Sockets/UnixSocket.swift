import EventKernel

/// The kernel's side of the Unix-domain socket from a daemon to one member.
///
/// It is a count of buffers, not of bytes: a `send()` is taken while what is booked is below the limit, and books its
/// true size. So how many messages it holds depends on how they were written. One that finds the session queue empty is
/// written by two sends, its 48-byte header and the rest of its first fragment; one that stood in the queue by one;
/// each further fragment is a send of its own in both cases. A message of which not everything was taken stays the head
/// of the queue.
struct UnixSocket {
  /// The daemon looks so often whether it takes more, whatever the kernel says: Badger_timeout of Spread's session.c.
  static let clockPeriod = Interval.milliseconds(100)

  /// True size of the buffers that are not read.
  private(set) var bookedBytes: Int64 = 0
  /// Sends of the queue's head that were taken, and whether the first of them was the header alone.
  private var headSends = 0
  private var isHeadDirect = false
  /// For each message in the socket, from its running number modulo their count, whether it was written directly.
  private var directFlags = InlineArray<16, UInt64>(repeating: 0)
  private var written = 0
  private var read = 0

  /// More messages than the smallest, of one buffer of 768 bytes each, that the limit lets in.
  private static let flagCount = 16 * 64

  /// Whether not even the first send of a message would be taken.
  var isFull: Bool { bookedBytes >= KernelBuffers.limitBytes }

  /// Whether `select` calls it ready for writing: `unix_writable` of Linux.
  var isWriteReady: Bool { 4 * bookedBytes <= KernelBuffers.limitBytes }

  /// Writes as much of a message as is taken.
  /// - Parameters:
  ///   - isDirect: whether the session queue is empty, so that the daemon writes it as it comes. What was begun
  ///     directly goes on as it is.
  /// - Returns: whether all of it was taken.
  mutating func write(_ sizeBytes: Int, isDirect: Bool) -> Bool {
    if headSends == 0 { isHeadDirect = isDirect }
    let count = Self.sendCount(sizeBytes, isDirect: isHeadDirect)
    while headSends < count {
      guard !isFull else { return false }
      bookedBytes += Self.trueBytes(ofSend: headSends, sizeBytes, isDirect: isHeadDirect)
      headSends += 1
    }
    let place = written % Self.flagCount
    let bit = UInt64(1) << UInt64(place & 63)
    if isHeadDirect { directFlags[place >> 6] |= bit } else { directFlags[place >> 6] &= ~bit }
    written += 1
    headSends = 0
    return true
  }

  /// The member reads the oldest message, and its buffers are free.
  mutating func take(_ sizeBytes: Int) {
    let place = read % Self.flagCount
    let isDirect = directFlags[place >> 6] & (UInt64(1) << UInt64(place & 63)) != 0
    read += 1
    for send in 0..<Self.sendCount(sizeBytes, isDirect: isDirect) {
      bookedBytes -= Self.trueBytes(ofSend: send, sizeBytes, isDirect: isDirect)
    }
  }

  private static func sendCount(_ sizeBytes: Int, isDirect: Bool) -> Int {
    (sizeBytes + KernelBuffers.fragmentBytes - 1) / KernelBuffers.fragmentBytes + (isDirect ? 1 : 0)
  }

  /// The true size of the send of this index.
  private static func trueBytes(ofSend index: Int, _ sizeBytes: Int, isDirect: Bool) -> Int64 {
    let fragment = isDirect ? max(0, index - 1) : index
    let whole = min(KernelBuffers.fragmentBytes, sizeBytes - fragment * KernelBuffers.fragmentBytes)
    guard isDirect, fragment == 0 else { return KernelBuffers.trueBytes(ofSend: whole) }
    return KernelBuffers.trueBytes(ofSend: index == 0 ? Socket.headerBytes : whole - Socket.headerBytes)
  }
}
