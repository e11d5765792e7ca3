import Scenario

/// The options of the command line. One table says what exists; parsing, help and "did you mean" read it.
struct Options {
  /// One option.
  struct Definition {
    let name: String
    /// How help calls its value; `nil` for a switch.
    let valueName: String?
    let isRepeatable: Bool
    /// The commands that take it.
    let commands: Set<Command>
    let help: String
  }

  static let definitions: [Definition] = [
    Definition(
      name: "--set", valueName: "KEY=VALUE", isRepeatable: true, commands: [.run, .validate, .search],
      help: "try another value of any scenario key: --set members.slow.process=5ms"),
    Definition(
      name: "--sweep", valueName: "KEY=VALUES", isRepeatable: true, commands: [.run, .validate],
      help:
        "every value of a key: KEY=1,2,5, KEY=10..100:10 (step) or KEY=1ms..1s*10 (factor); several make a grid"
    ),
    Definition(
      name: "--where", valueName: "CONDITION", isRepeatable: true, commands: [.run, .validate],
      help: "only points of the sweep for which it holds: --where 'session.maxSessionMessages >= 1000'"),
    Definition(
      name: "--method", valueName: "NAME", isRepeatable: true,
      commands: [.run, .validate, .compare, .search],
      help: "only this method, by name or label; may be repeated"),
    Definition(
      name: "--seed", valueName: "N", isRepeatable: false, commands: [.run, .validate, .search],
      help: "other random numbers"),
    Definition(
      name: "--replications", valueName: "N", isRepeatable: false,
      commands: [.run, .validate, .search],
      help: "so many runs of each method and point, each with random numbers of its own"),
    Definition(
      name: "--precision", valueName: "SHARE", isRepeatable: false, commands: [.run],
      help:
        "more replications until the 95 % interval of the throughput is within ± SHARE, such as 1%; METRIC=1% for another"
    ),
    Definition(
      name: "--max-replications", valueName: "N", isRepeatable: false, commands: [.run],
      help: "with --precision: so many replications at most (default: 1000)"),
    Definition(
      name: "--jobs", valueName: "N", isRepeatable: false, commands: [.run, .check, .search],
      help: "so many runs at a time (default: all cores); changes no byte of the results"),
    Definition(
      name: "--out", valueName: "DIR", isRepeatable: false, commands: [.run, .merge],
      help: "write the CSVs there, one folder a scenario, in place of results/"),
    Definition(
      name: "--resume", valueName: nil, isRepeatable: false, commands: [.run],
      help: "go on with the runs that an interrupted command has kept"),
    Definition(
      name: "--shard", valueName: "I/N", isRepeatable: false, commands: [.run],
      help: "run the I-th of N parts of the runs; \"sluice merge\" joins them"),
    Definition(
      name: "--timeline", valueName: "PERIOD", isRepeatable: false, commands: [.run, .validate],
      help: "write timeline.csv, the members' states every PERIOD (100ms), or at each change (change)"),
    Definition(
      name: "--events", valueName: nil, isRepeatable: false, commands: [.run, .validate],
      help: "write events.csv, every step of every message"),
    Definition(
      name: "--format", valueName: "FORMAT", isRepeatable: false, commands: [.run, .compare, .search],
      help: "what stdout gets: table (the sheet, default), csv, json or markdown"),
    Definition(
      name: "--metric", valueName: "NAME", isRepeatable: true, commands: [.compare],
      help: "compare this column of summary.csv in place of the usual ones; may be repeated"),
    Definition(
      name: "--fail-if", valueName: "CONDITION", isRepeatable: true, commands: [.compare],
      help: "exit with 1 where it is true: 'throughput_per_s < 0.98' is of the ratio, 'B.kicks > 0' of means"),
    Definition(
      name: "--vary", valueName: "KEY", isRepeatable: false, commands: [.search],
      help: "the scenario key whose value is searched: session.maxSessionMessages, faults.0.pause"),
    Definition(
      name: "--range", valueName: "A..B", isRepeatable: false, commands: [.search],
      help: "where it is searched, both ends included: 1..1000, 1ms..10s"),
    Definition(
      name: "--keep", valueName: "CONDITION", isRepeatable: false, commands: [.search],
      help: "what every run must fulfil, over columns of summary.csv: 'kicks == 0'"),
    Definition(
      name: "--largest", valueName: nil, isRepeatable: false, commands: [.search],
      help: "search the largest value that keeps the condition (default)"),
    Definition(
      name: "--smallest", valueName: nil, isRepeatable: false, commands: [.search],
      help: "search the smallest"),
    Definition(
      name: "--maximize", valueName: "METRIC", isRepeatable: false, commands: [.search],
      help: "search the value with the highest mean of a column, among those that keep the condition"),
    Definition(
      name: "--minimize", valueName: "METRIC", isRepeatable: false, commands: [.search],
      help: "search the value with the lowest"),
    Definition(
      name: "--resolution", valueName: "STEP", isRepeatable: false, commands: [.search],
      help: "how close the two sides are brought: 10, 1ms or 5% (default: 1 of whole numbers, else 1%)"),
    Definition(
      name: "--update", valueName: nil, isRepeatable: false, commands: [.check],
      help: "accept the new results as the committed ones"),
    Definition(
      name: "--quiet", valueName: nil, isRepeatable: false, commands: Set(Command.allCases),
      help: "nothing on stderr but errors"),
    Definition(
      name: "--no-color", valueName: nil, isRepeatable: false, commands: Set(Command.allCases),
      help: "plain text; so does NO_COLOR, and a dumb terminal"),
    Definition(
      name: "--help", valueName: nil, isRepeatable: false, commands: Set(Command.allCases), help: "this text"),
  ]

