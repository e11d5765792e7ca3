/// A document as Unicode scalars, with the table that turns an index into a place.
struct SourceText {
  /// Why bytes are no text.
  struct Problem: Error {
    let place: Place
    let message: String
  }

  /// The document without its byte order mark, which editors do not show.
  let scalars: [Unicode.Scalar]
  /// The index at which each line begins, ascending.
  private let lineStarts: [Int]

  /// Decodes UTF-8, strictly. Linear.
  init(_ bytes: [UInt8]) throws(Problem) {
    if let zero = bytes.firstIndex(of: 0) {
      throw Problem(
        place: Self.place(after: bytes[..<zero]),
        message: "byte 0x00 found: this is not a text; a scenario is JSON5 in UTF-8")
    }
    do {
      let text = try UTF8Span(validating: bytes.span)
      self.init(scalars: Array(String(copying: text).unicodeScalars))
    } catch {
      let offset = error.byteOffsets.lowerBound
      let digits = String(bytes[offset], radix: 16, uppercase: true)
      throw Problem(
        place: Self.place(after: bytes[..<offset]),
        message: "byte 0x\(digits) found: this is not UTF-8; save the text as UTF-8")
    }
  }

  private init(scalars: [Unicode.Scalar]) {
    let text = scalars.first == "\u{FEFF}" ? Array(scalars.dropFirst()) : scalars
    var starts = [0]
    for index in text.indices {
      let isLineFeedAhead = index + 1 < text.count && text[index + 1] == "\n"
      if text[index] == "\n" || (text[index] == "\r" && !isLineFeedAhead) { starts.append(index + 1) }
    }
    self.scalars = text
    lineStarts = starts
  }

  /// The place of the scalar at `index`, or of the end. Logarithmic in the lines.
  func place(at index: Int) -> Place {
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= index { low = middle } else { high = middle }
    }
    return Place(line: low + 1, column: index - lineStarts[low] + 1)
  }

  /// The place behind `prefix`, all of whose bytes before the first that is not UTF-8 are counted.
  private static func place(after prefix: ArraySlice<UInt8>) -> Place {
    // Repair turns an invalid byte in front into one scalar, which is a column like any other.
    let text = SourceText(scalars: Array(String(decoding: prefix, as: UTF8.self).unicodeScalars))
    return text.place(at: text.scalars.count)
  }
}
