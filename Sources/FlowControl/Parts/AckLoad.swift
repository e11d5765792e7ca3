/// How many messages the announcements of Method 4 put into a session queue beside the backlog, and how often they may
/// come at all.
struct AckLoad {
  let rule: BacklogRule
  private let group: GroupFacts
  /// Whether one member of each daemon announces for all of it.
  private let isAggregated: Bool
  /// The kinds of daemons; empty where they do not matter.
  private let daemons: [Daemon]

  init(_ rule: BacklogRule, group: GroupFacts, isAggregated: Bool) {
    self.rule = rule
    self.group = group
    self.isAggregated = isAggregated
    daemons = isAggregated ? Self.daemons(of: group) : []
  }

  /// Whether an announcement takes two steps: to the speaker of a daemon, and from there to the group.
  var hasSteps: Bool { daemons.contains { $0.count > 1 } }

  /// The largest p with which nobody blocks for ever. At rest a sender is at the end of the order, and what it knows of
  /// a receiver is at most p − 1 behind that for each step: p ≤ T + 1, or 2p ≤ T + 2.
  func largestEvery(threshold: Int) -> Int { hasSteps ? threshold / 2 + 1 : threshold + 1 }

  /// The p that announces before the block: half of T away, shared by the steps.
  static func promptEvery(threshold: Int, isAggregated: Bool) -> Int {
    max(1, (threshold + 1) / (isAggregated ? 4 : 2))
  }

  /// The same for this form.
  func promptEvery(threshold: Int) -> Int {
    Self.promptEvery(threshold: threshold, isAggregated: isAggregated)
  }

  /// What `"safe"` keeps within the queue: a rule of sizing for announcements to all, what is proven for aggregates.
  func sized(window: Int, threshold: Int, every: Int) -> Int {
    isAggregated
      ? proven(window: window, threshold: threshold, every: every)
      : rule.nominalLoad(
        window: window, threshold: threshold, every: every, memberCount: group.memberCount)
  }

  /// The most messages a queue may have to hold, those about a change of membership apart.
  func proven(window: Int, threshold: Int, every: Int) -> Int {
    isAggregated
      ? aggregated(window: window, threshold: threshold, every: every)
      : rule.queueLoad(window: window, threshold: threshold, every: every, group: group)
  }

  /// The backlog D, one announcement of its own, the aggregates, and at a speaker the rows of its mates.
  ///
  /// A mate's rows number two and ⌊D / p⌋ more, as those of a member that announces to all: ``BacklogRule/queueLoad``.
  /// Aggregates number two and ⌊(D + D') / p⌋ more, D' the backlog against a least row. For look at the second that
  /// waits for a member r, and at the data M before the first. The speaker had read the first. What others had last
  /// heard of the speaker itself was said before the first, and the speaker has no row above what it tells; so the
  /// gates say that M is at most D' beyond what the second says. r has read no more than M, and all there is lies
  /// within D of that; every aggregate after the second takes p of it.
  private func aggregated(window: Int, threshold: Int, every: Int) -> Int {
    let data = rule.backlog(window: window, threshold: threshold)
    let spread = data + rule.backlogOfLeast(window: window, threshold: threshold)
    func rows(_ count: Int, threads: Int) -> Int {
      threads * (2 + 2 * data / every) + (count - threads) * (2 + data / every)
    }
    func announcements(of daemon: Daemon) -> Int {
      daemon.count > 1 ? 2 + spread / every : rows(1, threads: daemon.threads)
    }
    let all = daemons.reduce(0) { $0 + $1.times * announcements(of: $1) }
    // At a speaker the rows of its mates are in the place of its own aggregates; the others get these too.
    let most = daemons.map { daemon in
      let mates = daemon.count - 1
      let ofSpeaker = rows(mates, threads: min(mates, daemon.threads)) - announcements(of: daemon)
      return all + (mates > 0 ? max(0, ofSpeaker) : ofSpeaker)
    }
    return data + 1 + (most.max() ?? 0)
  }

  /// Daemons with so many members, of whom so many have a receiver thread.
  private struct Daemon {
    var count = 0
    var threads = 0
    var times = 1
  }

  private static func daemons(of group: GroupFacts) -> [Daemon] {
    var all = Array(repeating: Daemon(), count: (group.daemon.max() ?? 0) + 1)
    for member in group.daemon.indices {
      all[group.daemon[member]].count += 1
      if group.hasReceiverThread[member] { all[group.daemon[member]].threads += 1 }
    }
    all = all.filter { $0.count > 0 }.sorted { ($0.count, $0.threads) < ($1.count, $1.threads) }
    return all.reduce(into: []) { kinds, daemon in
      if let last = kinds.last, (last.count, last.threads) == (daemon.count, daemon.threads) {
        kinds[kinds.count - 1].times += 1
      } else {
        kinds.append(daemon)
      }
    }
  }
}
