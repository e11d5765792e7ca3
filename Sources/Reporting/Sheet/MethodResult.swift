import EventKernel

/// The replications of one method at one sweep point, taken together.
struct MethodResult: Sendable {
  let label: String
  /// At least one.
  var runs: [SheetRun]

  var kickedRunCount: Int { runs.count { !$0.kicks.isEmpty } }
  var deadlockedRunCount: Int { runs.count(where: \.isDeadlocked) }
  /// Runs with a kick, a sender blocked for ever, or a broken bound.
  var unsafeRunCount: Int {
    runs.count { !$0.kicks.isEmpty || $0.isDeadlocked || $0.boundHolds == false }
  }
  var isSafe: Bool { unsafeRunCount == 0 }
  /// Whether no run gave a member up.
  var keepsEverybody: Bool { runs.allSatisfy(\.givenUp.isEmpty) }
  /// Whether a theorem says that no run of this scenario can kick.
  var isProven: Bool { isSafe && runs.allSatisfy { $0.proof.isEnough && $0.boundHolds == true } }

  /// All replications have the same parameters, hence the same proof.
  var proof: SheetRun.Proof { runs[0].proof }
  var parameters: String { runs[0].parameters }
  var warnings: [String] { runs[0].warnings }
  var catalogueIndex: Int { runs[0].catalogueIndex }
  /// `agreed-ack (window 90, threshold 90)`.
  var title: String {
    let label = TextGrid.printable(label)
    return parameters.isEmpty ? label : "\(label) (\(parameters))"
  }

  /// Means over the replications, per second.
  var throughput: Double { mean(\.throughput) ?? 0 }
  /// The mean over the replications that processed anything, seconds.
  var latencyP99: Double? { mean(\.latencyP99) }
  var blockedRatio: Double? { mean(\.blockedRatio) }
  /// Control messages per data message over all replications together; `nil` where no data was sent.
  var controlPerData: Double? {
    let data = runs.reduce(0) { $0 + $1.dataCount }
    return data > 0 ? Double(runs.reduce(0) { $0 + $1.controlCount }) / Double(data) : nil
  }
  var queueMax: Int { runs.map(\.queueMax).max() ?? 0 }
  var queueLimit: Int { runs[0].queueLimit }

  /// The earliest kick of all runs.
  var firstKick: SheetRun.Kick? { runs.compactMap(\.kicks.first).min { $0.at < $1.at } }
  var kickCount: Int { runs.reduce(0) { $0 + $1.kicks.count } }

  /// Who was kicked, or given up, in order of the earliest run that did it.
  func members(of list: (SheetRun) -> [SheetRun.Kick]) -> [String] {
    var members: [String] = []
    for member in runs.flatMap({ list($0).map(\.member) }) where !members.contains(member) {
      members.append(member)
    }
    return members
  }

  /// In the order of the runs, so that the sum is the same everywhere.
  private func mean(_ value: (SheetRun) -> Double?) -> Double? {
    let values = runs.compactMap(value)
    return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }
}
