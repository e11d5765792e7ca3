import Foundation
import Reporting

/// A folder in which the results of a plan grow, run by run, until they are complete: `.unfinished` inside the results
/// folder, or a part such as `shard-1-of-4`.
///
/// `plan.json` says what is run. The rows of a run are appended to the CSVs, and then its line to `runs.jsonl`. A run
/// is kept if its line is whole and the CSVs hold its rows; what stands behind the last kept run is cut off. So the
/// program may be killed at any moment. Nothing is made before there is something to write.
final class UnfinishedResults {
  static let folderName = ".unfinished"
  static let planName = "plan.json"
  static let journalName = "runs.jsonl"
  /// Written as soon as all runs are kept and their files are about to be moved.
  static let manifestName = "manifest.json"

  let path: String
  let plan: PlanRecord
  private let rowFiles: [RowFile]
  /// Runs that are kept, those of before included.
  private(set) var keptCount = 0
  /// Those of ``rowFiles``, the journal last; empty until something is written.
  private var files: [AppendedFile] = []
  private var waiting: [[UInt8]]
  private var waitingCount = 0

  /// Waiting bytes that are written at once (1 MiB).
  private static let flushSize = 1 << 20

  init(_ path: String, plan: PlanRecord) {
    self.path = path
    self.plan = plan
    rowFiles = plan.head.rowFiles
    waiting = Array(repeating: [], count: rowFiles.count + 1)
  }

  func path(_ name: String) -> String { "\(path)/\(name)" }

  /// Whether folder and files are there.
  var isBegun: Bool { !files.isEmpty }

  /// Whether there are runs that are not written yet.
  var hasWaiting: Bool { waitingCount > 0 }

  /// Adds the next run in the order of the plan.
  func append(_ run: FinishedRun) throws(WriteProblem) {
    for (index, bytes) in (run.rows + [run.line]).enumerated() { waiting[index].append(contentsOf: bytes) }
    waitingCount += 1
    if waiting.reduce(0, { $0 + $1.count }) >= Self.flushSize { try flush() }
  }

  /// Writes what waits: the rows first, then the lines that vouch for them.
  func flush() throws(WriteProblem) {
    if files.isEmpty { try begin() }
    guard waitingCount > 0 else { return }
    guard let journal = files.last, !journal.isRemoved else {
      throw WriteProblem("\(path): the folder was removed while its runs went on")
    }
    for (file, bytes) in zip(files, waiting) { try file.append(bytes) }
    keptCount += waitingCount
    waitingCount = 0
    for index in waiting.indices { waiting[index].removeAll(keepingCapacity: true) }
  }

  /// Writes all of it.
  /// - Parameter onDisk: whether to wait until the disk has it, so that it outlives the machine and not only the program.
  func complete(onDisk: Bool) throws(WriteProblem) {
    try flush()
    guard onDisk else { return }
    for file in files { try file.synchronize() }
  }

  /// Makes folder and files.
  private func begin() throws(WriteProblem) {
    let parent = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(
      separator: "/")
    do {
      if !parent.isEmpty {
        try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
      }
    } catch {
      throw WriteProblem(path, error)
    }
    guard mkdir(path, 0o777) == 0 else {
      throw errno == EEXIST ? Self.busy(path) : WriteProblem(path, reason: errno)
    }
    do throws(WriteProblem) {
      let journal = try AppendedFile(path(Self.journalName))
      guard journal.isHeldAlone() else { throw Self.busy(path) }
      try AppendedFile(path(Self.planName)).append(try plan.json())
      files = try rowFiles.map { file throws(WriteProblem) in
        let opened = try AppendedFile(path(file.name))
        try opened.append(file.header)
        return opened
      }
      files.append(journal)
    } catch {
      files = []
      try? FileManager.default.removeItem(atPath: path)
      throw error
    }
  }

  /// Takes up what is there, and returns how far it reaches.
  /// - Parameters:
  ///   - folder: where files may have been moved to already.
  ///   - isComplete: whether so many runs, which `each` has got, are all.
  ///   - each: gets the runs that are kept, in order, each with its rows.
  /// - Returns: whether what `each` got holds; otherwise the folder was no good, and everything begins anew.
  func resume(
    movedTo folder: String?, isComplete: (Int) -> Bool, each: (RunRecord, [[UInt8]]) -> Void
  ) throws(WriteProblem) -> Bool {
    guard FileManager.default.fileExists(atPath: path(Self.journalName)) else { return try remove() }
    let journal = try AppendedFile(path(Self.journalName))
    guard journal.isHeldAlone() else { throw Self.busy(path) }
    let isMoving = folder != nil && FileManager.default.fileExists(atPath: path(Self.manifestName))
    let paths = rowFiles.map { file in
      let own = path(file.name)
      guard isMoving, let folder, !FileManager.default.fileExists(atPath: own) else { return own }
      return "\(folder)/\(file.name)"
    }
    var reader = RunReader(journal: journal.path, rowFiles, at: paths)
    var count = 0
    while count < plan.runCount ?? .max, let run = reader.next() {
      each(run.record, run.rows)
      count += 1
    }
    let isComplete = isComplete(count)
    let hasMoved = paths.contains { !$0.hasPrefix(path + "/") }
    let fits = zip(paths, reader.sizes).allSatisfy { Self.size($0) == $1 }
    // Without a run nothing is lost, but for the runs of a point that has not enough yet.
    let hasRuns = count > 0 || (plan.precision != nil && reader.areHeadersWhole)
    guard hasRuns, !hasMoved || (isComplete && fits) else { return try remove() }
    if !isComplete { try? FileManager.default.removeItem(atPath: path(Self.manifestName)) }
    keptCount = count
    files = hasMoved ? [] : try paths.map { path throws(WriteProblem) in try AppendedFile(path) }
    files.append(journal)
    for (file, size) in zip(files, hasMoved ? reader.sizes.suffix(1) : reader.sizes[...]) {
      try file.cut(to: size)
    }
    return true
  }

  /// Counts what is kept from the files themselves: of runs that were being written when it failed some may be whole.
  func recount() {
    var reader = RunReader(
      journal: path(Self.journalName), rowFiles, at: rowFiles.map { path($0.name) })
    keptCount = 0
    while keptCount < plan.runCount ?? .max, reader.next() != nil { keptCount += 1 }
  }

  /// Removes the folder and everything in it, unless somebody is writing there.
  func discard() throws(WriteProblem) {
    let journal = path(Self.journalName)
    if files.isEmpty, FileManager.default.fileExists(atPath: journal) {
      guard try AppendedFile(journal).isHeldAlone() else { throw Self.busy(path) }
    }
    files = []
    try remove()
  }

  /// - Returns: `false`, that nothing is kept.
  @discardableResult
  private func remove() throws(WriteProblem) -> Bool {
    do {
      if FileManager.default.fileExists(atPath: path) { try FileManager.default.removeItem(atPath: path) }
    } catch {
      throw WriteProblem(path, error)
    }
    return false
  }

  private static func busy(_ path: String) -> WriteProblem {
    WriteProblem(
      "\(path): another sluice is writing there; wait for its end or give another folder with --out")
  }

  /// Bytes of a file; `nil` if there is none.
  private static func size(_ path: String) -> Int64? {
    var status = stat()
    return stat(path, &status) == 0 ? Int64(status.st_size) : nil
  }
}
