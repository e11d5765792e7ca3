/// The points of a sweep: every alternative of every axis with every one of the others, the last axis fastest, but for
/// those that a condition leaves out. An axis is a key with its values, or keys that a `zip` moves together.
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

  /// Combinations before conditions: each of them is looked at.
  static let combinationLimit = 100_000
  /// Keys that belong to the scenario as a whole.
  private static let fixedKeys: Set<String> = ["question", "replications", "sweep", "expect"]

  /// At least one; without a sweep the one without settings.
  private(set) var combinations: [[Setting]] = [[]]
  private let decoder: ScenarioDecoder

  /// - Parameter root: the scenario, whose other keys conditions may name.
  init(_ node: Node?, _ decoder: ScenarioDecoder, of root: Node) {
    self.decoder = decoder
    guard let node else { return }
    guard let members = node.members else {
      decoder.error(
        "sweep is \(node.kindName); write { \"session.maxSessionMessages\": [200, 1000] }", at: node)
      return
    }
    // Each alternative of an axis sets one key, or those of a zip.
    var axes: [[[Setting]]] = []
    for member in members {
      switch member.key {
      case "where": break
      case "zip":
        let blocks = member.node.entries ?? [member.node]
        if blocks.isEmpty {
          _ = zipped(Node(.object([]), place: member.node.place, origin: member.node.origin))
        }
        for block in blocks { axes += zipped(block).map { [$0] } ?? [] }
      default: axes += settings(of: member).map { [$0.map { [$0] }] } ?? []
      }
    }
    refuseRepetitions(axes, node)
    let filter = SweepFilter(node["where"], decoder, root: root)
    combine(axes, filter, node)
  }

  /// One key with its values; `nil` where something was reported.
  private func settings(of member: Node.Member) -> [Setting]? {
    let path = member.key.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    if let first = path.first, Self.fixedKeys.contains(first) {
      decoder.diagnostics.error(
        "\(first) is one for all points and cannot be swept; sweep a key of the run, such as session.maxSessionMessages",
        atKeyOf: member)
      return nil
    }
    guard let values = values(of: member) else { return nil }
    return values.map {
      Setting(key: member.key, keyPlace: member.keyPlace, path: path, value: $0, text: $0.compactText)
    }
  }

  /// A list as it stands, or the values of a range; never empty.
  private func values(of member: Node.Member) -> [Node]? {
    if member.node.members != nil { return SweepRange(member.node, of: member.key, decoder).values }
    guard let values = member.node.entries, !values.isEmpty else {
      let given = member.node.entries == nil ? member.node.kindName : "an empty list"
      decoder.error(
        "the sweep of \(decoder.shown(member.key)) is \(given); write a list of values, or { from: 10, to: 100, step: 10 }",
        at: member.node)
      return nil
    }
    return values
  }

  /// The keys of a zip, moved together: alternative k has the value k of each.
  private func zipped(_ block: Node) -> [[Setting]]? {
    guard let members = block.members, let first = members.first else {
      decoder.error(
        "zip is \(block.members == nil ? block.kindName : "empty"); write keys with lists of one length:"
          + " { \"session.maxSessionMessages\": [200, 1000], \"methods.agreed-ack.window\": [18, 90] }",
        at: block)
      return nil
    }
    let columns = members.compactMap { settings(of: $0) }
    guard columns.count == members.count else { return nil }
    for (member, column) in zip(members, columns) where column.count != columns[0].count {
      decoder.error(
        "zip moves its keys together, but \(decoder.shown(first.key)) has \(columns[0].count) values and"
          + " \(decoder.shown(member.key)) has \(column.count); give each as many",
        at: member.node)
      return nil
    }
    return columns[0].indices.map { index in columns.map { $0[index] } }
  }

  /// A key in two axes would be set twice, and the sweep's text would lie.
  private func refuseRepetitions(_ axes: [[[Setting]]], _ node: Node) {
    var seen: Set<String> = []
    for setting in axes.compactMap(\.first).joined() where !seen.insert(setting.key).inserted {
      decoder.diagnostics.append(
        Diagnostic(
          .error, origin: setting.value.origin, place: setting.keyPlace ?? node.place,
          message: "\(decoder.shown(setting.key)) is swept twice; write it once"))
    }
  }

  private mutating func combine(_ axes: [[[Setting]]], _ filter: SweepFilter, _ node: Node) {
    let limit = filter.isEmpty ? ScenarioReader.pointLimit : Self.combinationLimit
    var count = 1
    for axis in axes {
      count *= axis.count
      guard count <= limit else {
        let what = filter.isEmpty ? "points" : "combinations before its conditions"
        decoder.error("the sweep has more than \(limit) \(what); make its lists shorter", at: node)
        return
      }
    }
    var kept: [[Setting]] = []
    for number in 0..<count {
      var rest = number
      var combination: [[Setting]] = []
      for axis in axes.reversed() {
        combination.append(axis[rest % axis.count])
        rest /= axis.count
      }
      let settings = Array(combination.reversed().joined())
      // What is wrong with a condition is told once.
      guard let isKept = filter.keeps(settings) else { return }
      if isKept { kept.append(settings) }
    }
    guard kept.count <= ScenarioReader.pointLimit else {
      decoder.error(
        "the sweep has more than \(ScenarioReader.pointLimit) points; make its lists shorter", at: node)
      return
    }
    guard !kept.isEmpty else {
      decoder.error(
        count == 1
          ? "the conditions leave out the only point there is; loosen one of them, or sweep more values"
          : "the conditions leave out all \(count) points of the sweep; loosen one of them",
        at: node["where"] ?? node)
      return
    }
    combinations = kept
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
