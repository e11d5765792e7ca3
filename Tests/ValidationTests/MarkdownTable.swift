/// A table of Markdown, without padding.
struct MarkdownTable {
  private(set) var lines: [String]

  /// The columns; numbers stand on the right.
  init(_ columns: [String], numbersFrom first: Int) {
    let rules = columns.indices.map { $0 < first ? "---" : "---:" }
    lines = [Self.line(columns), Self.line(rules)]
  }

  mutating func append(_ cells: [String]) { lines.append(Self.line(cells)) }

  private static func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
}

/// How the tables write numbers.
enum Written {
  /// A count, or a rate rounded to a whole number.
  static func number(_ value: Double) -> String { "\(Int(value.rounded()))" }

  /// `391` or `391–392`; a dash of nothing.
  static func range(_ values: [Double]) -> String {
    guard let low = values.min(), let high = values.max() else { return "–" }
    return number(low) == number(high) ? number(low) : "\(number(low))–\(number(high))"
  }

  /// `+0.4 %`; a dash of nothing.
  static func percent(_ share: Double?) -> String {
    guard let share else { return "–" }
    let tenths = Int((share * 1000).rounded())
    let sign = tenths > 0 ? "+" : tenths < 0 ? "−" : ""
    return "\(sign)\(tenths.magnitude / 10).\(tenths.magnitude % 10) %"
  }
}
