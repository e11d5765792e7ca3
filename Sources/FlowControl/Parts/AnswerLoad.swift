/// The most messages that a session may have to hold where members answer every sender for every so many of its
/// messages, and no sender has more than `limit` messages outstanding at any member.
///
/// Look at a member r, a sender j and a member q that answers j, at any time. Of j's messages those up to number a
/// are read by r, and j has sent s. As r answers too, s ≤ a + limit: so at most `limit` messages of j are unread.
/// When j sent message a, it had read q's answers up to message a − limit; in the one order they stand before
/// message a, so r has read them. Each answer of q that is unread is for `every` messages of those beyond a − limit,
/// up to s ≤ a + limit: at most ⌊2 · limit / every⌋ answers. Those of r itself end at a, since it has processed no
/// more than it has read: ⌊limit / every⌋. And if r is j, it has sent at most `limit` messages beyond those that the
/// answers it has read are for: ⌊limit / every⌋ of each q. A standing member can be brought to all this at once.
struct AnswerLoad {
  /// Messages of one sender that may be outstanding at one member.
  let limit: Int
  /// Messages of one sender for which one answer is sent, from 1.
  let every: Int
  /// Whether a sender gets answers from itself too.
  let answersItself: Bool

  /// Messages of both kinds, membership messages apart.
  func messages(in group: GroupFacts) -> Int { group.senderCount * limit + answers(in: group) }

  private func answers(in group: GroupFacts) -> Int {
    guard group.senderCount > 0 else { return 0 }
    let answererCount = group.memberCount - (answersItself ? 0 : 1)
    let ofOthers = 2 * limit / every
    let own = limit / every
    // A member that sends nothing hears no answers to itself, and one column more of those to others.
    let toAnother = max(0, answererCount - 1) * ofOthers + min(1, answererCount) * own
    return group.everybodySends
      ? (group.senderCount - 1) * toAnother + answererCount * own : group.senderCount * toAnother
  }

  /// What a careful colleague says where this does not fit; nothing where it does.
  func warnings(for group: GroupFacts, repair: String) -> [String] {
    let load = messages(in: group)
    let capacity = group.maxSessionMessages + group.socketMessages
    guard load > capacity else { return [] }
    return [
      "not proven kick-free: a session may have to hold \(load) messages and holds \(capacity); \(repair)"
    ]
  }
}
