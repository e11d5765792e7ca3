import EventKernel

/// What both forms of Method 4 share: window, threshold, when and to whom progress is announced.
public struct AckSettings: Hashable, Sendable {
  /// A quantity that is fixed, or the mail's rule of thumb recomputed at every view.
  enum Size: Hashable, Sendable {
    case fixed(Int)
    case ruleOfThumb
  }
  /// How members treat the row of one that joins.
  enum JoinerRow: String, Sendable, CaseIterable {
    /// It starts at the position of the view that added the member: right.
    case view
    /// It starts at zero: blocks the group.
    case zero
    /// It is not looked at until the first announcement: overruns the joiner.
    case ignore
  }

  /// Who gets an announcement.
  enum Audience: String, Sendable, CaseIterable {
    /// Everybody.
    case group
    /// Those that send, and the announcer.
    case senders
    /// The speaker of the announcer's daemon, which announces the least of its rows to everybody.
    case aggregated
  }

  /// W, own messages.
  var window: Size
  /// T, how far a receiver may be behind.
  var threshold: Size
  /// p, processed messages per announcement.
  var every: Size
  /// τ, if the clock announces too.
  var period: Interval?
  /// How long a member with progress is idle before it announces, if it does.
  var idle: Interval?
  /// Who gets an announcement.
  var audience: Audience
  /// Whether a tick without progress stays silent.
  var onProgressOnly: Bool
  /// Whether data messages carry the sender's row.
  var piggyback: Bool
  /// Whether the window counts own messages when they are processed, not when they are read.
  @usableFromInline var countsProcessed: Bool
  /// Whether the own row in the comparison is what is processed, not what is read.
  @usableFromInline var comparesProcessed: Bool
  /// The row of a joiner.
  var joiner: JoinerRow
  /// Whether the next announcement waits for the own previous one.
  var selfClocked: Bool
  /// The limit and the members that they were resolved for.
  var maxSessionMessages: Int
  var memberCount: Int

  /// W, T and p for a view of so many members.
  func sizes(maxSessionMessages: Int, memberCount: Int) -> (window: Int64, threshold: Int64, every: Int64) {
    let thumb = ruleOfThumb(maxSessionMessages: maxSessionMessages, memberCount: memberCount)
    func value(_ size: Size) -> Int64 {
      if case .fixed(let number) = size { Int64(number) } else { thumb }
    }
    let threshold = value(threshold)
    let every =
      if case .fixed(let number) = every { Int64(number) } else { Int64(promptEvery(Int(threshold))) }
    return (value(window), threshold, every)
  }

  /// The p that announces before the block, so early that a second step from a speaker comes in time too.
  private func promptEvery(_ threshold: Int) -> Int {
    AckLoad.promptEvery(threshold: threshold, isAggregated: audience == .aggregated)
  }

  /// Who gets an announcement of a member whose daemon has such a speaker, if it has any.
  func recipients(speaker: Int?, isAggregate: Bool) -> Recipients {
    if let speaker, !isAggregate { return .member(speaker) }
    return audience == .senders ? .senders : .group
  }

  /// Whether every announcement goes to the whole group.
  func tellsEverybody(in group: GroupFacts) -> Bool {
    audience == .group || audience == .senders && group.everybodySends
  }

  /// Whether reading can run ahead of processing where the window opens but the comparison does not see it: the
  /// mail's literal form.
  var isLiteral: Bool { !countsProcessed && comparesProcessed }

  /// Whether the own row is checked too, which is what makes `received, received` safe.
  @inlinable var checksOwnRow: Bool { !countsProcessed && !comparesProcessed }

  /// Whether the theorem's conditions hold for a group: one counter for window and comparison, or nobody who
  /// sends can have read more than it has processed; and no row that is above the truth.
  func isProven(for group: GroupFacts, someoneJoined: Bool) -> Bool {
    !(isLiteral && group.someSenderHasReceiverThread) && (joiner == .view || !someoneJoined)
  }
}

