/// The proven backlog of Method 4 as a linear form: `perWindow · W + perThreshold · T` data messages.
struct BacklogRule: Hashable, Sendable {
  /// How often the window counts: once a sender.
  let perWindow: Int
  /// How often the threshold counts.
  let perThreshold: Int
  /// How often it counts against a row that is the least of several: whose own messages are in it does not matter.
  let perThresholdOfLeast: Int

  /// One order for all and one position a receiver: T + mW.
  static func agreed(_ group: GroupFacts) -> BacklogRule {
    BacklogRule(perWindow: group.senderCount, perThreshold: 1, perThresholdOfLeast: 1)
  }

  /// One number a sender: mW + (m − 1)T where every receiver sends itself, m(W + T) where one does not.
  static func vectors(_ group: GroupFacts) -> BacklogRule {
    let senders = group.senderCount
    return BacklogRule(
      perWindow: senders, perThreshold: group.everybodySends ? max(0, senders - 1) : senders,
      perThresholdOfLeast: senders)
  }

  /// The bound on a member's backlog.
  func backlog(window: Int, threshold: Int) -> Int { perWindow * window + perThreshold * threshold }

  /// How far the order may be beyond the least of several members' rows.
  func backlogOfLeast(window: Int, threshold: Int) -> Int {
    perWindow * window + perThresholdOfLeast * threshold
  }

  /// What `"safe"` keeps within the queue: the backlog, and n members' acknowledgements of it, one every `every`
  /// messages and one more on its way. A rule of sizing, and less than is proven where members are many.
  func nominalLoad(window: Int, threshold: Int, every: Int, memberCount: Int) -> Int {
    let data = backlog(window: window, threshold: threshold)
    return data + memberCount * (1 + data / every)
  }

  /// The most messages the queue of a member may have to hold, proven for acknowledgements on progress only,
  /// self-clocked: the backlog D, one acknowledgement of its own, and of each other member two and ⌊D / p⌋ more. The
  /// first two may both tell of messages that the member had read: the second is sent when the first has been read,
  /// and only then all that stood before the first is processed. One that reads in a thread of its own may have as
  /// much unprocessed as stands beyond the member: ⌊2D / p⌋.
  func queueLoad(window: Int, threshold: Int, every: Int, group: GroupFacts) -> Int {
    let data = backlog(window: window, threshold: threshold)
    let others = group.memberCount - 1
    let threads = min(others, group.hasReceiverThread.count { $0 })
    return data + 1 + threads * (2 + 2 * data / every) + (others - threads) * (2 + data / every)
  }
}

/// Window, threshold and messages per acknowledgement for which the load fits into the queue.
struct SafeSizing: Hashable, Sendable {
  var window: Int
  var threshold: Int
  var every: Int

  /// The largest safe values, or `nil` where none exist.
  ///
  /// Of all values whose load is at most `limit` it takes those that maximize min(W, T), then W, then the
  /// smallest T, with the smallest p that announces before the block; where there are none, the smallest with which
  /// nobody blocks for ever. What is given stays fixed.
  /// - Complexity: O(limit), and O(log limit) for each improvement on the way, each times the cost of a load.
  static func largest(
    _ load: AckLoad, limit: Int, window: Int? = nil, threshold: Int? = nil, every: Int? = nil
  ) -> SafeSizing? {
    let search = Search(load: load, limit: limit, window: window, threshold: threshold, every: every)
    return search.best { load.promptEvery(threshold: $0) } ?? search.best { load.largestEvery(threshold: $0) }
  }

  private struct Search {
    let load: AckLoad
    let limit: Int
    let window: Int?
    let threshold: Int?
    let every: Int?

    func best(everyLimit: (Int) -> Int) -> SafeSizing? {
      let perThreshold = load.rule.perThreshold
      let most = perThreshold > 0 ? limit / perThreshold : limit
      var best: SafeSizing?
      for candidate in threshold.map({ $0...$0 }) ?? 0...max(0, most) {
        let every = every ?? everyLimit(candidate)
        guard every <= load.largestEvery(threshold: candidate) || self.every != nil,
          isBetter(candidate, every: every, than: best),
          let window = largestWindow(threshold: candidate, every: every)
        else { continue }
        best = SafeSizing(window: window, threshold: candidate, every: every)
      }
      if var found = best, self.every == nil {
        found.every = smallestEvery(found)
        return found
      }
      return best
    }

    /// Whether a threshold allows a window that is larger in the order of (min(W, T), W) than what is known: asked
    /// of the two next larger windows, so that a candidate that is no better costs no bisection.
    func isBetter(_ threshold: Int, every: Int, than known: SafeSizing?) -> Bool {
      guard let known else { return true }
      let least = min(known.window, known.threshold)
      if let window {
        return (min(window, threshold), window) > (least, known.window)
      }
      return threshold > least && fits(least + 1, threshold, every)
        || threshold >= least && fits(known.window + 1, threshold, every)
    }

    func fits(_ window: Int, _ threshold: Int, _ every: Int) -> Bool {
      load.sized(window: window, threshold: threshold, every: every) <= limit
    }

    /// The load grows with W, so the edge is found by bisection.
    func largestWindow(threshold: Int, every: Int) -> Int? {
      if let window { return fits(window, threshold, every) ? window : nil }
      guard fits(1, threshold, every) else { return nil }
      // Without senders no window fills anything.
      guard load.rule.perWindow > 0 else { return 1 }
      var low = 1
      var high = limit / load.rule.perWindow + 1
      while high - low > 1 {
        let middle = (low + high) / 2
        if fits(middle, threshold, every) { low = middle } else { high = middle }
      }
      return low
    }

    /// The load falls as p grows, so the edge is found by bisection.
    func smallestEvery(_ sizing: SafeSizing) -> Int {
      var low = 0
      var high = sizing.every
      while high - low > 1 {
        let middle = (low + high) / 2
        if fits(sizing.window, sizing.threshold, middle) { high = middle } else { low = middle }
      }
      return high
    }
  }
}
