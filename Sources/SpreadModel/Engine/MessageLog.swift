import EventKernel
import FlowControl

/// What the order carries.
enum MessageKind: UInt8 {
  case data
  /// A copy of a data message, for one member that missed it. Its number is the original's position.
  case recovered
  case control
  /// A membership change: JOIN, LEAVE, or the KILL of a session that is gone.
  case view
  /// A member that came back asks another to send again what it missed, from the position that its number says.
  case request

  /// Whether the application processes it.
  @inline(__always)
  var carriesData: Bool { rawValue <= MessageKind.recovered.rawValue }
}

/// One message of the total order, shared by all sessions.
struct LogEntry {
  var kind: MessageKind
  /// ``everybody``, ``senders``, or one member; a private control message goes to its own sender too.
  var audience = Self.everybody
  /// Caused by the clock alone, so that waiting for it is not progress.
  var isTimed: Bool
  /// 0 where no note rides with it.
  var noteKind: UInt8
  /// When a daemon may deliver it; a sequencer does not ask.
  var service = ServiceLevel.agreed
  /// The group that it is sent to.
  var group: UInt8 = 0
  /// The member that sent it, or that the membership change is about.
  var sender: Int32
  /// Payload and overhead.
  var sizeBytes: Int32
  /// Messages of the application in it: more than one in a pack.
  var messageCount: Int32 = 1
  /// The note's number; for a membership change the index of its view, once delivered.
  var number: Int64
  /// When the application generated it, ns; of a pack, where the times of its messages begin in ``PackTimes``.
  var generatedAt: Int64
  /// When the sessions of a sequencer get it, ns.
  var deliverAt: Int64 = 0

  /// A note rides with it.
  @inline(__always)
  mutating func carry(_ note: Note) {
    noteKind = note.kind
    number = note.number
  }

  /// What a membership change is, in place of a kind of note: a JOIN; a LEAVE, KILL or broken link; many members at
  /// once, with their daemons.
  static let join: UInt8 = 1
  static let removal: UInt8 = 2
  static let daemonChange: UInt8 = 3

  /// The audience that is every member of the group.
  static let everybody: Int32 = -1
  /// The audience that is every member that sends data.
  static let senders: Int32 = -2
}

/// Messages in their order from the oldest that somebody still needs to the newest, in one ring buffer.
///
/// Where messages are delivered from, a cursor a session points into it, so that a message costs the same memory in a
/// group of any size. On the way there it is a plain queue: what a client wrote, what waits for the token.
///
/// Positions count up for ever and are reduced by the mask. Rows of numbers that ride with messages live in a
/// parallel buffer.
struct MessageLog: ~Copyable {
  private var entries: UnsafeMutablePointer<LogEntry>
  private var rows: UnsafeMutablePointer<Int64>
  private(set) var capacity: Int
  let rowWidth: Int
  /// The oldest position kept.
  private(set) var start = 0
  /// One past the newest position delivered to the sessions.
  var delivered = 0
  /// One past the newest position.
  private(set) var end = 0

  /// - Parameter room: entries that fit at once, at least.
  init(rowWidth: Int, room: Int) {
    capacity = Self.capacity(for: room)
    self.rowWidth = rowWidth
    entries = .allocate(capacity: capacity)
    rows = .allocate(capacity: max(1, capacity * rowWidth))
    rows.initialize(repeating: 0, count: max(1, capacity * rowWidth))
  }

  /// The power of two in which so many entries fit.
  static func capacity(for room: Int) -> Int {
    var capacity = 4
    while capacity < room { capacity *= 2 }
    return capacity
  }

  deinit {
    entries.deallocate()
    rows.deallocate()
  }

  var count: Int { end - start }

  /// Entries that may be appended before it must be trimmed or grown.
  var room: Int { capacity - (end - start) }

  /// Bytes that one more doubling would bring it to.
  var bytesWhenGrown: Int64 { Int64(capacity) * 2 * Int64(MemoryLayout<LogEntry>.stride + 8 * rowWidth) }

  subscript(position: Int) -> LogEntry {
    @inline(__always) get {
      assert(position >= start && position < end, "the log keeps what a cursor points at")
      return entries[position & (capacity - 1)]
    }
    @inline(__always) nonmutating set { entries[position & (capacity - 1)] = newValue }
  }

  /// Appends to the end; the caller made room.
  @inline(__always)
  mutating func append(_ entry: LogEntry) {
    assert(room > 0, "room is made before a message is accepted")
    entries[end & (capacity - 1)] = entry
    end += 1
  }

  /// Appends a message of another log with its row; the caller made room.
  mutating func append(_ entry: LogEntry, rowOf other: borrowing MessageLog, at position: Int) {
    append(entry)
    guard rowWidth > 0, entry.noteKind != 0 else { return }
    for (index, number) in other.row(at: position).enumerated() {
      rows[((end - 1) & (capacity - 1)) * rowWidth + index] = number
    }
  }

  /// The numbers that ride with a message; what an older message left there where none do.
  func row(at position: Int) -> UnsafeBufferPointer<Int64> { UnsafeBufferPointer(mutableRow(at: position)) }

  /// The same, to be written.
  func mutableRow(at position: Int) -> UnsafeMutableBufferPointer<Int64> {
    UnsafeMutableBufferPointer(start: rows + placeOfRow(at: position).lowerBound, count: rowWidth)
  }

  /// The numbers of all rows; what stands in those of messages without one means nothing.
  var allRows: UnsafeBufferPointer<Int64> { UnsafeBufferPointer(start: rows, count: capacity * rowWidth) }

  /// Where among ``allRows`` the numbers stand that ride with a message.
  @inline(__always)
  func placeOfRow(at position: Int) -> Range<Int> {
    let start = (position & (capacity - 1)) * rowWidth
    return start..<(start + rowWidth)
  }

  /// Forgets everything before a position.
  mutating func trim(before position: Int) {
    assert(position >= start && position <= end, "trimming stays inside the log")
    start = position
  }

  /// Doubles the capacity of a full queue.
  /// - Returns: whether it still takes no more than so many bytes. There is room in any case.
  mutating func makeRoom(withinBytes limit: Int64) -> Bool {
    guard room == 0 else { return true }
    grow()
    return bytesWhenGrown / 2 <= limit
  }

  /// Doubles the capacity. Amortised O(1) a message.
  mutating func grow() {
    let larger = capacity * 2
    let newEntries = UnsafeMutablePointer<LogEntry>.allocate(capacity: larger)
    let newRows = UnsafeMutablePointer<Int64>.allocate(capacity: max(1, larger * rowWidth))
    newRows.initialize(repeating: 0, count: max(1, larger * rowWidth))
    for position in start..<end {
      newEntries[position & (larger - 1)] = entries[position & (capacity - 1)]
      let old = rows + (position & (capacity - 1)) * rowWidth
      (newRows + (position & (larger - 1)) * rowWidth).update(from: old, count: rowWidth)
    }
    entries.deallocate()
    rows.deallocate()
    entries = newEntries
    rows = newRows
    capacity = larger
  }
}
