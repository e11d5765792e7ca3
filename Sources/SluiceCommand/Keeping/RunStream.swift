import Experiment
import Reporting

/// The runs of a plan on their way from the threads that compute them to the files, with what is told of them.
final class RunStream {
  private let plan: PlanRecord
  private let unfinished: UnfinishedResults
  /// The point that has not enough runs yet, if a precision decides.
  private let point: UnfinishedPoint?
  let progress: RunProgress
  private var input: SheetInput
  private var points: [PointPrecision]
  private var pause = FlushPause()

  /// What took more seconds is worth waiting for the disk.
  private static let longTime = 1.0

  /// - Parameters:
  ///   - input: what the sheet says of the runs that are kept.
  ///   - tally: the points that these complete, if a precision decides.
  init(
    _ unfinished: UnfinishedResults, _ input: SheetInput, _ tally: PrecisionTally?, _ console: Console,
    isQuiet: Bool
  ) throws(WriteProblem) {
    plan = unfinished.plan
    self.unfinished = unfinished
    self.input = input
    points = tally?.points ?? []
    point = try tally.map { tally throws(WriteProblem) in
      try UnfinishedPoint(of: unfinished, behind: tally)
    }
    progress = RunProgress(
      console, isQuiet: isQuiet, name: plan.head.scenario, done: point?.keptCount ?? unfinished.keptCount,
      of: plan.runCount, points: (points.count, tally?.pointCount ?? 0))
  }

  /// Runs that need not be done again.
  var keptCount: Int { point?.keptCount ?? unfinished.keptCount }

  /// All of it, after a run without a failure.
  var complete: CompleteRuns {
    let head = plan.precision.map { plan.head.reached(points, $0) } ?? plan.head
    var input = input
    input.files = head.fileNames
    return CompleteRuns(unfinished: unfinished, head: head, input: input, points: points)
  }

  /// Runs what is missing, and writes all that is finished, also before a failure.
  func run(_ experiment: Experiment, jobs: Int) throws(WriteProblem) -> ExperimentFailure? {
    let failure = try compute(experiment, jobs)
    if failure == nil {
      try unfinished.complete(onDisk: progress.seconds > Self.longTime)
    } else {
      if unfinished.hasWaiting { try unfinished.flush() }
      try point?.flush()
    }
    return failure
  }

  /// Counts what is kept from the files themselves, when they could not be written.
  func recount() {
    unfinished.recount()
    point?.recount()
  }

  private func compute(_ experiment: Experiment, _ jobs: Int) throws(WriteProblem) -> ExperimentFailure? {
    let (part, recorded, rule) = (plan.part ?? .whole, plan.head.recorded, plan.precision?.rule)
    let make = { @Sendable in FinishedRun($0, recorded, value: rule?.value(of: $0)) }
    guard let point, let precision = plan.precision else {
      return try experiment.stream(
        part, from: unfinished.keptCount, jobs: jobs, isCancelled: { Interrupt.wasAsked }, make: make,
        weight: \.size, whileWaiting: wait
      ) { run throws(WriteProblem) in
        try keep(run)
        progress.advance(deliveries: run.deliveryCount, events: run.eventCount)
      }
    }
    return try experiment.stream(
      until: precision.rule, part, from: point.start, jobs: jobs, isCancelled: { Interrupt.wasAsked },
      make: make, value: \.value, whileWaiting: wait,
      finished: { run throws(WriteProblem) in
        try point.append(run)
        progress.advance(deliveries: run.deliveryCount, events: run.eventCount)
        try flushNowAndThen()
      }, each: keep,
      pointDone: { done throws(WriteProblem) in
        points.append(done)
        progress.pointDone()
        try point.close(runCount: precision.runCount(done))
      })
  }

  private func keep(_ run: FinishedRun) throws(WriteProblem) {
    input.append(run.sheet)
    try unfinished.append(run)
    try flushNowAndThen()
  }

  private func wait() throws(WriteProblem) {
    progress.tick()
    try flushNowAndThen()
  }

  private func flushNowAndThen() throws(WriteProblem) {
    guard unfinished.hasWaiting || point?.hasWaiting ?? false, pause.isOver(at: progress.seconds) else {
      return
    }
    try unfinished.flush()
    try point?.flush()
  }
}

/// All runs of a plan, or of a part of one.
struct CompleteRuns {
  let unfinished: UnfinishedResults
  /// With the numbers of runs and replications that it came to.
  let head: Manifest.Head
  let input: SheetInput
  /// How precise each point is, if a precision decided; else empty.
  let points: [PointPrecision]
}

/// When finished runs are written even if they are few: soon at first, for short plans are killed too, then at longer
/// intervals up to the last one.
private struct FlushPause {
  private static let last = 0.25

  private var period = 0.02
  private var due = 0.02

  /// Whether it is time; if so the next pause begins.
  /// - Parameter seconds: since the begin.
  mutating func isOver(at seconds: Double) -> Bool {
    guard seconds >= due else { return false }
    period = min(2 * period, Self.last)
    due = seconds + period
    return true
  }
}
