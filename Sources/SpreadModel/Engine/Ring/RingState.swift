import EventKernel

/// What the daemons of a token ring share: its description, the packets under way, and the order itself.
///
/// A run begins with one ring of all daemons. A fault of daemons breaks rings; new ones take their place, each with an
/// order and packet numbers of its own. With a sequencer the one ring keeps the group and nothing else.
struct RingState: ~Copyable {
  let description: TokenRing
  let hop: Int64
  /// From the lowest on, which is the leader. One that crashes leaves at once.
  var daemons: [Int]
  /// The token is lost: nothing gets a place in the order any more. What was sent still arrives.
  var isBroken = false
  /// When it began to run, ns.
  var formedAt: Int64 = 0
  /// The orders of its entries in the event list, by which those of a ring that is over are known.
  var tokenOrder: UInt64 = 0
  var arrivalOrder: UInt64 = 0
  /// The group as the order has it.
  var ledger: GroupLedger
  var token = Token()
  var packets = PacketStore()
  /// The messages of all packets in the order of the ring, until every daemon has delivered them.
  var ordered: MessageLog
  /// Sendings in the order of their arrival, which is that of their departure: whoever sends has the token, and the
  /// token travels behind what was sent.
  var transmissions = TransmissionQueue()
  var isArrivalScheduled = false

  init(_ description: TokenRing, daemons: [Int], ledger: GroupLedger, rowWidth: Int) {
    self.description = description
    self.daemons = daemons
    self.ledger = ledger
    hop = description.hop.nanoseconds
    ordered = MessageLog(rowWidth: rowWidth, room: 64)
  }

  var daemonCount: Int { daemons.count }
  var leader: Int { daemons[0] }

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

  /// Sendings that are not over at `now` do not reach those that `isOutOfReach` names.
  mutating func cut(at now: Int64, outOfReach: (Transmission) -> UInt128) {
    for number in start..<end where items[number & (capacity - 1)].arrivesAt >= now {
      items[number & (capacity - 1)].unreached |= outOfReach(items[number & (capacity - 1)])
    }
  }

  mutating func grow() {
    let larger = UnsafeMutablePointer<Transmission>.allocate(capacity: 2 * capacity)
    for number in start..<end { larger[number & (2 * capacity - 1)] = items[number & (capacity - 1)] }
    items.deallocate()
    items = larger
    capacity *= 2
  }
}
