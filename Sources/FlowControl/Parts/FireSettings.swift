import EventKernel

/// Marks and reaction of Method 3.
public struct FireSettings: Hashable, Sendable {
  /// What of a buffer passes the marks: FIRE above the high one, ALL CLEAR below the low one.
  enum Detect: Hashable, Sendable {
    /// Data messages read and not completely processed.
    case length(high: Int, low: Int)
    /// How long the oldest of them has waited since it was read.
    case age(high: Interval, low: Interval)
  }

  /// The marks.
  var detect: Detect
  /// What a burning group's window is multiplied by; `nil` to stop.
  var factor: Double?
  /// W in messages; `nil` for none.
  var window: Int?
  /// How long a FIRE counts unless it is renewed; `nil` for until ALL CLEAR.
  var lease: Interval?
  /// Whether a member that left is no longer burning.
  var forgetLeavers: Bool

  static let parameters: [Parameter] = [
    Parameter(
      "high", .messagesOrShare(0...10_000_000), default: "\"50%\"",
      "FIRE when more messages are read and not completely processed; messages, or a share of max"),
    Parameter(
      "low", .messagesOrShare(1...10_000_000), default: "\"10%\"",
      "ALL CLEAR when fewer; messages, or a share of max; at most high"),
    Parameter(
      "reaction", .word, words: ["stop", "shrink"], default: "\"stop\"",
      "what senders do while anyone burns: stop, or send under a smaller window"),
    Parameter(
      "factor", .factor, default: "0.5",
      "shrink: the window is max(1, ⌊W · factor⌋) while anyone burns, a ratio"),
    Parameter(
      "window", .messages(1...1_000_000), words: ["none"], default: "\"none\"",
      "W, messages: the window of Method 2 besides"),
    Parameter(
      "lease", .interval, words: ["none"], default: "\"none\"",
      "a FIRE ends after it; a member that still burns renews it at half the lease"),
    Parameter(
      "forgetLeavers", .flag, default: "true",
      "a member that left is no longer burning; false is the naive form, which a lost ALL CLEAR stops for ever"
    ),
    Parameter(
      "detect", .word, words: ["length", "age"], default: "\"length\"",
      "what passes the marks: how many messages wait, high and low; or how long the oldest has waited since it"
        + " was read, highAge and lowAge"),
    Parameter(
      "highAge", .interval, default: "\"100ms\"",
      "age: FIRE when the oldest message has waited longer, looked at when something is read or processed"),
    Parameter(
      "lowAge", .interval, default: "\"20ms\", at most highAge",
      "age: ALL CLEAR when the oldest has waited less, or none is left; at most highAge"),
  ]

  /// Resolves the values for a session queue's limit.
  init(_ values: ParameterValues, maxSessionMessages limit: Int) throws(ParameterProblems) {
    var problems: [ParameterProblems.Problem] = []
    if values.word("detect", default: "length") == "age" {
      detect = Self.ages(values, &problems)
    } else {
      detect = Self.lengths(values, limit: limit, &problems)
    }
    let shrinks = values.word("reaction", default: "stop") == "shrink"
    window = values.messages("window", limit: limit)
    if shrinks && window == nil {
      problems.append(
        .init(
          parameter: "reaction",
          message:
            "\"shrink\" makes a window smaller and there is none; give a window, for example window: 50"))
    }
    if !shrinks && values.factor("factor") != nil {
      problems.append(
        .init(
          parameter: "factor",
          message: "factor has a meaning only with reaction: \"shrink\"; remove it or add the reaction"))
    }
    guard problems.isEmpty else { throw ParameterProblems(problems) }
    factor = shrinks ? values.factor("factor") ?? 0.5 : nil
    lease = values.interval("lease")
    forgetLeavers = values.flag("forgetLeavers", default: true)
  }

  private static func lengths(
    _ values: ParameterValues, limit: Int, _ problems: inout [ParameterProblems.Problem]
  ) -> Detect {
    let high = values.messages("high", limit: limit) ?? limit / 2
    let low = values.messages("low", limit: limit) ?? max(1, min(high, limit / 10))
    if low > max(1, high) { problems.append(endsFirst("low", "\(low)", "high", "\(high)")) }
    refuse(["highAge", "lowAge"], without: "age", values, &problems)
    return .length(high: high, low: low)
  }

  private static func ages(
    _ values: ParameterValues, _ problems: inout [ParameterProblems.Problem]
  ) -> Detect {
    let high = values.interval("highAge") ?? .milliseconds(100)
    let low = values.interval("lowAge") ?? min(high, .milliseconds(20))
    if low > high {
      problems.append(endsFirst("lowAge", "\(low.nanoseconds)ns", "highAge", "\(high.nanoseconds)ns"))
    }
    refuse(["high", "low"], without: "length", values, &problems)
    return .age(high: high, low: low)
  }

  private static func endsFirst(
    _ low: String, _ lowText: String, _ high: String, _ highText: String
  ) -> ParameterProblems.Problem {
    .init(
      parameter: low,
      message:
        "\(low) is \(lowText) and \(high) is \(highText): a fire must start before it ends; give a \(low) of at most \(high)"
    )
  }

  private static func refuse(
    _ names: [String], without detect: String, _ values: ParameterValues,
    _ problems: inout [ParameterProblems.Problem]
  ) {
    for name in names where values[name] != nil {
      problems.append(
        .init(
          parameter: name,
          message:
            "\(name) has a meaning only with detect: \"\(detect)\"; remove it or set detect to \"\(detect)\"")
      )
    }
  }

  /// The resolved parameters as text.
  var effective: [(name: String, text: String)] {
    var list: [(name: String, text: String)]
    switch detect {
    // Without `detect`: results that were written before there was a choice stay as they are.
    case .length(let high, let low): list = [("high", String(high)), ("low", String(low))]
    case .age(let high, let low):
      list = [
        ("detect", "age"), ("highAge", "\(high.nanoseconds)ns"), ("lowAge", "\(low.nanoseconds)ns"),
      ]
    }
    list.append(("reaction", factor == nil ? "stop" : "shrink"))
    if let factor { list.append(("factor", "\(factor)")) }
    list.append(("window", window.map(String.init) ?? "none"))
    list.append(("lease", lease.map { "\($0.nanoseconds)ns" } ?? "none"))
    list.append(("forgetLeavers", String(forgetLeavers)))
    return list
  }

  /// What keeps these marks from ever being passed.
  func warnings(for group: GroupFacts) -> [String] {
    if case .length(high: 0, _) = detect { return [] }
    return group.hasReceiverThread.contains(true) ? [] : [Self.nobodyYells]
  }

  static let nobodyYells =
    "nobody ever yells: no member has a receiver thread, so no buffer ever grows; add receiverThread: true"
}
