import Experiment
import Foundation
import Scenario

extension Options {
  /// The changes to a scenario that the command line asks for.
  func overrides() throws(UsageProblems) -> [ScenarioReader.Override] {
    var problems = UsageProblems()
    var changes: [ScenarioReader.Override] = []
    for text in all("--set") {
      if let change = problems.noting(try Self.override(text)) { changes.append(change) }
    }
    for (option, key, range) in [
      ("--seed", "seed", 0...Int.max), ("--replications", "replications", 1...ScenarioReader.runLimit),
    ] {
      guard let number = problems.noting(try whole(option, in: range)) ?? nil else { continue }
      changes.append(
        ScenarioReader.Override(
          path: [key], value: Node(.number(NumberLiteral(text: String(number))), origin: option)))
    }
    if let timeline = value("--timeline") {
      changes.append(
        ScenarioReader.Override(
          path: ["record", "timeline"], value: Node(.string(timeline), origin: "--timeline")))
    }
    if has("--events") {
      changes.append(
        ScenarioReader.Override(path: ["record", "events"], value: Node(.boolean(true), origin: "--events")))
    }
    changes += problems.noting(try sweepOverrides()) ?? []
    try problems.refuse()
    return changes
  }

  /// `--set KEY=VALUE`.
  private static func override(_ text: String) throws(UsageProblems) -> ScenarioReader.Override {
    guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
      throw UsageProblems("--set '\(text)' has no key and value; write --set KEY=VALUE")
    }
    let path = text[..<equals].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    let value = String(text[text.index(after: equals)...])
    return ScenarioReader.Override(path: path, value: try node(value, origin: "--set \(text[..<equals])"))
  }

  /// A value of the format, or text where it is none: `5ms`, `flat-out`.
  static func node(_ text: String, origin: String) throws(UsageProblems) -> Node {
    var diagnostics = Diagnostics()
    let node = JSON5Reader.read(Array(text.utf8), origin: origin, into: &diagnostics)
    // A tree beside an error is one with a key that stands twice. Neither that nor what begins with a bracket is a text
    // that is meant as it is.
    let isTree = node != nil || text.first.map("[{".contains) ?? false
    if isTree, let error = diagnostics.errors.first { throw UsageProblems("\(origin): \(error.message)") }
    return node ?? Node(.string(text), origin: origin)
  }

  /// The `--out` folder.
  var outFolder: String? { value("--out").map(Self.folder) }

  /// A folder without slashes at its end.
  static func folder(_ path: String) -> String {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    return path
  }

  /// How many runs at a time.
  func jobs() throws(UsageProblems) -> Int {
    try whole("--jobs", in: 1...1024) ?? ProcessInfo.processInfo.activeProcessorCount
  }

  /// Which part of the runs, if not all.
  func part() throws(UsageProblems) -> RunPart? {
    guard let text = value("--shard") else { return nil }
    let numbers = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard numbers.count == 2, let number = numbers[0], let count = numbers[1],
      (1...Self.partLimit).contains(count), (1...count).contains(number)
    else {
      throw UsageProblems(
        "the value '\(text)' is invalid for --shard; write I/N, the I-th of N parts, with 1 ≤ I ≤ N ≤ \(Self.partLimit)"
      )
    }
    return RunPart(number: number, of: count)
  }

  /// The most parts that the runs of a scenario may be divided into.
  static let partLimit = 10_000
}
