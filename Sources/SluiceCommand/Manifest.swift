import EventKernel
import Experiment
import Foundation
import Reporting
import Scenario

/// `manifest.json`: what the results beside it were made from. Nothing in it differs between machines.
struct Manifest: Encodable {
  /// Raised when the meaning of a column changes.
  static let formatVersion = 1

  private struct FileEntry: Encodable {
    let bytes: Int
    let hash: String
  }

  private let files: [String: FileEntry]
  private let fingerprint: String
  private let formatVersion: Int
  /// Per method label its resolved parameters, of the first sweep point.
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
    .init("replications", "Replications of every method and point."),
    .init("runs", "Rows of summary.csv."),
    .init("scenario", "The scenario's name."),
    .init("scenarioHash", "Hash of the scenario file's bytes."),
    .init("seed", "The root of every random stream."),
  ]

  init(_ result: ExperimentResult, scenarioBytes: [UInt8], files: [ResultFile]) {
    let scenario = result.scenario
    self.files = Dictionary(
      uniqueKeysWithValues: files.map {
        ($0.name, FileEntry(bytes: $0.bytes.count, hash: Self.hash($0.bytes)))
      })
    fingerprint = result.fingerprint.hexadecimal
    formatVersion = Self.formatVersion
    parameters = Dictionary(
      uniqueKeysWithValues: scenario.points[0].methods.map { named in
        (named.label, Dictionary(uniqueKeysWithValues: named.method.effective.map { ($0.name, $0.text) }))
      })
    replications = scenario.replicationCount
    runs = result.reports.count
    self.scenario = scenario.name
    scenarioHash = Self.hash(scenarioBytes)
    seed = String(scenario.seed)
  }

  /// The kernel's 64-bit hash over all bytes, eight at a time, the length last.
  static func hash(_ bytes: [UInt8]) -> String {
    var print = Fingerprint()
    for start in stride(from: 0, to: bytes.count, by: 8) {
      var word: UInt64 = 0
      for byte in bytes[start..<min(start + 8, bytes.count)] { word = word << 8 | UInt64(byte) }
      print.mix(word)
    }
    print.mix(UInt64(bytes.count))
    return print.hexadecimal
  }

  /// Sorted keys, so that equal contents are equal bytes.
  func json() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    return [UInt8](try encoder.encode(self)) + [UInt8(ascii: "\n")]
  }
}
