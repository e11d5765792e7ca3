/// The lengths of services that are always the same, of all members of a run, ns: by them it is decided who may be computed
/// in stretches.
struct ServiceLengths {
  private var receive: Set<Int64> = []
  private var process: Set<Int64> = []
  private var send: Set<Int64> = []

  init(_ members: [MemberDescription]) {
    for costs in members.lazy.map(\.costs) {
      if let length = costs.receive.constant?.nanoseconds { receive.insert(length) }
      if let length = costs.process.constant?.nanoseconds { process.insert(length) }
      if let length = costs.send.constant?.nanoseconds { send.insert(length) }
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
    // All are of one length; or reading and processing take turns, and nobody else's row looks like the same the other way
    // round.
    return receive == 0
      || [self.process, send].allSatisfy { !$0.contains(receive) }
        && [self.receive, send].allSatisfy { !$0.contains(process) }
  }
}
