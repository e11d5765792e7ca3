/// The events still to come, the earliest on top.
///
///     var events = FutureEventList(capacity: 64)
///     events.push(EventKey(time: .zero, eventClass: 0, order: 0, kind: 1, entity: 7))
///     while !events.isEmpty {
///       let event = events.popMin()     // handling it may push further events
///     }
///
/// A min-heap with four children a node: half as deep as a binary heap, and the four children share one 64-byte
/// cache line (LaMarca and Ladner, "The influence of caches on the performance of heaps", 1996,
/// doi:10.1145/235141.235145). `popMin` leaves a hole on top that the next `push` fills, since most events
/// schedule a successor: the pair costs one sift instead of two. Nine events and fewer are no heap: the earliest one is on
/// top and the others lie below it in no order, as among so few a way down would go either way at random.
///
/// `push` and `popMin` take O(log n), all else O(1). Equal keys are allowed; which of them comes first cannot be
/// told. Not copyable: one list belongs to one run.
@frozen
public struct FutureEventList: ~Copyable {
  // The root lies at slot 3, so that the children of slot s, at 4s − 8 ... 4s − 5, start on a cache line. Every
  // slot from `end` on holds `vacant`, so that the least of four children is found without asking how many
  // there are. Slots below the root are never read.
  @usableFromInline static var root: Int { @inlinable get { 3 } }
  @usableFromInline static var vacant: UInt128 { @inlinable get { .max } }

  /// From so many slots on, 2 MiB of them, a list is larger than a core's own cache as a rule.
  @usableFromInline static var farSlot: Int { @inlinable get { 1 << 17 } }
  /// Up to this end all slots lie right below the root: they are the root's children and those of the first child.
  @usableFromInline static var fewEnd: Int { @inlinable get { 12 } }
  /// Up to this end they are the root's children.
  @usableFromInline static var fewestEnd: Int { @inlinable get { 8 } }

  @usableFromInline var slots: UnsafeMutablePointer<UInt128>
  /// How many slots are allocated; a multiple of 4.
  @usableFromInline var slotCount: Int
  /// The slot after the last one in use.
  @usableFromInline var end: Int
  /// Takes what `siftDownFar` has read ahead, so that no optimizer leaves the reading out. Never read.
  @usableFromInline var readAhead: UInt64 = 0
  /// Whether the event on top is gone and its place not yet filled.
  @usableFromInline var rootIsHole: Bool
  /// Where the earliest event below a hole is, if some but few lie there; meaningless else.
  @usableFromInline var next: Int

  /// An empty list with room for `capacity` events (not negative) before it must grow, which doubles it.
  public init(capacity: Int) {
    precondition(capacity >= 0, "a capacity must not be negative")
    // All that may lie right below the root can be looked at in every list.
    slotCount = max(Self.fewEnd, (capacity + Self.root + 3) & ~3)
    slots = Self.allocate(slotCount)
    end = Self.root
    rootIsHole = false
    next = Self.root
  }

  deinit { slots.deallocate() }

  /// Whether no event is to come.
  @inlinable
  public var isEmpty: Bool { count == 0 }

  /// How many events are to come.
  @inlinable
  public var count: Int { end - Self.root - (rootIsHole ? 1 : 0) }

  /// The earliest event, which stays in the list. The list must not be empty.
  @inlinable
  public var peek: EventKey {
    precondition(!isEmpty, "an empty event list has no earliest event")
    return EventKey(bits: slots[rootIsHole ? leastBelow : Self.root])
  }

  /// Whether an event is to come at the instant of the one that was taken last, and of its class. O(1).
  /// - Parameter event: the one that was taken last.
  @inlinable
  @inline(__always)
  public func hasNext(besides event: EventKey) -> Bool {
    // The next one is on top or, where the top is free, right below it; vacant places are of no instant.
    guard rootIsHole else { return event.isTied(with: slots[Self.root]) }
    if areFew { return event.isTied(with: slots[next]) }
    let first = Self.root + 1
    return event.isTied(with: slots[first]) || event.isTied(with: slots[first + 1])
      || event.isTied(with: slots[first + 2]) || event.isTied(with: slots[first + 3])
  }

  /// Whether more events than the root's children lie right below the root, in no order.
  @inlinable
  @inline(__always)
  var areFew: Bool { end > Self.fewestEnd && end <= Self.fewEnd }

  /// The slot of the earliest event below the root; a vacant one where there is none.
  @inlinable
  @inline(__always)
  var leastBelow: Int {
    areFew ? leastOfEight(from: Self.root + 1) : leastOfFour(from: Self.root + 1)
  }

  /// Adds an event.
  @inlinable
  public mutating func push(_ event: EventKey) {
    if rootIsHole {
      rootIsHole = false
      if end <= Self.fewestEnd {
        exchange(event.bits, with: leastOfFour(from: Self.root + 1))
      } else {
        fill(event.bits)
      }
    } else {
      if end == slotCount { grow() }
      if end == Self.fewEnd { becomeHeap() }
      end += 1
      siftUp(event.bits)
    }
  }

