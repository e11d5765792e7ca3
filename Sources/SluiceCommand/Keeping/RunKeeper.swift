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
  /// `--set` options as they were given.
  let sets: [String]
  let jobs: Int
  let isResumed: Bool

  /// Seconds after which finished runs are written even if they are few: soon at first, for short plans are killed
  /// too, then at longer intervals up to the last one.
  private static let flushPeriods = (first: 0.02, last: 0.25)
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
  /// - Returns: the complete files, and what the sheet says.
  func run(_ loaded: LoadedScenario, _ plan: PlanRecord, folder: String) throws -> (
    UnfinishedResults, SheetInput
  ) {
    let unfinished = UnfinishedResults(Self.path(folder, plan.part), plan: plan)
    var input = try begin(unfinished, folder)
    let progress = RunProgress(
      console, isQuiet: isQuiet, name: plan.head.scenario, done: unfinished.keptCount, of: plan.runCount)
    var period = Self.flushPeriods.first
    var due = period
    func flushNowAndThen() throws(WriteProblem) {
      guard unfinished.hasWaiting, progress.seconds >= due else { return }
      try unfinished.flush()
      period = min(2 * period, Self.flushPeriods.last)
      due = progress.seconds + period
    }
    let failure: ExperimentFailure?
    do throws(WriteProblem) {
      failure = try Experiment(loaded.scenario).stream(
        plan.part ?? .whole, from: unfinished.keptCount, jobs: jobs, isCancelled: { Interrupt.wasAsked },
        make: FinishedRun.init, weight: \.size,
        whileWaiting: { () throws(WriteProblem) in
          progress.tick()
          try flushNowAndThen()
        }
      ) { (run: FinishedRun) throws(WriteProblem) in
        input.append(run.sheet)
        try unfinished.append(run)
        progress.advance(deliveries: run.deliveryCount)
        try flushNowAndThen()
      }
      if failure == nil {
        try unfinished.complete(onDisk: progress.seconds > Self.longTime)
      } else if unfinished.hasWaiting {
        try unfinished.flush()
      }
    } catch {
      progress.end()
      console.error(error.message)
      unfinished.recount()
      throw Stop(code: .cannotWrite, keptCount: unfinished.keptCount, plan: plan)
    }
    progress.end()
    if let failure {
      let code = ExperimentRun(console, isQuiet: isQuiet, sets: sets).tell(
        failure, loaded.scenario, loaded.file)
      throw Stop(code: code, keptCount: unfinished.keptCount, plan: plan)
    }
    if !isQuiet { console.say(progress.summary) }
    return (unfinished, input)
  }

  /// Moves complete results to their folder.
  func finish(_ unfinished: UnfinishedResults, _ folder: ResultsFolder, fingerprint: Fingerprint) throws(Stop)
  {
    do {
      try folder.take(from: unfinished.path, unfinished.plan.head, fingerprint: fingerprint)
    } catch {
      console.error(error.message)
      throw Stop(code: .cannotWrite, keptCount: unfinished.keptCount, plan: unfinished.plan)
    }
  }

  /// Takes up what is kept, or throws it away.
  private func begin(_ unfinished: UnfinishedResults, _ folder: String) throws(WriteProblem) -> SheetInput {
    let plan = unfinished.plan
    func input() -> SheetInput {
      SheetInput(
        name: plan.head.scenario, question: plan.question, resultsFolder: folder,
        files: FinishedRun.files.map(\.name))
    }
    var restored = input()
    if isResumed, PlanRecord.read(unfinished.path(UnfinishedResults.planName)) != nil {
      let isGood = try unfinished.resume(movedTo: plan.part == nil ? folder : nil) { restored.append($0) }
      return isGood ? restored : input()
    }
    if FileManager.default.fileExists(atPath: unfinished.path) {
      try unfinished.discard()
      if !isQuiet, !isResumed {
        console.say(
          "\(unfinished.path): runs that were kept are replaced; with --resume they would have gone on")
      }
    }
    return input()
  }
}
