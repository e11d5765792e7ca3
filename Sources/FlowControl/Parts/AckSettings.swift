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
  var recipients: Recipients
  /// Whether a tick without progress stays silent.
  var onProgressOnly: Bool
  /// Whether data messages carry the sender's row.
  var piggyback: Bool
  /// Whether the window counts own messages when they are processed, not when they are read.
  var countsProcessed: Bool
  /// Whether the own row in the comparison is what is processed, not what is read.
  var comparesProcessed: Bool
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
    let every = if case .fixed(let number) = every { Int64(number) } else { max(1, (threshold + 1) / 2) }
    return (value(window), threshold, every)
  }

  /// Whether reading can run ahead of processing where the window opens but the comparison does not see it: the
  /// mail's literal form.
  var isLiteral: Bool { !countsProcessed && comparesProcessed }

  /// Whether the own row is checked too, which is what makes `received, received` safe.
  var checksOwnRow: Bool { !countsProcessed && !comparesProcessed }

  /// Whether the theorem's conditions hold for a group: one counter for window and comparison, or nobody who
  /// sends can have read more than it has processed; and no row that is above the truth.
  func isProven(for group: GroupFacts, someoneJoined: Bool) -> Bool {
    !(isLiteral && group.someSenderHasReceiverThread) && (joiner == .view || !someoneJoined)
  }
}

extension AckSettings {
  /// The parameters of both forms, in the order of the documentation.
  static let parameters: [Parameter] = [
    Parameter(
      "window", .messages(1...1_000_000), words: ["safe", "auto"], default: "\"safe\"",
      "W, messages: own messages that have not come back; safe = proven kick-free, auto = ⌊max/(2n)⌋"),
    Parameter(
      "threshold", .messagesOrShare(0...10_000_000), words: ["safe", "auto"],
      default: "as window",
      "T, messages or a share of max: how far any receiver may be behind the sender's own row"),
    Parameter(
      "ackEvery", .messages(1...10_000_000), words: ["safe", "auto"],
      default: "as window; max(1, ⌊(T + 1)/2⌋) beside numbers",
      "p, processed messages per announcement; at most T + 1, or senders may block for ever"),
    Parameter(
      "ackPeriod", .interval, words: ["none"], default: "\"none\"",
      "τ: announce by the clock too, at every multiple of it"),
    Parameter(
      "ackIdle", .interval, words: ["none"], default: "\"none\"",
      "announce progress too after so long without reading or processing anything;"
        + " the clients that measured the real Spread use 3 ms"),
    Parameter(
      "ackTo", .word, words: ["group", "senders"], default: "\"group\"",
      "who gets an announcement: the group, or privately those that send (and the announcer)"),
    Parameter(
      "onProgressOnly", .flag, default: "true",
      "a tick of the clock without progress stays silent; false is the ACK storm"),
    Parameter("piggyback", .flag, default: "true", "data messages carry the sender's row"),
    Parameter(
      "count", .word, words: ["processed", "received"], default: "\"processed\"",
      "when an own message has come back for the window; the mail's literal form is received"),
    Parameter(
      "reference", .word, words: ["processed", "received"], default: "\"processed\"",
      "the sender's own row in the comparison: what it has processed, or read"),
    Parameter(
      "joiner", .word, words: ["view", "zero", "ignore"], default: "\"view\"",
      "the row of a joiner starts at its view, at zero (blocks), or is ignored until heard (overruns)"),
    Parameter(
      "selfClocked", .flag, default: "true",
      "the next announcement waits until the own previous one has been read"),
  ]

  /// Resolves the values for a group. A window given as a number is the default of the threshold.
  init(
    _ values: ParameterValues, for group: GroupFacts, rule: BacklogRule
  ) throws(ParameterProblems) {
    let limit = group.maxSessionMessages
    let window = Choice(values, "window", limit: limit) ?? .safe
    let threshold = Choice(values, "threshold", limit: limit) ?? window
    let every = Choice(values, "ackEvery", limit: limit) ?? (window.isNumber ? .thumb : window)
    let wantsSafe = [window, threshold, every].contains(.safe)
    var sizes = (window: window.size, threshold: threshold.size, every: every.size)
    if wantsSafe {
      guard
        let safe = SafeSizing.largest(
          rule: rule, memberCount: group.memberCount, limit: limit,
          window: window.number, threshold: threshold.number, every: every.number)
      else { throw Self.noSafeValues(group, given: window.isNumber || threshold.isNumber || every.isNumber) }
      if window == .safe { sizes.window = .fixed(safe.window) }
      if threshold == .safe { sizes.threshold = .fixed(safe.threshold) }
      if every == .safe { sizes.every = .fixed(safe.every) }
    }
    // p follows a threshold that is fixed; beside a rule of thumb it is recomputed with it.
    if every == .thumb, case .fixed(let threshold) = sizes.threshold {
      sizes.every = .fixed(max(1, (threshold + 1) / 2))
    }
    self.init(
      window: sizes.window, threshold: sizes.threshold, every: sizes.every,
      period: values.interval("ackPeriod"), idle: values.interval("ackIdle"),
      recipients: values.word("ackTo", default: "group") == "senders" ? .senders : .group,
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
      ("ackTo", recipients == .senders ? "senders" : "group"),
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
    return rule.queueLoad(
      window: Int(sizes.window), threshold: Int(sizes.threshold),
      every: announcesByClock ? 1 : Int(sizes.every), group: group)
  }

  /// Conditions of the theorems that these values fail.
  func warnings(for group: GroupFacts, rule: BacklogRule) -> [String] {
    let sizes = sizes(maxSessionMessages: group.maxSessionMessages, memberCount: group.memberCount)
    var warnings: [String] = []
    if sizes.window == 0 { warnings.append(zeroWindowWarning(group)) }
    if sizes.every > sizes.threshold + 1, !announcesByClock {
      warnings.append(
        "ackEvery \(sizes.every) is more than threshold + 1 = \(sizes.threshold + 1): a receiver may never"
          + " announce what a blocked sender waits for; give an ackEvery of at most \(sizes.threshold + 1)")
    }
    let capacity = group.maxSessionMessages + group.socketMessages
    if let load = provenQueueLoad(for: group, rule: rule) {
      if load > capacity {
        warnings.append(
          "not proven kick-free: a session may have to hold \(load) messages and holds \(capacity); smaller"
            + " values are")
      }
    } else {
      warnings.append("not proven kick-free: \(failedCondition)")
    }
    return warnings
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
