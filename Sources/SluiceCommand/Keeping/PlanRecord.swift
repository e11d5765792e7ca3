import Experiment
import Foundation
import Metrics
import Scenario

/// `plan.json`: what runs that are kept were made from. They go on, and parts go together, only where it is the same.
struct PlanRecord: Codable, Hashable {
  /// The version of the program.
  let program: String
  /// The version of the results and of what is kept of unfinished ones.
  let format: String
  /// Options that change the scenario, as they were given.
  let changes: [String]
  /// Hashes of the files that the scenario names, in the order in which it does.
  let dataHashes: [String]
  /// For the sheet.
  let question: String
  let head: Manifest.Head
  /// Which of the runs; `nil` for all of them in one piece.
  let part: RunPart?
  /// What decides how many runs there are; `nil` where the scenario does.
  let precision: PrecisionPlan?

  /// Raised when the lines of `runs.jsonl` or their meaning change.
  private static let journalVersion = 2

  init(_ loaded: LoadedScenario, changes: [String], part: RunPart?, until rule: PrecisionRule? = nil) {
    program = Sluice.version
    format = "\(Manifest.formatVersion).\(Self.journalVersion)"
    self.changes = changes
    dataHashes = loaded.dataHashes
    question = loaded.scenario.question
    head = Manifest.Head(loaded.scenario, scenarioBytes: loaded.bytes)
    self.part = part
    precision = rule.map { PrecisionPlan(loaded.scenario, $0) }
  }

  /// How many runs it means; `nil` where a precision decides.
  var runCount: Int? { precision == nil ? (part ?? .whole).size(of: head.runs) : nil }

  /// What counts the points that are complete, if a precision decides.
  var tally: PrecisionTally? { precision.map { PrecisionTally($0, part ?? .whole) } }

  /// What makes the other one another plan; `nil` if nothing does, apart from the part.
  func difference(from other: PlanRecord) -> String? {
    if program != other.program || format != other.format {
      return "it was made by sluice \(other.program), and this is \(program)"
    }
    if head.scenario != other.head.scenario { return "it is of the scenario \"\(other.head.scenario)\"" }
    if head.scenarioHash != other.head.scenarioHash { return "the scenario was edited since" }
    if dataHashes != other.dataHashes { return "a file that the scenario names was edited since" }
    if changes != other.changes {
      let words = other.changes.isEmpty ? "no options" : Options.shellLine(other.changes)
      return "it was run with \(words)"
    }
    let isSame = head == other.head && question == other.question && precision == other.precision
    return isSame ? nil : "its plan is another one"
  }

  static func read(_ path: String) -> PlanRecord? {
    FileManager.default.contents(atPath: path).flatMap {
      try? JSONDecoder().decode(PlanRecord.self, from: $0)
    }
  }

  func json() throws(WriteProblem) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    do { return [UInt8](try encoder.encode(self)) + [UInt8(ascii: "\n")] } catch {
      throw WriteProblem("\(error)")
    }
  }
}
