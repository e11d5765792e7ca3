import FlowControl
import SpreadModel

/// What an entry of `methods` adds to its method: it stands beside the name, or among the parameters.
extension ScenarioDecoder {
  /// Their keys.
  static var modifiers: [String] { Modifiers.cards.map(\.name) }

  /// The modifiers of an entry; `nil` where one is wrong.
  func modifiers(of entry: MethodEntry) -> Modifiers? {
    let errorCount = diagnostics.errors.count
    let modifiers = Modifiers(
      exclude: modifier(ExclusionRule.self, of: entry), chunk: modifier(Chunk.self, of: entry))
    return diagnostics.errors.count == errorCount ? modifiers : nil
  }

  /// One of them; `nil` where it is absent or wrong.
  private func modifier<Value: Modifier>(_ type: Value.Type, of entry: MethodEntry) -> Value? {
    guard let member = member(type.card.name, of: entry),
      let values = parameterValues(member.node, of: type.card.name, type.card.parameters)
    else { return nil }
    do {
      return try Value(values)
    } catch {
      for problem in error.problems {
        let place = problem.parameter.flatMap { member.node[$0] } ?? member.node
        self.error("\(entry.label): \(problem.message)", at: place)
      }
      return nil
    }
  }

  private func member(_ key: String, of entry: MethodEntry) -> Node.Member? {
    let found = ((entry.node.members ?? []) + (entry.parameters?.members ?? [])).filter { $0.key == key }
    if found.count > 1 {
      diagnostics.error(
        "\(key) stands beside \(entry.name) and among its parameters; write it once", atKeyOf: found[1])
      return nil
    }
    return found.first
  }

  /// A lag that the method's own bound hardly ever lets come about.
  func warnOfLag(_ method: ResolvedMethod, of entry: MethodEntry) {
    guard case .lag(let lag) = method.modifiers.exclude, let bound = method.initialBound(), lag >= bound,
      let node = member(ExclusionRule.card.name, of: entry)?.node
    else { return }
    diagnostics.warning(
      "\(entry.label): the senders stop before anybody is more than \(bound) messages behind, so a lag of \(lag) may"
        + " never exclude; give a lag below \(bound), or a time", at: node["lag"] ?? node)
  }

  /// Whether members may be given up: who is in several groups would be in one and still in the other.
  func mayExclude(_ modifiers: Modifiers, of entry: MethodEntry, in run: RunDescription) -> Bool {
    guard modifiers.exclude != nil, run.groupNames.count > 1 else { return true }
    let node = member(ExclusionRule.card.name, of: entry)?.node
    error(
      "\(entry.label): exclude gives up members of one group; remove it, or the other groups",
      at: node ?? entry.node)
    return false
  }

  /// Whether the fullest pack of every sender fits into a message of Spread.
  func packsFit(_ modifiers: Modifiers, of entry: MethodEntry, in run: RunDescription) -> Bool {
    guard let chunk = modifiers.chunk else { return true }
    for member in run.members {
      guard let workload = member.workload, workload.largestPayload > 0,
        chunk.count > Self.payloadLimit / workload.largestPayload
      else { continue }
      let node = self.member(Chunk.card.name, of: entry)?.node
      error(
        "\(entry.label): \(chunk.count) messages of up to \(workload.largestPayload) bytes, which"
          + " \(shown(member.name)) sends, are more than the \(Self.payloadLimit) bytes that a Spread message holds;"
          + " write a count of at most \(Self.payloadLimit / workload.largestPayload)",
        at: node?["count"] ?? node ?? entry.node)
      return false
    }
    return true
  }
}

extension Workload {
  /// Of its messages, in bytes.
  fileprivate var largestPayload: Int {
    if case .trace(let messages) = schedule { return messages.map(\.payloadBytes).max() ?? 0 }
    return payloadBytes.max() ?? 0
  }
}
