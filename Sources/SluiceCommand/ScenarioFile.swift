import Experiment
import Foundation
import Scenario

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
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    let below = parts.lastIndex(of: "scenarios").map { $0 + 1 } ?? parts.count - 1
    let own = below < parts.count ? parts[below...].joined(separator: "/") : path
    name = own.hasSuffix(".json5") ? String(own.dropLast(6)) : own
    let isInScenarios = below > 0 && parts[below - 1] == "scenarios"
    root = isInScenarios ? parts[..<(below - 1)].map { $0 + "/" }.joined() : ""
  }

  /// Where a plain run writes, and `check` compares.
  var committedFolder: String { root + "results/" + name }
  /// Where a run with any override writes; git ignores it.
  var scratchFolder: String { root + "results/runs/" + name }

  /// The bytes, or why there are none.
  func read() throws(InputProblem) -> [UInt8] { try InputFile.read(path) }

  /// Reads and checks the scenario.
  func load(
    overrides: [ScenarioReader.Override] = [], methods: [String] = []
  ) throws(InputProblem) -> (scenario: Scenario?, diagnostics: Diagnostics) {
    let bytes = try read()
    let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().map { $0 + "/" }
      .joined()
    let context = ScenarioContext { relative throws(FileProblem) in
      guard !relative.hasPrefix("/") else { throw FileProblem("write a path relative to the scenario") }
      do throws(InputProblem) {
        return try InputFile.read(folder + relative)
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

/// Why an input file cannot be used.
struct InputProblem: Error {
  let message: String
  let code: ExitCode
}

/// Reading files whole, within a limit that is checked before anything is read.
enum InputFile {
  static func read(_ path: String) throws(InputProblem) -> [UInt8] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw InputProblem(message: "there is no file \"\(path)\"\(neighbour(of: path))", code: .noInput)
    }
    guard !isFolder.boolValue else {
      throw InputProblem(message: "\"\(path)\" is a folder; name a file in it", code: .noInput)
    }
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    guard
      attributes?[.type] as? FileAttributeType == .typeRegular
        || attributes?[.type] as? FileAttributeType == .typeSymbolicLink
    else { throw InputProblem(message: "\"\(path)\" is not a file that can be read whole", code: .noInput) }
    if let size = attributes?[.size] as? Int, size > JSON5Reader.maximumBytes {
      throw InputProblem(
        message: "\(path): error: \(JSON5Reader.tooLargeMessage(byteCount: size))", code: .badScenario)
    }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw InputProblem(message: "\"\(path)\" cannot be read; check its permissions", code: .noInput)
    }
    return [UInt8](data)
  }

  /// A file of nearly that name in the same folder.
  private static func neighbour(of path: String) -> String {
    let url = URL(fileURLWithPath: path)
    let folder = url.deletingLastPathComponent().path
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    return Nearest.match(url.lastPathComponent, among: names).map { "; did you mean \"\($0)\"?" } ?? ""
  }
}
