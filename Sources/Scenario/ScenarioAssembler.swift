import EventKernel
import FlowControl
import SpreadModel

/// Builds a scenario from its tree: one run description a sweep point.
final class ScenarioAssembler {
  private let root: Node
  private let name: String
  private let context: ScenarioContext
  /// The methods asked for on the command line; empty for those of the file.
  private let chosenMethods: [String]
  private let hasExpectations: Bool
  private let files = DataFiles()
  private var told: Set<String> = []
  private(set) var diagnostics = Diagnostics()

  init(
    _ root: Node, name: String, context: ScenarioContext, methods: [String], hasExpectations: Bool
  ) {
    self.root = root
    self.name = name
    self.context = context
    chosenMethods = methods
    self.hasExpectations = hasExpectations
  }

  /// What a point of the sweep gave, complete or not.
  private struct DecodedPoint {
    var point: ScenarioPoint?
    var members = MemberList()
    /// `nil` where an entry of `methods` could not be read.
    var labels: [String]?
  }

  /// The scenario; harmless nonsense where something was reported.
  func assemble() -> Scenario {
    let decoder = ScenarioDecoder(context, files)
    let reader = ObjectReader(root, ScenarioFormat.root, decoder)
    let question = reader.text("question") ?? ""
    let seed = reader.whole("seed", in: 0...Int.max) ?? 1
    let replications = reader.whole("replications", in: 1...ScenarioReader.runLimit) ?? 1
    let combinations = Sweep(reader.value("sweep"), decoder, of: root).combinations
    keep(decoder, isRepetition: false)

    let first = point(0, combinations[0])
    var points = [first.point].compactMap { $0 }
    for (index, combination) in combinations.enumerated().dropFirst()
    where isWithinLimits(points, replications) {
      // Twenty wrong values of a sweep are enough to see what is wrong with it.
      if diagnostics.hasErrors && index >= 20 { break }
      if let point = point(index, combination).point { points.append(point) }
    }
    checkLimits(points, replications)

    var expectations: [Expectation] = []
    if hasExpectations {
      let last = ScenarioDecoder(context, files)
      expectations = last.expectations(
        root["expect"], labels: first.labels, pointCount: combinations.count, members: first.members)
      keep(last, isRepetition: false)
    }
    return Scenario(
      name: name, question: question, seed: UInt64(seed), replicationCount: replications, points: points,
      expectations: expectations, memberGroups: first.members.groups)
  }

  /// Takes over what a decoder found. The points of a sweep repeat what is wrong with the rest of the file, and what
  /// is wrong with a swept key at each of its values: it is told once.
  private func keep(_ decoder: ScenarioDecoder, isRepetition: Bool) {
    for diagnostic in decoder.diagnostics.sorted {
      let isNew = told.insert(isRepetition ? diagnostic.message : diagnostic.description).inserted
      told.insert(diagnostic.message)
      if isNew { diagnostics.append(diagnostic) }
    }
  }

  /// One point: the tree with the sweep's values in place, decoded.
  private func point(_ index: Int, _ combination: [Sweep.Setting]) -> DecodedPoint {
    var tree = root.without("sweep")
    let decoder = ScenarioDecoder(context, files)
    defer { keep(decoder, isRepetition: index > 0) }
    for setting in combination {
      do {
        try tree.set(setting.path, to: setting.value)
      } catch {
        decoder.diagnostics.append(
          Diagnostic(
            .error, origin: setting.value.origin, place: setting.keyPlace, message: "sweep: \(error.message)")
        )
      }
    }
    // After the sweep, which may change the preset, or what the preset is not to fill.
    if let preset = Preset.named(in: tree) {
      decoder.diagnostics.append(contentsOf: preset.diagnostics)
      tree = preset.below(tree)
    }
    let reader = ObjectReader(tree, ScenarioFormat.root, decoder)
    var decoded = DecodedPoint()
    let run: RunDescription?
    (run, decoded.members) = decoder.run(reader)
    let isWrong = decoder.diagnostics.hasErrors
    let node = chosenMethods.isEmpty ? reader.value("methods") : tree["methods"]
    let (entries, isComplete) = decoder.methodEntries(node, chosen: chosenMethods)
    if isComplete { decoded.labels = entries.map(\.label) }
    // What a method says about a group that is not the one meant would be noise.
    guard let run, !isWrong else { return decoded }
    let methods = entries.compactMap { decoder.resolve($0, for: run) }
    decoder.checkSenders(methods, run, decoded.members)
    let sweep = combination.map { "\($0.key)=\($0.text)" }.joined(separator: ";")
    decoded.point = ScenarioPoint(index: index, sweep: sweep, run: run, methods: methods)
    return decoded
  }

  // MARK: Limits

  private func isWithinLimits(_ points: [ScenarioPoint], _ replications: Int) -> Bool {
    let (runs, rows) = Self.size(points, replications)
    return runs <= ScenarioReader.runLimit && rows <= ScenarioReader.memberRowLimit
  }

  private func checkLimits(_ points: [ScenarioPoint], _ replications: Int) {
    guard !isWithinLimits(points, replications) else { return }
    let (runs, _) = Self.size(points, replications)
    let rule =
      runs > ScenarioReader.runLimit
      ? "more than \(ScenarioReader.runLimit) runs (points × methods × replications)"
      : "more than \(ScenarioReader.memberRowLimit) rows of members.csv (runs × members)"
    diagnostics.error(
      "the scenario asks for \(rule); take fewer replications, points, methods or members",
      at: root["replications"] ?? root["sweep"] ?? root)
  }

  /// Runs and members' rows. No product overflows: 10⁴ points, at most 10⁶ entries in a file of 1 MiB, 10⁶
  /// replications at most; a point's members number 10⁵ at most.
  private static func size(_ points: [ScenarioPoint], _ replications: Int) -> (runs: Int, rows: Int) {
    var runs = 0
    var rows = 0
    for point in points {
      runs = min(runs + point.methods.count * replications, .max >> 20)
      rows = min(rows + point.methods.count * replications * point.run.members.count, .max >> 1)
    }
    return (runs, rows)
  }
}
