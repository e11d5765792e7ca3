import EventKernel

/// CSV files that a scenario names: traces and empirical distributions.
extension Decoder {
  /// Lines of a CSV file with their numbers, header apart. `nil` after a report.
  func csv(
    _ path: String, _ node: Node, columns: [String], required: Int
  ) -> [(line: Int, cells: [String])]? {
    let bytes: [UInt8]
    do {
      bytes = try context.load(path)
    } catch {
      self.error("\"\(path)\": \(error.message)", at: node)
      return nil
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      error("\"\(path)\" is not UTF-8 text; save it as a CSV file", at: node)
      return nil
    }
    var rows: [(line: Int, cells: [String])] = []
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      guard !line.isEmpty else { continue }
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
        .map { cell in String(cell.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()) }
      if index == 0 {
        guard cells.count >= required, cells == Array(columns.prefix(cells.count)) else {
          error("\"\(path)\" begins with \"\(line)\"; its header is \(columns.joined(separator: ","))", at: node)
          return nil
        }
        continue
      }
      guard cells.count >= required, cells.count <= columns.count else {
        error("\"\(path)\" line \(index + 1) has \(cells.count) cells; a line has \(columns.joined(separator: ","))", at: node)
        return nil
      }
      rows.append((index + 1, cells))
    }
    return rows
  }

  /// Decimal seconds, exactly; `nil` for anything else.
  func seconds(_ text: String) -> Interval? {
    (try? Quantity.interval(text + "s")).map { Interval(nanoseconds: $0) }
  }
}
