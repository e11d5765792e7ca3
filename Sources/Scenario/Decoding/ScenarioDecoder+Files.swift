import EventKernel
import SpreadModel

/// What the CSV files of a scenario said, read once however many sweep points use them.
final class DataFiles {
  var traces: [String: [Workload.TracedMessage]] = [:]
  var distributions: [String: Distribution] = [:]
}

/// CSV files that a scenario names: traces and empirical distributions.
extension ScenarioDecoder {
  /// Lines of a CSV file with their numbers, header apart; at least one. `nil` after a report.
  func csv(
    _ path: String, _ node: Node, named name: String, columns: [String], required: Int
  ) -> [(line: Int, cells: [Substring])]? {
    func refuse(_ message: String) -> [(line: Int, cells: [Substring])]? {
      error("\(name): \(message)", at: node)
      return nil
    }
    let bytes: [UInt8]
    do {
      bytes = try context.load(path)
    } catch {
      return refuse(error.message)
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      return refuse("\(shown(path)) is not UTF-8 text; save it as a CSV file")
    }
    let header = columns.joined(separator: ",")
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    var rows: [(line: Int, cells: [Substring])] = []
    for (index, line) in lines.enumerated() where index == 0 || !line.isEmpty {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(Self.trimmed)
      let isUsable = (required...columns.count).contains(cells.count)
      if index > 0 {
        guard isUsable else {
          let count = "\(cells.count) \(cells.count == 1 ? "cell" : "cells")"
          return refuse("\(shown(path)) line \(index + 1) has \(count); a line has \(header)")
        }
        rows.append((index + 1, cells))
      } else if !isUsable || !cells.elementsEqual(columns.prefix(cells.count), by: ==) {
        return refuse("\(shown(path)) begins with \(shown(String(line))); its header is \(header)")
      }
    }
    return rows.isEmpty ? refuse("\(shown(path)) has no lines after its header; add at least one") : rows
  }

  private static func trimmed(_ cell: Substring) -> Substring {
    var cell = cell.drop { $0 == " " }
    while cell.last == " " { cell.removeLast() }
    return cell
  }

  /// Decimal seconds, exactly, at most 31 years; `nil` for anything else.
  func seconds(_ text: Substring) -> Interval? {
    guard text.utf8.allSatisfy({ "0123456789.eE+-".utf8.contains($0) }),
      let nanoseconds = try? Quantity.interval(text + "s"),
      nanoseconds <= ScenarioReader.durationLimit.nanoseconds
    else { return nil }
    return Interval(nanoseconds: nanoseconds)
  }
}
