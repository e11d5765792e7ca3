extension FutureEventList {
  /// Stops the program unless the list is what its operations rely on; for tests. O(n) in the allocated slots.
  public func checkInvariants() {
    precondition(
      slotCount >= Self.fewEnd && slotCount % 4 == 0, "slots come in whole cache lines, three at least")
    precondition(Int(bitPattern: slots) % 64 == 0, "four children share a cache line")
    precondition(end >= Self.root && end <= slotCount, "the end lies within the slots")
    precondition(!rootIsHole || end > Self.root, "a hole takes a slot")
    for slot in end..<slotCount {
      precondition(slots[slot] == Self.vacant, "slots without an event are vacant")
    }
    for slot in Self.root..<end where slot > Self.root {
      let parent = end > Self.fewEnd ? slot >> 2 + 2 : Self.root
      precondition(slots[slot] != Self.vacant, "slots in use hold an event")
      // A hole's old key is still no later than its children: it was the least of all.
      precondition(slots[parent] <= slots[slot], "no event is earlier than its parent")
      precondition(!rootIsHole || !areFew || slots[next] <= slots[slot], "none is earlier than the next one")
    }
  }
}
