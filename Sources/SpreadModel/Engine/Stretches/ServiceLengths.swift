import EventKernel

/// What is known of the lengths of all services of a run: by it is decided who may be computed in stretches.
struct ServiceLengths {
  /// Lengths that are always the same, ns.
  private var receive: Set<Int64> = []
  private var process: Set<Int64> = []
  private var send: Set<Int64> = []
  /// Whether somebody's row of services may have two lengths in turn.
  private var takeTurns = false
  /// Whether lengths can repeat that are not always the same: those of tables.
  private var areCoarse = false
  /// Whether a pause may split a service, or a slow-down make it longer.
  private let mayChange: Bool

  init(_ run: RunDescription) {
    mayChange = run.faults.contains { fault in
      switch fault.kind {
      case .pause, .slowdown: true
      case .crash, .leave, .join: false
      }
    }
    for costs in run.members.lazy.map(\.costs) {
      if let length = costs.receive.constant?.nanoseconds { receive.insert(length) }
      if let length = costs.process.constant?.nanoseconds { process.insert(length) }
      if let length = costs.send.constant?.nanoseconds { send.insert(length) }
      let takesSameTime = { (time: Distribution) in time.isConstant && !time.isZero }
      takeTurns =
        takeTurns || !costs.receive.isZero || takesSameTime(costs.process) && takesSameTime(costs.send)
      areCoarse =
        areCoarse || [costs.receive, costs.process, costs.send].contains { !$0.isConstant && !$0.isFine }
    }
  }

  /// Whether ``Lineage`` can tell which of two ends of service of one instant goes first, where one of them is of a member
  /// with such costs and no event.
  func allowLineage(_ costs: Costs) -> Bool {
    guard let receive = costs.receive.constant?.nanoseconds else { return false }
    // Every other service at least is hardly ever as long as another one.
    guard !costs.process.isFine else { return costs.send.isConstant || costs.send.isFine }
    guard let process = costs.process.constant?.nanoseconds, costs.send.isZero || costs.send.isFine else {
      return false
    }
    // All services of a row are of one length; what stands before it, after a pause for instance, is known far enough if
    // that is so of all members.
    guard receive > 0 else { return !mayChange || !takeTurns && !areCoarse }
    // Reading and processing take turns, and no row of anybody else looks like the same the other way round.
    return !mayChange && !areCoarse && [self.process, send].allSatisfy { !$0.contains(receive) }
      && [self.receive, send].allSatisfy { !$0.contains(process) }
  }
}
