import EventKernel
import Metrics

/// What the sheet of a scenario is made from. Runs are added as they finish, in the order of the result rows;
/// each leaves only what the sheet says of it, so that the reports of a large study need not stay in memory.
public struct SheetInput: Sendable {
  /// The scenario's name.
  public let name: String
  /// The scenario's question, if it has one.
  public let question: String?
  /// Where the files are, as the user would type it.
  public let resultsFolder: String
  /// Names of the files that were written there; the first is the summary.
  public var files: [String]
  /// The fingerprints of all runs in their order, mixed into one.
  public private(set) var fingerprint = Fingerprint()
  /// What the header says of the group, over all runs; `nil` before the first one.
  private(set) var extent: SheetExtent?
  /// The sweep points in the order of their runs, each with its methods in theirs.
  private var unranked: [SheetPoint] = []
  private var place: [Int: Int] = [:]

  /// - Parameter files: none where nothing was written.
  public init(
    name: String, question: String?, resultsFolder: String, files: [String], reports: [RunReport] = []
  ) {
    self.name = name
    self.question = question
    self.resultsFolder = resultsFolder
    self.files = files
    for report in reports { append(SheetRun(report)) }
  }

  /// Adds a finished run.
  public mutating func append(_ run: SheetRun) {
    fingerprint.mix(run.fingerprint)
    extent = extent.map { $0.including(run) } ?? SheetExtent(run)
    let index = place[run.point] ?? unranked.count
    if index == unranked.count {
      place[run.point] = index
      unranked.append(SheetPoint(sweep: run.sweep, methods: []))
    }
    unranked[index].add(run)
  }

  /// The sweep points in the order of their runs, each with its methods, the recommended one first.
  var points: [SheetPoint] {
    unranked.map { SheetPoint(sweep: $0.sweep, methods: Ranking.ordered($0.methods)) }
  }
}

/// The least and the greatest of what the header counts.
struct SheetExtent: Sendable {
  private(set) var members: ClosedRange<Int>
  private(set) var senders: ClosedRange<Int>
  private(set) var daemons: ClosedRange<Int>
  private(set) var duration: ClosedRange<Interval>
  private(set) var seed: ClosedRange<UInt64>

  init(_ run: SheetRun) {
    members = run.memberCount...run.memberCount
    senders = run.senderCount...run.senderCount
    daemons = run.daemonCount...run.daemonCount
    duration = run.duration...run.duration
    seed = run.seed...run.seed
  }

  func including(_ run: SheetRun) -> SheetExtent {
    func wider<Value>(_ range: ClosedRange<Value>, _ value: Value) -> ClosedRange<Value> {
      min(range.lowerBound, value)...max(range.upperBound, value)
    }
    var extent = self
    extent.members = wider(members, run.memberCount)
    extent.senders = wider(senders, run.senderCount)
    extent.daemons = wider(daemons, run.daemonCount)
    extent.duration = wider(duration, run.duration)
    extent.seed = wider(seed, run.seed)
    return extent
  }
}

/// One run, as far as the sheet speaks of it. It can be written down, so that a run that is done need not be computed
/// again for its line in the sheet.
public struct SheetRun: Codable, Sendable {
  struct Kick: Codable, Sendable {
    let member: String
    let at: Instant
  }

  /// The point's index.
  public let point: Int
  let sweep: String
  /// The method's label.
  public let label: String
  /// The method's place in the catalogue.
  let catalogueIndex: Int
  let proof: Proof
  let parameters: String
  /// What is doubtful about the method, whatever happens in a run.
  let warnings: [String]
  let memberCount: Int
  let senderCount: Int
  let daemonCount: Int
  let duration: Interval
  let seed: UInt64
  /// Of members that the group had not given up.
  let kicks: [Kick]
  let queueMax: Int
  let queueLimit: Int
  let bound: Int64?
  let boundHolds: Bool?
  let throughput: Double
  /// In seconds; `nil` where nothing was processed.
  let latencyP99: Double?
  let blockedRatio: Double?
  let controlCount: Int64
  let dataCount: Int64
  let isDeadlocked: Bool
  /// Who waits for whom at the end, if for ever.
  let stuck: [Stuck]
  /// What waited in it where no kick bounds it, and what was never generated.
  var hidden = HiddenQueues()
  /// Who was given up, and when, in the order of time.
  var givenUp: [Kick] = []
  /// Of its trajectory.
  var fingerprint: UInt64 = 0

  /// What is proven about the load of a session queue under a method's parameters.
  struct Proof: Hashable, Codable, Sendable {
    /// Messages that a session may ever have to hold; `nil` where no theorem says.
    let need: Int?
    /// Messages that queue and socket hold.
    let capacity: Int

    var isEnough: Bool { need.map { $0 <= capacity } ?? false }
  }
}

/// The runs of one sweep point by method.
struct SheetPoint: Sendable {
  let sweep: String
  var methods: [MethodResult]

  /// `key=value, key=value`.
  var title: String { sweep.replacing(";", with: ", ") }

  /// The method to use here; `nil` if each kicks or deadlocks.
  var choice: MethodResult? { methods.first.flatMap { $0.isSafe ? $0 : nil } }

  /// The highest throughput of any method, safe or not.
  var bestThroughput: Double { methods.map(\.throughput).max() ?? 0 }

  /// O(methods): a scenario has a handful.
  mutating func add(_ run: SheetRun) {
    if let index = methods.firstIndex(where: { $0.label == run.label }) {
      methods[index].add(run)
    } else {
      methods.append(MethodResult(run))
    }
  }
}
