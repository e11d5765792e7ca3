/// Positions of messages that one member sent and wants to hear of, ascending: a list whose links stand beside the messages, in
/// ``MessageTimes/nextOfSender``, so that it takes no memory of its own.
struct OwnMessages {
  /// The oldest one; meaningless in an empty list.
  private(set) var first = 0
  private var last = -1

  var isEmpty: Bool { last < 0 }

  @inline(__always)
  mutating func append(_ position: Int, linking times: borrowing MessageTimes) {
    if last < 0 { first = position } else { times.nextOfSender[last & times.mask] = position }
    last = position
  }

  /// The one behind a position of the list; `nil` behind the last one.
  func next(after position: Int, linking times: borrowing MessageTimes) -> Int? {
    position == last ? nil : times.nextOfSender[position & times.mask]
  }

  @inline(__always)
  mutating func removeFirst(linking times: borrowing MessageTimes) {
    if first == last { last = -1 } else { first = times.nextOfSender[first & times.mask] }
  }

  /// Forgets what stands before a position, as long as the log has it.
  mutating func remove(before position: Int, linking times: borrowing MessageTimes) {
    while !isEmpty, first < position { removeFirst(linking: times) }
  }
}
