import Experiment
import Foundation

/// The parts of an experiment in a results folder, `shard-1-of-4` and so on, found and checked.
struct Shards {
  let folder: String
  /// What all of them are parts of.
  let plan: PlanRecord
  /// How many there are.
  let count: Int
  /// The points, if a precision decided how many runs each of them has.
  private let points: [PointPrecision]

  static func path(_ folder: String, _ part: RunPart) -> String {
    "\(folder)/shard-\(part.number)-of-\(part.count)"
  }

  /// Problems that are told of one folder; the rest is of the same kind.
  private static let toldProblems = 20

  /// Finds the parts.
  /// - Throws: all that is wrong with them, with what repairs it.
  init(_ folder: String) throws(ShardProblems) {
    self.folder = folder
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    let parts = names.compactMap(Self.part)
    guard let first = parts.first else {
      throw ShardProblems([
        "\(folder): there are no parts; write them with sluice run SCENARIO --shard 1/4 and so on"
      ])
    }
    let counts = Set(parts.map(\.count)).sorted()
    guard counts.count == 1 else {
      let all = counts.map(String.init).joined(separator: " and ")
      throw ShardProblems(["\(folder): there are parts of \(all); remove those of an earlier experiment"])
    }
    var problems: [String] = []
    var known: PlanRecord?
    var points: [PointPrecision] = []
    for number in 1...first.count {
      let part = RunPart(number: number, of: first.count)
      let path = Self.path(folder, part)
      let again = "run with --shard \(number)/\(first.count)"
      guard parts.contains(part) else {
        problems.append("\(path): this part is missing; \(again)")
        continue
      }
      guard let plan = PlanRecord.read("\(path)/\(UnfinishedResults.planName)"), plan.part == part else {
        problems.append("\(path): this is no part of an experiment; remove it and \(again)")
        continue
      }
      if let known, let difference = known.difference(from: plan) {
        problems.append("\(path): it does not belong to the others, \(difference); \(again)")
        continue
      }
      known = known ?? plan
      let content = Self.content(of: "\(path)/\(UnfinishedResults.journalName)", plan)
      points += content.points
      if let lack = content.lack { problems.append("\(path): it has \(lack); \(again) --resume") }
    }
    if problems.count > Self.toldProblems {
      problems[Self.toldProblems...] = [
        "\(folder): and \(problems.count - Self.toldProblems) more of this kind"
      ]
    }
    guard problems.isEmpty, let known else { throw ShardProblems(problems) }
    guard known.program == Sluice.version else {
      throw ShardProblems([
        "\(folder): the parts were made by sluice \(known.program); join them with that version, this is \(Sluice.version)"
      ])
    }
    plan = known
    count = first.count
    self.points = points.sorted { $0.point < $1.point }
  }

  private static func part(_ name: String) -> RunPart? {
    let words = name.split(separator: "-", omittingEmptySubsequences: false)
    guard words.count == 4, words[0] == "shard", words[2] == "of", let number = Int(words[1]),
      let count = Int(words[3]), (1...Options.partLimit).contains(count), (1...count).contains(number)
    else { return nil }
    return RunPart(number: number, of: count)
  }

  /// What all parts came to together.
  var head: Manifest.Head { plan.precision.map { plan.head.reached(points, $0) } ?? plan.head }

  /// Whose turn it is when they are joined: the number of a part, and how many runs it gives.
  var turns: AnySequence<(number: Int, runs: Int)> {
    guard let precision = plan.precision else {
      return AnySequence((0..<plan.head.runs).lazy.map { [count] in ($0 % count + 1, 1) })
    }
    return AnySequence(points.map { ($0.point % count + 1, precision.runCount($0)) })
  }

  /// What a part has: its points, if a precision decided, and how little it is, if it is not all.
  private static func content(of journal: String, _ plan: PlanRecord) -> (
    points: [PointPrecision], lack: String?
  ) {
    if let runCount = plan.runCount {
      let count = lineCount(journal)
      return ([], count < runCount ? "\(count) of \(HumanCount.text(runCount, "run"))" : nil)
    }
    guard var tally = plan.tally else { return ([], nil) }
    var reader = PieceReader(journal)
    while let record = reader.line().flatMap(RunRecord.init(line:)) {
      tally.add(point: record.sheet.point, label: record.sheet.label, value: record.value)
    }
    tally.end()
    let lack = "\(tally.points.count) of \(HumanCount.text(tally.pointCount, "point"))"
    return (tally.points, tally.isComplete ? nil : lack)
  }

  private static func lineCount(_ path: String) -> Int {
    var reader = PieceReader(path)
    var count = 0
    while true {
      let piece = reader.any()
      if piece.isEmpty { return count }
      count += piece.count { $0 == UInt8(ascii: "\n") }
    }
  }

  /// The files' pieces of all parts together take so many bytes (32 MiB); a piece has at least 2 KiB.
  private static let pieceBytes = 32 << 20

  /// A reader of each part.
  func readers() -> [RunReader] {
    let rowFiles = plan.head.rowFiles
    let size = max(2048, min(1 << 18, Self.pieceBytes / (count * (rowFiles.count + 1))))
    return (1...count).map { number in
      let path = Self.path(folder, RunPart(number: number, of: count))
      return RunReader(
        journal: "\(path)/\(UnfinishedResults.journalName)",
        rowFiles, at: rowFiles.map { "\(path)/\($0.name)" }, pieceSize: size)
    }
  }
}

/// Why parts cannot be joined.
struct ShardProblems: Error {
  let messages: [String]
  init(_ messages: [String]) { self.messages = messages }
}
