import EventKernel
import SpreadModel

/// `faults`: what happens to whom, and what cannot happen to the same member.
extension Decoder {
  private static let kinds = ["pause", "slowdown", "crash", "leave", "join"]

  func faults(
    _ node: Node?, members: [MemberDescription], groups: [MemberGroup], duration: Interval
  ) -> [Fault] {
    guard let node else { return [] }
    guard let entries = node.entries else {
      error("faults is \(node.kindName); write a list: [ { at: \"1s\", member: \"a\", pause: \"2s\" } ]", at: node)
      return []
    }
    var faults: [(fault: Fault, node: Node)] = []
    for entry in entries {
      let reader = ObjectReader(entry, ScenarioFormat.fault, self)
      guard entry.members != nil else { continue }
      let at = reader.interval("at")
      let affected = membersMeant(reader, members: members, groups: groups)
      guard let kind = kind(reader), let at else { continue }
      let every = repetition(reader, kind)
      if at > duration {
        diagnostics.warning("this fault comes after the end of the run and has no effect", at: entry)
      }
      for member in affected {
        faults.append((Fault(at: at, member: member, kind, every: every), entry))
      }
    }
    checkLives(faults, members: members)
    return faults.map(\.fault)
  }

  private func membersMeant(
    _ reader: ObjectReader, members: [MemberDescription], groups: [MemberGroup]
  ) -> [Int] {
    guard let name = reader.text("member"), let node = reader.node["member"] else { return [] }
    let names = groups.first { $0.name == name }?.members ?? [name]
    let indices = members.indices.filter { names.contains(members[$0].name) }
    if indices.isEmpty {
      let known = groups.map(\.name) + members.map(\.name)
      let hint = suggestion(name, among: known)
      error(
        "no member is called \"\(name)\"\(hint.isEmpty ? "; the names are \(groups.map(\.name).joined(separator: ", "))" : hint)",
        at: node)
    }
    return indices
  }

  private func kind(_ reader: ObjectReader) -> Fault.Kind? {
    let given = Self.kinds.filter(reader.has)
    guard given.count == 1, let name = given.first else {
      error(
        given.isEmpty ? "this fault does nothing; write one of \(Self.kinds.joined(separator: ", "))"
          : "this fault is \(given.joined(separator: " and ")) at once; write one fault each", at: reader.node)
      return nil
    }
    if name != "slowdown", let node = reader.node["for"] {
      error("\"for\" is the length of a slow-down; \(name == "pause" ? "a pause has its length itself" : "remove it")", at: node)
    }
    switch name {
    case "pause": return reader.distribution("pause").map { .pause($0) }
    case "slowdown":
      guard let node = reader.node["slowdown"],
        let factor = number(node, named: "slowdown", above: 0)
      else { return nil }
      return .slowdown(factor: factor, for: reader.distribution("for"))
    case "crash": return reader.isSet("crash") ? .crash : nil
    case "leave": return reader.isSet("leave") ? .leave : nil
    default: return reader.isSet("join") ? .join : nil
    }
  }

  private func repetition(_ reader: ObjectReader, _ kind: Fault.Kind) -> Distribution? {
    guard let node = reader.node["every"], let every = distribution(node, named: "every") else { return nil }
    switch kind {
    case .pause, .slowdown: break
    case .crash, .leave, .join:
      error("\"every\" repeats pauses and slow-downs; a member joins, leaves or crashes once", at: node)
      return nil
    }
    if every.isZero {
      error("every is 0; it must be positive, for example \"1s\"", at: node)
      return nil
    }
    return every
  }

  /// A member joins at most once, ends at most once, and nothing happens to it before or after its life.
  private func checkLives(_ faults: [(fault: Fault, node: Node)], members: [MemberDescription]) {
    for index in members.indices {
      let own = faults.filter { $0.fault.member == index }
      guard !own.isEmpty else { continue }
      let name = members[index].name
      let joins = own.filter { $0.fault.kind == .join }
      let ends = own.filter { $0.fault.kind == .crash || $0.fault.kind == .leave }
      for extra in joins.dropFirst() {
        error("\"\(name)\" joins twice; remove one of the joins", at: extra.node)
      }
      for extra in ends.dropFirst() {
        error("\"\(name)\" ends twice; remove one of the crashes and leaves", at: extra.node)
      }
      if let join = joins.first, !members[index].isInGroup {
        error("\"\(name)\" has joins: false and cannot join; remove one of them", at: join.node)
      }
      if let end = ends.first, case .leave = end.fault.kind, !members[index].isInGroup {
        error("\"\(name)\" has joins: false and cannot leave; let it crash instead", at: end.node)
      }
      for entry in own {
        if let join = joins.first, entry.fault.kind != .join, entry.fault.at < join.fault.at {
          error("\"\(name)\" is absent until it joins; let this fault come later", at: entry.node)
        }
        if let end = ends.first, entry.fault.at > end.fault.at {
          error("\"\(name)\" is already gone then; let this fault come earlier", at: entry.node)
        }
      }
    }
  }
}
