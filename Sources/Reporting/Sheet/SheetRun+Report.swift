import EventKernel
import Metrics
import SpreadModel

extension SheetRun {
  /// What the sheet says of a finished run.
  public init(_ report: RunReport) {
    let (run, outcome) = (report.run, report.outcome)
    let catalogue = Catalogue.entries
    point = report.point
    sweep = report.sweep
    label = report.label
    catalogueIndex = catalogue.firstIndex { $0.card.name == report.method.name } ?? catalogue.count
    let queueProof = QueueProof(of: report.method, in: run)
    proof = Proof(need: queueProof.need, capacity: queueProof.capacity)
    parameters = Self.sizing(report.method)
    warnings = report.method.warnings
    hidden = HiddenQueues(report)
    memberCount = run.members.count { $0.isInGroup }
    senderCount = report.senders.count
    daemonCount = Set(run.members.map(\.daemon)).count
    duration = run.duration
    seed = run.seed
    // Once the group goes on without a member, its kick is no fault of the method.
    kicks = outcome.kicks.filter { $0.at <= outcome.members[$0.member].excludedAt ?? $0.at }
      .map { Kick(member: run.members[$0.member].name, at: $0.at) }
    givenUp = outcome.members.indices.compactMap { index in
      outcome.members[index].excludedAt.map { Kick(member: run.members[index].name, at: $0) }
    }.sorted { $0.at < $1.at }
    queueMax = outcome.members.map(\.sessionQueueMax).max() ?? 0
    queueLimit = run.session.maxSessionMessages
    bound = outcome.bound
    boundHolds = outcome.boundHolds
    throughput = report.throughput
    latencyP99 = outcome.latency.p99Nanoseconds.map { $0 / 1e9 }
    blockedRatio = report.blockedRatio
    controlCount = outcome.controlMessages
    dataCount = outcome.accepted
    isDeadlocked = outcome.isDeadlocked
    stuck = Stuck.all(of: report)
    fingerprint = outcome.fingerprint.value
  }

  /// The parameters that size a method, `window 90, threshold 90`: numbers and times; its words and flags are in
  /// the summary's `parameters`.
  private static func sizing(_ method: ResolvedMethod) -> String {
    method.effective.compactMap { name, text in
      if text.hasPrefix("auto(") { return "\(name) \(text)" }
      guard let first = text.utf8.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else {
        return nil
      }
      if text.hasSuffix("ns"), let nanoseconds = Int64(text.dropLast(2)) {
        return "\(name) \(HumanNumber.duration(Interval(nanoseconds: nanoseconds)))"
      }
      return "\(name) \(Int64(text).map { HumanNumber.count($0) } ?? text)"
    }.joined(separator: ", ")
  }
}