extension AckSettings {
  /// Resolves the values for a group. A window given as a number is the default of the threshold.
  init(
    _ values: ParameterValues, for group: GroupFacts, rule: BacklogRule
  ) throws(ParameterProblems) {
    let limit = group.maxSessionMessages
    let window = Choice(values, "window", limit: limit) ?? .safe
    let threshold = Choice(values, "threshold", limit: limit) ?? window
    let every = Choice(values, "ackEvery", limit: limit) ?? (window.isNumber ? .thumb : window)
    let audience = Audience(rawValue: values.word("ackTo", default: "group")) ?? .group
    let isAggregated = audience == .aggregated
    let wantsSafe = [window, threshold, every].contains(.safe)
    var sizes = (window: window.size, threshold: threshold.size, every: every.size)
    if wantsSafe {
      guard
        let safe = SafeSizing.largest(
          AckLoad(rule, group: group, isAggregated: isAggregated), limit: limit,
          window: window.number, threshold: threshold.number, every: every.number)
      else { throw Self.noSafeValues(group, given: window.isNumber || threshold.isNumber || every.isNumber) }
      if window == .safe { sizes.window = .fixed(safe.window) }
      if threshold == .safe { sizes.threshold = .fixed(safe.threshold) }
      if every == .safe { sizes.every = .fixed(safe.every) }
    }
    // p follows a threshold that is fixed; beside a rule of thumb it is recomputed with it.
    if every == .thumb, case .fixed(let threshold) = sizes.threshold {
      sizes.every = .fixed(AckLoad.promptEvery(threshold: threshold, isAggregated: isAggregated))
    }
    self.init(
      window: sizes.window, threshold: sizes.threshold, every: sizes.every,
      period: values.interval("ackPeriod"), idle: values.interval("ackIdle"),
      audience: audience,
      onProgressOnly: values.flag("onProgressOnly", default: true),
      piggyback: values.flag("piggyback", default: true),
      countsProcessed: values.word("count", default: "processed") == "processed",
      comparesProcessed: values.word("reference", default: "processed") == "processed",
      joiner: JoinerRow(rawValue: values.word("joiner", default: "view")) ?? .view,
      selfClocked: values.flag("selfClocked", default: true),
      maxSessionMessages: limit, memberCount: group.memberCount)
  }

  /// A size as the scenario gave it.
  private enum Choice: Hashable {
    case safe, thumb
    case number(Int)

    init?(_ values: ParameterValues, _ name: String, limit: Int) {
      if let number = values.messages(name, limit: limit) {
        self = .number(number)
      } else {
        switch values[name] {
        case .word("safe"): self = .safe
        case .word("auto"): self = .thumb
        default: return nil
        }
      }
    }
    var number: Int? { if case .number(let number) = self { number } else { nil } }
    var isNumber: Bool { number != nil }
    var size: Size { number.map(Size.fixed) ?? .ruleOfThumb }
  }

  private static func noSafeValues(_ group: GroupFacts, given: Bool) -> ParameterProblems {
    ParameterProblems(
      "window",
      "no values are proven safe for \(group.memberCount) members, \(group.senderCount) of them senders, with"
        + " maxSessionMessages \(group.maxSessionMessages)\(given ? " beside the values given" : ""):"
        + " the acknowledgements alone may fill a queue; give window, threshold and ackEvery as numbers"
        + " or raise maxSessionMessages")
  }

  /// The resolved parameters as text; a rule of thumb with its value for all members of the scenario.
  var effective: [(name: String, text: String)] {
    let whole = sizes(maxSessionMessages: maxSessionMessages, memberCount: memberCount)
    func text(_ size: Size, _ value: Int64) -> String { size == .ruleOfThumb ? "auto(\(value))" : "\(value)" }
    let sizes = [
      ("window", text(window, whole.window)), ("threshold", text(threshold, whole.threshold)),
      ("ackEvery", text(every, whole.every)),
      ("ackPeriod", period.map { "\($0.nanoseconds)ns" } ?? "none"),
    ]
    // Named only where it is set: results that were written before there was one stay as they are.
    let idle = idle.map { [("ackIdle", "\($0.nanoseconds)ns")] } ?? []
    return sizes + idle + [
      ("ackTo", audience.rawValue),
      ("onProgressOnly", String(onProgressOnly)), ("piggyback", String(piggyback)),
      ("count", countsProcessed ? "processed" : "received"),
      ("reference", comparesProcessed ? "processed" : "received"),
      ("joiner", joiner.rawValue), ("selfClocked", String(selfClocked)),
    ]
  }

