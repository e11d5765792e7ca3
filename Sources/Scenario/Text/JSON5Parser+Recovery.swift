// Where an error ends, and what a message says it found.

extension JSON5Parser {
  /// Steps behind the next ',' of this level, or to its closing bracket, or to the end. Every scalar is
  /// stepped over once, so recovery stays linear however many errors there are.
  mutating func recover() throws(Stop) {
    var depth = 0
    while let scalar = next {
      switch scalar {
      case "\"", "'":
        position = stringEnd(from: position)
        continue
      case "/" where beginsComment(at: position):
        // An unclosed comment here may be an artefact of the error before; either way nothing is left.
        position = commentEnd(from: position) ?? text.scalars.count
        continue
      case "[", "{": depth += 1
      case "]", "}":
        if depth == 0 { return }
        depth -= 1
      case "," where depth == 0:
        // Commas in a row are one mistake.
        while next == "," { position = indexAfterBlanks(from: position + 1) }
        return
      default: break
      }
      position += 1
    }
  }

  /// The index behind the string at `start`, or at the end of its line where it is not closed. Looks no further
  /// than `limit`.
  func stringEnd(from start: Int, limit: Int = .max) -> Int {
    let limit = min(limit, text.scalars.count)
    var index = start + 1
    while index < limit, text.scalars[index] != "\n", text.scalars[index] != "\r" {
      if text.scalars[index] == text.scalars[start] { return index + 1 }
      index += text.scalars[index] == "\\" ? 2 : 1
    }
    return min(index, limit)
  }

  /// The end of the run of scalars from `start` on that belong to one word: a key, a number, a literal, or
  /// what was meant as one. Looks no further than `limit`.
  func wordEnd(from start: Int, limit: Int = .max) -> Int {
    let limit = min(limit, text.scalars.count)
    var index = start
    while index < limit, !endsWord(text.scalars[index]), !beginsComment(at: index) { index += 1 }
    return index
  }

  private func endsWord(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "{", "}", "[", "]", ",", ":", "\"", "'", "=", "#", ";", "(", ")", "“", "”", "‘", "’": true
    default: JSON5Blank.contains(scalar)
    }
  }

  /// What stands at `index`, with a hint where the mistake is a usual one.
  func found(at index: Int) -> String {
    guard let scalar = scalar(at: index) else { return "the end of the text" }
    let hint: String
    switch scalar {
    case "#": hint = "; comments begin with //"
    case ";": hint = "; entries are separated by ','"
    case "“", "”", "‘", "’": hint = "; write straight quotes: \""
    default: hint = ""
    }
    let token = token(at: index)
    return (scalar == "\"" || scalar == "'" ? token : "'\(token)'") + hint
  }

  /// The word, string or single scalar at `index`, cut where it is long.
  func token(at index: Int) -> String {
    guard let first = scalar(at: index) else { return "" }
    // No further than an excerpt shows: a text may have a mistake at every scalar of one long word.
    let limit = index + maximumExcerptScalars + 1
    let isString = first == "\"" || first == "'"
    let end = isString ? stringEnd(from: index, limit: limit) : wordEnd(from: index, limit: limit)
    return excerpt(scalars: text.scalars[index..<max(index + 1, end)])
  }
}
