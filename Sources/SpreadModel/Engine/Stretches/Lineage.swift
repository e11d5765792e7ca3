import EventKernel

/// Why a service ends at its instant and not at another: what decides between ends of service of one instant.
///
/// Of two events of one instant and class the one scheduled first goes first, and an end of service is scheduled when
/// the service begins. So the earlier begin goes first; where both began at one instant, what let them begin decides:
/// an end of the service before, then its begin, and so on, or an act of the member. Counting the orders of scheduling
/// would take one event a service; this finds the same order from the lengths of the services alone.
///
/// Exact where the services of a member are all of one length since it last rested, or vary so finely that two equal
/// ones are rare: see ``Engine/allowsStretches(_:_:)``.
struct Lineage: Equatable {
  /// The service that ends: how long it took, and how many of that length came without rest before it, itself included.
  var lengthNanoseconds: Int64 = 0
  var count: Int64 = 0
  /// The length of the service before those; -1 where the first of them began from rest.
  var earlierNanoseconds: Int64 = -1
  /// The class of the event by which the first of them began from rest.
  var root: UInt8 = 0

  /// A service that begins at the end of another one.
  func followed(by nanoseconds: Int64) -> Lineage {
    var next = self
    if nanoseconds == lengthNanoseconds {
      next.count += 1
    } else {
      next = Lineage(lengthNanoseconds: nanoseconds, count: 1, earlierNanoseconds: lengthNanoseconds)
    }
    return next
  }

  /// A service that begins from rest, by an event of a class.
  static func fromRest(_ nanoseconds: Int64, by root: UInt8) -> Lineage {
    Lineage(lengthNanoseconds: nanoseconds, count: 1, earlierNanoseconds: -1, root: root)
  }

  private var beganFromRest: Bool { earlierNanoseconds < 0 }

  /// Whether a member's end of service goes before another's of the same instant.
  func precedes(_ other: Lineage, of member: Int, before otherMember: Int) -> Bool {
    if lengthNanoseconds != other.lengthNanoseconds { return lengthNanoseconds > other.lengthNanoseconds }
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
    return member < otherMember
  }
}
