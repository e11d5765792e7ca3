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
    let (input, tally) = try begin(unfinished, folder)
    let stream = try RunStream(unfinished, input, tally, console, isQuiet: isQuiet)
    let failure: ExperimentFailure?
    do throws(WriteProblem) {
      failure = try stream.run(Experiment(loaded.scenario), jobs: jobs)
    } catch {
      stream.progress.end()
      console.error(error.message)
      stream.recount()
      throw Stop(code: .cannotWrite, keptCount: stream.keptCount, plan: plan)
    }
    stream.progress.end()
    if let failure {
      let code = ExperimentRun(console, changes: sets).tell(failure, loaded.scenario, loaded.file)
      throw Stop(code: code, keptCount: stream.keptCount, plan: plan)
    }
    if !isQuiet { console.say(stream.progress.summary) }
    return stream.complete
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
