/// What Linux books for the bytes of a Unix-domain socket: not their number but the memory of the buffers that hold
/// them, their "true size". Measured as a count of messages for each size; see docs/validation.md.
enum KernelBuffers {
  /// SO_SNDBUF as Spread sets it: it asks for 200 KiB, Linux doubles that for its own book-keeping.
  static let limitBytes: Int64 = 409_600

  /// Payload bytes of one fragment: the body of a packet.
  static let fragmentBytes = Packet.bodyBytes

  /// The true size of one `send()` of so many bytes: the next power of two above the bytes and 320 of
  /// `skb_shared_info`, and 256 of `sk_buff`. What does not fit a linear buffer of one page goes to whole pages
  /// (`unix_stream_sendmsg`).
  static func trueBytes(ofSend count: Int) -> Int64 {
    let linear = count <= linearLimit ? count : count - paged(count)
    return Int64(nextPowerOfTwo(linear + 320) + 256 + (count <= linearLimit ? 0 : paged(count)))
  }

  /// SKB_MAX_HEAD(0): a page less its `skb_shared_info`.
  private static let linearLimit = 4096 - 320

  private static func paged(_ count: Int) -> Int { min(count, (count - linearLimit + 4095) / 4096 * 4096) }

  private static func nextPowerOfTwo(_ value: Int) -> Int {
    var power = 512
    while power < value { power *= 2 }
    return power
  }

  /// What a client's `SP_multicast` books: one send for header and group name, one for the payload.
  static func trueBytes(ofMulticast sizeBytes: Int) -> Int64 {
    let payload = sizeBytes - Socket.overheadBytes
    return trueBytes(ofSend: Socket.overheadBytes) + (payload > 0 ? trueBytes(ofSend: payload) : 0)
  }
}
