import FlowControl

/// The views that somebody may still have to read. A view has an entry a member, so that keeping all of them would
/// take the square of the members where each is kicked.
struct ViewHistory {
  /// A view, and the position in the log of the message that brings it.
  private var views: [(view: View, position: Int)] = []
  /// How many were forgotten; the number of the oldest that is kept.
  private var firstNumber: Int64 = 0
  /// Views kept at which the next look for old ones is due.
  private var trimCount = 64
  private let viewBytes: Int64

  init(memberCount: Int, senderCount: Int) {
    viewBytes = Int64(MemoryLayout<(View, Int)>.stride + memberCount + 8 * senderCount)
  }

  /// Bytes that the views kept take.
  var bytes: Int64 { Int64(views.count) * viewBytes }

  /// Whether so many have gathered since the last look that another one costs O(1) a view.
  var wantsTrimming: Bool { views.count >= trimCount }

  subscript(number: Int64) -> View { views[Int(number - firstNumber)].view }

  /// Adds a view, and returns its number.
  mutating func append(_ view: View, at position: Int) -> Int64 {
    views.append((view, position))
    return firstNumber + Int64(views.count) - 1
  }

  /// Forgets the views of messages before a position. O(views kept).
  mutating func trim(before position: Int) {
    let oldCount = views.firstIndex { $0.position >= position } ?? views.count
    views.removeFirst(oldCount)
    firstNumber += Int64(oldCount)
    trimCount = max(64, 2 * views.count)
  }
}
