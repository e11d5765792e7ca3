import EventKernel
import Metrics

/// The replications of one method at one sweep point, taken together. It keeps sums and extremes and no runs, so that
/// a million of them take the room of one.
struct MethodResult: Sendable {
  /// Members that something happened to, over the runs.
  struct Tally: Sendable {
    /// Runs in which it happened to anybody.
    private(set) var runCount = 0
    /// How often it happened.
    private(set) var count = 0
    /// The earliest of all runs.
    private(set) var first: SheetRun.Kick?
    /// To whom, in order of the earliest run in which it did.
    private(set) var members: [String] = []
    private var known: Set<String> = []

    fileprivate mutating func add(_ list: [SheetRun.Kick]) {
      guard let earliest = list.first else { return }
      runCount += 1
      count += list.count
      if first.map({ earliest.at < $0.at }) ?? true { first = earliest }
      for kick in list where known.insert(kick.member).inserted { members.append(kick.member) }
    }
  }

  /// A mean over those runs that have a value.
  private struct Mean: Sendable {
    private var sum = 0.0
    private var count = 0

    /// In the order of the runs, so that the sum is the same everywhere.
    mutating func add(_ value: Double?) {
      guard let value else { return }
      sum += value
      count += 1
    }

    var value: Double? { count == 0 ? nil : sum / Double(count) }
  }

  let label: String
  /// All replications have the same parameters, hence the same proof.
  let proof: SheetRun.Proof
  let parameters: String
  /// All replications have the same.
  private let warnings: [String]
  let catalogueIndex: Int
  let queueLimit: Int

  private(set) var runCount = 0
  private(set) var kicked = Tally()
  private(set) var givenUp = Tally()
  private(set) var deadlockedRunCount = 0
  /// Who waits for whom in the first run that ends so.
  private(set) var stuck: [SheetRun.Stuck] = []
  /// Runs with a kick, a sender blocked for ever, or a broken bound.
  private(set) var unsafeRunCount = 0
  private(set) var brokenBoundRunCount = 0
  /// Runs with a bound, and the greatest of them.
  private(set) var boundedRunCount = 0
  private(set) var bound: Int64?
  private(set) var queueMax = 0
  private var hidden = HiddenQueues()
  private(set) var throughputRange: ClosedRange<Double>
  private var isProvenSoFar = true
  private var throughputs = Mean()
  private var throughputSample = SampleStatistics()
  private var latencies = Mean()
  private var blockedRatios = Mean()
  private var controlCount: Int64 = 0
  private var dataCount: Int64 = 0

  /// The first run of a method.
  init(_ run: SheetRun) {
    label = run.label
    proof = run.proof
    parameters = run.parameters
    warnings = run.warnings
    catalogueIndex = run.catalogueIndex
    queueLimit = run.queueLimit
    throughputRange = run.throughput...run.throughput
    add(run)
  }

  /// Another run, in the order of the plan.
  mutating func add(_ run: SheetRun) {
    runCount += 1
    kicked.add(run.kicks)
    givenUp.add(run.givenUp)
    if run.isDeadlocked {
      deadlockedRunCount += 1
      if deadlockedRunCount == 1 { stuck = run.stuck }
    }
    if run.boundHolds == false { brokenBoundRunCount += 1 }
    if !run.kicks.isEmpty || run.isDeadlocked || run.boundHolds == false { unsafeRunCount += 1 }
    if run.boundHolds != nil {
      boundedRunCount += 1
      bound = [bound, run.bound].compactMap(\.self).max()
    }
    isProvenSoFar = isProvenSoFar && run.proof.isEnough && run.boundHolds == true
    queueMax = max(queueMax, run.queueMax)
    hidden.include(run.hidden)
    throughputRange =
      min(throughputRange.lowerBound, run.throughput)...max(throughputRange.upperBound, run.throughput)
    throughputs.add(run.throughput)
    throughputSample.add(run.throughput)
    latencies.add(run.latencyP99)
    blockedRatios.add(run.blockedRatio)
    controlCount += run.controlCount
    dataCount += run.dataCount
  }

  var kickedRunCount: Int { kicked.runCount }
  var isSafe: Bool { unsafeRunCount == 0 }
  /// Whether no run gave a member up.
  var keepsEverybody: Bool { givenUp.runCount == 0 }
  /// Whether a theorem says that no run of this scenario can kick.
  var isProven: Bool { isSafe && isProvenSoFar }
  /// `agreed-ack (window 90, threshold 90)`.
  var title: String {
    let label = TextGrid.printable(label)
    return parameters.isEmpty ? label : "\(label) (\(parameters))"
  }

  /// What the sheet notes about it: what is doubtful, and what was seen in its runs.
  var notes: [String] { warnings + hidden.notes(runCount: runCount) }

  /// Whether its senders held back messages in a run, which its latencies do not count.
  var hasWithheld: Bool { hidden.hasWithheld }

  /// Means over the replications, per second.
  var throughput: Double { throughputs.value ?? 0 }
  /// Half the width of the 95 % interval of the throughput; `nil` of one run.
  var throughputHalfWidth: Double? { throughputSample.halfWidth }
  /// The mean over the replications that processed anything, seconds.
  var latencyP99: Double? { latencies.value }
  var blockedRatio: Double? { blockedRatios.value }
  /// Control messages per data message over all replications together; `nil` where no data was sent.
  var controlPerData: Double? { dataCount > 0 ? Double(controlCount) / Double(dataCount) : nil }

  /// The earliest kick of all runs.
  var firstKick: SheetRun.Kick? { kicked.first }
  var kickCount: Int { kicked.count }
}
