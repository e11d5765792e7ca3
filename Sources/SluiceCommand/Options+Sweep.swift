import Scenario

/// `--sweep KEY=1,2,5`, `--sweep KEY=10..100:10`, `--sweep KEY=1ms..1s*10` and `--where TEXT`.
extension Options {
  /// The sweeps and conditions that the command line adds to the scenario.
  func sweepOverrides() throws(UsageProblems) -> [ScenarioReader.Override] {
    var problems = UsageProblems()
    var changes: [ScenarioReader.Override] = []
    var keys: Set<String> = []
    let fixed = all("--set").map { $0.prefix { $0 != "=" } }
    for text in all("--sweep") {
      guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
        problems.add("--sweep '\(text)' has no key and values; write --sweep KEY=1,2,5 or KEY=10..100:10")
        continue
      }
      let key = String(text[..<equals])
      if !keys.insert(key).inserted {
        problems.add("--sweep \(key) stands twice; write all its values in one")
      }
      if fixed.contains(key[...]) {
        problems.add("\(key) stands in --set and in --sweep; write one of them")
      }
      let written = String(text[text.index(after: equals)...])
      if let values = problems.noting(try Self.values(written, origin: "--sweep \(key)")) {
        changes.append(.sweep(key, values))
      }
    }
    for text in all("--where") { changes.append(.condition(Node(.string(text), origin: "--where"))) }
    try problems.refuse()
    return changes
  }

  /// A list or a range. What begins with a bracket is as a scenario has it.
  private static func values(_ text: String, origin: String) throws(UsageProblems) -> Node {
    let parts = parts(text)
    if parts.count == 1, let first = text.first, "[{".contains(first) {
      // A distribution in braces is one value.
      let node = try node(text, origin: origin)
      if node.entries != nil || node["from"] != nil { return node }
    }
    if let range = try range(text, origin: origin) { return range }
    var values: [Node] = []
    for part in parts {
      let value = part.trimmingPrefix { $0 == " " }
      guard !value.isEmpty else { throw UsageProblems("\(origin)=\(text) has an empty value; write 1,2,5") }
      values.append(try placeless(String(value), origin))
    }
    return Node(.array(values), origin: origin)
  }

  /// `A..B:STEP` or `A..B*FACTOR`; `nil` for another text.
  private static func range(_ text: String, origin: String) throws(UsageProblems) -> Node? {
    guard let dots = text.firstRange(of: ".."), let first = text.first,
      first.isNumber || "+-.".contains(first), dots.lowerBound != text.startIndex
    else { return nil }
    let rest = text[dots.upperBound...]
    guard !text.contains(",") else {
      throw UsageProblems("\(origin)=\(text) mixes a range and a list; write one range, or a list")
    }
    guard let mark = rest.lastIndex(where: { $0 == ":" || $0 == "*" }) else {
      throw UsageProblems("\(origin)=\(text) has no step; write 10..100:10, or 10..1000*10 for a factor")
    }
    let terms = [
      ("from", text[..<dots.lowerBound]), ("to", rest[..<mark]),
      (rest[mark] == ":" ? "step" : "factor", rest[rest.index(after: mark)...]),
    ]
    var members: [Node.Member] = []
    for (name, term) in terms {
      guard !term.isEmpty else {
        throw UsageProblems("\(origin)=\(text) has no \(name); write 10..100:10, or 10..1000*10 for a factor")
      }
      members.append(Node.Member(name, try placeless(String(term), origin)))
    }
    return Node(.object(members), origin: origin)
  }

  /// A value whose place would count from the beginning of a part of the option.
  private static func placeless(_ text: String, _ origin: String) throws(UsageProblems) -> Node {
    Node(try node(text, origin: origin).kind, origin: origin)
  }

  /// The text cut at its commas, but for those inside brackets and quotes.
  private static func parts(_ text: String) -> [String] {
    var parts = [""]
    var depth = 0
    var quote: Character?
    for character in text {
      if character == ",", depth == 0, quote == nil {
        parts.append("")
        continue
      }
      parts[parts.count - 1].append(character)
      switch character {
      case "\"", "'": quote = quote == nil ? character : quote == character ? nil : quote
      case "[", "{": depth += quote == nil ? 1 : 0
      case "]", "}": depth -= quote == nil ? 1 : 0
      default: break
      }
    }
    return parts
  }
}
