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
    areMethods = options.folders.count == 1
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
    var subjects = options.folders
    if areMethods {
      collect { () throws(InputProblem) in subjects = try Self.methods(options) }
    } else {
      collect { () throws(InputProblem) in try Self.refuseUnknownMethods(options) }
    }
    guard worst == .fine else { throw worst }
    for subject in subjects {
      collect { () throws(InputProblem) in
        let folder = options.folders.count == 1 ? options.folders[0] : subject
        var file = try SummaryFile(
          folder: folder, metrics: options.metrics,
          methods: options.folders.count == 1 ? [subject] : options.methods)
        try Self.refuseMissing(options, file)
        guard let first = try file.next() else { throw try Self.noRuns(file, in: folder, options) }
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

  /// A method that neither folder has would be left out without a word.
  private static func refuseUnknownMethods(_ options: ComparisonOptions) throws(InputProblem) {
    guard !options.methods.isEmpty else { return }
    var all: [String] = []
    for folder in options.folders {
      all += try SummaryFile.methods(in: folder).filter { !all.contains($0) }
    }
    for name in options.methods where !all.contains(name) {
      let hint = Nearest.match(name, among: all).map { "did you mean \"\($0)\"?" }
      throw InputProblem(
        message:
          "\(options.folders.joined(separator: ", ")): error: there are no runs of method '\(name)';"
          + " \(hint ?? "there are \(all.joined(separator: ", "))")",
        code: .badScenario)
    }
  }

  /// The methods of one folder that are compared.
  private static func methods(_ options: ComparisonOptions) throws(InputProblem) -> [String] {
    let folder = options.folders[0]
    let all = try SummaryFile.methods(in: folder)
    for name in options.methods where !all.contains(name) {
      let hint = Nearest.match(name, among: all).map { "did you mean \"\($0)\"?" }
      throw InputProblem(
        message:
          "\(folder): error: there are no runs of method '\(name)'; \(hint ?? "there are \(all.joined(separator: ", "))")",
        code: .badScenario)
    }
    let chosen = options.methods.isEmpty ? all : options.methods
    guard chosen.count > 1 else {
      throw InputProblem(
        message:
          "\(folder): error: \(all.isEmpty ? "there are no runs" : "the only method is \(all[0])"); name a second folder",
        code: .badScenario)
    }
    return chosen
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

  private static func noRuns(
    _ file: SummaryFile, in folder: String, _ options: ComparisonOptions
  ) throws(InputProblem) -> InputProblem {
    let all = options.methods.isEmpty ? [] : try SummaryFile.methods(in: folder)
    let whose = all.isEmpty ? "" : " of \(options.methods.joined(separator: ", "))"
    let repair = all.isEmpty ? "run the scenario again" : "there are \(all.joined(separator: ", "))"
    return InputProblem(
      message: "\(file.path): error: there are no runs\(whose); \(repair)", code: .badScenario)
  }
}