  /// Whether progress is announced sooner or later even if it never reaches p.
  private var announcesByClock: Bool { period != nil || idle != nil }

  /// The queue load that is proven for the whole group, or `nil` where a condition fails. Announcements by the
  /// clock, or after idle time, come as often as every message, at worst: each has progress of its own.
  func provenQueueLoad(for group: GroupFacts, rule: BacklogRule) -> Int? {
    guard isProven(for: group, someoneJoined: joiner != .view), onProgressOnly, selfClocked else {
      return nil
    }
    let sizes = sizes(maxSessionMessages: group.maxSessionMessages, memberCount: group.memberCount)
    return load(rule, group).proven(
      window: Int(sizes.window), threshold: Int(sizes.threshold),
      every: announcesByClock ? 1 : Int(sizes.every))
  }

  private func load(_ rule: BacklogRule, _ group: GroupFacts) -> AckLoad {
    AckLoad(rule, group: group, isAggregated: audience == .aggregated)
  }

  /// Conditions of the theorems that these values fail.
  func warnings(for group: GroupFacts, rule: BacklogRule) -> [String] {
    let sizes = sizes(maxSessionMessages: group.maxSessionMessages, memberCount: group.memberCount)
    var warnings: [String] = []
    if sizes.window == 0 { warnings.append(zeroWindowWarning(group)) }
    let load = load(rule, group)
    let live = load.largestEvery(threshold: Int(sizes.threshold))
    if sizes.every > live, !announcesByClock {
      warnings.append(
        "ackEvery \(sizes.every) is more than \(load.hasSteps ? "⌊threshold/2⌋" : "threshold") + 1 = \(live): a"
          + " receiver\(load.hasSteps ? " and its speaker" : "") may never announce what a blocked sender waits"
          + " for; give an ackEvery of at most \(live)")
    }
    let capacity = group.maxSessionMessages + group.socketMessages
    if let load = provenQueueLoad(for: group, rule: rule) {
      if load > capacity {
        let repair = provenValues(for: group, rule: rule, within: capacity) ?? "smaller values are"
        warnings.append(
          "not proven kick-free: a session may have to hold \(load) messages and holds \(capacity); \(repair)"
        )
      }
    } else {
      warnings.append("not proven kick-free: \(failedCondition)")
    }
    return warnings
  }

  /// The largest window for which it would be proven, the rest as it is; `nil` where there is none.
  private func provenValues(for group: GroupFacts, rule: BacklogRule, within capacity: Int) -> String? {
    let sizes = sizes(maxSessionMessages: group.maxSessionMessages, memberCount: group.memberCount)
    var values = self
    values.threshold = .fixed(Int(sizes.threshold))
    values.every = .fixed(Int(sizes.every))
    func fits(_ window: Int) -> Bool {
      values.window = .fixed(window)
      return values.provenQueueLoad(for: group, rule: rule).map { $0 <= capacity } ?? false
    }
    guard fits(1) else { return nil }
    // The load grows with the window, and the present one does not fit.
    var (low, high) = (1, Int(sizes.window))
    while high - low > 1 {
      let middle = (low + high) / 2
      if fits(middle) { low = middle } else { high = middle }
    }
    return "window \(low) with threshold \(sizes.threshold) and ackEvery \(sizes.every) is"
  }

  private var failedCondition: String {
    if !onProgressOnly {
      return "announcements without progress fill the queue of a member that stands still"
    }
    if !selfClocked { return "announcements that do not wait for the previous one are not bounded in number" }
    if joiner == .ignore { return "a joiner that is ignored until it is heard can be overrun" }
    if joiner == .zero { return "a joiner that counts from zero sees nobody behind and overruns the group" }
    return "the window counts received and the comparison processed, so a sender with a receiver thread hides"
      + " its own backlog"
  }
}
