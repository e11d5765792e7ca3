import EventKernel

/// What the daemons of a token ring share: its description, the packets under way, and the order itself.
struct RingState: ~Copyable {
  let description: TokenRing
  let hop: Int64
  var token = Token()
  var packets = PacketStore()
  /// The messages of all packets in the order of the ring, until every daemon has delivered them.
  var ordered: MessageLog
  /// Sendings in the order of their arrival, which is that of their departure: whoever sends has the token, and the
  /// token travels behind what was sent.
  var transmissions = TransmissionQueue()
  var isArrivalScheduled = false
  // What is recorded.
  var packetCount: Int64 = 0
  var retransmissionCount: Int64 = 0
  var visitCount: Int64 = 0

  init(_ description: TokenRing, rowWidth: Int) {
    self.description = description
    hop = description.hop.nanoseconds
    ordered = MessageLog(rowWidth: rowWidth, room: 64)
  }

  var daemonCount: Int { description.daemonCount }

  /// Packets that a daemon may send at its visit: `FC_allowed` of Spread's flow_control.c.
  func allowance(aru: Int) -> Int {
    guard packets.last <= aru + Self.maxGap else { return 0 }
    let (window, personal) = (description.window, description.personalWindow)
    return min(max(0, window + personal - token.fcc), min(window, personal))
  }

  /// MAX_SEQ_GAP of Spread's spread_params.h.
  private static let maxGap = 1600
}

/// Sendings that some daemon has not taken from its inbox, by running number.
struct TransmissionQueue: ~Copyable {
  private var items: UnsafeMutablePointer<Transmission>
  private var capacity = 256
  private(set) var start = 0
  /// One past the last that has arrived.
  var arrived = 0
  private(set) var end = 0

  init() { items = .allocate(capacity: capacity) }

  deinit { items.deallocate() }

  var isFull: Bool { end - start == capacity }

  subscript(number: Int) -> Transmission { items[number & (capacity - 1)] }

  mutating func append(_ item: Transmission) {
    items[end & (capacity - 1)] = item
    end += 1
  }

  mutating func trim(before number: Int) { start = number }

  mutating func grow() {
    let larger = UnsafeMutablePointer<Transmission>.allocate(capacity: 2 * capacity)
    for number in start..<end { larger[number & (2 * capacity - 1)] = items[number & (capacity - 1)] }
    items.deallocate()
    items = larger
    capacity *= 2
  }
}
