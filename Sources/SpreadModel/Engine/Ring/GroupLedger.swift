/// The group as one order has it: who belongs to it, and how many data messages have their place.
struct GroupLedger {
  var isPresent: [Bool]
  /// Data messages.
  private(set) var position: Int64 = 0
  /// The same, one number a sender.
  private(set) var sentBefore: [Int64]

  /// Nobody, and nothing.
  init(memberCount: Int, senderCount: Int) {
    isPresent = Array(repeating: false, count: memberCount)
    sentBefore = Array(repeating: 0, count: senderCount)
  }

  /// What orders that were apart have together. Of each sender it is the most that any of them has, which is what the
  /// order has in which it sent; the position is the sum, so that nobody's position is beyond it.
  init(of ledgers: [GroupLedger], isPresent: [Bool]) {
    self.isPresent = isPresent
    sentBefore = Array(repeating: 0, count: ledgers.first?.sentBefore.count ?? 0)
    for ledger in ledgers {
      for column in sentBefore.indices {
        sentBefore[column] = max(sentBefore[column], ledger.sentBefore[column])
      }
    }
    position = sentBefore.reduce(0, +)
  }

  var presentCount: Int { isPresent.count { $0 } }

  /// A data message of a sender gets its place.
  @inline(__always)
  mutating func count(from column: Int) {
    position += 1
    sentBefore[column] += 1
  }

  /// The last message loses its place.
  mutating func takeBack(_ entry: LogEntry, column: Int) {
    switch entry.kind {
    case .data:
      position -= 1
      sentBefore[column] -= 1
    case .control: break
    case .view: isPresent[Int(entry.sender)] = entry.noteKind != LogEntry.join
    }
  }
}
