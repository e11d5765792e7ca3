import EventKernel
import Testing

@Suite struct EventKeyTests {
  @Test func `every field comes back as it went in, at both ends of its range`() {
    let least = EventKey(time: .zero, eventClass: 0, order: 0, kind: 0, entity: 0)
    let greatest = EventKey(
      time: Instant(nanoseconds: .max), eventClass: EventKey.eventClassLimit - 1,
      order: EventKey.orderLimit - 1, kind: EventKey.kindLimit - 1, entity: EventKey.entityLimit - 1)
    #expect(least.bits == 0)
    #expect(greatest.bits == .max)
    #expect(greatest.time == Instant(nanoseconds: .max))
    #expect(greatest.eventClass == 7)
    #expect(greatest.order == 137_438_953_471)
    #expect(greatest.kind == 31)
    #expect(greatest.entity == 1_048_575)
  }

  @Test func `no field touches its neighbour`() {
    let key = EventKey(time: Instant(nanoseconds: 1), eventClass: 2, order: 3, kind: 4, entity: 5)
    #expect(key.time == Instant(nanoseconds: 1))
    #expect(key.eventClass == 2)
    #expect(key.order == 3)
    #expect(key.kind == 4)
    #expect(key.entity == 5)
  }

  @Test func `time decides before the class, the class before the order, the order before the rest`() {
    func key(_ time: Int64, _ eventClass: UInt8, _ order: UInt64, _ kind: UInt8, _ entity: Int) -> EventKey {
      EventKey(
        time: Instant(nanoseconds: time), eventClass: eventClass, order: order, kind: kind, entity: entity)
    }
    #expect(key(1, 7, 9, 31, 9) < key(2, 0, 0, 0, 0))
    #expect(key(1, 1, 9, 31, 9) < key(1, 2, 0, 0, 0))
    #expect(key(1, 1, 1, 31, 9) < key(1, 1, 2, 0, 0))
  }

  @Test func `a field outside its range is refused`() async {
    await #expect(processExitsWith: .failure) {
      _ = EventKey(time: Instant(nanoseconds: -1), eventClass: 0, order: 0, kind: 0, entity: 0)
    }
    await #expect(processExitsWith: .failure) {
      _ = EventKey(time: .zero, eventClass: 8, order: 0, kind: 0, entity: 0)
    }
    await #expect(processExitsWith: .failure) {
      _ = EventKey(time: .zero, eventClass: 0, order: EventKey.orderLimit, kind: 0, entity: 0)
    }
    await #expect(processExitsWith: .failure) {
      _ = EventKey(time: .zero, eventClass: 0, order: 0, kind: 32, entity: 0)
    }
    await #expect(processExitsWith: .failure) {
      _ = EventKey(time: .zero, eventClass: 0, order: 0, kind: 0, entity: EventKey.entityLimit)
    }
  }
}
