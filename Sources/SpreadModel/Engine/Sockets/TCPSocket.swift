/// A TCP connection over the loopback of Linux from a daemon to one member: bytes on both sides.
///
/// The sender's side holds whole segments. The receiver's side is memory of a fixed size that bytes take in two ways.
/// What is written while the sender's side is empty goes over at once, in a small segment a `send()`, each with an
/// overhead that the read frees with it. What waited at the sender's side comes over in full segments that the kernel
/// merges into blocks, and the memory of a block is free only when its last byte is read. So the receiver's side opens
/// in lumps, and how much the connection holds swings between one lump more and less: a member that reads almost as
/// fast as messages come is kicked at the end of a lump, one that hardly reads at any place of it. The constants were
/// read off a running kernel (6.18) and hold for the buffers that Spread asks for; see docs/validation.md.
struct TCPSocket {
  /// The maximum segment size of loopback.
  private static let segmentBytes: Int64 = 65_483
  /// The sender's side takes a segment while less than SO_SNDBUF is booked: seven of them.
  private static let senderBytes = 7 * segmentBytes
  /// SO_RCVBUF: 200 KiB asked, doubled by Linux.
  private static let receiverBytes: Int64 = 409_600
  /// Segments merged into one block.
  private static let blockBytes = 5 * segmentBytes
  /// The receiver offers no less: it takes half of its memory for overhead, and offers whole segments.
  private static let leastFreeBytes = 2 * segmentBytes
  /// Receive memory per small segment beyond its bytes.
  private static let segmentOverheadBytes: Int64 = 100

  /// What a client may write to its daemon before `SP_multicast` blocks: both sides.
  static let capacityBytes = senderBytes + receiverBytes

  /// Bytes at the sender's side.
  private var waitingBytes: Int64 = 0
  /// Unread bytes that came in small segments, and their overhead.
  private var smallBytes: Int64 = 0
  private var overheadBytes: Int64 = 0
  /// Unread bytes of blocks, and read ones whose block is not free yet.
  private var blockedBytes: Int64 = 0
  private var spentBytes: Int64 = 0
  /// What is missing of the queue's head, of which a part was written.
  private var headBytes: Int64 = 0

  private var freeBytes: Int64 {
    Self.receiverBytes - smallBytes - overheadBytes - blockedBytes - spentBytes
  }

  /// Writes as much of a message as is taken.
  /// - Returns: whether all of it was taken.
  mutating func write(_ sizeBytes: Int, isDirect: Bool) -> Bool {
    let size = headBytes > 0 ? headBytes : Int64(sizeBytes)
    let sends = (sizeBytes + Packet.bodyBytes - 1) / Packet.bodyBytes + (isDirect ? 1 : 0)
    let overhead = Int64(sends) * Self.segmentOverheadBytes
    if waitingBytes == 0, freeBytes >= size + overhead {
      smallBytes += size
      overheadBytes += overhead
      headBytes = 0
      return true
    }
    let taken = min(size, Self.senderBytes - waitingBytes)
    waitingBytes += taken
    headBytes = size - taken
    return headBytes == 0
  }

  /// The member reads the oldest message.
  mutating func take(_ sizeBytes: Int) {
    var size = Int64(sizeBytes)
    let small = min(size, smallBytes)
    if small > 0 {
      let overhead = (overheadBytes * small + smallBytes - 1) / smallBytes
      smallBytes -= small
      overheadBytes -= overhead
      size -= small
    }
    if size > 0 { takeFromBlocks(size) }
    while waitingBytes > 0, freeBytes >= Self.leastFreeBytes {
      let moved = min(waitingBytes, freeBytes)
      waitingBytes -= moved
      blockedBytes += moved
    }
  }

  private mutating func takeFromBlocks(_ size: Int64) {
    // A message of which the last bytes are still at the sender's side is read from there.
    let beyond = max(0, size - blockedBytes)
    waitingBytes -= beyond
    blockedBytes -= size - beyond
    spentBytes += size - beyond
    if spentBytes >= Self.blockBytes { spentBytes -= Self.blockBytes }
    if blockedBytes == 0 { spentBytes = 0 }
  }
}
