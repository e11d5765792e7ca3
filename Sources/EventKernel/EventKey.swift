/// An event of the future event list, whole, in one 128-bit number whose order is the order of events.
///
/// | bits | 63 | 3 | 37 | 5 | 20 |
/// |---|---|---|---|---|---|
/// | field | time in ns | class | schedule order | kind | entity |
///
/// Time decides, then the class, then the schedule order. Kind and entity say what happens and to whom; they
/// stand last and decide nothing as long as the caller never repeats an order. One comparison of integers
/// replaces three, and there is no payload to allocate.
@frozen
public struct EventKey: Hashable, Comparable, Sendable {
  /// The packed fields.
  public let bits: UInt128

  /// Schedule orders are below this, 2³⁷ = 137 438 953 472: the most events that one run may schedule.
  @inlinable
  public static var orderLimit: UInt64 { 1 << 37 }

  /// Entities are below this, 2²⁰ = 1 048 576.
  @inlinable
  public static var entityLimit: Int { 1 << 20 }

  /// Event classes are below this.
  @inlinable
  public static var eventClassLimit: UInt8 { 1 << 3 }

  /// Event kinds are below this.
  @inlinable
  public static var kindLimit: UInt8 { 1 << 5 }

  /// Packs an event; a field outside its range stops the program.
  /// - Parameters:
  ///   - time: When it happens; not before the start.
  ///   - eventClass: Its rank among events of the same instant, below `eventClassLimit`; the lowest goes first.
  ///   - order: Its rank among events of the same instant and class, below `orderLimit`; a counter as a rule.
  ///   - kind: What happens, below `kindLimit`.
  ///   - entity: To whom, not negative, below `entityLimit`.
  @inlinable
  public init(time: Instant, eventClass: UInt8, order: UInt64, kind: UInt8, entity: Int) {
    precondition(time.nanoseconds >= 0, "an event cannot lie before the start of simulated time")
    precondition(eventClass < EventKey.eventClassLimit, "an event class must be below 8")
    precondition(order < EventKey.orderLimit, "one run can schedule at most 2^37 events")
    precondition(kind < EventKey.kindLimit, "an event kind must be below 32")
    precondition(entity >= 0 && entity < EventKey.entityLimit, "an entity must be in 0 ..< 2^20")
    // A time has no sign, which leaves its bit to the class.
    let high = UInt64(bitPattern: time.nanoseconds) << 1 | UInt64(eventClass) >> 2
    let low =
      UInt64(eventClass) << 62 | order << 25 | UInt64(kind) << 20 | UInt64(truncatingIfNeeded: entity)
    bits = UInt128(high) << 64 | UInt128(low)
  }

  @inlinable
  init(bits: UInt128) { self.bits = bits }

  @inlinable
  var low: UInt64 { UInt64(truncatingIfNeeded: bits) }

  /// When the event happens.
  @inlinable
  public var time: Instant { Instant(nanoseconds: Int64(truncatingIfNeeded: bits >> 65)) }

  /// Its rank among events of the same instant.
  @inlinable
  public var eventClass: UInt8 { UInt8(truncatingIfNeeded: bits >> 62) & 7 }

  /// Its rank among events of the same instant and class.
  @inlinable
  public var order: UInt64 { low >> 25 & (EventKey.orderLimit - 1) }

  /// What happens.
  @inlinable
  public var kind: UInt8 { UInt8(truncatingIfNeeded: low >> 20) & (EventKey.kindLimit - 1) }

  /// To whom it happens.
  @inlinable
  public var entity: Int { Int(truncatingIfNeeded: low) & (EventKey.entityLimit - 1) }

  /// Whether another event, packed, has the same instant and class.
  @inlinable
  @inline(__always)
  func isTied(with other: UInt128) -> Bool {
    // Mostly the upper half differs, and one comparison does.
    bits >> 64 == other >> 64 && low >> 62 == UInt64(truncatingIfNeeded: other) >> 62
  }

  /// Whether the left event happens first.
  @inlinable
  public static func < (left: EventKey, right: EventKey) -> Bool { left.bits < right.bits }
}
