/// The combinations of a sweep: every value of every key with every value of the others, the last key fastest.
struct Sweep {
  /// One key at one of its values.
  struct Setting {
    let key: String
    let keyPlace: Place?
    let path: [String]
    let value: Node
    /// The value as `summary.csv` shows it.
    let text: String
  }

  /// Keys that belong to the scenario as a whole.
  private static let fixedKeys: Set<String> = ["question", "replications", "sweep", "expect"]

  /// At least one; without a sweep the one without settings.
  private(set) var combinations: [[Setting]] = [[]]

  init(_ node: Node?, _ decoder: ScenarioDecoder) {
    guard let node else { return }
    guard let members = node.members else {
      decoder.error(
        "sweep is \(node.kindName); write { \"session.maxSessionMessages\": [200, 1000] }", at: node)
      return
    }
    for member in members {
      let path = member.key.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
      if let first = path.first, Self.fixedKeys.contains(first) {
        decoder.diagnostics.error(
          "\(first) is one for all points and cannot be swept; sweep a key of the run, such as session.maxSessionMessages",
          atKeyOf: member)
        continue
      }
      guard let values = member.node.entries, !values.isEmpty else {
        let given = member.node.entries == nil ? member.node.kindName : "an empty list"
        decoder.error(
          "the sweep of \(decoder.shown(member.key)) is \(given); write a list of values", at: member.node)
        continue
      }
      guard combinations.count * values.count <= ScenarioReader.pointLimit else {
        decoder.error(
          "the sweep has more than \(ScenarioReader.pointLimit) points; make its lists shorter", at: node)
        return
      }
      let settings = values.map {
        Setting(key: member.key, keyPlace: member.keyPlace, path: path, value: $0, text: $0.compactText)
      }
      combinations = combinations.flatMap { combination in settings.map { combination + [$0] } }
    }
  }
}

extension Node {
  /// The value on one line, without blanks or quotes: `{exponential:5ms}`.
  var compactText: String {
    switch kind {
    case .object(let members):
      "{" + members.map { "\($0.key):\($0.node.compactText)" }.joined(separator: ",") + "}"
    case .array(let entries): "[" + entries.map(\.compactText).joined(separator: ",") + "]"
    case .string(let text): text
    case .number(let literal): literal.text
    case .boolean(let flag): String(flag)
    case .null: "null"
    }
  }
}
