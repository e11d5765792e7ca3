import EventKernel
import SpreadModel

/// `faults`: what happens to whom, and what cannot happen to the same member.
extension ScenarioDecoder {
  private static let kinds = ["pause", "slowdown", "crash", "leave", "join"]
  /// So that a product of slow-downs stays a number that a time can be multiplied with.
  private static let slowdownLimit = 1e6

  /// One fault of one member, and the entry that it comes from.
  private struct WrittenFault {
    let fault: Fault
    let node: Node
    /// Index of the entry.
    let entry: Int
  }

  /// Faults that one scenario may have, one for each member that is meant: the event list's keys hold a million.
  static var faultLimit: Int { 1_000_000 }

  func faults(_ node: Node?, _ list: MemberList, duration: Interval) -> [Fault] {
    guard let node else { return [] }
    guard let entries = node.entries else {
      error(
        "faults is \(node.kindName); write a list: [ { at: \"1s\", member: \"a\", pause: \"2s\" } ]", at: node
      )
      return []
    }
    var faults: [WrittenFault] = []
    for (index, entry) in entries.enumerated() where !Self.isAboutDaemons(entry) {
      let reader = ObjectReader(entry, ScenarioFormat.fault, self)
      guard entry.members != nil else { continue }
      let at = reader.interval("at")
      let affected = membersMeant(reader, list)
      let stagger = reader.interval("stagger") ?? .zero
      let kind = kind(reader)
      let every = kind.flatMap { repetition(reader, $0) }
      guard let kind, let at else { continue }
      warnIfLate(entry, at: at, stagger: stagger, count: affected.count, duration: duration)
      guard faults.count + affected.count <= Self.faultLimit else {
        error(
          "more than \(Self.faultLimit) faults, one for each member of a name; name fewer members", at: entry)
        break
      }
      for (place, member) in affected.enumerated() {
        let own = Fault(at: Self.time(at, stagger, place: place), member: member, kind, every: every)
        faults.append(WrittenFault(fault: own, node: entry, entry: index))
      }
    }
    checkLives(faults, members: list.members)
    return faults.map(\.fault)
  }

  /// When it happens to the member at this place among those meant, at the latest just after the longest run.
  private static func time(_ at: Interval, _ stagger: Interval, place: Int) -> Interval {
    let never = ScenarioReader.durationLimit + Interval(nanoseconds: 1)
    let (delay, overflows) = stagger.nanoseconds.multipliedReportingOverflow(by: Int64(place))
    return overflows || delay > never.nanoseconds ? never : min(at + Interval(nanoseconds: delay), never)
  }

  private func warnIfLate(_ entry: Node, at: Interval, stagger: Interval, count: Int, duration: Interval) {
    guard duration > .zero else { return }
    if at > duration {
      diagnostics.warning(
        "this fault comes after the end of the run and has no effect", at: entry["at"] ?? entry)
    } else if let node = entry["stagger"], count > 1,
      Self.time(at, stagger, place: count - 1) > duration
    {
      diagnostics.warning(
        "the last of these \(count) faults come after the end of the run and have no effect", at: node)
    }
  }

  private func membersMeant(_ reader: ObjectReader, _ list: MemberList) -> [Int] {
    // Faults of daemons have none, so that it is not required of every fault.
    if reader.node.members != nil, !reader.has("member"), !reader.isMisspelt("member") {
      error("a fault has no member; add member: \"a\"", at: reader.node)
    }
    guard let name = reader.text("member"), let node = reader.node["member"] else { return [] }
    let names = Set(list.members(named: name))
    if names.isEmpty && list.isComplete {
      let repair = suggestion(name, among: list.names, orAll: "the names are")
      error("no member is called \(shown(name))\(repair)", at: node)
    }
    return list.members.indices.filter { names.contains(list.members[$0].name) }
  }

