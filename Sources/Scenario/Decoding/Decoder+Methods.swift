import EventKernel
import FlowControl
import SpreadModel

/// `methods`: names of the catalogue with their parameters, resolved for the scenario's group.
extension Decoder {
  /// One entry as written.
  struct MethodEntry {
    let name: String
    let label: String
    let parameters: Node?
    let node: Node
  }

  /// The entries that name a known method, with labels that differ.
  func methodEntries(_ node: Node) -> [MethodEntry] {
    guard let nodes = node.entries, !nodes.isEmpty else {
      error(
        "methods is \(node.entries == nil ? node.kindName : "empty"); write a list of \(list(Catalogue.names))", at: node)
      return []
    }
    var entries: [MethodEntry] = []
    for node in nodes {
      guard let entry = methodEntry(node) else { continue }
      guard entries.contains(where: { $0.label == entry.label }) else {
        entries.append(entry)
        continue
      }
      guard entry.label == entry.name else {
        error("the label \"\(entry.label)\" stands twice; give each entry one of its own", at: node)
        continue
      }
      // The same method again without a label: numbered in the order of the file.
      let count = entries.count { $0.name == entry.name }
      entries.append(
        MethodEntry(
          name: entry.name, label: "\(entry.name)-\(count + 1)", parameters: entry.parameters, node: node))
    }
    return entries
  }

  private func methodEntry(_ node: Node) -> MethodEntry? {
    if let name = node.string {
      return known(name, at: node) ? MethodEntry(name: name, label: name, parameters: nil, node: node) : nil
    }
    guard let members = node.members else {
      error("a method is \(node.kindName); write its name, or { name: { parameter: value } }", at: node)
      return nil
    }
    let named = members.filter { $0.key != "label" }
    guard named.count == 1, let member = named.first else {
      error("an entry of methods names \(named.count) methods; write one entry each", at: node)
      return nil
    }
    guard known(member.key, at: node, member: member) else { return nil }
    let label = node["label"] ?? member.node["label"]
    var text = member.key
    if let label {
      guard let given = label.string, !given.isEmpty else {
        error("label is \(label.kindName); write a name in quotes", at: label)
        return nil
      }
      text = given
    }
    return MethodEntry(name: member.key, label: text, parameters: member.node, node: node)
  }

  private func known(_ name: String, at node: Node, member: Node.Member? = nil) -> Bool {
    if Catalogue.entry(named: name) != nil { return true }
    let hint = suggestion(name, among: Catalogue.names)
    let repair = hint.isEmpty ? "; the methods are \(Catalogue.names.joined(separator: ", "))" : hint
    let message = "unknown method \"\(name)\"\(repair)"
    if let member { diagnostics.error(message, atKeyOf: member) } else { error(message, at: node) }
    return false
  }

  /// Resolves an entry for a run, and checks what the run demands of it.
  func resolve(_ entry: MethodEntry, for run: RunDescription) -> NamedMethod? {
    guard let method = Catalogue.entry(named: entry.name),
      let values = parameterValues(entry, method.card.parameters)
    else { return nil }
    do {
      let resolved = try method.resolve(values, run.group)
      for warning in resolved.warnings {
        diagnostics.warning("\(entry.label): \(warning)", at: entry.node)
      }
      guard resolved.stateBytes <= run.limits.memoryBytes else {
        error(
          "\(entry.label) would keep \(resolved.stateBytes >> 20) MiB of what members know of each other; the limit is \(run.limits.memoryBytes >> 20) MiB: take agreed-ack, fewer members, or raise limits.memory",
          at: entry.node)
        return nil
      }
      return NamedMethod(label: entry.label, method: resolved)
    } catch {
      for problem in error.problems {
        let place = problem.parameter.flatMap { entry.parameters?[$0] } ?? entry.node
        self.error("\(entry.label): \(problem.message)", at: place)
      }
      return nil
    }
  }

