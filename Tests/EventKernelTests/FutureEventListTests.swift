import EventKernel
import Testing

@Suite struct FutureEventListTests {
  private func key(_ nanoseconds: Int64, _ order: UInt64, kind: UInt8 = 0, entity: Int = 0) -> EventKey {
    EventKey(
      time: Instant(nanoseconds: nanoseconds), eventClass: 0, order: order, kind: kind, entity: entity)
  }

  @Test func `events come out by time, whatever the order they went in`() {
    var events = FutureEventList(capacity: 0)
    for nanoseconds: Int64 in [5, 3, 9, 1, 7, 2, 8, 4, 6, 0] { events.push(key(nanoseconds, 0)) }
    for nanoseconds: Int64 in 0...9 { #expect(events.popMin().time.nanoseconds == nanoseconds) }
    #expect(events.count == 0)
  }

  @Test func `events of one instant and class come out in the order they were scheduled`() {
    var events = FutureEventList(capacity: 4)
    var stream = RandomStream(StreamKey(seed: 1, replication: 0, entity: 0, purpose: 0))
    for order in 0..<100 {
      events.push(
        key(1, UInt64(order), kind: UInt8(stream.below(16)), entity: Int(stream.below(1_000))))
    }
    for order: UInt64 in 0..<100 { #expect(events.popMin().order == order) }
  }

  @Test func `count and peek are right while the place on top is a hole`() {
    var events = FutureEventList(capacity: 8)
    for nanoseconds: Int64 in 1...6 { events.push(key(nanoseconds, 0)) }
    #expect(events.popMin().time.nanoseconds == 1)
    #expect(events.count == 5)
    #expect(events.peek.time.nanoseconds == 2)
    events.push(key(10, 0))
    #expect(events.count == 6)
    #expect(events.peek.time.nanoseconds == 2)
  }

  @Test func `whether the next event is one of the same instant and class is known before it is taken`() {
    func key(_ nanoseconds: Int64, _ eventClass: UInt8, _ order: UInt64) -> EventKey {
      EventKey(
        time: Instant(nanoseconds: nanoseconds), eventClass: eventClass, order: order, kind: 0, entity: 0)
    }
    var stream = RandomStream(StreamKey(seed: 3, replication: 0, entity: 0, purpose: 0))
    for size in 0..<40 {
      var events = FutureEventList(capacity: 0)
      for order in 0..<UInt64(size) {
        events.push(key(Int64(stream.below(4)), UInt8(stream.below(8)), order))
      }
      while !events.isEmpty {
        let event = events.popMin()
        let hasNext = events.hasNext(besides: event)
        let isEmpty = events.isEmpty
        guard !isEmpty else {
          #expect(!hasNext)
          break
        }
        let next = events.peek
        #expect(hasNext == (next.time == event.time && next.eventClass == event.eventClass))
        // As one is pushed the place on top is filled.
        if stream.below(2) == 0 {
          let later = key(event.time.nanoseconds + Int64(stream.below(2)), 7, 100 + stream.below(1_000_000))
          events.push(later)
          let top = events.peek
          let hasNext = events.hasNext(besides: event)
          #expect(hasNext == (top.time == event.time && top.eventClass == event.eventClass))
          if stream.below(3) > 0 { _ = events.popMin() }
        }
      }
    }
  }

  @Test func `a list that was emptied can be filled again`() {
    var events = FutureEventList(capacity: 1)
    for round: Int64 in 0..<3 {
      events.push(key(round, 0))
      #expect(events.count == 1)
      #expect(events.popMin().time.nanoseconds == round)
      let isEmpty = events.isEmpty
      #expect(isEmpty)
    }
  }

  @Test func `taking from an empty list is refused, also where a hole is all it holds`() async {
    await #expect(processExitsWith: .failure) {
      var events = FutureEventList(capacity: 8)
      _ = events.popMin()
    }
    await #expect(processExitsWith: .failure) {
      var events = FutureEventList(capacity: 8)
      events.push(EventKey(time: .zero, eventClass: 0, order: 0, kind: 0, entity: 0))
      _ = events.popMin()
      _ = events.peek
    }
  }

  /// Times repeat often, so that ties are common; the share of pushes differs from seed to seed, so that some
  /// lists grow and others run empty again and again.
  @Test(arguments: 1...200 as ClosedRange<UInt64>)
  func `any sequence of pushes and pops agrees with a sorted array`(seed: UInt64) {
    var stream = RandomStream(StreamKey(seed: seed, replication: 0, entity: 0, purpose: 0))
    var events = FutureEventList(capacity: Int(stream.below(10)))
    var expected: [EventKey] = []
    let pushShare = 20 + stream.below(70)
    for order: UInt64 in 0..<400 {
      if expected.isEmpty || stream.below(100) < pushShare {
        let event = EventKey(
          time: Instant(nanoseconds: Int64(stream.below(50))), eventClass: UInt8(stream.below(8)),
          order: order, kind: UInt8(stream.below(16)), entity: Int(stream.below(1 << 20)))
        events.push(event)
        expected.insert(event, at: expected.firstIndex { event < $0 } ?? expected.endIndex)
      } else {
        let (popped, wanted) = (events.popMin(), expected.removeFirst())
        #expect(popped == wanted, "seed \(seed), step \(order)")
      }
      events.checkInvariants()
      let (count, isEmpty) = (events.count, events.isEmpty)
      #expect(count == expected.count, "seed \(seed), step \(order)")
      #expect(isEmpty == expected.isEmpty, "seed \(seed), step \(order)")
      if let first = expected.first {
        let earliest = events.peek
        #expect(earliest == first, "seed \(seed), step \(order)")
      }
    }
  }
}
