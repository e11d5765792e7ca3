import Foundation
import Metrics
import Reporting
import Scenario

/// The `summary.csv` of a results folder, read row by row in the order of its plan.
///
/// Rows of some methods are picked where methods are given. What is not as `sluice run` writes it is an error: a
/// comparison of something else would be a guess.
struct SummaryFile {
  /// A row, as far as a comparison needs it.
  struct Row {
    let scenario: String
    let sweep: String
    let method: String
    let seed: String
    let replication: Int64
    /// By metric; NaN for what was not measured.
    let values: [Double]
  }

  /// Bytes that are read at a time.
  private static let pieceSize = 1 << 16

  let path: String
  private let handle: FileHandle
  private let decoder: SummaryRowDecoder
  private var reader = CSVReader()
  private var rows: [Row] = []
  private var position = 0

  /// Opens a folder's summary and reads its header.
  /// - Parameter metrics: columns to read; those that it does not have are read as not measured.
  init(folder: String, metrics: [Column], methods: [String] = []) throws(InputProblem) {
    path = folder.hasSuffix("/") ? folder + "summary.csv" : folder + "/summary.csv"
    handle = try Self.open(folder, path)
    decoder = SummaryRowDecoder(metrics: metrics, methods: methods)
    while decoder.header.isEmpty {
      guard try readPiece() else {
        throw InputProblem(
          message: "\(path): error: the file is empty; run the scenario again", code: .badScenario)
      }
    }
  }

  /// The names of its columns.
  var header: [String] { decoder.header }

  /// The next row; `nil` at the end.
  mutating func next() throws(InputProblem) -> Row? {
    while position == rows.count {
      (rows, position) = (decoder.takeRows(), 0)
      if rows.isEmpty, try !readPiece() { return nil }
    }
    position += 1
    return rows[position - 1]
  }

  /// The methods of a folder's first point, in the order of the file.
  static func methods(in folder: String) throws(InputProblem) -> [String] {
    var file = try SummaryFile(folder: folder, metrics: [])
    var methods: [String] = []
    var sweep: String?
    while let row = try file.next(), sweep == nil || row.sweep == sweep {
      sweep = row.sweep
      if methods.last != row.method { methods.append(row.method) }
    }
    return methods
  }

  /// Reads on; false at the end of the file.
  private mutating func readPiece() throws(InputProblem) -> Bool {
    do {
      guard let piece = try handle.read(upToCount: Self.pieceSize), !piece.isEmpty else {
        try reader.finish()
        return false
      }
      try reader.read([UInt8](piece)) { [decoder] row in try decoder.read(row) }
      return true
    } catch let problem as CSVProblem {
      throw InputProblem(message: "\(path):\(problem.line): error: \(problem.rule)", code: .badScenario)
    } catch {
      throw InputProblem(
        message: "\"\(path)\" cannot be read: \((error as NSError).localizedDescription)", code: .noInput)
    }
  }

  private static func open(_ folder: String, _ path: String) throws(InputProblem) -> FileHandle {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder) else {
      throw InputProblem(
        message: "there is no folder \"\(folder)\"; name a folder that \"sluice run\" wrote", code: .noInput)
    }
    guard isFolder.boolValue else {
      throw InputProblem(message: "\"\(folder)\" is a file; name the folder that it lies in", code: .noInput)
    }
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue else {
      throw InputProblem(
        message: "\"\(folder)\" has no summary.csv; name a folder that \"sluice run\" wrote", code: .noInput)
    }
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw InputProblem(message: "\"\(path)\" cannot be read; check its permissions", code: .noInput)
    }
    return handle
  }
}
