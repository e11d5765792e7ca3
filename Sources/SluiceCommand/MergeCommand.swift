import Experiment
import Foundation
import Reporting

/// `sluice merge`: joins the parts of an experiment to the bytes of one run.
struct MergeCommand {
  private let folders: [String]
  private let outFolder: String?
  private let isQuiet: Bool
  private let console: Console

  /// Written bytes that wait, at most, for each file (256 KiB).
  private static let flushSize = 1 << 18

  init(_ options: Options, _ console: Console) throws(UsageProblems) {
    guard !options.arguments.isEmpty else {
      throw UsageProblems("no folder is named; write sluice merge results/NAME")
    }
    folders = options.arguments.map(Options.folder)
    outFolder = options.outFolder
    isQuiet = options.has("--quiet")
    self.console = console
  }

  func run() throws -> ExitCode {
    var all: [Shards] = []
    var hasProblems = false
    for folder in folders {
      do throws(ShardProblems) {
        all.append(try Shards(folder))
      } catch {
        for message in error.messages { console.error(message) }
        hasProblems = true
      }
    }
    guard !hasProblems else { return .noInput }
    Interrupt.listen()
    for (index, shards) in all.enumerated() {
      do {
        try merge(shards, isFirst: index == 0)
      } catch let problem as WriteProblem {
        console.error(problem.message)
        return .cannotWrite
      } catch let problems as ShardProblems {
        for message in problems.messages { console.error(message) }
        return .noInput
      }
    }
    return .fine
  }

  private func merge(_ shards: Shards, isFirst: Bool) throws {
    let name = shards.plan.head.scenario
    let folder = ResultsFolder(path: outFolder.map { "\($0)/\(name)" } ?? shards.folder)
    try folder.prepare()
    let staging = "\(folder.path)/.merging"
    var input = SheetInput(
      name: name, question: shards.plan.question, resultsFolder: folder.path,
      files: shards.head.fileNames)
    defer { try? FileManager.default.removeItem(atPath: staging) }
    do {
      if FileManager.default.fileExists(atPath: staging) {
        try FileManager.default.removeItem(atPath: staging)
      }
      try FileManager.default.createDirectory(atPath: staging, withIntermediateDirectories: true)
    } catch {
      throw WriteProblem(folder.path, error)
    }
    try join(shards, into: staging, &input)
    try folder.take(from: staging, shards.head, fingerprint: input.fingerprint)
    console.show(input, isFirst: isFirst)
    if !isQuiet {
      console.say(
        "\(name): \(HumanCount.text(shards.count, "part")) joined; the folders \(shards.folder)/shard-* are needed no more"
      )
    }
  }

  /// Takes the runs from the parts in turn, in the order of the plan.
  private func join(_ shards: Shards, into staging: String, _ input: inout SheetInput) throws {
    let rowFiles = shards.plan.head.rowFiles
    let files = try rowFiles.map { try AppendedFile("\(staging)/\($0.name)") }
    var waiting = rowFiles.map(\.header)
    var readers = shards.readers()
    let progress = RunProgress(
      console, isQuiet: isQuiet, name: shards.plan.head.scenario, done: 0, of: shards.head.runs)
    defer { progress.end() }
    for (number, runs) in shards.turns {
      for _ in 0..<runs {
        guard !Interrupt.wasAsked else {
          progress.end()
          console.say("interrupted; nothing was changed, merge again")
          throw ExitCode.interrupted
        }
        guard let run = readers[number - 1].next() else {
          let path = Shards.path(shards.folder, RunPart(number: number, of: shards.count))
          throw ShardProblems([
            "\(path): its files are not what was written; run with --shard \(number)/\(shards.count) --resume"
          ])
        }
        input.append(run.record.sheet)
        for (place, rows) in run.rows.enumerated() {
          waiting[place].append(contentsOf: rows)
          guard waiting[place].count >= Self.flushSize else { continue }
          try files[place].append(waiting[place])
          waiting[place].removeAll(keepingCapacity: true)
        }
        progress.advance(deliveries: 0, events: 0)
      }
    }
    for (file, bytes) in zip(files, waiting) { try file.append(bytes) }
  }
}
