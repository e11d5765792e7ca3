/// When the messages in the packs that are under way were generated, in the order in which the packs were accepted.
///
/// A pack's entry in a log says where its times begin. They are kept while a log keeps the entry, so that the latency
/// of every message is exact.
struct PackTimes {
  private var times: [Int64] = []
  /// The oldest place kept.
  private(set) var start = 0
  /// One past the newest.
  private(set) var end = 0

  /// Whether the next time needs a place of its own.
  var isFull: Bool { end - start == times.count }

  /// Whether more than half is in use, so that another look for what can go would come too soon.
  var isTight: Bool { 2 * (end - start) >= times.count }

  /// Bytes that it takes.
  var bytes: Int64 { Int64(times.count) * 8 }

  subscript(place: Int) -> Int64 {
    assert(place >= start && place < end, "a time is kept while a log keeps its pack")
    return times[place & (times.count - 1)]
  }

  /// Appends to the end; there must be room.
  mutating func append(_ time: Int64) {
    assert(!isFull, "room is made before a pack is accepted")
    times[end & (times.count - 1)] = time
    end += 1
  }

  /// Forgets everything before a place.
  mutating func trim(before place: Int) {
    assert(place >= start && place <= end, "trimming stays inside")
    start = place
  }

  /// Doubles the room. Amortised O(1) a time.
  mutating func grow() {
    var larger = [Int64](repeating: 0, count: max(1024, 2 * times.count))
    for place in start..<end { larger[place & (larger.count - 1)] = self[place] }
    times = larger
  }
}
