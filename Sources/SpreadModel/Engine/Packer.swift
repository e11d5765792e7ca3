import FlowControl

/// Where the packs of one application end, and the pack that it is filling.
///
/// The messages themselves stand in the generator's backlog, in one line: those of the packs that are ready, then
/// those of the pack being filled.
struct Packer {
  private let limit: Int64
  private let delay: Int64
  /// For each ready pack, how many messages the application had generated with its last one.
  private var ends = NumberQueue()
  /// When the first message of the pack being filled was generated, ns.
  private var openedAt: Int64 = 0
  /// Messages in the pack being filled.
  private(set) var fillingCount = 0
  /// The order of the entry in the event list that looks after the pack being filled; another one there is stale.
  var order: UInt64 = 0

  init(_ chunk: Chunk) {
    limit = Int64(chunk.count)
    delay = chunk.delay.nanoseconds
  }

  /// Packs that are full, or whose first message waited long enough.
  var readyCount: Int { ends.count }
  /// Bytes that the ready packs take.
  var bytes: Int64 { ends.bytes }
  /// When the pack being filled goes as it is, ns; `nil` without one.
  var due: Int64? { fillingCount > 0 ? openedAt + delay : nil }
  /// Messages generated up to the end of the first ready pack.
  var firstEnd: Int64 { ends.first }

  /// One more message was generated, at `now`: number `count` of its application, from 1.
  mutating func put(_ count: Int64, at now: Int64) {
    if fillingCount == 0 { openedAt = now }
    fillingCount += 1
    if Int64(fillingCount) == limit { seal(through: count) }
  }

  /// Closes the pack being filled if its first message has waited long enough.
  /// - Returns: whether it did.
  mutating func sealIfDue(at now: Int64, through count: Int64) -> Bool {
    guard let due, due <= now else { return false }
    seal(through: count)
    return true
  }

  private mutating func seal(through count: Int64) {
    ends.append(count)
    fillingCount = 0
  }

  /// The application is gone with all that waited.
  mutating func loseAll() {
    ends = NumberQueue()
    fillingCount = 0
  }

  /// The first ready pack was accepted.
  mutating func removeFirst() { _ = ends.removeFirst() }
}
