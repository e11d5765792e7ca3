import Experiment
import Foundation
import Metrics
import Reporting

/// The folder of one scenario's results. All files are written under other names first and then renamed, so that a
/// reader never sees half a file, and a full disk leaves the old results as they were.
struct ResultsFolder {
  let path: String

  /// Makes the folder and tries to write there: a run that could not keep its results does not begin.
  func prepare() throws(WriteProblem) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw WriteProblem(path, error)
    }
    let probe = path + "/.sluice-probe"
    guard FileManager.default.createFile(atPath: probe, contents: Data()) else {
      throw WriteProblem(
        "\(path): cannot write there; check its permissions or give another folder with --out")
    }
    try? FileManager.default.removeItem(atPath: probe)
  }

  /// Replaces the files.
  func write(_ files: [ResultFile]) throws(WriteProblem) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      for file in files {
        try Data(file.bytes).write(to: URL(fileURLWithPath: stagedPath(file)))
      }
    } catch {
      for file in files { try? FileManager.default.removeItem(atPath: stagedPath(file)) }
      throw WriteProblem(path, error)
    }
    for file in files {
      guard rename(stagedPath(file), "\(path)/\(file.name)") == 0 else {
        throw WriteProblem("\(path)/\(file.name): cannot replace the file; check its permissions")
      }
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

/// Why results cannot be written.
struct WriteProblem: Error {
  let message: String
  init(_ message: String) { self.message = message }
  init(_ path: String, _ error: any Error) {
    let reason = (error as NSError).localizedDescription
    message =
      "\(path): cannot write there (\(reason)); check its permissions or give another folder with --out"
  }
}
