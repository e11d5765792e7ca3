import EventKernel

@testable import Reporting

extension SheetRun {
  /// A run with the given traits, for rules that no small real run shows alone.
  static func sample(
    _ label: String, catalogueIndex: Int = 0, need: Int? = nil, kicks: [(String, Interval)] = [],
    bound: Int64? = nil, boundHolds: Bool? = nil, throughput: Double = 100, latencyP99: Double? = 0.01,
    isDeadlocked: Bool = false, givenUp: [(String, Interval)] = []
  ) -> SheetRun {
    SheetRun(
      point: 0, sweep: "", label: label, catalogueIndex: catalogueIndex,
      proof: Proof(need: need, capacity: 1_000), parameters: "", warnings: [], memberCount: 3, senderCount: 2,
      daemonCount: 1, duration: .seconds(1), seed: 1,
      kicks: kicks.map { Kick(member: $0.0, at: .zero + $0.1) }, queueMax: 0, queueLimit: 1_000, bound: bound,
      boundHolds: boundHolds, throughput: throughput, latencyP99: latencyP99, blockedRatio: nil,
      controlCount: 0, dataCount: 0, isDeadlocked: isDeadlocked,
      stuck: isDeadlocked ? [Stuck(sender: "a", awaited: "b", since: .zero)] : [],
      givenUp: givenUp.map { Kick(member: $0.0, at: .zero + $0.1) })
  }
}

extension MethodResult {
  /// Runs of those traits; at least one.
  init(_ runs: SheetRun...) { self.init(runs: runs) }

  init(runs: [SheetRun]) {
    self.init(runs[0])
    for run in runs.dropFirst() { add(run) }
  }
}
