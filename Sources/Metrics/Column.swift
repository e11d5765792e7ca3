/// One column of a result table, defined once: the CSV's header, the data dictionary, what a scenario may expect
/// and how a comparison judges it all come from here.
public struct Column: Hashable, Sendable {
  /// What a cell holds.
  public enum Kind: String, Hashable, Sendable {
    /// Text.
    case text
    /// A whole number.
    case count
    /// A number.
    case number
    /// `true` or `false`.
    case flag
  }
  /// Which way is better.
  public enum Polarity: String, Hashable, Sendable {
    case larger, smaller, neither
  }

  /// The header; the unit is its last word.
  public let name: String
  /// What a cell holds.
  public let kind: Kind
  /// Which way is better.
  public let polarity: Polarity
  /// One sentence for the data dictionary; says when the cell is empty, if it can be.
  public let meaning: String

  /// A column.
  public init(_ name: String, _ kind: Kind, _ polarity: Polarity, _ meaning: String) {
    self.name = name
    self.kind = kind
    self.polarity = polarity
    self.meaning = meaning
  }

  /// The unit, read off the name as every reader does; `nil` for a count, a ratio, a name or a flag.
  public var unit: String? {
    for suffix in ["bytes_per_s", "per_s", "bytes", "ms", "s"] where name.hasSuffix("_" + suffix) {
      return suffix.replacing("_per_", with: "/").replacing("per_", with: "1/")
    }
    return nil
  }
}

/// A value of a result table.
public enum Cell: Hashable, Sendable {
  /// Not measured; never 0 or NaN.
  case empty
  case text(String)
  case count(Int64)
  case number(Double)
  case flag(Bool)

  /// A number, or empty for none; what is not finite was not measured either.
  public init(_ value: Double?) { self = value.flatMap { $0.isFinite ? Cell.number($0) : nil } ?? .empty }
  /// A whole number, or empty.
  public init(_ value: Int64?) { self = value.map(Cell.count) ?? .empty }
  /// A flag, or empty.
  public init(_ value: Bool?) { self = value.map(Cell.flag) ?? .empty }

  /// The number in it, if it holds one.
  public var asNumber: Double? {
    switch self {
    case .count(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  /// The text of a CSV cell, before quoting: the shortest that reads back to the same value. A whole number is
  /// written without a fraction.
  public var text: String {
    switch self {
    case .empty: return ""
    case .text(let value): return value
    case .count(let value): return String(value)
    case .flag(let value): return value ? "true" : "false"
    case .number(let value):
      if let whole = Int64(exactly: value), abs(whole) < 1 << 53 { return String(whole) }
      return value.description
    }
  }
}

/// Rows under columns: the one shape that every output renders.
public struct ResultTable: Hashable, Sendable {
  /// `summary`, `members`, `kicks` or `aggregate`.
  public let name: String
  /// The header.
  public let columns: [Column]
  /// Each row has one cell a column.
  public private(set) var rows: [[Cell]] = []

  /// An empty table.
  public init(name: String, columns: [Column]) {
    self.name = name
    self.columns = columns
  }

  /// Adds a row; it has one cell a column.
  public mutating func append(_ row: [Cell]) {
    precondition(row.count == columns.count, "a row has \(row.count) cells under \(columns.count) columns")
    rows.append(row)
  }

  /// The index of a column; `nil` if there is none of that name.
  public func index(of column: String) -> Int? { columns.firstIndex { $0.name == column } }

  /// A cell by column name.
  public func cell(_ row: Int, _ column: String) -> Cell { index(of: column).map { rows[row][$0] } ?? .empty }
}
