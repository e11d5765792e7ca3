import EventKernel
import FlowControl
import SpreadModel

/// `methods`: names of the catalogue with their parameters, resolved for the scenario's group.
extension ScenarioDecoder {
  /// One entry as written.
  struct MethodEntry {
    let name: String
    let label: String
    let parameters: Node?
    let node: Node
    /// The parameters, read but not yet resolved for a group; `nil` where one is wrong.
    var values: ParameterValues?
    /// What is added to the method; `nil` where it is wrong.
    var modifiers: Modifiers? = Modifiers()
  }

  /// The entries with labels that differ, and whether all of them could be read.
  /// - Parameter chosen: only these, by label or name; one that the file does not have is added.
  func methodEntries(_ node: Node?, chosen: [String]) -> (entries: [MethodEntry], isComplete: Bool) {
    var entries: [MethodEntry] = []
    let errorCount = diagnostics.errors.count
    if let node {
      if let nodes = node.entries, !nodes.isEmpty {
        for node in nodes { append(node, to: &entries) }
      } else {
        let given = node.entries == nil ? node.kindName : "empty"
        error(
          "methods is \(given); write a list of methods, for example [\"hope-and-pray\", \"agreed-ack\"]",
          at: node)
      }
    }
    let isComplete = node != nil && diagnostics.errors.count == errorCount
    if !chosen.isEmpty { entries = select(chosen, from: entries) }
    for index in entries.indices {
      guard let method = Catalogue.entry(named: entries[index].name) else { continue }
      let entry = entries[index]
      entries[index].values = parameterValues(
        entry.parameters, of: entry.name, method.card.parameters, besides: ["label"] + Self.modifiers)
      entries[index].modifiers = modifiers(of: entry)
    }
    return (entries, isComplete)
  }

  private func append(_ node: Node, to entries: inout [MethodEntry]) {
    guard let entry = methodEntry(node) else { return }
    let labels = Set(entries.map(\.label))
    guard labels.contains(entry.label) else { return entries.append(entry) }
    guard entry.label == entry.name else {
      return error("the label \(shown(entry.label)) stands twice; give each entry one of its own", at: node)
    }
    // The same method again without a label: numbered in the order of the file.
    var number = entries.count { $0.name == entry.name } + 1
    while labels.contains("\(entry.name)-\(number)") { number += 1 }
    entries.append(
      MethodEntry(
        name: entry.name, label: "\(entry.name)-\(number)", parameters: entry.parameters, node: node))
  }

  private func select(_ names: [String], from entries: [MethodEntry]) -> [MethodEntry] {
    var chosen: [MethodEntry] = []
    for name in names {
      let node = Node(.string(name), origin: "--method")
      var matching = entries.filter { $0.label == name }
      if matching.isEmpty { matching = entries.filter { $0.name == name } }
      if matching.isEmpty, known(name, at: node) {
        matching = [MethodEntry(name: name, label: name, parameters: nil, node: node)]
      }
      chosen += matching.filter { entry in !chosen.contains { $0.label == entry.label } }
    }
    return chosen
  }

  private func methodEntry(_ node: Node) -> MethodEntry? {
    if let name = node.string {
      return known(name, at: node) ? MethodEntry(name: name, label: name, parameters: nil, node: node) : nil
    }
    guard let members = node.members else {
      error("a method is \(node.kindName); write its name, or { name: { parameter: value } }", at: node)
      return nil
    }
    let named = members.filter { $0.key != "label" && !Self.modifiers.contains($0.key) }
    guard named.count == 1, let member = named.first else {
      error(
        named.isEmpty
          ? "this entry names no method; write its name, for example { \"agreed-ack\": { window: 90 } }"
          : "this entry names \(named.count) methods, \(named.map { shown($0.key) }.joined(separator: ", ")); write one entry each",
        at: node)
      return nil
    }
    guard known(member.key, at: node, member: member) else { return nil }
    guard let label = node["label"] ?? member.node["label"] else {
      return MethodEntry(name: member.key, label: member.key, parameters: member.node, node: node)
    }
    guard let text = label.string, !text.isEmpty, text.count <= 100,
      !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
    else {
      error("label is \(shown(label)); write a name of at most 100 letters in quotes", at: label)
      return nil
    }
    return MethodEntry(name: member.key, label: text, parameters: member.node, node: node)
  }