  private func kind(_ reader: ObjectReader) -> Fault.Kind? {
    let given = Self.kinds.filter(reader.has)
    guard given.count == 1, let name = given.first else {
      error(
        given.isEmpty
          ? "this fault does nothing; add one of \(Self.kinds.joined(separator: ", "))"
          : "this fault is \(given.joined(separator: " and ")) at once; write one fault each", at: reader.node
      )
      return nil
    }
    if name != "slowdown", let node = reader.node["for"] {
      let repair = name == "pause" ? "a pause says it itself: pause: \"2s\"" : "remove it"
      error("\"for\" is the length of a slow-down; \(repair)", at: node)
    }
    switch name {
    case "pause": return reader.distribution("pause").map { .pause($0) }
    case "slowdown":
      guard let node = reader.node["slowdown"],
        let factor = number(node, named: "slowdown", above: 0, upTo: Self.slowdownLimit)
      else { return nil }
      return .slowdown(factor: factor, for: reader.distribution("for"))
    case "crash": return reader.isSet("crash") ? .crash : nil
    case "leave": return reader.isSet("leave") ? .leave : nil
    default: return reader.isSet("join") ? .join : nil
    }
  }

  private func repetition(_ reader: ObjectReader, _ kind: Fault.Kind) -> Distribution? {
    guard let node = reader.node["every"], let every = distribution(node, named: "every") else { return nil }
    let length: Distribution
    switch kind {
    case .pause(let pause): length = pause
    case .slowdown(_, let given?): length = given
    case .slowdown(_, nil):
      error(
        "\"every\" repeats a slow-down that is for good; add its length, for example for: \"1s\"", at: node)
      return nil
    case .crash, .leave, .join:
      error(
        "\"every\" repeats pauses and slow-downs; a member joins, leaves or crashes once, remove it", at: node
      )
      return nil
    }
    if every.isZero {
      error("every is 0; write a positive duration, for example \"1s\"", at: node)
      return nil
    }
    guard length.mean <= every.mean else {
      error(
        "every is shorter than what it repeats, which would pile up without end; make it longer", at: node)
      return nil
    }
    return every
  }

  // MARK: Contradictions

  /// A member joins at most once, ends at most once unless it comes back, and nothing happens to it before or after its life.
  private func checkLives(_ faults: [WrittenFault], members: [MemberDescription]) {
    let byMember = Dictionary(grouping: faults, by: \.fault.member)
    // One entry about many members is told once.
    var told: Set<Int> = []
    for index in byMember.keys.sorted() {
      for (fault, message) in contradictions(byMember[index] ?? [], members[index])
      where told.insert(fault.entry).inserted {
        error("\"\(members[index].name)\" \(message)", at: fault.node)
      }
    }
  }

  /// What cannot happen to one member, at most one message a fault.
  private func contradictions(
    _ own: [WrittenFault], _ member: MemberDescription
  ) -> [(WrittenFault, String)] {
    let joins = own.filter { $0.fault.kind == .join }
    // Who comes back may crash again; its leaving is for good.
    let ends = own.filter {
      $0.fault.kind == .leave || $0.fault.kind == .crash && member.rejoin == nil
    }
    let join = joins.first?.fault.at
    let end = ends.first?.fault.at
    return own.compactMap { entry in
      let at = entry.fault.at
      switch entry.fault.kind {
      case .join where !member.isInGroup:
        return (entry, "has joins: false and cannot join; remove one of them")
      case .leave where !member.isInGroup:
        return (entry, "has joins: false and cannot leave; let it crash instead, or join")
      case .join where entry.entry != joins[0].entry:
        return (entry, "joins twice; a member joins once, remove one of the joins")
      case .crash, .leave:
        if let end, at > end, member.rejoin != nil {
          return (entry, "has left by then and does not come back; let this fault come earlier")
        }
        if member.rejoin == nil || entry.fault.kind == .leave, entry.entry != ends[0].entry {
          return (entry, "ends twice; a member crashes or leaves once, remove one of them")
        }
        if let join, at < join {
          return (entry, "ends before it joins; a member does not come back, let it join first")
        }
      case .pause, .slowdown:
        if let join, at < join { return (entry, "is absent until it joins; let this fault come later") }
        if let end, at > end { return (entry, "is already gone then; let this fault come earlier") }
      case .join: break
      }
      return nil
    }
  }
}
