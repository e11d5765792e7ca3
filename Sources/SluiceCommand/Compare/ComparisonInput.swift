import Metrics
import Reporting
import Scenario

/// The results that are compared, each read once from begin to end and all in turn.
struct ComparisonInput {
  /// How the results are called: folders, or methods of one.
  let subjects: [String]
  let metrics: [Column]
  let reference: ComparisonReference
  private let areMethods: Bool
  private let options: ComparisonOptions
  private var files: [SummaryFile]
  /// The row that comes next of each.
  private var next: [SummaryFile.Row?]

  /// Opens all of them; tells what is wrong with any.
  init(_ options: ComparisonOptions, _ console: Console) throws(ExitCode) {
    self.options = options
    let areMethods = options.folders.count == 1
    self.areMethods = areMethods
    var files: [SummaryFile] = [], next: [SummaryFile.Row?] = []
    var worst = ExitCode.fine
    func collect(_ body: () throws(InputProblem) -> Void) {
      do {
        try body()
      } catch {
        console.tell(error)
        if worst == .fine { worst = error.code }
      }
    }
    var methods: [String] = []
    if areMethods || !options.methods.isEmpty {
      for folder in options.folders {
        collect { () throws(InputProblem) in
          methods += try SummaryFile.methods(in: folder).filter { !methods.contains($0) }
        }
      }
      guard worst == .fine else { throw worst }
      for name in options.methods where !methods.contains(name) {
        collect { () throws(InputProblem) in throw Self.unknown(name, among: methods, in: options.folders) }
      }
    }
    let chosen = options.methods.isEmpty ? methods : options.methods
    if areMethods, chosen.count < 2 {
      collect { () throws(InputProblem) in throw Self.onlyMethod(chosen, in: options.folders[0]) }
    }
    guard worst == .fine else { throw worst }
    let subjects = areMethods ? chosen : options.folders
    for subject in subjects {
      collect { () throws(InputProblem) in
        var file = try SummaryFile(
          folder: areMethods ? options.folders[0] : subject, metrics: options.metrics,
          methods: areMethods ? [subject] : options.methods)
        try Self.refuseMissing(options, file)
        guard let first = try file.next() else { throw Self.noRuns(file, options) }
        next.append(first)
        files.append(file)
      }
    }
    guard worst == .fine else { throw worst }
    self.subjects = subjects
    (self.files, self.next) = (files, next)
    let headers = files.map { Set($0.header) }
    metrics = options.metrics.filter { column in headers.allSatisfy { $0.contains(column.name) } }
    reference = areMethods && subjects.count > 2 ? .best : .first
  }

  /// The first row of each.
  var firstRows: [SummaryFile.Row?] { next }

  /// Hands everything out, one row of each in turn.
  mutating func readAll(into pairing: inout RunPairing) throws {
    // What an older version wrote lacks columns, and is read without them.
    let places = metrics.compactMap { options.metrics.firstIndex(of: $0) }
    var isOpen = Array(repeating: true, count: files.count)
    while isOpen.contains(true) {
      for subject in files.indices where isOpen[subject] {
        guard let row = next[subject] else {
          isOpen[subject] = false
          try pairing.end(of: subject)
          continue
        }
        let key = ComparedGroup.Key(sweep: row.sweep, method: areMethods ? nil : row.method)
        let values = places.count == row.values.count ? row.values : places.map { row.values[$0] }
        try pairing.add(.init(key: key, replication: row.replication, values: values), of: subject)
        next[subject] = try files[subject].next()
      }
    }
  }

  /// Of a method that no folder has: beside others it would be left out without a word.
  private static func unknown(_ name: String, among methods: [String], in folders: [String]) -> InputProblem {
    let hint = Nearest.match(name, among: methods).map { "did you mean \"\($0)\"?" }
    return InputProblem(
      message:
        "\(folders.joined(separator: ", ")): error: there are no runs of method '\(name)';"
        + " \(hint ?? "there are \(methods.joined(separator: ", "))")",
      code: .badScenario)
  }

  private static func onlyMethod(_ methods: [String], in folder: String) -> InputProblem {
    let what = methods.first.map { "the only method is \($0)" } ?? "there are no runs"
    return InputProblem(message: "\(folder): error: \(what); name a second folder", code: .badScenario)
  }

  /// A metric that was asked for must be there.
  private static func refuseMissing(_ options: ComparisonOptions, _ file: SummaryFile) throws(InputProblem) {
    let wanted = options.areMetricsNamed ? options.metrics : options.failConditions.flatMap(\.metrics)
    let missing = wanted.map(\.name).filter { !file.header.contains($0) }
    guard missing.isEmpty else {
      throw InputProblem(
        message:
          "\(file.path):1: error: the table has no column \(missing.joined(separator: ", ")); run the scenario again",
        code: .badScenario)
    }
  }

  private static func noRuns(_ file: SummaryFile, _ options: ComparisonOptions) -> InputProblem {
    let (whose, repair) =
      options.methods.isEmpty
      ? ("", "run the scenario again")
      : (" of \(options.methods.joined(separator: ", "))", "choose methods that both folders have")
    return InputProblem(
      message: "\(file.path): error: there are no runs\(whose); \(repair)", code: .badScenario)
  }
}