  private func parameterValues(_ entry: MethodEntry, _ parameters: [Parameter]) -> ParameterValues? {
    var values = ParameterValues()
    guard let node = entry.parameters else { return values }
    guard let members = node.members else {
      error("the parameters of \(entry.name) are \(node.kindName); write { … }", at: node)
      return nil
    }
    var isComplete = true
    for member in members where member.key != "label" {
      guard let parameter = parameters.first(where: { $0.name == member.key }) else {
        let names = parameters.map(\.name)
        let hint = suggestion(member.key, among: names)
        let all = names.isEmpty ? "it has no parameters" : "its parameters are \(names.joined(separator: ", "))"
        diagnostics.error(
          "\(entry.name) has no parameter \"\(member.key)\"\(hint.isEmpty ? "; " + all : hint)", atKeyOf: member)
        isComplete = false
        continue
      }
      if let value = parameterValue(member.node, parameter, of: entry.name) {
        values[parameter.name] = value
      } else {
        isComplete = false
      }
    }
    return isComplete ? values : nil
  }

  private func parameterValue(_ node: Node, _ parameter: Parameter, of method: String) -> ParameterValue? {
    if let word = node.string, parameter.words.contains(word) {
      return word == "none" ? .word("none") : .word(word)
    }
    let value: ParameterValue? =
      switch parameter.kind {
      case .word: nil
      case .messages(let range): messages(node, in: range)
      case .messagesOrShare(let range): messages(node, in: range) ?? share(node)
      case .interval: node.string.flatMap { try? Quantity.interval($0) }.flatMap {
        $0 > 0 ? .interval(Interval(nanoseconds: $0)) : nil
      }
      case .factor: node.number.flatMap { try? $0.double() }.flatMap { $0 > 0 && $0 < 1 ? .factor($0) : nil }
      case .flag: node.boolean.map { .flag($0) }
      }
    if value == nil {
      let given = node.string.map { "\"\($0)\"" } ?? node.number?.text ?? node.boolean.map(String.init) ?? node.kindName
      let hint = suggestion(node.string ?? "", among: parameter.words)
      error("\(method): \(parameter.name) is \(given); write \(parameter.range)\(hint)", at: node)
    }
    return value
  }

  private func messages(_ node: Node, in range: ClosedRange<Int>) -> ParameterValue? {
    guard let value = node.number.flatMap({ try? $0.integer() }), let count = Int(exactly: value), range.contains(count)
    else { return nil }
    return .messages(count)
  }

  private func share(_ node: Node) -> ParameterValue? {
    guard let share = node.string.flatMap({ try? Quantity.share($0) }),
      share.numerator <= share.denominator, share.denominator <= 1_000_000_000
    else { return nil }
    return .share(numerator: Int(share.numerator), denominator: Int(share.denominator))
  }

  // MARK: What a run demands

  /// A flat-out sender generates without end in no time unless something in its cycle takes time; and a sender
  /// outside the group can follow only a method that asks nothing of it.
  func checkSenders(_ methods: [NamedMethod], _ run: RunDescription, members node: Node) {
    for named in methods {
      for member in run.members where member.workload != nil {
        if !member.isInGroup, !named.method.isFree {
          error(
            "\"\(member.name)\" sends from outside the group (joins: false), but \(named.label) needs its own copies; let it join, or run hope-and-pray alone",
            at: node)
        }
        if member.workload?.schedule.isFlatOut ?? false, !takesTime(member, named.method, run) {
          error(
            "\"\(member.name)\" sends flat out and nothing in its cycle takes time under \(named.label): it would send without end in no time; give it a send cost"
              + (named.method.isWindowed ? ", or the ring a cost or a latency" : " (a window would do as well)"),
            at: node)
        }
      }
    }
  }

  /// Model §2.1: a send cost, or a window and a cycle of send, ordering, receive and process that takes time.
  private func takesTime(_ member: MemberDescription, _ method: ResolvedMethod, _ run: RunDescription) -> Bool {
    if !member.costs.send.isZero { return true }
    guard method.isWindowed else { return false }
    if !run.ring.cost.isZero || run.ring.latency > .zero || !member.costs.receive.isZero { return true }
    return !member.costs.process.isZero && (member.receiverThread == nil || method.countsProcessed)
  }
}
