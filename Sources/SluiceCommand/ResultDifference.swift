/// What changed between committed and fresh bytes of a result file, in lines for a person.
struct ResultDifference {
  let lines: [String]

  init(file: ResultFile, committed: [UInt8]?, folder: String) {
    let path = "\(folder)/\(file.name)"
    guard let committed else {
      lines = ["\(path) is not committed; run sluice check --update and review it"]
      return
    }
    let old = Self.rows(committed)
    let new = Self.rows(file.bytes)
    guard file.name.hasSuffix(".csv"), let oldHeader = old.first, let newHeader = new.first else {
      lines = ["\(path) differs: " + Self.firstDifference(old, new)]
      return
    }
    var found: [String] = []
    if oldHeader != newHeader {
      found.append("\(path): the columns differ: " + Self.firstDifference([oldHeader], [newHeader]))
    }
    if old.count != new.count {
      found.append("\(path): \(old.count - 1) rows committed, \(new.count - 1) now")
    }
    for (index, pair) in zip(old.dropFirst(), new.dropFirst()).enumerated() where pair.0 != pair.1 {
      let identity =
        newHeader.firstIndex(of: "method").map { $0 < pair.1.count ? " (\(pair.1[$0]))" : "" } ?? ""
      for (column, cells) in zip(newHeader, zip(pair.0, pair.1)) where cells.0 != cells.1 {
        found.append(
          "\(path):\(index + 2)\(identity): \(column) was \(Self.shown(cells.0)), is \(Self.shown(cells.1))")
      }
    }
    lines = found.isEmpty ? ["\(path) differs in its bytes only"] : found
  }

  private static func shown(_ cell: String) -> String { cell.isEmpty ? "empty" : cell }

  /// Lines cut at commas. Quoted cells with commas are cut too, which shows the difference as well.
  private static func rows(_ bytes: [UInt8]) -> [[String]] {
    String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
      .dropLast().map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
  }

  private static func firstDifference(_ old: [[String]], _ new: [[String]]) -> String {
    for (index, pair) in zip(old, new).enumerated() where pair.0 != pair.1 {
      let was = pair.0.joined(separator: ","), now = pair.1.joined(separator: ",")
      return "line \(index + 1) was \(was.prefix(120)), is \(now.prefix(120))"
    }
    return "\(old.count) lines committed, \(new.count) now"
  }
}
