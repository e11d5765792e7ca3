/// What stretches read of the messages in the log: the same positions as in ``MessageLog``, one array a quantity, so that
/// a loop over messages reads nothing else.
struct MessageTimes: ~Copyable {
  /// When the sessions get it, ns.
  private(set) var deliverAt: UnsafeMutablePointer<Int64>
  /// When it was generated, ns.
  private(set) var generatedAt: UnsafeMutablePointer<Int64>
  /// When it was handed to the order, ns.
  private(set) var acceptedAt: UnsafeMutablePointer<Int64>
  /// Sizes of all messages of the order before it.
  private(set) var bytesBefore: UnsafeMutablePointer<Int64>
  /// Data messages accepted before it.
  private(set) var dataBefore: UnsafeMutablePointer<Int64>
  /// Of a message in ``Stretch/own``, the position of the next one there, where there is one.
  private(set) var nextOfSender: UnsafeMutablePointer<Int>
  /// By what event it was accepted; decides where something ends at that very instant.
  private(set) var origin: UnsafeMutablePointer<Origin>
  /// Positions are reduced by it.
  private(set) var mask: Int
  /// Sizes of all messages.
  private(set) var bytes: Int64 = 0
  /// The largest message so far, and the largest one with data.
  private(set) var largestBytes: Int64 = 0
  private(set) var largestDataBytes: Int64 = 0
  /// Data messages among them. The engine counts one before it makes room for it here.
  private(set) var dataCount: Int64 = 0

  /// The event in which a message was accepted.
  struct Origin {
    /// Of the end of service that it was, and the position of what was served; -1 for any other event.
    var lineage = Lineage()
    var eventClass: UInt8
    var position = -1
  }

  /// - Parameter capacity: a power of two; that of the log.
  init(capacity: Int) {
    mask = capacity - 1
    deliverAt = .allocate(capacity: capacity)
    generatedAt = .allocate(capacity: capacity)
    acceptedAt = .allocate(capacity: capacity)
    bytesBefore = .allocate(capacity: capacity)
    dataBefore = .allocate(capacity: capacity)
    nextOfSender = .allocate(capacity: capacity)
    origin = .allocate(capacity: capacity)
  }

  deinit {
    deliverAt.deallocate()
    generatedAt.deallocate()
    acceptedAt.deallocate()
    bytesBefore.deallocate()
    dataBefore.deallocate()
    nextOfSender.deallocate()
    origin.deallocate()
  }

  /// Notes what was appended to the log at a position.
  @inline(__always)
  mutating func append(_ entry: LogEntry, at position: Int, acceptedAt instant: Int64) {
    let place = position & mask
    deliverAt[place] = entry.deliverAt
    generatedAt[place] = entry.generatedAt
    acceptedAt[place] = instant
    bytesBefore[place] = bytes
    dataBefore[place] = dataCount
    let size = Int64(entry.sizeBytes)
    bytes += size
    largestBytes = max(largestBytes, size)
    if entry.kind == .data {
      largestDataBytes = max(largestDataBytes, size)
      dataCount += 1
    }
  }

  /// Notes in which event the message at a position was accepted.
  @inline(__always)
  func note(_ origin: Origin, at position: Int) { self.origin[position & mask] = origin }

  /// When messages so many places behind are delivered.
  @inline(__always)
  func deliveries(ahead: Int) -> Instants { Instants(ring: deliverAt, mask: mask, ahead: ahead) }

  /// When messages so many places behind were accepted.
  @inline(__always)
  func acceptances(ahead: Int) -> Instants { Instants(ring: acceptedAt, mask: mask, ahead: ahead) }

  /// Makes room for as many as the log has room for.
  mutating func grow(to capacity: Int, keeping kept: Range<Int>) {
    func moved<Value>(_ old: UnsafeMutablePointer<Value>) -> UnsafeMutablePointer<Value> {
      let new = UnsafeMutablePointer<Value>.allocate(capacity: capacity)
      for position in kept { (new + (position & (capacity - 1))).initialize(to: old[position & mask]) }
      old.deallocate()
      return new
    }
    deliverAt = moved(deliverAt)
    generatedAt = moved(generatedAt)
    acceptedAt = moved(acceptedAt)
    bytesBefore = moved(bytesBefore)
    dataBefore = moved(dataBefore)
    nextOfSender = moved(nextOfSender)
    origin = moved(origin)
    mask = capacity - 1
  }
}
