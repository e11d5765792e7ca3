import EventKernel

/// What coming back takes, of one member.
struct ReturnState {
  /// `nil` for a member that never comes back.
  let rule: Rejoin?
  /// How often it has connected again, and how often that made it a member again.
  var attemptCount = 0
  var returnCount = 0
  /// It left, or asked to while it was away.
  var staysAway = false
  /// It was kicked and is coming back: its application goes on meanwhile.
  var goesOn = false
  /// Since when it has not caught up, ns; -1 where it has.
  var outageSince: Int64 = -1
  /// ns; -1 for none.
  var outageMax: Int64 = -1
  /// The data messages of the order before the oldest one from which on it has all, those yet to come to it included.
  var holdsFrom: Int64 = 0

  // What it missed. Positions are those of its daemon's log.
  /// It has read a view, from which its stretch of the order goes on.
  var hasStretch = false
  /// One past the last data message that it processed, or that another session of it need not have.
  var processedThrough = 0
  /// It may yet need the log from there on.
  var keepsLog = false
  /// Its view: what it missed stands before it, and so many data messages stand before that in the order.
  var viewEnd = 0
  var viewPosition: Int64 = 0
  /// Messages missed, and those of them that it has not read either.
  var remaining = 0
  var missing = 0
  /// Where the next of these stands.
  var expected = 0
  /// Nobody has what it missed.
  var hasGap = false
  /// Whom it asked, or is to ask; -1 for nobody.
  var server = -1
  var wantsToAsk = false
  /// Copies that its reader has read and its application has yet to process stand from ``readCursor`` on.
  var readCount = 0
  var readCursor = 0
  /// Data messages put aside until it had what it missed, and not processed yet.
  var asideCount = 0
  var recoveredCount: Int64 = 0

  /// The order of its entry in the event list, by which it connects again or is served; another one is stale.
  var order: UInt64 = 0

  // What is sent again to it.
  /// Who does; -1 for nobody.
  var servedBy = -1
  /// The original of the next message, `Int.max` for none.
  var resendFrom = Int.max
  var resentCount: Int64 = 0
  var requestReadAt: Int64 = 0
  var resendDueAt: Int64 = 0

  init(_ rule: Rejoin?, isInitial: Bool) {
    self.rule = rule
    hasStretch = isInitial
  }

  /// Whether another kick or crash would not be its end.
  var mayReturn: Bool {
    guard let rule else { return false }
    return !staysAway && attemptCount < rule.attemptLimit ?? .max
  }

  var longestOutage: Interval? { outageMax < 0 ? nil : Interval(nanoseconds: outageMax) }

  /// The oldest position of its log that it, or who serves it, still needs.
  var oldestNeeded: Int {
    min(keepsLog ? processedThrough : .max, readCount > 0 ? readCursor : .max, resendFrom)
  }

  /// It is on its own again, or gone: nothing is kept for it.
  mutating func endSession() {
    remaining = 0
    missing = 0
    hasGap = false
    server = -1
    wantsToAsk = false
    readCount = 0
    asideCount = 0
  }
}

/// All members' states; none at all where nobody comes back.
struct ReturnList {
  private var states: [ReturnState]
  /// The members that have sent again what they missed, in member order.
  let recovering: [Int]
  private static let nobody = ReturnState(nil, isInitial: false)

  init(_ run: RunDescription) {
    recovering = run.members.indices.filter { run.members[$0].rejoin?.recovery != nil }
    states = []
    guard run.members.contains(where: { $0.rejoin != nil }) else { return }
    states = run.members.map { ReturnState($0.rejoin, isInitial: true) }
    for fault in run.faults where fault.kind == .join { states[fault.member].hasStretch = false }
  }

  /// Whether any member of the run comes back.
  var isAnybody: Bool { !states.isEmpty }

  subscript(index: Int) -> ReturnState {
    get { states.isEmpty ? Self.nobody : states[index] }
    set { states[index] = newValue }
    _modify { yield &states[index] }
  }

  /// It is not to come back any more.
  mutating func stayAway(_ index: Int) {
    if isAnybody { states[index].staysAway = true }
  }

  /// A session begins; so many data messages stand before it.
  mutating func noteSession(of index: Int, at viewPosition: Int64) {
    if states[index].outageSince >= 0 { states[index].returnCount += 1 }
    // With recovery it gets what it lacks.
    if states[index].rule?.recovery == nil || !states[index].hasStretch {
      states[index].holdsFrom = viewPosition
    }
  }
}
