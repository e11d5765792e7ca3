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

  /// The rows of a CSV file and their cells (RFC 4180); of any other file the lines, cut at commas.
  private static func rows(_ bytes: [UInt8]) -> [[String]] {
    var rows: [[String]] = []
    var row: [String] = []
    var cell: [UInt8] = []
    var isQuoted = false
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "\""): isQuoted.toggle()
      case UInt8(ascii: ",") where !isQuoted:
        row.append(String(decoding: cell, as: UTF8.self))
        cell = []
      case UInt8(ascii: "\n") where !isQuoted:
        rows.append(row + [String(decoding: cell, as: UTF8.self)])
        (row, cell) = ([], [])
      default: cell.append(byte)
      }
    }
    if !cell.isEmpty || !row.isEmpty { rows.append(row + [String(decoding: cell, as: UTF8.self)]) }
    return rows
  }

  private static func firstDifference(_ old: [[String]], _ new: [[String]]) -> String {
    for (index, pair) in zip(old, new).enumerated() where pair.0 != pair.1 {
      let was = pair.0.joined(separator: ","), now = pair.1.joined(separator: ",")
      return "line \(index + 1) was \(was.prefix(120)), is \(now.prefix(120))"
    }
    return "\(old.count) lines committed, \(new.count) now"
  }
}
