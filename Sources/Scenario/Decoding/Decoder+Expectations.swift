import SpreadModel

/// `expect`: claims about columns of the results.
extension Decoder {
  private static let ownKeys = ["method", "point", "member", "kicked", "boundHolds", "greater", "less"]

  func expectations(
    _ node: Node?, labels: [String], pointCount: Int, groups: [MemberGroup]
  ) -> [Expectation] {
    guard let node else { return [] }
    guard let entries = node.entries else {
      error("expect is \(node.kindName); write a list: [ { method: \"…\", kicks: 0 } ]", at: node)
      return []
    }
    return entries.compactMap { entry in
      guard let members = entry.members else {
        error("an expectation is \(entry.kindName); write { method: \"…\", column: value }", at: entry)
        return nil
      }
      let method = method(entry, labels: labels)
      let member = memberName(entry, groups: groups)
      let point = entry["point"].flatMap { whole($0, named: "point", in: 0...(pointCount - 1)) }
      let columns = entry["member"] == nil ? context.summaryColumns : context.memberColumns
      var items: [Expectation.Item] = []
      for key in members where !["method", "point", "member"].contains(key.key) {
        items += claims(key, columns: columns, labels: labels, groups: groups)
      }
      if items.isEmpty && !members.contains(where: { !["method", "point", "member"].contains($0.key) }) {
        error("this expectation claims nothing; add a column, for example kicks: 0", at: entry)
      }
      return Expectation(method: method, point: point, member: member, items: items, place: entry.place)
    }
  }

  private func method(_ entry: Node, labels: [String]) -> String? {
    guard let node = entry["method"] else { return nil }
    return label(node, labels: labels)
  }

  private func label(_ node: Node, labels: [String]) -> String? {
    guard let label = node.string, labels.contains(label) else {
      let given = node.string.map { "\"\($0)\"" } ?? node.kindName
      let hint = suggestion(node.string ?? "", among: labels)
      error("\(given) is not a method of this scenario\(hint.isEmpty ? "; it runs \(list(labels))" : hint)", at: node)
      return nil
    }
    return label
  }

  private func memberName(_ entry: Node, groups: [MemberGroup]) -> String? {
    guard let node = entry["member"] else { return nil }
    let known = groups.flatMap { [$0.name] + $0.members }
    guard let name = node.string, known.contains(name) else {
      let hint = suggestion(node.string ?? "", among: known)
      error("no member is called \(node.string.map { "\"\($0)\"" } ?? node.kindName)\(hint)", at: node)
      return nil
    }
    return name
  }

  private func claims(
    _ member: Node.Member, columns: [ScenarioContext.ExpectableColumn], labels: [String], groups: [MemberGroup]
  ) -> [Expectation.Item] {
    let node = member.node
    switch member.key {
    case "boundHolds":
      guard let flag = node.boolean else { break }
      return [Expectation.Item(column: "bound_holds", claim: .flag(flag))]
    case "kicked":
      guard let names = node.entries else { break }
      let kicked = names.flatMap { name -> [String] in
        if let group = groups.first(where: { $0.name == name.string }) { return group.members }
        if let own = name.string, groups.contains(where: { $0.members.contains(own) }) { return [own] }
        error("no member is called \(name.string.map { "\"\($0)\"" } ?? name.kindName)", at: name)
        return []
      }
      return [Expectation.Item(column: "kicked_members", claim: .kicked(kicked))]
    case "greater", "less":
      return comparisons(member, columns: columns, labels: labels)
    default:
      return column(member.key, columns: columns, at: member).flatMap { claim($0, node) }
        .map { [Expectation.Item(column: member.key, claim: $0)] } ?? []
    }
    error("\(member.key) is \(node.kindName); write \(member.key == "kicked" ? "a list of names" : "true or false")", at: node)
    return []
  }

  private func column(
    _ name: String, columns: [ScenarioContext.ExpectableColumn], at member: Node.Member
  ) -> ScenarioContext.ExpectableColumn? {
    if let column = columns.first(where: { $0.name == name }) { return column }
    let hint = suggestion(name, among: columns.map(\.name) + Self.ownKeys)
    diagnostics.error(
      "there is no column \"\(name)\"\(hint.isEmpty ? "; the columns are those of the results' README" : hint)", atKeyOf: member)
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
    let example = switch column.kind {
      case .flag: "true or false"
      case .text: "text in quotes"
      case .number: "a number, or { min: …, max: … }"
    }
    error("\(column.name) is \(node.kindName); write \(example)", at: node)
    return nil
  }

  private func range(_ name: String, _ node: Node) -> Expectation.Claim? {
    let section = Section(
      title: "a range",
      fields: [Field("min", .number, default: "", "Least."), Field("max", .number, default: "", "Most.")])
    let reader = ObjectReader(node, section, self)
    let ends = ["min", "max"].map { key in
      reader.value(key).flatMap { number($0, named: "\(name).\(key)", above: -.infinity) }
    }
    guard ends[0] != nil || ends[1] != nil else {
      error("\(name): the range has neither min nor max; write at least one", at: node)
      return nil
    }
    if let low = ends[0], let high = ends[1], low > high {
      error("\(name): min is more than max; swap them", at: node)
      return nil
    }
    return .within(min: ends[0], max: ends[1])
  }

  private func comparisons(
    _ member: Node.Member, columns: [ScenarioContext.ExpectableColumn], labels: [String]
  ) -> [Expectation.Item] {
    guard let pairs = member.node.members else {
      error("\(member.key) is \(member.node.kindName); write { column: [methods] }", at: member.node)
      return []
    }
    return pairs.compactMap { pair in
      guard let column = column(pair.key, columns: columns, at: pair) else { return nil }
      guard column.kind == .number, let others = pair.node.entries else {
        error("\(member.key) compares a column of numbers with a list of methods; write { \(pair.key): [\"…\"] }", at: pair.node)
        return nil
      }
      let names = others.compactMap { label($0, labels: labels) }
      return Expectation.Item(
        column: pair.key, claim: member.key == "greater" ? .greater(than: names) : .less(than: names))
    }
  }
}