  private func known(_ name: String, at node: Node, member: Node.Member? = nil) -> Bool {
    if Catalogue.entry(named: name) != nil { return true }
    let repair = suggestion(name, among: Catalogue.names, orAll: "the methods are")
    let message = "unknown method \(shown(name))\(repair)"
    if let member { diagnostics.error(message, atKeyOf: member) } else { error(message, at: node) }
    return false
  }

  /// Resolves an entry for a run, and checks what the run demands of it.
  func resolve(_ entry: MethodEntry, for run: RunDescription) -> NamedMethod? {
    guard let method = Catalogue.entry(named: entry.name), let values = entry.values,
      let modifiers = entry.modifiers, packsFit(modifiers, of: entry, in: run),
      mayExclude(modifiers, of: entry, in: run)
    else { return nil }
    do {
      let resolved = try method.resolve(values, run.groups).modified(by: modifiers)
      for warning in resolved.warnings {
        diagnostics.warning("\(entry.label): \(warning)", at: entry.node)
      }
      guard resolved.stateBytes <= run.limits.memoryBytes else {
        error(
          "\(entry.label) would keep \(resolved.stateBytes >> 20) MiB of what members know of each other; the limit is \(run.limits.memoryBytes >> 20) MiB: take agreed-ack, fewer members, or raise limits.memory",
          at: entry.node)
        return nil
      }
      warnOfLag(resolved, of: entry)
      return NamedMethod(label: entry.label, method: resolved)
    } catch {
      for problem in error.problems {
        let place = problem.parameter.flatMap { entry.parameters?[$0] } ?? entry.node
        self.error("\(entry.label): \(problem.message)", at: place)
      }
      return nil
    }
  }

  /// The parameters of a method or a modifier as written; `nil` where one is wrong.
  /// - Parameter others: keys among them that mean something else.
  func parameterValues(
    _ node: Node?, of name: String, _ parameters: [Parameter], besides others: [String] = []
  ) -> ParameterValues? {
    var values = ParameterValues()
    guard let node else { return values }
    guard let members = node.members else {
      error("the parameters of \(name) are \(node.kindName); write { parameter: value }", at: node)
      return nil
    }
    var isComplete = true
    for member in members where !others.contains(member.key) {
      guard let parameter = parameters.first(where: { $0.name == member.key }) else {
        let repair =
          parameters.isEmpty
          ? "; it has none, remove it"
          : suggestion(member.key, among: parameters.map(\.name), orAll: "its parameters are")
        diagnostics.error("\(name) has no parameter \(shown(member.key))\(repair)", atKeyOf: member)
        isComplete = false
        continue
      }
      if let value = parameterValue(member.node, parameter) {
        values[parameter.name] = value
      } else {
        let hint = suggestion(member.node.string ?? "", among: parameter.words)
        error(
          "\(name): \(parameter.name) is \(shown(member.node)); write \(parameter.range)\(hint)",
          at: member.node)
        isComplete = false
      }
    }
    return isComplete ? values : nil
  }

  private func parameterValue(_ node: Node, _ parameter: Parameter) -> ParameterValue? {
    if let word = node.string, parameter.words.contains(word) { return .word(word) }
    switch parameter.kind {
    case .word: return nil
    case .messages(let range), .members(let range): return messages(node, in: range)
    case .messagesOrShare(let range): return messages(node, in: range) ?? share(node)
    case .interval:
      return node.string.flatMap { try? Quantity.interval($0) }.flatMap { nanoseconds in
        (1...ScenarioReader.durationLimit.nanoseconds).contains(nanoseconds)
          ? .interval(Interval(nanoseconds: nanoseconds)) : nil
      }
    case .factor:
      return node.number.flatMap { try? $0.double() }.flatMap { $0 > 0 && $0 < 1 ? .factor($0) : nil }
    case .flag: return node.boolean.map { .flag($0) }
    }
  }

  private func messages(_ node: Node, in range: ClosedRange<Int>) -> ParameterValue? {
    guard let value = node.number.flatMap({ try? $0.integer() }), let count = Int(exactly: value),
      range.contains(count)
    else { return nil }
    return .messages(count)
  }

  private func share(_ node: Node) -> ParameterValue? {
    guard let share = node.string.flatMap({ try? Quantity.share($0) }), share.denominator <= 1_000_000_000
    else { return nil }
    return .share(numerator: Int(share.numerator), denominator: Int(share.denominator))
  }
}
