import Experiment
import EventKernel
import Foundation
import Reporting
import Scenario

/// Runs a scenario, or a part of one, and keeps every run as soon as it is finished.
struct RunKeeper {
  /// What is told of a plan that did not come to its end.
  struct Stop: Error {
    /// `interrupted` has been told by nobody yet, any other code has.
    let code: ExitCode
    let keptCount: Int
    let plan: PlanRecord
  }

  let console: Console
  let isQuiet: Bool
  /// `--set` and sweeps as they were given.
  let sets: [String]
  let jobs: Int
  let isResumed: Bool

  /// What took more seconds is worth waiting for the disk.
  private static let longTime = 1.0

  /// Whether runs that are kept at that path can go on.
  static func check(_ path: String, _ plan: PlanRecord) -> String? {
    guard let found = PlanRecord.read("\(path)/\(UnfinishedResults.planName)"),
      let difference = plan.difference(from: found) ?? (plan.part == found.part ? nil : "it is another part")
    else { return nil }
    return "\(path): cannot go on there, \(difference); run without --resume to begin anew"
  }

  /// Where the runs of a plan are kept until they are complete.
  static func path(_ folder: String, _ part: RunPart?) -> String {
    part.map { Shards.path(folder, $0) } ?? "\(folder)/\(UnfinishedResults.folderName)"
  }

  /// Runs what is missing.
  func run(_ loaded: LoadedScenario, _ plan: PlanRecord, folder: String) throws -> CompleteRuns {
    let unfinished = UnfinishedResults(Self.path(folder, plan.part), plan: plan)
    var (input, tally) = try begin(unfinished, folder)
    let point = try tally.map { tally throws(WriteProblem) in
      try UnfinishedPoint(of: unfinished, behind: tally)
    }
    var points = tally?.points ?? []
    let progress = RunProgress(
      console, isQuiet: isQuiet, name: plan.head.scenario, done: point?.keptCount ?? unfinished.keptCount,
      of: plan.runCount, points: (points.count, tally?.pointCount ?? 0))
    var pause = FlushPause()
    func flushNowAndThen() throws(WriteProblem) {
      guard unfinished.hasWaiting || point?.hasWaiting ?? false, pause.isOver(at: progress.seconds) else {
        return
      }
      try unfinished.flush()
      try point?.flush()
    }
    func wait() throws(WriteProblem) {
      progress.tick()
      try flushNowAndThen()
    }
    func keep(_ run: FinishedRun) throws(WriteProblem) {
      input.append(run.sheet)
      try unfinished.append(run)
      if point == nil { progress.advance(deliveries: run.deliveryCount) }
      try flushNowAndThen()
    }
    let (experiment, part) = (Experiment(loaded.scenario), plan.part ?? .whole)
    let (recorded, rule) = (plan.head.recorded, plan.precision?.rule)
    let make = { @Sendable in FinishedRun($0, recorded, value: rule?.value(of: $0)) }
    let failure: ExperimentFailure?
    do throws(WriteProblem) {
      if let point, let precision = plan.precision {
        failure = try experiment.stream(
          until: precision.rule, part, from: point.start, jobs: jobs, isCancelled: { Interrupt.wasAsked },
          make: make, value: \.value, whileWaiting: wait,
          finished: { (run: FinishedRun) throws(WriteProblem) in
            try point.append(run)
            progress.advance(deliveries: run.deliveryCount)
            try flushNowAndThen()
          }, each: keep,
          pointDone: { done throws(WriteProblem) in
            points.append(done)
            progress.pointDone()
            try point.close(runCount: precision.runCount(done))
          })
      } else {
        failure = try experiment.stream(
          part, from: unfinished.keptCount, jobs: jobs, isCancelled: { Interrupt.wasAsked }, make: make,
          weight: \.size, whileWaiting: wait, each: keep)
      }
      if failure == nil {
        try unfinished.complete(onDisk: progress.seconds > Self.longTime)
      } else {
        if unfinished.hasWaiting { try unfinished.flush() }
        try point?.flush()
      }
    } catch {
      progress.end()
      console.error(error.message)
      unfinished.recount()
      point?.recount()
      throw Stop(code: .cannotWrite, keptCount: point?.keptCount ?? unfinished.keptCount, plan: plan)
    }
    progress.end()
    if let failure {
      let code = ExperimentRun(console, sets: sets).tell(failure, loaded.scenario, loaded.file)
      throw Stop(code: code, keptCount: point?.keptCount ?? unfinished.keptCount, plan: plan)
    }
    if !isQuiet { console.say(progress.summary) }
    let head = plan.precision.map { plan.head.reached(points, $0) } ?? plan.head
    input.files = head.fileNames
    return CompleteRuns(unfinished: unfinished, head: head, input: input, points: points)
  }

  /// Moves complete results to their folder.
  func finish(_ runs: CompleteRuns, _ folder: ResultsFolder) throws(Stop) {
    do {
      try folder.take(from: runs.unfinished.path, runs.head, fingerprint: runs.input.fingerprint)
    } catch {
      console.error(error.message)
      throw Stop(code: .cannotWrite, keptCount: runs.unfinished.keptCount, plan: runs.unfinished.plan)
    }
  }

  /// Takes up what is kept, or throws it away.
  private func begin(_ unfinished: UnfinishedResults, _ folder: String) throws(WriteProblem) -> (
    SheetInput, PrecisionTally?
  ) {
    let plan = unfinished.plan
    let empty = SheetInput(
      name: plan.head.scenario, question: plan.question, resultsFolder: folder, files: plan.head.fileNames)
    if isResumed, PlanRecord.read(unfinished.path(UnfinishedResults.planName)) != nil {
      var (restored, tally) = (empty, plan.tally)
      let isGood = try unfinished.resume(
        movedTo: plan.part == nil ? folder : nil,
        isComplete: { count in
          tally?.end()
          return tally?.isComplete ?? (count == plan.runCount)
        },
        each: { record, _ in
          restored.append(record.sheet)
          tally?.add(point: record.sheet.point, label: record.sheet.label, value: record.value)
        })
      return isGood ? (restored, tally) : (empty, plan.tally)
    }
    if FileManager.default.fileExists(atPath: unfinished.path) {
      try unfinished.discard()
      if !isQuiet, !isResumed {
        console.say(
          "\(unfinished.path): runs that were kept are replaced; with --resume they would have gone on")
      }
    }
    return (empty, plan.tally)
  }
}
