import Experiment
import Foundation
import Metrics
import Reporting
import Scenario

/// `sluice run`: every method × sweep point × replication of each scenario.
struct RunCommand {
  private let files: [ScenarioFile]
  private let overrides: [ScenarioReader.Override]
  private let methods: [String]
  private let jobs: Int
  private let outFolder: String?
  private let format: OutputFormat
  private let isQuiet: Bool
  private let console: Console

  init(_ options: Options, _ console: Console) throws(UsageProblem) {
    guard !options.arguments.isEmpty else {
      throw UsageProblem("no scenario is named; write sluice run scenarios/NAME.json5")
    }
    files = options.arguments.map(ScenarioFile.init)
    overrides = try options.overrides()
    methods = options.all("--method")
    jobs = try options.jobs()
    outFolder = options.value("--out")
    isQuiet = options.has("--quiet")
    let name = options.value("--format") ?? OutputFormat.table.rawValue
    guard let format = OutputFormat(rawValue: name) else {
      let all = OutputFormat.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
      throw UsageProblem("the value '\(name)' is invalid for --format; write one of \(all)")
    }
    self.format = format
    self.console = console
  }

  func run() throws -> ExitCode {
    let loaded = try ScenarioLoader(console, isQuiet: isQuiet).load(
      files, overrides: overrides, methods: methods)
    Interrupt.listen()
    var code = ExitCode.fine
    for (index, (file, scenario)) in loaded.enumerated() {
      let folder = ResultsFolder(path: folder(of: file))
      do {
        try folder.prepare()
        let result = try ExperimentRun(console, isQuiet: isQuiet).run(scenario, file, jobs: jobs)
        try folder.write(try result.files(scenarioBytes: try file.read()))
        show(result, folder: folder.path, isFirst: index == 0)
        if isPlain, report(ExpectationCheck(result).misses, file) { code = .answerIsNo }
      } catch let problem as WriteProblem {
        console.error(problem.message)
        return .cannotWrite
      }
    }
    return code
  }

  /// Whether it is the committed experiment and not a variation of it.
  private var isPlain: Bool { overrides.isEmpty && methods.isEmpty }

  private func folder(of file: ScenarioFile) -> String {
    if let outFolder { return "\(outFolder)/\(file.name)" }
    return isPlain ? file.committedFolder : file.scratchFolder
  }

  private func show(_ result: ExperimentResult, folder: String, isFirst: Bool) {
    switch format {
    case .table:
      let input = SheetInput(
        name: result.scenario.name, question: result.scenario.question, resultsFolder: folder,
        files: result.tables.all.map { "\($0.name).csv" }, reports: result.reports)
      var buffer = ByteBuffer()
      Sheet(input, style: console.hasColor ? .ansi : .plain).write(into: &buffer)
      console.out((isFirst ? "" : "\n") + buffer.text)
    case .csv, .json, .markdown:
      var buffer = ByteBuffer()
      format.format.write(result.tables.summary, into: &buffer)
      console.out(buffer.text)
    }
  }

  /// Says which expectations are missed.
  private func report(_ misses: [ExpectationCheck.Miss], _ file: ScenarioFile) -> Bool {
    for miss in misses {
      console.say("\(file.path)\(miss.place.map { ":\($0)" } ?? ""): expectation missed: \(miss.message)")
    }
    return !misses.isEmpty
  }
}

extension Options {
  /// The changes to a scenario that the command line asks for.
  func overrides() throws(UsageProblem) -> [ScenarioReader.Override] {
    var changes: [ScenarioReader.Override] = []
    for text in all("--set") {
      guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
        throw UsageProblem("--set '\(text)' has no key and value; write --set KEY=VALUE")
      }
      let path = text[..<equals].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
      let value = String(text[text.index(after: equals)...])
      changes.append(
        ScenarioReader.Override(path: path, value: Self.node(value, origin: "--set \(text[..<equals])")))
    }
    for (option, key) in [("--seed", "seed"), ("--replications", "replications")] {
      guard let number = try whole(option, in: (key == "seed" ? 0 : 1)...Int.max) else { continue }
      changes.append(
        ScenarioReader.Override(
          path: [key], value: Node(.number(NumberLiteral(text: String(number))), origin: option)))
    }
    return changes
  }

  /// A value of the format, or text where it is none: `5ms`, `flat-out`.
  private static func node(_ text: String, origin: String) -> Node {
    var ignored = Diagnostics()
    let node = JSON5Reader.read(Array(text.utf8), origin: origin, into: &ignored)
    return node ?? Node(.string(text), origin: origin)
  }

  /// How many runs at a time.
  func jobs() throws(UsageProblem) -> Int {
    try whole("--jobs", in: 1...1024) ?? ProcessInfo.processInfo.activeProcessorCount
  }
}
