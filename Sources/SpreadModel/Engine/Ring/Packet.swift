import FlowControl

/// A packet of the ring. Its messages stand in the ring's order, one after the other.
struct Packet {
  /// Bytes of a packet's body: a UDP payload of 1472 less 40 of packet header (spu_data_link.h of Spread).
  static let bodyBytes = 1432
  /// Of the packet itself.
  static let headerBytes = 40
  /// Before each message of a packet but the first, which begins at a multiple of ``alignmentBytes``.
  static let fragmentHeaderBytes = 4
  static let alignmentBytes = 4
  /// No message is shorter than its header and group name.
  static let messageLimit = bodyBytes / Socket.overheadBytes

  var service = ServiceLevel.agreed
  /// A part of a message that takes several packets.
  var isPart = false
  var usedBytes = 0
  /// The place in the ring's order of the first message that ends in this packet.
  var firstMessage = 0
  /// Messages that end in it.
  var messageCount = 0
  /// One bit a daemon that has it.
  var receivers: UInt128 = 0
  /// The token asks for it.
  var isMissed = false
  /// The daemon that numbered it.
  var origin: UInt8 = 0
  /// One bit a daemon that delivered it before its turn.
  var early: UInt128 = 0

  /// Whether a whole message more fits behind what it holds.
  func admits(_ sizeBytes: Int, _ level: ServiceLevel) -> Bool {
    level == service && offset + sizeBytes <= Self.bodyBytes
  }

  /// Where the next message would begin.
  private var offset: Int {
    (usedBytes + Self.alignmentBytes - 1) / Self.alignmentBytes * Self.alignmentBytes
      + Self.fragmentHeaderBytes
  }

  mutating func append(_ sizeBytes: Int) {
    usedBytes = usedBytes == 0 ? sizeBytes : offset + sizeBytes
    messageCount += 1
  }
}

/// The packets that some daemon may still need, by number.
struct PacketStore: ~Copyable {
  private var packets: UnsafeMutablePointer<Packet>
  private var capacity = 256
  /// The least number kept; packets are numbered from 1.
  private(set) var first = 1
  /// The highest number given.
  private(set) var last = 0

  init() {
    packets = .allocate(capacity: capacity)
  }

  deinit { packets.deallocate() }

  var isFull: Bool { last - first + 1 == capacity }

  subscript(number: Int) -> Packet {
    @inline(__always) get {
      assert(number >= first && number <= last, "a packet is kept until every daemon has delivered it")
      return packets[number & (capacity - 1)]
    }
    @inline(__always) nonmutating set { packets[number & (capacity - 1)] = newValue }
  }

  /// Gives the next number to a packet; the caller made room.
  mutating func append(_ packet: Packet) {
    last += 1
    packets[last & (capacity - 1)] = packet
  }

  mutating func trim(before number: Int) { first = max(first, number) }

  mutating func grow() {
    let larger = UnsafeMutablePointer<Packet>.allocate(capacity: 2 * capacity)
    for number in first...max(first, last) where number <= last {
      larger[number & (2 * capacity - 1)] = packets[number & (capacity - 1)]
    }
    packets.deallocate()
    packets = larger
    capacity *= 2
  }
}
