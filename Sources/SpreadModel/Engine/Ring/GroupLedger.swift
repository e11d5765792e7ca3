import FlowControl

/// The groups as one order has them: who belongs to them, and how many data messages have their place.
struct GroupLedger {
  /// One entry a slot: whether its member belongs to its group.
  var isPresent: [Bool]
  /// One entry a slot: data messages that its member sent to its group.
  private(set) var sentBefore: [Int64]
  /// One entry a group: data messages.
  private(set) var position: [Int64]

  /// Nobody, and nothing.
  init(slotCount: Int, groupCount: Int) {
    isPresent = Array(repeating: false, count: slotCount)
    sentBefore = Array(repeating: 0, count: slotCount)
    position = Array(repeating: 0, count: groupCount)
  }

  /// What orders that were apart have together. Of each sender it is the most that any of them has, which is what the
  /// order has in which it sent; the position is the sum, so that nobody's position is beyond it.
  /// - Parameter groupOf: the group of each slot.
  init(of ledgers: [GroupLedger], isPresent: [Bool], groupOf: (Int) -> Int) {
    self.init(slotCount: isPresent.count, groupCount: ledgers.first?.position.count ?? 0)
    self.isPresent = isPresent
    for ledger in ledgers {
      for slot in sentBefore.indices { sentBefore[slot] = max(sentBefore[slot], ledger.sentBefore[slot]) }
    }
    for slot in sentBefore.indices { position[groupOf(slot)] += sentBefore[slot] }
  }

  /// A data message of a slot gets its place in its group.
  @inline(__always)
  mutating func count(from slot: Int, in group: Int) {
    position[group] += 1
    sentBefore[slot] += 1
  }

  /// The same of many in the only group, by their slots.
  mutating func count(fromOneGroup slots: some Sequence<Int>) {
    var count: Int64 = 0
    sentBefore.withUnsafeMutableBufferPointer { sentBefore in
      for slot in slots {
        sentBefore[slot] += 1
        count += 1
      }
    }
    position[0] += count
  }

  /// The last message, one of a slot, loses its place.
  mutating func takeBack(_ entry: LogEntry, of slot: Int) {
    switch entry.kind {
    case .data:
      position[Int(entry.group)] -= 1
      sentBefore[slot] -= 1
    case .control, .recovered, .request: break
    case .view: isPresent[slot] = entry.noteKind != LogEntry.join
    }
  }

  /// What senders of a group sent does not count in what several orders have together.
  mutating func forget(_ group: GroupState) {
    for slot in group.slots { sentBefore[slot] = 0 }
  }

  /// Members of a group.
  func presentCount(in group: GroupState) -> Int { group.slots.count { isPresent[$0] } }

  /// A view of a group.
  func view(
    of group: GroupState, position: Int64, joined: [Int], gone: [Int], skippedBefore: [Int64] = []
  ) -> View {
    View(
      isPresent: group.slots.map { isPresent[$0] }, position: position,
      sentBefore: group.senders.map { sentBefore[$0] }, joined: joined, gone: gone,
      skippedBefore: skippedBefore)
  }
}
