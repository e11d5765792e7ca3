import FlowControl

/// The groups of a run: who takes part in which, and what their members are told.
///
/// Each group has a flow control of its own: its members are numbered anew in member order, and a method knows only
/// them. What a member is in twice meets in its one session queue.
public struct Groups: Hashable, Sendable {
  /// For each group, its configuration.
  public let facts: [GroupFacts]
  /// For each group, the members of the run that take part in it, in member order; a place in this list is the
  /// number by which the group's method knows a member.
  public let members: [[Int]]
  /// For each group, its name in messages; empty where a run has but one.
  public let names: [String]

  /// One group of everybody.
  public init(_ facts: GroupFacts) {
    self.init(facts: [facts], members: [Array(0..<facts.memberCount)], names: [""])
  }

  /// - Parameters: one entry a group each.
  init(facts: [GroupFacts], members: [[Int]], names: [String]) {
    self.facts = facts
    self.members = members
    self.names = names
  }

  /// How many there are.
  public var count: Int { facts.count }

  /// Groups that a run may have: one bit of a session each.
  public static let limit = 32
}

extension RunDescription {
  /// Who is in which group, and what they are told beforehand.
  public var groups: Groups {
    let socketMessages = if case .messages(let count) = session.socket { count } else { 0 }
    // In the only group also those count that do nothing, so that its numbers are those of the run.
    let members = groupNames.indices.map { group in
      self.members.indices.filter { groupNames.count == 1 || self.members[$0].takesPart(in: group) }
    }
    let facts = zip(groupNames.indices, members).map { group, own in
      GroupFacts(
        isSender: own.map { self.members[$0].workload != nil && self.members[$0].sendGroup == group },
        maxSessionMessages: session.maxSessionMessages, socketMessages: socketMessages,
        hasReceiverThread: own.map { self.members[$0].receiverThread != nil },
        daemon: own.map { self.members[$0].daemon })
    }
    return Groups(facts: facts, members: members, names: groupNames)
  }
}

extension MemberDescription {
  /// Whether it belongs to a group or sends to it from outside.
  func takesPart(in group: Int) -> Bool {
    (isInGroup && groups.contains(group)) || (workload != nil && sendGroup == group)
  }
}
