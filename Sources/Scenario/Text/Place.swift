/// A position in a text, as an editor shows it.
///
/// Lines end at LF, CR or CRLF. U+2028 and U+2029 end a `//` comment, as JSON5 says, but begin no new line
/// here: editors do not count them.
public struct Place: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The line, from 1.
  public let line: Int
  /// The column, from 1, in Unicode scalars: a tab is one column, and so is a letter of several bytes.
  public let column: Int

  /// The place in line `line` (from 1), column `column` (from 1).
  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  /// `line:column`.
  public var description: String { "\(line):\(column)" }

  /// The order of reading.
  public static func < (left: Place, right: Place) -> Bool {
    (left.line, left.column) < (right.line, right.column)
  }
}
