import EventKernel

/// Window and messages per status of ``MinStatus``, and how much of both together a session queue may have to hold.
struct StatusSizing: Hashable, Sendable {
  private let memberCount: Int
  private let senderCount: Int
  private let threadCount: Int
  private let limit: Int
  private let capacity: Int

  init(_ group: GroupFacts) {
    memberCount = group.memberCount
    senderCount = group.senderCount
    threadCount = group.hasReceiverThread.count { $0 }
    limit = group.maxSessionMessages
    capacity = group.maxSessionMessages + group.socketMessages
  }

  static let parameters: [Parameter] = [
    Parameter(
      "select", .word, words: ReceiverSelection.allCases.map(\.rawValue), default: "\"min\"",
      "whom a sender follows: the slowest member, the fastest of the others, or the slowest that carries a tag"
    ),
    Parameter(
      "tags", .members(1...1_000_000), words: ["none"], default: "\"none\"",
      "tagged, and needed there: how many members carry the tag, the first in the order of the scenario"),
    Parameter(
      "window", .messages(1...1_000_000), words: ["safe"], default: "\"safe\"",
      "W, messages of one sender that a receiver allows beyond what it has processed of it; safe = proven kick-free"
    ),
    Parameter(
      "statusEvery", .messages(1...10_000_000), words: ["auto"], default: "\"auto\"",
      "p, processed messages per status; auto = max(1, ⌊W/4⌋), beside a safe window what leaves the most of it;"
        + " at most W, or senders may block for ever"),
    Parameter(
      "statusPeriod", .interval, words: ["none"], default: "\"none\"",
      "report by the clock too, at every multiple of it, with progress or without; Aeron uses 200 ms"),
    Parameter(
      "livenessTimeout", .interval, words: ["none"], default: "\"none\"",
      "a receiver that is silent for so long counts no more until it is heard again; Aeron uses 5 s"),
    Parameter(
      "joinGate", .flag, default: "true",
      "senders wait to hear a new receiver; false is Aeron's form: it counts from its first status on"),
  ]

  /// Resolves the values of a scenario.
  func settings(_ values: ParameterValues) throws(ParameterProblems) -> MinStatus.Settings {
    let select = ReceiverSelection(rawValue: values.word("select", default: "min")) ?? .min
    let tags = values.messages("tags", limit: limit)
    if select == .tagged, tags == nil {
      throw ParameterProblems(
        "select", "\"tagged\" follows members that carry a tag; say how many, for example tags: 2")
    }
    if select != .tagged, tags != nil {
      throw ParameterProblems(
        "tags", "tags have a meaning only with select: \"tagged\"; remove them or set select to \"tagged\"")
    }
    let given = values.messages("statusEvery", limit: limit)
    let size: (window: Int, every: Int)
    if let window = values.messages("window", limit: limit) {
      size = (window, given ?? max(1, window / 4))
    } else {
      guard let safe = safest(every: given) else { throw noSafeValues(given) }
      size = safe
    }
    return MinStatus.Settings(
      select: select, tags: tags, window: size.window, every: size.every,
      period: values.interval("statusPeriod"), timeout: values.interval("livenessTimeout"),
      joinGate: values.flag("joinGate", default: true))
  }

  /// The most messages that a queue may have to hold: m·W of data, and the statuses of every member.
  ///
  /// A member that stands still has at most one status of its own unread. Of another, the first two may stand there
  /// for what it processed before. Before it sends the second it has read the first, so that without a receiver
  /// thread it has processed all that the member at rest has read: p of the m·W messages beyond make each of the
  /// rest. With a thread it may be m·W messages further behind, which it processes meanwhile.
  private func queueLoad(window: Int, every: Int) -> Int {
    let data = senderCount * window
    let threaded = min(threadCount, memberCount - 1)
    return data + 1 + (memberCount - 1) * 2 + (memberCount - 1 - threaded) * (data / every)
      + threaded * (2 * data / every)
  }

  /// Of all values whose load fits those with the greatest W − p, the messages that may be on their way while a
  /// receiver saves up for a status; then the largest W. p is at most W, the condition of liveness; one that is
  /// given stays.
  /// - Complexity: O(limit · log limit).
  private func safest(every given: Int?) -> (window: Int, every: Int)? {
    var best: (window: Int, every: Int)?
    for window in stride(from: limit / max(1, senderCount), through: 1, by: -1) {
      if let best, window - 1 <= best.window - best.every { break }
      guard let every = smallestEvery(window: window, from: given ?? 1, through: given ?? window) else {
        continue
      }
      if best.map({ window - every > $0.window - $0.every }) ?? true { best = (window, every) }
    }
    return best
  }

  /// The load falls as p grows, so the edge is found by bisection.
  private func smallestEvery(window: Int, from least: Int, through most: Int) -> Int? {
    func fits(_ every: Int) -> Bool { queueLoad(window: window, every: every) <= limit }
    guard fits(most) else { return nil }
    var low = least - 1
    var high = most
    while high - low > 1 {
      let middle = (low + high) / 2
      if fits(middle) { high = middle } else { low = middle }
    }
    return high
  }

  private func noSafeValues(_ given: Int?) -> ParameterProblems {
    ParameterProblems(
      "window",
      "no window is proven safe for \(memberCount) members, \(senderCount) of them senders, with"
        + " maxSessionMessages \(limit)\(given == nil ? "" : " beside the statusEvery given"): the statuses alone"
        + " may fill a queue; give a window as a number or raise maxSessionMessages")
  }

  /// The proven queue load, or `nil` where a condition fails.
  func provenQueueLoad(_ settings: MinStatus.Settings) -> Int? {
    failedCondition(settings) == nil ? queueLoad(window: settings.window, every: settings.every) : nil
  }

  private func failedCondition(_ settings: MinStatus.Settings) -> String? {
    switch settings.select {
    case .max: return "only the fastest receiver holds a sender back"
    case .tagged: return "receivers without a tag hold nobody back"
    case .min: break
    }
    if settings.timeout != nil { return "a receiver that is dropped for its silence can be overrun" }
    if !settings.joinGate { return "a joiner that does not count until it is heard can be overrun" }
    if settings.period != nil { return "statuses by the clock fill the queue of a member that stands still" }
    return nil
  }

  /// Conditions of the theorems that these values fail.
  func warnings(_ settings: MinStatus.Settings) -> [String] {
    var warnings: [String] = []
    if settings.every > settings.window, settings.period == nil {
      warnings.append(
        "statusEvery \(settings.every) is more than the window \(settings.window): a receiver may never report"
          + " what a blocked sender waits for; give a statusEvery of at most \(settings.window)")
    }
    if let timeout = settings.timeout, settings.period.map({ $0 >= timeout }) ?? true {
      warnings.append(
        "a receiver with nothing to report is dropped as silent: give a statusPeriod shorter than the"
          + " livenessTimeout")
    }
    if let failed = failedCondition(settings) {
      warnings.append("not proven kick-free: \(failed)")
    } else {
      let load = queueLoad(window: settings.window, every: settings.every)
      if load > capacity {
        warnings.append(
          "not proven kick-free: a session may have to hold \(load) messages and holds \(capacity);"
            + " a smaller window or \"safe\" is")
      }
    }
    return warnings
  }
}
