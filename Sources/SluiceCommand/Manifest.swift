import EventKernel
import Experiment
import Foundation
import Metrics
import Reporting
import Scenario

/// `manifest.json`: what the results beside it were made from. Nothing in it differs between machines.
struct Manifest: Encodable {
  /// Raised when the meaning of a column changes.
  static let formatVersion = 1

  struct FileEntry: Encodable {
    let bytes: Int
    let hash: String
  }

  /// What is known before anything is run.
  struct Head: Codable, Hashable {
    /// Per method label its resolved parameters, of the first sweep point.
    let parameters: [String: [String: String]]
    /// Tables on request; which they are, the list of files tells.
    let recorded: RecordedTables
    private(set) var replications: Int
    private(set) var runs: Int
    let scenario: String
    let scenarioHash: String
    let seed: String

    init(_ scenario: Scenario, scenarioBytes: [UInt8]) {
      parameters = Dictionary(
        uniqueKeysWithValues: scenario.points[0].methods.map { named in
          (named.label, Dictionary(uniqueKeysWithValues: named.method.effective.map { ($0.name, $0.text) }))
        })
      recorded = scenario.recordedTables
      replications = scenario.replicationCount
      runs = scenario.runCount
      self.scenario = scenario.name
      scenarioHash = ContentHash(scenarioBytes).hexadecimal
      seed = String(scenario.seed)
    }

    /// What is known after a run until a precision: how many runs it took, and the most replications of any point.
    func reached(_ points: [PointPrecision], _ plan: PrecisionPlan) -> Head {
      var head = self
      head.replications = points.map(\.replications).max() ?? replications
      head.runs = points.reduce(0) { $0 + plan.runCount($1) }
      return head
    }
  }

  private let files: [String: FileEntry]
  private let fingerprint: String
  private let formatVersion: Int
  private let parameters: [String: [String: String]]
  private let replications: Int
  private let runs: Int
  private let scenario: String
  private let scenarioHash: String
  private let seed: String

  /// What the data dictionary says of the keys.
  static let keys: [DataDictionary.ManifestKey] = [
    .init("files", "Size in bytes and hash of each CSV beside it."),
    .init("fingerprint", "A 64-bit hash of all trajectories."),
    .init("formatVersion", "Raised when the meaning of a column changes."),
    .init("parameters", "Per method label its resolved parameters, of the first sweep point."),
    .init(
      "replications", "Replications of every method and point; with `--precision` the most that a point has."),
    .init("runs", "Rows of summary.csv."),
    .init("scenario", "The scenario's name."),
    .init("scenarioHash", "Hash of the scenario file's bytes."),
    .init("seed", "The root of every random stream."),
  ]

  init(_ head: Head, fingerprint: Fingerprint, files: [String: FileEntry]) {
    self.files = files
    self.fingerprint = fingerprint.hexadecimal
    formatVersion = Self.formatVersion
    parameters = head.parameters
    replications = head.replications
    runs = head.runs
    scenario = head.scenario
    scenarioHash = head.scenarioHash
    seed = head.seed
  }

  /// Sorted keys, so that equal contents are equal bytes.
  func json() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    return [UInt8](try encoder.encode(self)) + [UInt8(ascii: "\n")]
  }
}
