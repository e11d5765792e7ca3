import SpreadModel

/// What is proven, before anything runs, about the load of a session queue: whether a kick is impossible.
public struct QueueProof: Hashable, Sendable {
  /// Messages that a session may ever have to hold; `nil` where no theorem says.
  public let need: Int?
  /// Messages that queue and socket hold.
  public let capacity: Int

  /// The proof of a method for a run.
  ///
  /// The theorems leave membership messages out. Who goes adds one in each of its groups; who comes adds one and what
  /// every member answers to it, which nobody has counted, so that nothing is proven of a run in which members come.
  public init(of method: ResolvedMethod, in run: RunDescription) {
    capacity = run.session.maxSessionMessages + run.groups.facts[0].socketMessages
    let comes =
      !run.daemonFaults.isEmpty || run.faults.contains { $0.kind == .join }
      || run.members.contains { $0.rejoin != nil }
    guard let load = method.provenQueueLoad, !comes else {
      need = nil
      return
    }
    need = load + run.groupNames.count * run.faults.count { $0.kind == .crash || $0.kind == .leave }
  }

  /// Whether the need fits.
  public var isEnough: Bool { need.map { $0 <= capacity } ?? false }
}
