/// What every member is told about the group before the run: its configuration.
public struct GroupFacts: Hashable, Sendable {
  /// The members of the whole scenario, later joiners included: *n* in the theorems.
  public let memberCount: Int
  /// For each member, whether it may send data.
  public let isSender: [Bool]
  /// The session queue's limit, in messages.
  public let maxSessionMessages: Int
  /// Messages that a socket holds beside the session queue (κ); 0 where it is counted in bytes.
  public let socketMessages: Int
  /// For each member, whether a receiver thread reads for it.
  public let hasReceiverThread: [Bool]
  /// For each member, its place among the senders; the column of a row. -1 for a member that sends nothing.
  public let column: [Int]
  /// For each member, its daemon, from 1. On a sequencer it is a label and nothing more.
  public let daemon: [Int]
  /// How many members each daemon has, in the order of the daemons; those without any left out.
  public let daemonSizes: [Int]

  /// - Parameters:
  ///   - isSender: one entry a member.
  ///   - hasReceiverThread: one entry a member.
  ///   - daemon: one entry a member, from 1; `nil` for one daemon.
  public init(
    isSender: [Bool], maxSessionMessages: Int, socketMessages: Int = 0, hasReceiverThread: [Bool],
    daemon: [Int]? = nil
  ) {
    let daemon = daemon ?? Array(repeating: 1, count: isSender.count)
    precondition(
      isSender.count == hasReceiverThread.count && isSender.count == daemon.count,
      "one entry a member in each list")
    self.daemon = daemon
    var sizes = Array(repeating: 0, count: (daemon.max() ?? 0) + 1)
    for home in daemon { sizes[home] += 1 }
    daemonSizes = sizes.filter { $0 > 0 }
    self.memberCount = isSender.count
    self.isSender = isSender
    self.maxSessionMessages = maxSessionMessages
    self.socketMessages = socketMessages
    self.hasReceiverThread = hasReceiverThread
    var next = 0
    self.column = isSender.map { sends in
      guard sends else { return -1 }
      defer { next += 1 }
      return next
    }
    self.senderCount = next
  }

  /// The members that may send data: *m* in the theorems.
  public let senderCount: Int

  /// Whether every member may send data.
  public var everybodySends: Bool { senderCount == memberCount }

  /// Whether some sender reads in a thread of its own, so that it may have read more than it has processed.
  public var someSenderHasReceiverThread: Bool {
    zip(isSender, hasReceiverThread).contains { $0 && $1 }
  }
}

extension GroupFacts {
  /// The members of a member's daemon, itself included, in member order. O(members).
  func members(ofDaemonOf member: Int) -> some Sequence<Int> {
    daemon.indices.lazy.filter { daemon[$0] == daemon[member] }
  }
}

/// The membership of the group at one place in the total order.
public struct View: Hashable, Sendable {
  /// For each member of the scenario, whether it belongs to the group.
  public var isPresent: [Bool]
  /// Data messages ordered before this view, ``skipped`` ones too.
  public var position: Int64
  /// Data messages ordered before this view, one number a sender, in the order of the senders.
  public var sentBefore: [Int64]
  /// Who this view adds, in member order: one member that joins, or several at once where partitions merge.
  public var joined: [Int]
  /// Who this view removes, in member order: by leave, crash or kick, or with the daemons that are out of reach.
  public var gone: [Int]
  /// Where partitions merge, the data messages that this view counts as ordered before and that whoever reads it never
  /// gets, as they were ordered beyond the partition: one number a sender. Empty for every other view.
  ///
  /// Members count on from there: what they have received and processed, and what those that were with them have, is
  /// more by so many. An announcement in the old numbers says less than is true, which is harmless.
  public var skippedBefore: [Int64]

  /// Whether partitions merge with it.
  public var isMerge: Bool { !skippedBefore.isEmpty }

  /// The sum of ``skippedBefore``. O(senders of a merge).
  public var skipped: Int64 { skippedBefore.reduce(0, +) }

  /// How many members the view has. O(members of the scenario).
  public var memberCount: Int { isPresent.count { $0 } }

  /// - Parameters:
  ///   - isPresent: one entry a member of the scenario.
  ///   - sentBefore: one entry a sender.
  public init(
    isPresent: [Bool], position: Int64, sentBefore: [Int64], joined: [Int] = [], gone: [Int] = [],
    skippedBefore: [Int64] = []
  ) {
    self.isPresent = isPresent
    self.position = position
    self.sentBefore = sentBefore
    self.joined = joined
    self.gone = gone
    self.skippedBefore = skippedBefore
  }

  /// The view that every initial member knows at time 0.
  public static func initial(isPresent: [Bool], senderCount: Int) -> View {
    View(isPresent: isPresent, position: 0, sentBefore: Array(repeating: 0, count: senderCount))
  }
}