  /// Takes the earliest event out and returns it. The list must not be empty.
  @inlinable
  public mutating func popMin() -> EventKey {
    precondition(!isEmpty, "nothing can be taken out of an empty event list")
    if rootIsHole {
      end -= 1
      let last = slots[end]
      slots[end] = Self.vacant
      siftDown(last)
    }
    rootIsHole = true
    if areFew { next = leastOfEight(from: Self.root + 1) }
    return EventKey(bits: slots[Self.root])
  }

  /// Puts `key` on top, where the place is free, or into the place of the earliest event below and that one on top.
  ///
  /// Of so few events each may well be the next, hence no branch, which nothing could predict. In a list of one what is
  /// below is vacant and stays so.
  @inlinable
  @inline(__always)
  mutating func exchange(_ key: UInt128, with child: Int) {
    let childKey = slots[child]
    let isFirst = key < childKey
    slots[Self.root] = isFirst ? key : childKey
    slots[child] = isFirst ? childKey : key
  }

  /// Of few events in no order makes a heap: only the first child has children.
  @usableFromInline
  @inline(never)
  mutating func becomeHeap() {
    let (parent, child) = (Self.root + 1, leastOfFour(from: Self.fewestEnd))
    let (parentKey, childKey) = (slots[parent], slots[child])
    slots[parent] = min(parentKey, childKey)
    slots[child] = max(parentKey, childKey)
  }

  /// Puts `key` into the hole on top, which has been there since the last ``popMin()``; apart, to keep `push` short.
  @usableFromInline
  @inline(never)
  mutating func fill(_ key: UInt128) {
    if areFew { exchange(key, with: next) } else { siftDown(key) }
  }

  /// Puts `key` where it belongs, the place on top being free.
  @inlinable
  mutating func siftDown(_ key: UInt128) {
    if end <= Self.fewEnd {
      exchange(key, with: leastBelow)
    } else if end > Self.farSlot {
      siftDownFar(key)
    } else {
      sink(key, readsAhead: false)
    }
  }

  /// `siftDown` in a list that does not fit into the cache; apart, to keep the usual one short.
  @usableFromInline
  @inline(never)
  mutating func siftDownFar(_ key: UInt128) { sink(key, readsAhead: true) }

  /// The way down of `siftDown`.
  ///
  /// Where a list does not fit into the cache: without branches nobody guesses the way, and each level would wait for
  /// memory in its turn. So the four
  /// cache lines that the next level may be in are fetched while this one is compared: a quarter faster with 10⁶ events.
  /// Swift has no prefetch; a read does as well, as long as somebody takes what was read.
  /// - Parameter readsAhead: a constant at each place of call, which costs nothing.
  @inlinable
  @inline(__always)
  mutating func sink(_ key: UInt128, readsAhead: Bool) {
    var hole = Self.root
    var firstChild = 4 * hole - 8
    var read: UInt128 = 0
    while firstChild < end {
      let below = 4 &* firstChild &- 8
      // The upper levels are used so often that they stay in the cache.
      if readsAhead, below > Self.farSlot >> 3, below &+ 12 < end {
        read |= slots[below] | slots[below &+ 4] | slots[below &+ 8] | slots[below &+ 12]
      }
      let child = leastOfFour(from: firstChild)
      let childKey = slots[child]
      if key <= childKey { break }
      slots[hole] = childKey
      hole = child
      firstChild = 4 &* hole &- 8
    }
    slots[hole] = key
    if readsAhead { readAhead = UInt64(truncatingIfNeeded: read) }
  }

  /// Puts `key` into the last slot, where the place is free, and lets it rise to where it belongs.
  @inlinable
  mutating func siftUp(_ key: UInt128) {
    var hole = end - 1
    while hole > Self.root {
      let parent = end > Self.fewEnd ? hole >> 2 + 2 : Self.root
      let parentKey = slots[parent]
      if parentKey <= key { break }
      slots[hole] = parentKey
      hole = parent
    }
    slots[hole] = key
  }

  /// The slot with the least key among four neighbours.
  ///
  /// Comparisons become numbers and not branches, as nothing predicts them.
  @inlinable
  func leastOfFour(from first: Int) -> Int {
    let left = first &+ (slots[first &+ 1] < slots[first] ? 1 : 0)
    let right = first &+ 2 &+ (slots[first &+ 3] < slots[first &+ 2] ? 1 : 0)
    return left &+ (right &- left) &* (slots[right] < slots[left] ? 1 : 0)
  }

  /// The slot with the least key among eight neighbours; apart, as within a loop it is compiled to branches.
  @usableFromInline
  @inline(never)
  func leastOfEight(from first: Int) -> Int {
    let (left, right) = (leastOfFour(from: first), leastOfFour(from: first &+ 4))
    return left &+ (right &- left) &* (slots[right] < slots[left] ? 1 : 0)
  }

  @usableFromInline
  mutating func grow() {
    let larger = Self.allocate(2 * slotCount)
    (larger + Self.root).update(from: slots + Self.root, count: end - Self.root)
    slots.deallocate()
    slots = larger
    slotCount *= 2
  }

  private static func allocate(_ slotCount: Int) -> UnsafeMutablePointer<UInt128> {
    let bytes = UnsafeMutableRawPointer.allocate(
      byteCount: slotCount * MemoryLayout<UInt128>.stride, alignment: 64)
    return bytes.initializeMemory(as: UInt128.self, repeating: vacant, count: slotCount)
  }
}
