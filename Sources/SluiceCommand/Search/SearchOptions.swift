import Experiment
import Metrics
import Reporting
import Scenario

/// What a command line asks to search for.
struct SearchOptions {
  /// What makes a value the one that is looked for.
  enum Goal {
    /// The largest or smallest for which the condition holds.
    case edge(EdgeSearch.Side)
    /// The one with the highest (`sign` 1) or lowest (−1) mean of a metric.
    case peak(Column, sign: Double)
  }

  let file: ScenarioFile
  /// The key that is varied.
  let key: String
  let range: QuantityRange
  let axis: SearchAxis
  let goal: Goal
  let keep: SearchCondition?
  let overrides: [ScenarioReader.Override]
  /// Those asked for; empty for all that the key concerns.
  let methods: [String]
  let jobs: Int
  let format: OutputFormat
  let isQuiet: Bool
  /// `--set` options as they were given.
  let sets: [String]
  /// Options that every run of the search has, for the commands that repeat one.
  let runWords: [String]

  /// The default of `--resolution` for what is not counted.
  private static let usualShare = 0.01

  init(_ options: Options) throws(UsageProblems) {
    var problems = UsageProblems()
    if options.arguments.count != 1 {
      problems.add(
        "\(options.arguments.isEmpty ? "no scenario is" : "several scenarios are") named; write sluice search"
          + " scenarios/NAME.json5 --vary KEY --range A..B --keep 'kicks == 0'")
    }
    let key = problems.noting(try Self.key(options))
    let range = problems.noting(try Self.range(options))
    var resolution: SearchAxis.Resolution?
    if let range { resolution = problems.noting(try Self.resolution(options, range)) }
    keep = problems.noting(try Self.condition(options)) ?? nil
    let goal = problems.noting(try Self.goal(options))
    overrides = problems.noting(try options.overrides()) ?? []
    methods = options.all("--method")
    jobs = problems.noting(try options.jobs()) ?? 1
    format = problems.noting(try options.format()) ?? .table
    guard problems.isEmpty, let key, let range, let resolution, let goal else { throw problems }
    file = ScenarioFile(options.arguments[0])
    self.key = key
    self.range = range
    self.goal = goal
    axis = SearchAxis(low: range.low, high: range.high, resolution: resolution)
    isQuiet = options.has("--quiet")
    sets = options.all("--set")
    runWords =
      sets.flatMap { ["--set", $0] }
      + ["--seed", "--replications"].flatMap { name in options.value(name).map { [name, $0] } ?? [] }
  }

  /// Components of the key.
  var path: [String] { key.split(separator: ".", omittingEmptySubsequences: false).map(String.init) }

  private static func key(_ options: Options) throws(UsageProblems) -> String {
    if let key = options.value("--vary") { return key }
    throw UsageProblems("no key is named; write --vary KEY, such as --vary session.maxSessionMessages")
  }

  private static func range(_ options: Options) throws(UsageProblems) -> QuantityRange {
    guard let text = options.value("--range") else {
      throw UsageProblems("no range is given; write --range A..B, such as 1..1000 or 1ms..10s")
    }
    do {
      return try QuantityRange(text)
    } catch {
      throw UsageProblems("--range: \(error)")
    }
  }

  private static func condition(_ options: Options) throws(UsageProblems) -> SearchCondition? {
    guard let text = options.value("--keep") else { return nil }
    return try SearchCondition(text)
  }

  private static func goal(_ options: Options) throws(UsageProblems) -> Goal {
    let given = ["--largest", "--smallest", "--maximize", "--minimize"].filter(options.has)
    guard given.count <= 1 else {
      throw UsageProblems("\(given.joined(separator: " and ")) cannot both be looked for; write one of them")
    }
    guard let word = given.first, word == "--maximize" || word == "--minimize" else {
      guard options.has("--keep") else {
        throw UsageProblems("nothing is asked of a value; write --keep 'kicks == 0', or --maximize METRIC")
      }
      return .edge(given.first == "--smallest" ? .smallest : .largest)
    }
    let column = try ComparisonOptions.column(options.value(word) ?? "")
    return .peak(column, sign: word == "--maximize" ? 1 : -1)
  }

  private static func resolution(
    _ options: Options, _ range: QuantityRange
  ) throws(UsageProblems) -> SearchAxis.Resolution {
    guard let text = options.value("--resolution") else {
      return range.isWhole ? .step(1) : .share(usualShare)
    }
    do {
      if text.hasSuffix("%") {
        let share = try Quantity.share(text)
        guard share.numerator > 0 else { throw UsageProblems("--resolution: a share is above 0%") }
        return .share(Double(share.numerator) / Double(share.denominator))
      }
      return .step(try range.steps(text))
    } catch let problem as UsageProblems {
      throw problem
    } catch {
      throw UsageProblems("--resolution: \(error)")
    }
  }
}
