/// What one sender may have outstanding at each member by itself: at most `limit` own messages that this member has
/// not answered for, the sender included.
///
/// Own messages are counted from the view that a member knows. One that joins answers for what is ordered after its
/// view, messages that were on their way then included. An answer tells how many messages it has answered for in all,
/// so that one which comes late, from before a partition, is never taken for new.
@usableFromInline
struct PairWindow: Hashable, Sendable {
  @usableFromInline let member: Int
  /// The place among the senders; -1 for a member that sends nothing.
  private let column: Int
  @usableFromInline let limit: Int64
  @usableFromInline private(set) var sent: Int64 = 0
  @usableFromInline private(set) var answered: KnownPositions

  /// A sender that knows `view`; empty for a member that sends nothing.
  init(limit: Int, member: Int, group: GroupFacts, view: View) {
    self.member = member
    self.limit = Int64(limit)
    column = group.column[member]
    answered = KnownPositions(memberCount: column < 0 ? 0 : group.memberCount)
    guard column >= 0 else { return }
    sent = view.sentBefore[column]
    for other in view.isPresent.indices where view.isPresent[other] { track(other, in: view) }
  }

  /// Bytes that the senders of a group keep.
  static func bytes(of group: GroupFacts) -> Int64 {
    Int64(group.senderCount) * Int64(group.memberCount) * KnownPositions.bytesPerMember
  }

  /// Whether one more message fits at every member.
  @inlinable var isOpen: Bool { sent - answered.least < limit }

  /// Who holds the sender back; `nil` where it is the sender itself.
  @inlinable var awaited: Int? { answered.slowest == member ? nil : answered.slowest }

  mutating func messageSent() { sent += 1 }

  /// A member answered for own messages up to one, counted from the first of the run, so that what it still says
  /// to a session that this member has lost answers for nothing twice. One that is gone is not listened to.
  mutating func answer(of other: Int, through count: Int64) { answered.raise(other, to: count) }

  /// A view was read: who it adds has answered for everything before it, who it removes is not waited for.
  mutating func change(_ view: View) {
    guard column >= 0 else { return }
    for gone in view.gone { answered.forget(gone) }
    for joined in view.joined where joined != member { track(joined, in: view) }
  }

  private mutating func track(_ other: Int, in view: View) {
    answered.track(other, from: view.sentBefore[column])
  }
}

/// What an answer to one sender says in one number: to whom, and up to which of his messages.
struct PairNote: Hashable, Sendable {
  var sender: Int
  /// Messages of the sender, counted from the first of the run.
  var count: Int64

  /// More messages than a run has: 10¹² below 2⁴⁰, beside 100,000 members.
  private static let countBits: Int64 = 40

  init(sender: Int, count: Int64) {
    self.sender = sender
    self.count = count
  }

  init(number: Int64) {
    sender = Int(number >> Self.countBits)
    count = number & (1 << Self.countBits - 1)
  }

  var number: Int64 { Int64(sender) << Self.countBits | count }
}
