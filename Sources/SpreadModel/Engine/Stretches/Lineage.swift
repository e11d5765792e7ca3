/// Why a service ends at its instant and not at another: what decides between ends of service of one instant.
///
/// Of two events of one instant and class the one scheduled first goes first, and an end of service is scheduled when
/// the service begins. So the earlier begin goes first; where both began at one instant, what let them begin decides:
/// an end of the service before, then its begin, and so on, or an act of the member. Counting the orders of scheduling
/// would take one event a service; this finds the same order from the lengths of the services alone.
///
/// A row is services of one length without rest in between, or messages whose reading and processing are of one length
/// each. What stood before the row and the service in front of it is not known: it decides nothing where one of the two
/// is of a member that ``ServiceLengths/allowLineage(_:)`` lets go on alone.
struct Lineage {
  /// How long the services of the row that ends took, and how many they are; none where the first reading after a rest ends.
  var lengthNanoseconds: Int64 = 0
  var count: Int64 = 0
  /// How long the reading took in front of each of them; 0 where there was none.
  var readingNanoseconds: Int64 = 0
  /// The length of the service before the row; -1 where the row began from rest.
  var earlierNanoseconds: Int64 = -1
  /// How long the reading took that ends, behind the row; 0 where it is the row's last service that ends.
  var lastReadingNanoseconds: Int64 = 0
  /// The order of scheduling of the row's first service; 0 where no event began it.
  var firstOrder: UInt64 = 0
  /// The class of the event by which the first service began from rest. Last, so that what follows in memory takes no more room.
  var root: UInt8 = 0

  // MARK: One service more

  /// A service that begins from rest, by an event of a class.
  static func fromRest(
    _ nanoseconds: Int64, reading: Int64 = 0, by root: UInt8, order: UInt64 = 0
  ) -> Lineage {
    Lineage(
      lengthNanoseconds: nanoseconds, count: 1, readingNanoseconds: reading, firstOrder: order, root: root)
  }

  /// A reading that begins from rest, by an event of a class.
  static func fromRest(toRead nanoseconds: Int64, by root: UInt8, order: UInt64 = 0) -> Lineage {
    Lineage(lastReadingNanoseconds: nanoseconds, firstOrder: order, root: root)
  }

  /// A service that begins at the end of this one.
  func followed(by nanoseconds: Int64, order: UInt64 = 0) -> Lineage {
    closed.extended(by: nanoseconds, reading: 0, order)
  }

  /// A reading that begins at the end of this service.
  func followed(byReading nanoseconds: Int64) -> Lineage {
    var next = closed
    next.lastReadingNanoseconds = nanoseconds
    return next
  }

  /// The processing of a message that begins at the end of its reading, or of this service if reading took no time.
  func followed(byProcessing nanoseconds: Int64, order: UInt64 = 0) -> Lineage {
    // If both are of one length, they are services of one row.
    nanoseconds == lastReadingNanoseconds
      ? followed(by: nanoseconds, order: order)
      : row.extended(by: nanoseconds, reading: lastReadingNanoseconds, order)
  }

  /// Without the reading behind the row.
  private var row: Lineage {
    var row = self
    row.lastReadingNanoseconds = 0
    return row
  }

  /// With the reading behind the row as a service of its own.
  private var closed: Lineage {
    isReading ? row.extended(by: lastReadingNanoseconds, reading: 0, count == 0 ? firstOrder : 0) : self
  }

  private func extended(by nanoseconds: Int64, reading: Int64, _ order: UInt64) -> Lineage {
    if count > 0, nanoseconds == lengthNanoseconds, reading == readingNanoseconds {
      var next = self
      next.count += 1
      return next
    }
    if count > 0, nanoseconds == lengthNanoseconds, reading == 0 {
      // A row of two, as in front of the first of them stands its reading.
      return Lineage(lengthNanoseconds: nanoseconds, count: 2, earlierNanoseconds: readingNanoseconds)
    }
    return Lineage(
      lengthNanoseconds: nanoseconds, count: 1, readingNanoseconds: reading,
      earlierNanoseconds: count > 0 ? lengthNanoseconds : -1, firstOrder: order, root: root)
  }

  // MARK: The order

  /// Whether a member's end of service goes before another's of the same instant.
  func precedes(_ other: Lineage, of member: Int, before otherMember: Int) -> Bool {
    normal.isBefore(other.normal, of: member, before: otherMember)
  }

  /// A reading that is as long as the services of the row, or is the first one since a rest, is one of them.
  private var normal: Lineage {
    isReading && (count == 0 || lengthNanoseconds == lastReadingNanoseconds) ? closed : self
  }

  private func isBefore(_ other: Lineage, of member: Int, before otherMember: Int) -> Bool {
    if last != other.last { return last > other.last }
    if isReading, other.isReading {
      return row.isBefore(other.row, of: member, before: otherMember)
    }
    if isReading || other.isReading || readingNanoseconds != other.readingNanoseconds {
      // Two kinds of services: what was before them decides.
      if beforeLast != other.beforeLast {
        if beforeLast < 0 { return root < EventClass.services.rawValue }
        if other.beforeLast < 0 { return EventClass.services.rawValue < other.root }
        return beforeLast > other.beforeLast
      }
      // Further back is not known.
      return member < otherMember
    }
    if count != other.count {
      // Back where the shorter row began, the longer one was in the middle: it began by an end of service.
      let shorter = count < other.count ? self : other
      let isShorterFirst =
        shorter.beganFromRest
        ? shorter.root < EventClass.services.rawValue
        : shorter.earlierNanoseconds > lengthNanoseconds
      return isShorterFirst == (count < other.count)
    }
    let own = beganFromRest ? root : EventClass.services.rawValue
    let others = other.beganFromRest ? other.root : EventClass.services.rawValue
    if own != others { return own < others }
    if earlierNanoseconds != other.earlierNanoseconds { return earlierNanoseconds > other.earlierNanoseconds }
    // Both rows began at one instant, as acts in member order where there was no event.
    return firstOrder > 0 && other.firstOrder > 0 ? firstOrder < other.firstOrder : member < otherMember
  }

  private var beganFromRest: Bool { earlierNanoseconds < 0 }

  private var isReading: Bool { lastReadingNanoseconds > 0 }

  /// How long the service took that ends.
  private var last: Int64 { isReading ? lastReadingNanoseconds : lengthNanoseconds }

  /// How long the one before it took; -1 where there was none since the last rest.
  private var beforeLast: Int64 {
    if isReading { return lengthNanoseconds }
    if readingNanoseconds > 0 { return readingNanoseconds }
    return count > 1 ? lengthNanoseconds : earlierNanoseconds
  }
}
