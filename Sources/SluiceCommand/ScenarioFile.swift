import Experiment
import Foundation
import Scenario
import Synchronization

/// A scenario file: where it lies, what it is called, and where its results belong.
struct ScenarioFile {
  /// As the user wrote it.
  let path: String
  /// Below `scenarios/`, without the ending; the file's name where it lies elsewhere.
  let name: String
  /// The folder that holds `scenarios/` and `results/`; "" for the present one.
  let root: String

  init(_ path: String) {
    self.path = path
    let parts = Self.components(path)
    let home = parts.dropLast().lastIndex(of: "scenarios")
    let own = home.map { parts[($0 + 1)...].joined(separator: "/") } ?? parts.last ?? path
    let hasEnding = own.hasSuffix(".json5") && own.split(separator: "/").last != ".json5"
    name = hasEnding ? String(own.dropLast(6)) : own
    let above = home.map { parts[..<$0].map { $0 + "/" }.joined() } ?? ""
    root = home != nil && path.hasPrefix("/") ? "/" + above : above
  }

  /// The components of a path, `.` and `name/..` resolved, so that a name never leads out of the results folder.
  private static func components(_ path: String) -> [String] {
    var parts: [String] = []
    for part in path.split(separator: "/").map(String.init) where part != "." {
      if part == "..", let last = parts.last, last != ".." { parts.removeLast() } else { parts.append(part) }
    }
    return parts
  }

  /// Whether it lies outside `scenarios/` and is called like one that lies there, whose results it must not replace.
  var isNamesake: Bool {
    let own = "\(root)scenarios/\(name).json5"
    return !Self.components(path).dropLast().contains("scenarios")
      && FileManager.default.fileExists(atPath: own)
  }

  /// Where a plain run writes, and `check` compares.
  var committedFolder: String { root + "results/" + name }
  /// Where a run with any override writes; git ignores it.
  var scratchFolder: String { root + "results/runs/" + name }

  /// The bytes, or why there are none.
  func read() throws(InputProblem) -> [UInt8] { try InputFile.read(path, limit: JSON5Reader.maximumBytes) }

  /// Checks the scenario that the bytes are.
  /// - Parameter dataHashes: takes down which files it names.
  func scenario(
    _ bytes: [UInt8], overrides: [ScenarioReader.Override] = [], methods: [String] = [],
    dataHashes: DataHashes? = nil
  ) -> (scenario: Scenario?, diagnostics: Diagnostics) {
    let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().map { $0 + "/" }
      .joined()
    let context = ScenarioContext { relative throws(FileProblem) in
      guard !relative.hasPrefix("/") else { throw FileProblem("write a path relative to the scenario") }
      do throws(InputProblem) {
        let data = try InputFile.read(folder + relative, limit: InputFile.dataLimit)
        dataHashes?.add(data)
        return data
      } catch {
        throw FileProblem(error.message)
      }
    }
    return ScenarioReader(context).read(bytes, path: path, name: name, overrides: overrides, methods: methods)
  }

  /// Every scenario below a folder, in order of their names.
  static func all(below folder: String) -> [ScenarioFile] {
    let names = (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasSuffix(".json5") }.sorted().map { ScenarioFile("\(folder)/\($0)") }
  }
}

/// The hashes of the files that a scenario names, in the order in which they are read.
final class DataHashes: Sendable {
  private let hashes = Mutex<[String]>([])

  var all: [String] { hashes.withLock { $0 } }

  func add(_ data: [UInt8]) { hashes.withLock { $0.append(ContentHash(data).hexadecimal) } }
}
