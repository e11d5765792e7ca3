import EventKernel
import SpreadModel

/// One run with its identity: what the rows of the result tables are computed from.
public struct RunReport: Sendable {
  /// The scenario's name.
  public let scenario: String
  /// Index of the sweep point, from 0.
  public let point: Int
  /// The sweep's values at this point, `key=value` separated by `;`.
  public let sweep: String
  /// The method's label in the scenario.
  public let label: String
  /// The method, resolved.
  public let method: ResolvedMethod
  /// What was run.
  public let run: RunDescription
  /// What came out.
  public let outcome: RunOutcome

  /// A finished run.
  public init(
    scenario: String, point: Int, sweep: String, label: String, method: ResolvedMethod, run: RunDescription,
    outcome: RunOutcome
  ) {
    self.scenario = scenario
    self.point = point
    self.sweep = sweep
    self.label = label
    self.method = method
    self.run = run
    self.outcome = outcome
  }

  /// The time that rates refer to.
  public var measured: Interval { run.duration - run.warmup }

  /// Indices of the members that are in the group at the end and were never cut off.
  public var survivors: [Int] { outcome.members.indices.filter { outcome.members[$0].survives } }

  /// Indices of the members that ever received.
  public var receivers: [Int] { outcome.members.indices.filter { outcome.members[$0].viewAt != nil } }

  /// Indices of the members with a workload.
  public var senders: [Int] { run.members.indices.filter { run.members[$0].workload != nil } }

  /// The measured time of a member: from its first view to the end of its last session, the time in between included
  /// when it was kicked or had crashed and came back.
  public func ownTime(_ index: Int) -> Double {
    let member = outcome.members[index]
    guard let view = member.viewAt else { return 0 }
    let start = max(view.nanoseconds, run.warmup.nanoseconds)
    let end = min(
      run.duration.nanoseconds, member.endedAt?.nanoseconds ?? run.duration.nanoseconds)
    return Interval(nanoseconds: max(0, end - start)).inSeconds
  }

  /// Data messages per second that a member processed in its own time; 0 in no time.
  public func rate(_ index: Int) -> Double {
    let time = ownTime(index)
    return time > 0 ? Double(outcome.members[index].processedMeasured) / time : 0
  }

  /// Messages processed by every surviving member, per second; 0 where none survives. Of several groups the sum.
  public var throughput: Double { groupTotal(\.processedMeasured, \.processedMeasured) }

  /// Payload processed by every surviving member, bytes per second.
  public var goodput: Double { groupTotal(\.processedMeasuredBytes, \.processedMeasuredBytes) }

  /// What the slowest surviving member of each group processed per second of its own time, summed over the groups.
  private func groupTotal(
    _ own: KeyPath<MemberOutcome, Int64>, _ share: KeyPath<MemberOutcome.GroupShare, Int64>
  ) -> Double {
    func perSecond(_ index: Int, _ count: Int64) -> Double {
      let time = ownTime(index)
      return time > 0 ? Double(count) / time : 0
    }
    guard run.groupNames.count > 1 else {
      return survivors.map { perSecond($0, outcome.members[$0][keyPath: own]) }.min() ?? 0
    }
    return run.groupNames.indices.reduce(0) { total, group in
      let rates = survivors.compactMap { index in
        outcome.members[index].groups.first { $0.group == group }.map { perSecond(index, $0[keyPath: share]) }
      }
      return total + (rates.min() ?? 0)
    }
  }

  /// Jain's index of the senders' accepted messages, 1 where all sent the same; `nil` where nothing was sent.
  ///
  /// Jain, Chiu, Hawe: A Quantitative Measure of Fairness, DEC-TR-301, 1984.
  public var fairness: Double? {
    let sent = senders.map { Double(outcome.members[$0].sent) }
    let squares = sent.reduce(0) { $0 + $1 * $1 }
    guard squares > 0 else { return nil }
    let sum = sent.reduce(0, +)
    return sum * sum / (Double(sent.count) * squares)
  }

  /// Mean over the senders of the share of their measured time with a message waiting at a closed gate.
  public var blockedRatio: Double? {
    guard !senders.isEmpty, measured > .zero else { return nil }
    return senders.map(blockedRatio).reduce(0, +) / Double(senders.count)
  }

  /// The share of the measured time that a member had a message waiting at a closed gate.
  public func blockedRatio(_ index: Int) -> Double {
    measured > .zero ? outcome.members[index].blocked.inSeconds / measured.inSeconds : 0
  }

  /// Who waits for whom, `sender>awaited`.
  public func phrase(_ wait: Wait) -> String {
    "\(run.members[wait.sender].name)>\(run.members[wait.awaited].name)"
  }

  /// The member that senders waited for longest, by name; `nil` where nobody waited.
  public var blockedBy: String? {
    let waits = outcome.members.map(\.awaitedNanoseconds)
    guard let longest = waits.max(), longest > 0, let index = waits.firstIndex(of: longest) else {
      return nil
    }
    return run.members[index].name
  }
}
