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

  private(set) var combinations: [[Setting]] = [[]]

  init(_ node: Node?, _ decoder: Decoder) {
    guard let node else { return }
    guard let members = node.members else {
      decoder.error("sweep is \(node.kindName); write { \"session.maxSessionMessages\": [200, 1000] }", at: node)
      return
    }
    for member in members {
      guard let values = member.node.entries, !values.isEmpty else {
        decoder.error(
          "sweep of \(member.key) is \(member.node.entries == nil ? member.node.kindName : "an empty list"); write a list of values",
          at: member.node)
        continue
      }
      guard combinations.count * values.count <= ScenarioReader.pointLimit else {
        decoder.error("the sweep has more than \(ScenarioReader.pointLimit) points; make its lists shorter", at: node)
        return
      }
      let path = member.key.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
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
