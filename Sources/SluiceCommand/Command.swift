/// The commands that work.
enum Command: String, CaseIterable {
  case run, merge, compare, search, check, validate, methods

  var synopsis: String {
    switch self {
    case .run: "sluice run SCENARIO..."
    case .merge: "sluice merge FOLDER..."
    case .compare: "sluice compare FOLDER [FOLDER]"
    case .search: "sluice search SCENARIO"
    case .check: "sluice check [SCENARIO...]"
    case .validate: "sluice validate SCENARIO..."
    case .methods: "sluice methods [NAME]"
    }
  }

  var purpose: String {
    switch self {
    case .run: "run every method of a scenario; the sheet on stdout, CSVs in results/"
    case .compare: "two results folders, or the methods of one, side by side, with 95 % intervals"
    case .search: "the largest or smallest value of a key that keeps a condition, or the best one"
    case .merge: "join the parts that \"sluice run --shard\" has left in a results folder"
    case .check: "run again and compare with the committed results and expectations"
    case .validate: "read and check only; all problems at once"
    case .methods: "the catalogue of flow-control methods, or one of them with its parameters"
    }
  }

  /// The help of one command.
  var help: String {
    let options = Options.definitions.filter { $0.commands.contains(self) }
    return
      "Usage: \(synopsis) [options]\n\n\(purpose.prefix(1).uppercased() + purpose.dropFirst()).\n\nOptions:\n"
      + Self.list(options.map { ($0.name + ($0.valueName.map { " " + $0 } ?? ""), $0.help) })
  }

  /// The help of the program.
  static var overview: String {
    """
    Sluice says which flow-control method keeps the slowest member of a group from being kicked,
    at what throughput, with which window.

    Usage: sluice COMMAND [options]

    Commands:

    """ + list(allCases.map { ($0.synopsis, $0.purpose) }) + """

      "sluice COMMAND --help" tells its options; "sluice --version" the version.

      """
  }

  private static func list(_ rows: [(String, String)]) -> String {
    let width = (rows.map(\.0.count).max() ?? 0) + 2
    return rows.map { "  " + $0.0 + String(repeating: " ", count: width - $0.0.count) + $0.1 + "\n" }.joined()
  }
}
