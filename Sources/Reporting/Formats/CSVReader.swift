import Metrics

/// Reads what ``CSVFormat`` writes, row by row, in pieces of any size: of a table larger than memory a row is all that
/// is kept.
///
///     var reader = CSVReader()
///     while let piece = file.read(65536) { try reader.read(piece) { row in … } }
///     try reader.finish()
///
/// Strict, as what it reads was written by a program: a quote inside a bare cell, anything behind a closing quote, a
/// carriage return outside quotes or a last line without its end is an error, and so is a row of another length than
/// the header. An end that is missing is what a file has that was cut off.
public struct CSVReader: Sendable {
  private enum State {
    case cellStart, bare, quoted, quoteInQuoted
  }

  private var state = State.cellStart
  private var row = CSVRow()
  /// Cells of every row, known from the first one.
  private var cellCount: Int?
  /// The line that is being read, from 1.
  private var line: Int64 = 1

  /// A reader at the begin of a file.
  public init() {}

  /// Takes the next piece; hands out each row that it completes, the header first.
  /// - Throws: ``CSVProblem``, or what `body` throws.
  public mutating func read(_ piece: some Sequence<UInt8>, _ body: (CSVRow) throws -> Void) throws {
    let bytes = Array(piece)
    var index = 0
    while index < bytes.count {
      // Nearly all bytes of a table stand in such stretches.
      let end = state == .cellStart || state == .bare ? Self.endOfPlain(bytes, from: index) : index
      if end > index {
        row.bytes.append(contentsOf: bytes[index..<end])
        state = .bare
        index = end
      } else {
        try take(bytes[index], body)
        index += 1
      }
    }
  }

  /// The index of the first byte that ends a cell or has a meaning.
  private static func endOfPlain(_ bytes: [UInt8], from start: Int) -> Int {
    bytes.withUnsafeBufferPointer { bytes in
      var end = start
      while end < bytes.count {
        switch bytes[end] {
        case UInt8(ascii: ","), UInt8(ascii: "\n"), UInt8(ascii: "\""), UInt8(ascii: "\r"): return end
        default: end += 1
        }
      }
      return end
    }
  }

  private mutating func take(_ byte: UInt8, _ body: (CSVRow) throws -> Void) throws {
    switch (state, byte) {
    case (.quoted, UInt8(ascii: "\"")): state = .quoteInQuoted
    case (.quoted, _):
      row.bytes.append(byte)
      if byte == UInt8(ascii: "\n") { line += 1 }
    case (.quoteInQuoted, UInt8(ascii: "\"")):
      row.bytes.append(byte)
      state = .quoted
    case (_, UInt8(ascii: ",")):
      row.endCell()
      state = .cellStart
    case (_, UInt8(ascii: "\n")):
      row.endCell()
      try hand(to: body)
      state = .cellStart
    case (.cellStart, UInt8(ascii: "\"")): state = .quoted
    case (.quoteInQuoted, _): throw CSVProblem(line: line, rule: "text stands behind a closing quote")
    case (_, UInt8(ascii: "\"")):
      throw CSVProblem(line: line, rule: "a quote stands in a cell without quotes")
    default: throw CSVProblem(line: line, rule: "the line ends with a carriage return")
    }
  }

  private mutating func hand(to body: (CSVRow) throws -> Void) throws {
    let expected = cellCount ?? row.count
    guard row.count == expected else {
      throw CSVProblem(line: line, rule: "the row has \(row.count) cells under \(expected) columns")
    }
    cellCount = expected
    row.line = line
    try body(row)
    line += 1
    row.removeAll()
  }

  /// Says that the file is at its end.
  public func finish() throws(CSVProblem) {
    guard state == .cellStart, row.count == 0, row.bytes.isEmpty else {
      throw CSVProblem(line: line, rule: "the last line has no end; the file was cut off")
    }
  }
}

/// One row of a CSV file, as texts.
public struct CSVRow: Sendable {
  /// Where it ends in the file, from 1.
  public fileprivate(set) var line: Int64 = 1
  fileprivate(set) var bytes: [UInt8] = []
  private var ends: [Int] = []

  /// How many cells it has.
  public var count: Int { ends.count }

  /// The text of a cell, without quotes.
  public subscript(index: Int) -> String { String(decoding: utf8(index), as: UTF8.self) }

  /// The bytes of a cell, without quotes.
  public func utf8(_ index: Int) -> ArraySlice<UInt8> {
    bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
  }

  /// The cell as a column of that kind holds it; empty where it is empty, `nil` where it holds something else.
  public func cell(_ index: Int, as kind: Column.Kind) -> Cell? {
    let text = utf8(index)
    if text.isEmpty { return .empty }
    switch kind {
    case .text: return .text(self[index])
    case .count: return Int64(self[index]).map(Cell.count)
    case .number: return Double(self[index]).flatMap { $0.isFinite ? Cell.number($0) : nil }
    case .flag: return Bool(self[index]).map(Cell.flag)
    }
  }

  fileprivate mutating func endCell() { ends.append(bytes.count) }

  fileprivate mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
  }
}

/// Why a CSV file cannot be read.
public struct CSVProblem: Error, Hashable, Sendable {
  /// Where, from 1.
  public let line: Int64
  /// What is wrong.
  public let rule: String

  /// A problem of what a row says, for those who read its cells.
  public init(line: Int64, rule: String) {
    self.line = line
    self.rule = rule
  }
}
