/// "Did you mean": the known word that a misspelt one was most likely meant to be.
public enum Nearest {
  /// No known word is that long, and a longer one is no misspelling.
  private static let maximumScalars = 64
  /// So many letters may stand for the one word that begins with them.
  private static let minimumBeginning = 4

  /// The candidate with the fewest slips from `word`, the first of equals, or `nil` where none is near.
  ///
  /// A slip is a letter added, left out or replaced, or two neighbours swapped (Damerau–Levenshtein, each
  /// letter swapped at most once); one in three letters may be wrong, three at most, for three slips in a name of
  /// four make another name. Case is no slip. Where none is near, it is the only candidate that begins with the word, if the
  /// word has four letters or more. Time is at most 64² per candidate.
  public static func match(_ word: String, among candidates: [String]) -> String? {
    let letters = Array(word.unicodeScalars.prefix(maximumScalars + 1))
    guard !letters.isEmpty, letters.count <= maximumScalars else { return nil }
    let lowercased = word.lowercased()
    let folded = Array(lowercased.unicodeScalars)
    let allowed = min(letters.count / 3, 3)
    var best: (candidate: String, distance: Int)?
    for candidate in candidates {
      let other = Array(candidate.lowercased().unicodeScalars)
      guard abs(other.count - folded.count) <= allowed else { continue }
      let distance = distance(folded, other)
      if distance <= allowed, distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    return best?.candidate ?? onlyOne(beginningWith: lowercased, of: candidates)
  }

  private static func onlyOne(beginningWith beginning: String, of candidates: [String]) -> String? {
    guard beginning.count >= minimumBeginning else { return nil }
    let continued = candidates.filter { $0.lowercased().hasPrefix(beginning) }
    return continued.count == 1 ? continued[0] : nil
  }

  /// Three rows of the usual table: `previous[j]` is the distance of the first letters to the first `j`.
  private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
    var beforePrevious: [Int] = []
    var previous = Array(0...right.count)
    for i in left.indices {
      var row = [i + 1]
      for j in right.indices {
        let replaced = previous[j] + (left[i] == right[j] ? 0 : 1)
        var least = min(replaced, previous[j + 1] + 1, row[j] + 1)
        if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
          least = min(least, beforePrevious[j - 1] + 1)
        }
        row.append(least)
      }
      (beforePrevious, previous) = (previous, row)
    }
    return previous[right.count]
  }
}
