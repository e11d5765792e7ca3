/// What a member does alone: it reads and processes one data message after the other, and nobody can notice before its
/// next interaction. When that is, and where it stands meanwhile, is computed in one go from the times at which the
/// messages reach it: end of service = max(end of the one before, delivery) + time of service.
///
/// ```
///   positions     accounted        now         foreseen        drawn
///                     │             │              │             │
///   ──────────────────┼─────────────┼──────────────┼─────────────┼───
///    in the records   │  ends of service are known  │ times of    │
///                     │                             │ service are │
/// ```
///
/// While it lasts, the member's state elsewhere is that of its beginning. It ends with the first event that needs the
/// true one: see ``Engine/endStretch(of:)``.
struct Stretch {
  var isOn = false
  /// By position, in a ring: the end of its service where that is foreseen, ns; behind that how long it will take.
  private(set) var ends: UnsafeMutablePointer<Int64>
  private(set) var mask: Int
  /// The first position that the member's records do not count as processed.
  var accounted = 0
  /// One past the last position whose end of service is known.
  var foreseen = 0
  /// One past the last position whose time of service is drawn; kept when a stretch ends before its time.
  var drawn = 0

  // The next interaction that the member brings about itself.
  /// The order of its entry in the event list; another one there is stale. 0 where there is none.
  var order: UInt64 = 0
  /// The position of the service that ends with that entry.
  var endsAt = -1
  /// When it takes, from rest, what it has to hear of; -1 where an end of service comes first.
  var takesAt: Int64 = -1
  /// Its own messages whose return the method wants to know of.
  var own = OwnMessages()

  // What its method hears.
  /// It hears of others' messages too, later.
  var isToldLater = false
  /// The message at ``accounted``, which is in service, was heard of when it was read.
  var hasHeardRead = false

  // How far the records are.
  /// One past the last position delivered at its beginning, and the data messages accepted before that position:
  /// deliveries are counted from there.
  var deliveredMark = 0
  var dataMark: Int64 = 0
  /// At least one past ``accounted``, and no more than was delivered when the service before it ended: where a search
  /// for that begins.
  var arrivals = 0

  // Ties: see ``Lineage``.
  /// Of the service in progress or the last one; while a stretch lasts, of the one that it began with.
  var lineage = Lineage()
  /// The position of that service; -1 where the stretch began from rest.
  var first = -1
  /// The first position of the row of services without rest that ``accounted`` belongs to.
  var rowStart = 0
  /// How long the service before ``accounted`` took, ns.
  var lastLength: Int64 = 0
  /// The entry of the service in progress, where no stretch is on, was made when that began.
  var hasTimelyEntry = false

  /// Ring entries behind ``accounted`` that stay readable: a service begins at the end of the one before.
  static let lookBack = 1

  init() {
    mask = 127
    ends = .allocate(capacity: 128)
    ends.initialize(repeating: 0, count: 128)
  }

  /// Gives the memory back.
  func deallocate() { ends.deallocate() }

  /// Makes room up to a position. Amortised O(1) a position.
  mutating func reserve(upTo position: Int) {
    let needed = position - accounted + Self.lookBack
    guard needed > mask else { return }
    var capacity = mask + 1
    while capacity <= needed { capacity *= 2 }
    let larger = UnsafeMutablePointer<Int64>.allocate(capacity: capacity)
    larger.initialize(repeating: 0, count: capacity)
    for position in (accounted - Self.lookBack)..<max(foreseen, drawn) {
      larger[position & (capacity - 1)] = ends[position & mask]
    }
    ends.deallocate()
    ends = larger
    mask = capacity - 1
  }

  subscript(position: Int) -> Int64 {
    @inline(__always) get { ends[position & mask] }
    @inline(__always) nonmutating set { ends[position & mask] = newValue }
  }

  /// The ends of services; those that are foreseen do not fall.
  var instants: Instants {
    @inline(__always) get { Instants(ring: ends, mask: mask) }
  }
}
