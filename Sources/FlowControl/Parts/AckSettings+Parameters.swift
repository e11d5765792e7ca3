extension AckSettings {
  /// The parameters of both forms, in the order of the documentation.
  static let parameters: [Parameter] = [
    Parameter(
      "window", .messages(1...1_000_000), words: ["safe", "auto"], default: "\"safe\"",
      "W, messages: own messages that have not come back; safe = what fits into the queue, auto = ⌊max/(2n)⌋",
      source: "2002 mail (auto); Sluice (safe): proven kick-free in small groups, the sheet tells"),
    Parameter(
      "threshold", .messagesOrShare(0...10_000_000), words: ["safe", "auto"],
      default: "as window",
      "T, messages or a share of max: how far any receiver may be behind the sender's own row",
      source: "2002 mail: a percentage of max, probably the window; Sluice (safe)"),
    Parameter(
      "ackEvery", .messages(1...10_000_000), words: ["safe", "auto"],
      default: "as window; max(1, ⌊(T + 1)/2⌋) beside numbers, aggregated ⌊(T + 1)/4⌋",
      "p, processed messages per announcement; at most T + 1, aggregated ⌊T/2⌋ + 1, or senders may block for ever",
      source: "Sluice: the mail announces periodically"),
    Parameter(
      "ackPeriod", .interval, words: ["none"], default: "\"none\"",
      "τ: announce by the clock too, at every multiple of it",
      source: "2002 mail"),
    Parameter(
      "ackIdle", .interval, words: ["none"], default: "\"none\"",
      "announce progress too after so long without reading or processing anything;"
        + " the clients that measured the real Spread use 3 ms",
      source: "the clients that measured the real Spread"),
    Parameter(
      "ackTo", .word, words: Audience.allCases.map(\.rawValue), default: "\"group\"",
      "who gets an announcement: the group; privately those that send (and the announcer); or the first member"
        + " of the same daemon, which announces the least of its daemon to the group",
      source: "2002 mail (group); the others are Sluice's, against the ACK storm"),
    Parameter(
      "onProgressOnly", .flag, default: "true",
      "a tick of the clock without progress stays silent; false is the ACK storm",
      source: "Sluice, against the ACK storm"),
    Parameter(
      "piggyback", .flag, default: "true", "data messages carry the sender's row",
      source: "2002 mail"),
    Parameter(
      "count", .word, words: ["processed", "received"], default: "\"processed\"",
      "when an own message has come back for the window; the mail's literal form is received",
      source: "2002 mail (received); processed is the repair"),
    Parameter(
      "reference", .word, words: ["processed", "received"], default: "\"processed\"",
      "the sender's own row in the comparison: what it has processed, or read",
      source: "2002 mail: its own ACK vector"),
    Parameter(
      "joiner", .word, words: ["view", "zero", "ignore"], default: "\"view\"",
      "the row of a joiner starts at its view, at zero (blocks), or is ignored until heard (overruns)",
      source: "Sluice: the mail leaves changes of membership open"),
    Parameter(
      "selfClocked", .flag, default: "true",
      "the next announcement waits until the own previous one has been read",
      source: "Sluice, so that announcements are bounded in number"),
  ]
}
