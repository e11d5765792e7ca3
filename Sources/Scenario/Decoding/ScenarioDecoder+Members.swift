import EventKernel
import SpreadModel

/// The members of a scenario, and the entries that they come from.
struct MemberList {
  var members: [MemberDescription] = []
  /// The groups that they join; one without a name where none is named.
  var groupNames = [""]
  /// One an entry.
  var groups: [MemberGroup] = []
  /// The entries, in the order of ``groups``.
  var entries: [Node] = []
  /// Whether every entry could be read, so that an unknown name is a mistake.
  var isComplete = true

  /// The names that a fault or an expectation may use.
  var names: [String] { groups.flatMap { $0.members == [$0.name] ? $0.members : [$0.name] + $0.members } }

  /// The members that a name means; empty for an unknown one.
  func members(named name: String) -> [String] {
    if let group = groups.first(where: { $0.name == name }) { return group.members }
    return groups.contains { $0.members.contains(name) } ? [name] : []
  }
}

/// `members`: who takes part.
extension ScenarioDecoder {
  /// Members that one scenario may have; the event list's keys hold a million.
  static let memberLimit = 100_000

  /// The members in order, and the names that stand for several.
  func members(_ node: Node, daemonCount: Int) -> MemberList {
    var list = MemberList()
    guard let entries = node.entries, !entries.isEmpty else {
      error(
        node.entries == nil
          ? "members is \(node.kindName); write a list: [ { name: \"a\" }, … ]"
          : "members is empty; a group has at least one member, for example { name: \"a\" }", at: node)
      list.isComplete = false
      return list
    }
    list.groupNames = groupNames(entries)
    var firstUse: [String: Node] = [:]
    for entry in entries {
      let reader = ObjectReader(entry, ScenarioFormat.member, self)
      let count = reader.whole("count", in: 1...Self.memberLimit) ?? 1
      let name = memberName(reader)
      var template = member(reader, name: name ?? "this member", daemonCount: daemonCount)
      readGroups(reader, into: &template, among: list.groupNames)
      guard let name else {
        list.isComplete = false
        continue
      }
      guard list.members.count + count <= Self.memberLimit else {
        error("there are more than \(Self.memberLimit) members; make the counts smaller", at: entry)
        list.isComplete = false
        continue
      }
      let names = count == 1 ? [name] : (1...count).map { "\(name)-\($0)" }
      let clash = ([name] + names).first { firstUse[$0] != nil }
      if let clash, let first = firstUse[clash] {
        let place = first.place.map { " in line \($0.line)" } ?? ""
        error(
          "the name \"\(clash)\" is already used\(place); give each member a name of its own",
          at: entry["name"] ?? entry)
      }
      for ownName in [name] + names { firstUse[ownName] = firstUse[ownName] ?? entry }
      for ownName in names {
        var member = template
        member.name = ownName
        if !reader.has("daemon") { member.daemon = list.members.count % daemonCount + 1 }
        list.members.append(member)
      }
      list.groups.append(MemberGroup(name: name, members: names))
      list.entries.append(entry)
    }
    return list
  }

  /// `nil` after a report.
  private func memberName(_ reader: ObjectReader) -> String? {
    guard let name = reader.text("name") else { return nil }
    if isUsableName(name) { return name }
    error(
      "the name \(shown(name)) cannot be used; write at most 100 letters, digits, blanks, \"-\" and \"_\"",
      at: reader.node["name"] ?? reader.node)
    return nil
  }

  private func member(_ reader: ObjectReader, name: String, daemonCount: Int) -> MemberDescription {
    var member = MemberDescription(name: name)
    member.isInGroup = reader.flag("joins", default: true)
    member.daemon = reader.whole("daemon", in: 1...daemonCount) ?? 1
    member.costs.process = reader.distribution("process") ?? member.costs.process
    member.costs.receive = reader.distribution("receive") ?? member.costs.receive
    member.catchUp = reader.interval("catchUp") ?? .zero
    if reader.flag("sendThread", default: false) {
      member.sendThread = true
      if !reader.flag("receiverThread", default: false) {
        error(
          "sendThread stands beside a thread that reads; add receiverThread: true or remove it",
          at: reader.node["sendThread"] ?? reader.node)
      }
    }
    member.sendBurst = reader.whole("sendBurst", in: 1...1_000_000_000)
    let buffer = reader.whole("buffer", in: 1...1_000_000_000)
    if reader.flag("receiverThread", default: false) {
      member.receiverThread = ReceiverThread(bufferLimit: buffer)
    } else if let node = reader.node["buffer"] {
      error(
        "buffer limits what a receiver thread reads ahead; add receiverThread: true or remove it", at: node)
    }
    if let send = reader.value("send") {
      let sending = ObjectReader(send, ScenarioFormat.send, self)
      member.costs.send = sending.distribution("cost") ?? member.costs.send
      member.workload = workload(sending)
    }
    if let node = reader.value("rejoin") {
      member.rejoin = rejoin(node)
      if !member.isInGroup {
        error("\"\(name)\" has joins: false and cannot join again; remove rejoin, or let it join", at: node)
      }
    }
    if let node = reader.node["joins"], !member.isInGroup, !reader.has("send") {
      error("\"\(name)\" neither joins nor sends; give it a send or remove it", at: node)
    }
    return member
  }

  /// How a member comes back; `nil` after a report.
  private func rejoin(_ node: Node) -> Rejoin? {
    let reader = ObjectReader(node, ScenarioFormat.rejoin, self)
    let after = reader.interval("after", positive: true)
    let attempts = reader.whole("attempts", in: 1...1_000_000)
    var rate: Rate?
    if let recovery = reader.value("recovery"),
      let value = ObjectReader(recovery, ScenarioFormat.recovery, self).value("rate")
    {
      rate = self.rate(value, named: "rate")
    }
    return after.map { Rejoin(after: $0, attemptLimit: attempts, recovery: rate) }
  }
}
