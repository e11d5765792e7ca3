/// Random documents that use all of the grammar.
enum RandomDocument {
  /// A right document.
  static func text(using random: inout TextRandom) -> String { value(depth: 0, using: &random) }

  /// Inserts, deletes, replaces or doubles pieces.
  static func mutate(_ text: inout String, count: Int, using random: inout TextRandom) {
    var scalars = Array(text.unicodeScalars)
    let pieces = Array("{}[]:,'\"\\/*\n +-.019aeExu_#=é".unicodeScalars)
    for _ in 0..<count where !scalars.isEmpty {
      let index = random.below(scalars.count)
      switch random.below(4) {
      case 0: scalars.insert(random.pick(pieces), at: index)
      case 1: scalars.remove(at: index)
      case 2: scalars[index] = random.pick(pieces)
      default: scalars.insert(contentsOf: scalars[index...].prefix(1 + random.below(8)), at: index)
      }
    }
    text = String(String.UnicodeScalarView(scalars))
  }

  private static func value(depth: Int, using random: inout TextRandom) -> String {
    let blank = blank(using: &random)
    let kind = random.below(depth > 4 ? 4 : 7)
    let value =
      switch kind {
      case 0: random.pick(["null", "true", "false"])
      case 1, 2: random.pick(numbers)
      case 3: string(using: &random)
      case 4: list(depth: depth, using: &random)
      default: object(depth: depth, using: &random)
      }
    return blank + value + Self.blank(using: &random)
  }

  private static let numbers = [
    "0", "-0", "1", "+1", "-17", "1.5", ".25", "3.", "1e3", "2.5E-3", "0x1F", "0XaB", "-0x10", "123456789012",
    "0.1", "1e300", "4.9e-324",
  ]

  private static func list(depth: Int, using random: inout TextRandom) -> String {
    let entries = (0..<random.below(5)).map { _ in value(depth: depth + 1, using: &random) }
    let comma = entries.isEmpty || random.below(2) == 0 ? "" : ","
    return "[" + entries.joined(separator: ",") + comma + blank(using: &random) + "]"
  }

  private static func object(depth: Int, using random: inout TextRandom) -> String {
    let members = (0..<random.below(5)).map { index in
      // The index keeps keys apart.
      let key = random.pick(["a\(index)", "$_\(index)", "'k \(index)'", "\"é\(index)\"", "ключ\(index)"])
      return blank(using: &random) + key + blank(using: &random) + ":"
        + value(depth: depth + 1, using: &random)
    }
    let comma = members.isEmpty || random.below(2) == 0 ? "" : ","
    return "{" + members.joined(separator: ",") + comma + blank(using: &random) + "}"
  }

  private static func string(using random: inout TextRandom) -> String {
    let quote = random.pick(["'", "\""])
    let pieces = [
      "a", "B7", " ", "é", "😀", "\\n", "\\t", "\\\\", "\\'", "\\\"", "\\u00e9", "\\ud83d\\ude00", "\\x41",
      "//", "{",
      "]", ",", quote == "'" ? "\"" : "'",
    ]
    return quote + (0..<random.below(6)).map { _ in random.pick(pieces) }.joined() + quote
  }

  private static func blank(using random: inout TextRandom) -> String {
    random.pick(["", "", "", " ", "\n", "\t", "\r\n", "// c\n", "/* ',} */"])
  }
}
