import Experiment
import Foundation
import Metrics
import Reporting

/// The folder of one scenario's results. All files are written under other names first and then renamed, so that a
/// reader never sees half a file, and a full disk leaves the old results as they were.
struct ResultsFolder {
  let path: String

  /// Tries to write where the folder is, or will be: a run that could not keep its results does not begin. Leaves
  /// nothing behind, so that a run that fails leaves no folder without results.
  func prepare() throws(WriteProblem) {
    let existing = prefixes.last { FileManager.default.fileExists(atPath: $0) } ?? "."
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: existing, isDirectory: &isFolder), isFolder.boolValue else {
      throw WriteProblem(
        "\(path): cannot write there, \"\(existing)\" is a file; give another folder with --out")
    }
    // Always of one name: what a process leaves that is killed here, the next one removes.
    let probe = "\(existing)/.sluice-probe"
    let file = open(probe, O_CREAT | O_WRONLY | O_CLOEXEC, 0o600)
    guard file >= 0 else {
      throw WriteProblem(
        "\(path): cannot write there; check its permissions or give another folder with --out")
    }
    close(file)
    unlink(probe)
  }

  /// The folder and those above it, the outermost first.
  private var prefixes: [String] {
    var prefixes: [String] = path.hasPrefix("/") ? ["/"] : ["."]
    var built = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
      built += built.isEmpty || built == "/" ? part : "/" + part
      prefixes.append(built)
    }
    return prefixes
  }

  /// Replaces the files.
  func write(_ files: [ResultFile]) throws(WriteProblem) {
    let missing = prefixes.filter { !FileManager.default.fileExists(atPath: $0) }
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      for file in files { try Data(file.bytes).write(to: URL(fileURLWithPath: stagedPath(file))) }
      for file in files where rename(stagedPath(file), "\(path)/\(file.name)") != 0 {
        throw WriteProblem(
          "\(path)/\(file.name): cannot replace the file (\(String(cString: strerror(errno))))")
      }
      // Of earlier results, they would belong to nothing.
      for name in [AggregateFile.name] + RowFile.recordedNames
      where !files.contains(where: { $0.name == name }) {
        unlink("\(path)/\(name)")
      }
    } catch {
      for file in files { try? FileManager.default.removeItem(atPath: stagedPath(file)) }
      // Only a folder that is empty can be removed so.
      for folder in missing.reversed() { rmdir(folder) }
      throw error as? WriteProblem ?? WriteProblem(path, error)
    }
  }

  private func stagedPath(_ file: ResultFile) -> String { "\(path)/.\(file.name).new" }

  /// The bytes of a file, if it is there.
  func read(_ name: String) -> [UInt8]? {
    FileManager.default.contents(atPath: "\(path)/\(name)").map { [UInt8]($0) }
  }
}

/// One file of a results folder.
struct ResultFile {
  let name: String
  let bytes: [UInt8]
}

extension ExperimentResult {
  /// The files of the results folder.
  func files(scenarioBytes: [UInt8]) throws -> [ResultFile] {
    let tables = writtenTables.map { table in
      var buffer = ByteBuffer()
      CSVFormat().write(table, into: &buffer)
      return ResultFile(name: "\(table.name).csv", bytes: buffer.bytes)
    }
    let entries = tables.map {
      ($0.name, Manifest.FileEntry(bytes: $0.bytes.count, hash: ContentHash($0.bytes).hexadecimal))
    }
    let manifest = try Manifest(
      Manifest.Head(scenario, scenarioBytes: scenarioBytes), fingerprint: fingerprint,
      files: Dictionary(uniqueKeysWithValues: entries)
    ).json()
    return tables + [ResultFile(name: "manifest.json", bytes: manifest)]
  }
}

/// Why results cannot be written.
struct WriteProblem: Error {
  let message: String
  init(_ message: String) { self.message = message }
  /// The system's reason, for what has begun well: neither permissions nor the folder are to blame.
  init(_ path: String, reason code: Int32) {
    let isFull = code == ENOSPC || code == EDQUOT
    message =
      "\(path): cannot write there (\(String(cString: strerror(code))))\(isFull ? "; make room there" : "")"
  }
  init(_ path: String, _ error: any Error) {
    let isFull = (error as? CocoaError)?.code == .fileWriteOutOfSpace
    let repair = isFull ? "make room there" : "check its permissions or give another folder with --out"
    message = "\(path): cannot write there (\((error as NSError).localizedDescription)); \(repair)"
  }
}
