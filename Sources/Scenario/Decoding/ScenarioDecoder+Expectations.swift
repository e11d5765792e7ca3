import SpreadModel

/// `expect`: claims about columns of the results.
extension ScenarioDecoder {
  private static let selectors = ["method", "point", "member"]
  private static let ownKeys = selectors + ["kicked", "boundHolds", "greater", "less"]

  /// - Parameter labels: of the methods; `nil` where they are not known because of another mistake.
  func expectations(
    _ node: Node?, labels: [String]?, pointCount: Int, members: MemberList
  ) -> [Expectation] {
    guard let node else { return [] }
    guard let entries = node.entries else {
      error("expect is \(node.kindName); write a list: [ { method: \"agreed-ack\", kicks: 0 } ]", at: node)
      return []
    }
    return entries.compactMap { entry in
      guard let keys = entry.members else {
        error("an expectation is \(entry.kindName); write { method: \"agreed-ack\", kicks: 0 }", at: entry)
        return nil
      }
      let method = entry["method"].flatMap { label($0, labels: labels) }
      let member = entry["member"].flatMap { memberName($0, members) }
      let point = entry["point"].flatMap { whole($0, named: "point", in: 0...(pointCount - 1)) }
      let columns = entry["member"] == nil ? context.summaryColumns : context.memberColumns
      let claims = keys.filter { !Self.selectors.contains($0.key) }
      if claims.isEmpty {
        error("this expectation claims nothing; add a column, for example kicks: 0", at: entry)
      }
      let items = claims.flatMap { self.claims($0, columns: columns, labels: labels, members: members) }
      return Expectation(method: method, point: point, member: member, items: items, place: entry.place)
    }
  }

  private func label(_ node: Node, labels: [String]?) -> String? {
    guard let labels else { return node.string }
    if let label = node.string, labels.contains(label) { return label }
    let repair = suggestion(node.string ?? "", among: labels, orAll: "it runs")
    error("\(shown(node)) is not a method of this scenario\(repair)", at: node)
    return nil
  }

  private func memberName(_ node: Node, _ members: MemberList) -> String? {
    if let name = node.string, !members.members(named: name).isEmpty || !members.isComplete { return name }
    let repair = suggestion(node.string ?? "", among: members.names, orAll: "the names are")
    error("no member is called \(shown(node))\(repair)", at: node)
    return nil
  }

  private func claims(
    _ member: Node.Member, columns: [ScenarioContext.ExpectableColumn], labels: [String]?, members: MemberList
  ) -> [Expectation.Item] {
    let node = member.node
    switch member.key {
    case "boundHolds":
      if let flag = node.boolean { return [Expectation.Item(column: "bound_holds", claim: .flag(flag))] }
      error("boundHolds is \(shown(node)); write true or false", at: node)
      return []
    case "kicked":
      guard let names = node.entries else {
        error("kicked is \(shown(node)); write a list of names, for example [\"slow\"]", at: node)
        return []
      }
      let kicked = names.compactMap { memberName($0, members) }.flatMap { members.members(named: $0) }
      return [Expectation.Item(column: "kicked_members", claim: .kicked(kicked))]
    case "greater", "less":
      return comparisons(member, columns: columns, labels: labels)
    default:
      return column(member.key, columns: columns, at: member).flatMap { claim($0, node) }
        .map { [Expectation.Item(column: member.key, claim: $0)] } ?? []
    }
  }

  private func column(
    _ name: String, columns: [ScenarioContext.ExpectableColumn], at member: Node.Member
  ) -> ScenarioContext.ExpectableColumn? {
    if let column = columns.first(where: { $0.name == name }) { return column }
    if (context.summaryColumns + context.memberColumns).contains(where: { $0.name == name }) {
      let isOfMembers = context.memberColumns.contains { $0.name == name }
      diagnostics.error(
        isOfMembers
          ? "\(name) is a column of members.csv; add the member that is meant, for example member: \"slow\""
          : "\(name) is a column of summary.csv, not of members.csv; claim it without a member",
        atKeyOf: member)
      return nil
    }
    let hint = suggestion(name, among: columns.map(\.name) + Self.ownKeys)
    let repair = hint.isEmpty ? "; the columns are those of the data dictionary, results/README.md" : hint
    diagnostics.error("there is no column \(shown(name))\(repair)", atKeyOf: member)
    return nil
  }

  private func claim(_ column: ScenarioContext.ExpectableColumn, _ node: Node) -> Expectation.Claim? {
    switch column.kind {
    case .flag: if let flag = node.boolean { return .flag(flag) }
    case .text: if let text = node.string { return .text(text) }
    case .number:
      if let value = node.number.flatMap({ try? $0.double() }) { return .equals(value) }
      if node.members != nil { return range(column.name, node) }
    }
    let example =
      switch column.kind {
      case .flag: "true or false"
      case .text: "text in quotes"
      case .number: "a number, or { min: 1, max: 2 }"
      }
    error("\(column.name) is \(shown(node)); write \(example)", at: node)
    return nil
  }

  private func range(_ name: String, _ node: Node) -> Expectation.Claim? {
    let reader = ObjectReader(node, ScenarioFormat.range, self)
    let largest = Double.greatestFiniteMagnitude
    let ends = ["min", "max"].map { key in
      reader.value(key).flatMap { number($0, named: "\(name).\(key)", above: -.infinity, upTo: largest) }
    }
    if node.members?.isEmpty ?? false {
      error("\(name): the range has neither min nor max; write at least one", at: node)
    }
    if let low = ends[0], let high = ends[1], low > high {
      error("\(name): min is more than max; swap them", at: node)
    }
    return .within(min: ends[0], max: ends[1])
  }

  private func comparisons(
    _ member: Node.Member, columns: [ScenarioContext.ExpectableColumn], labels: [String]?
  ) -> [Expectation.Item] {
    let example = "{ throughput_per_s: [\"hope-and-pray\"] }"
    guard let pairs = member.node.members, !pairs.isEmpty else {
      error("\(member.key) is \(member.node.kindName); write \(member.key): \(example)", at: member.node)
      return []
    }
    return pairs.compactMap { pair in
      guard let column = column(pair.key, columns: columns, at: pair) else { return nil }
      guard column.kind == .number, let others = pair.node.entries, !others.isEmpty else {
        error(
          "\(member.key) compares a column of numbers with those of other methods; write \(member.key): \(example)",
          at: pair.node)
        return nil
      }
      let names = others.compactMap { label($0, labels: labels) }
      return Expectation.Item(
        column: pair.key, claim: member.key == "greater" ? .greater(than: names) : .less(than: names))
    }
  }
}
