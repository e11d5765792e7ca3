import EventKernel
import Foundation

extension ResultsFolder {
  /// Moves complete results to where readers look for them, the manifest last: it vouches for the others. Whoever is
  /// killed meanwhile does the rest when he is started again: a file that was moved stays.
  func take(from staging: String, _ head: Manifest.Head, fingerprint: Fingerprint) throws(WriteProblem) {
    let names = FinishedRun.files.map(\.name)
    var entries: [String: Manifest.FileEntry] = [:]
    for name in names {
      let own = "\(staging)/\(name)"
      let isMoved = !FileManager.default.fileExists(atPath: own)
      entries[name] = Self.entry(isMoved ? "\(path)/\(name)" : own)
    }
    let manifest = Manifest(head, fingerprint: fingerprint, files: entries)
    do {
      let bytes = Data(try manifest.json())
      try bytes.write(to: URL(fileURLWithPath: "\(staging)/manifest.new"))
      try replace("\(staging)/\(UnfinishedResults.manifestName)", with: "\(staging)/manifest.new")
      for name in names where FileManager.default.fileExists(atPath: "\(staging)/\(name)") {
        try replace("\(path)/\(name)", with: "\(staging)/\(name)")
      }
      try bytes.write(to: URL(fileURLWithPath: "\(staging)/manifest.new"))
      try replace("\(path)/\(UnfinishedResults.manifestName)", with: "\(staging)/manifest.new")
    } catch {
      throw error as? WriteProblem ?? WriteProblem(path, error)
    }
  }

  private func replace(_ file: String, with source: String) throws(WriteProblem) {
    guard rename(source, file) == 0 else {
      throw WriteProblem("\(file): cannot replace the file (\(String(cString: strerror(errno))))")
    }
  }

  private static func entry(_ path: String) -> Manifest.FileEntry {
    var reader = PieceReader(path)
    var hash = ContentHash()
    while true {
      let piece = reader.any()
      if piece.isEmpty { break }
      hash.add(piece)
    }
    return Manifest.FileEntry(bytes: hash.byteCount, hash: hash.hexadecimal)
  }
}
