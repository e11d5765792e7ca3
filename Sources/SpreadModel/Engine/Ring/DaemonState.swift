import EventKernel

/// One daemon: a serial CPU, its clients, and what it knows of the ring.
struct DaemonState: ~Copyable {
  /// What its CPU is busy with; packets and the token come before clients.
  enum Work: UInt8 { case none, delivery, earlyDelivery, packet, visit, ingest }

  var work = Work.none
  /// An entry of the event list will end its work or let it look for some.
  var isAwake = false
  /// CPU time spent on the side, by draining, that delays its next work, ns.
  var debt: Int64 = 0

  // Its clients.
  /// Clients with something to read, in the order in which they are served.
  var clients: ClientList
  /// Messages that wait for the token; the newest is still being read while ``work`` is `ingest`.
  var down: MessageLog
  /// Bytes of the oldest of them that were sent in earlier packets.
  var sentBytes = 0
  var downMax = 0

  /// It runs, and takes part in the ring.
  var isUp = true

  // Its place in the ring. Packets are numbered from 1.
  /// Who gets the token from it.
  var next = 0
  var hasToken = false
  /// Every packet up to here has arrived.
  var aru = 0
  /// The first packet of its present visit.
  var firstFresh = 1
  /// What it added to the token's `fcc` at its last visit.
  var sentInVisit = 0
  /// The token's aru when it last left this daemon.
  var lastTokenAru = 0
  /// Every daemon has every packet up to here.
  var safeAru = 0
  /// Visits in a row at which every daemon was known to have everything.
  var idleVisits = 0
  /// The next transmission to receive.
  var inbox = 0
  /// The packet to deliver next, and which of its messages.
  var nextPacket = 1
  var nextMessage = 0
  /// Packets to deliver before their turn.
  var early: [Int] = []
  var linkFreeAt: Int64 = 0
  var lossStream: RandomStream

  init(rowWidth: Int, clientCount: Int, lossStream: RandomStream) {
    clients = ClientList(capacity: clientCount)
    down = MessageLog(rowWidth: rowWidth, room: 16)
    self.lossStream = lossStream
  }

  /// Begins anew in a ring that has yet to number its first packet.
  mutating func enterRing(next: Int) {
    self.next = next
    hasToken = false
    aru = 0
    firstFresh = 1
    sentInVisit = 0
    lastTokenAru = 0
    safeAru = 0
    idleVisits = 0
    inbox = 0
    nextPacket = 1
    nextMessage = 0
    early = []
    // A message whose last packet was not sent begins anew: its parts ended with the ring that they were sent in.
    sentBytes = 0
  }

  /// Messages that wait for the token.
  var downCount: Int { down.count - (work == .ingest ? 1 : 0) }
}

/// Clients in the order in which a daemon reads from them, one message each: a ring of at most all of them.
struct ClientList: ~Copyable {
  private let clients: UnsafeMutablePointer<Int32>
  private let capacity: Int
  private var head = 0
  private(set) var count = 0

  init(capacity: Int) {
    self.capacity = max(1, capacity)
    clients = .allocate(capacity: self.capacity)
  }

  deinit { clients.deallocate() }

  mutating func append(_ client: Int) {
    assert(count < capacity, "a client is listed once")
    clients[(head + count) % capacity] = Int32(client)
    count += 1
  }

  mutating func popFirst() -> Int? {
    guard count > 0 else { return nil }
    defer {
      head = (head + 1) % capacity
      count -= 1
    }
    return Int(clients[head])
  }
}

/// What goes around the ring.
struct Token {
  /// Packets, new and sent again, that all daemons sent in the last rotation.
  var fcc = 0
  /// The highest number that every daemon is known to have.
  var aru = 0
  /// Who lowered it; nobody where it is as high as it can be.
  var aruSetter: Int?
  /// Numbers that somebody misses, in the order of asking.
  var missing: [Int] = []
  /// The leader keeps it until somebody has something to send.
  var isHeld = true
}

/// One sending of a packet to all other daemons.
struct Transmission {
  var packet: Int
  var sender: Int
  var arrivesAt: Int64
  /// One bit a daemon that a cut keeps it from.
  var unreached: UInt128 = 0
}