  private(set) var arguments: [String] = []
  private var values: [String: [String]] = [:]

  /// Sorts words into arguments and options. `--name=value` and `--name value` are the same; `--` ends options.
  /// - Throws: all that is wrong with the words, whatever their values mean.
  init(_ words: [String], of command: Command) throws(UsageProblems) {
    var problems = UsageProblems()
    var rest = words[...]
    while let word = rest.popFirst() {
      if word == "--" {
        arguments += rest
        break
      }
      guard word.hasPrefix("-"), word != "-" else {
        arguments.append(word)
        continue
      }
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      let name = parts[0] == "-h" ? "--help" : parts[0]
      guard let definition = problems.noting(try Self.definition(name, of: command)) else { continue }
      guard let valueName = definition.valueName else {
        if parts.count > 1 { problems.add("\(name) takes no value; write \(name) alone") }
        values[name] = []
        continue
      }
      // The next option is not the value that was forgotten; one that begins so is written --name=--value.
      let isForgotten = parts.count == 1 && rest.first?.hasPrefix("--") ?? true
      guard !isForgotten, let value = parts.count == 2 ? parts[1] : rest.popFirst(), !value.isEmpty else {
        problems.add("\(name) needs a value; write \(name) \(valueName)")
        continue
      }
      if !definition.isRepeatable, values[name] != nil { problems.add("\(name) stands twice; write it once") }
      values[name, default: []].append(value)
    }
    try problems.refuse()
  }

  private static func definition(_ name: String, of command: Command) throws(UsageProblems) -> Definition {
    let own = definitions.filter { $0.commands.contains(command) }
    if let definition = own.first(where: { $0.name == name }) { return definition }
    if definitions.contains(where: { $0.name == name }) {
      throw UsageProblems("\(name) is no option of \"sluice \(command.rawValue)\"")
    }
    let hint = Nearest.match(name, among: own.map(\.name)).map { "; did you mean \($0)?" }
    throw UsageProblems("unknown option \(name)\(hint ?? "")")
  }

  /// The options as they were given, arguments apart.
  var words: [String] { words { _ in true } }

  /// Those that change what is run: the ones that `validate` looks at too, and not every command, and those that decide
  /// how many runs there are.
  var changes: [String] {
    words {
      $0.commands.contains(.validate) && $0.commands != Set(Command.allCases)
        || ["--precision", "--max-replications"].contains($0.name)
    }
  }

  private func words(_ isWanted: (Definition) -> Bool) -> [String] {
    Self.definitions.filter(isWanted).flatMap { definition in
      values[definition.name].map { given in
        definition.valueName == nil ? [definition.name] : given.flatMap { [definition.name, $0] }
      } ?? []
    }
  }

  /// Words as a line that a shell reads back.
  static func shellLine(_ words: [String]) -> String {
    let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./=:,%+@")
    return words.map { word in
      !word.isEmpty && word.allSatisfy(plain.contains) ? word : "'\(word.replacing("'", with: "'\\''"))'"
    }.joined(separator: " ")
  }

  func has(_ name: String) -> Bool { values[name] != nil }
  func all(_ name: String) -> [String] { values[name] ?? [] }
  func value(_ name: String) -> String? { values[name]?.last }

  /// A whole number of an option, in a range.
  func whole(_ name: String, in range: ClosedRange<Int>) throws(UsageProblems) -> Int? {
    guard let text = value(name) else { return nil }
    guard let number = Int(text), range.contains(number) else {
      throw UsageProblems(
        "the value '\(text)' is invalid for \(name); write a whole number from \(range.lowerBound) to \(range.upperBound)"
      )
    }
    return number
  }
}
