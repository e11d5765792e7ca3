import EventKernel
import SpreadModel

/// `members`: who takes part and what each of them wants to send.
extension Decoder {
  /// Members that one scenario may have; the event list's keys hold a million.
  static let memberLimit = 100_000

  /// The members in order, and the names that stand for several.
  func members(_ node: Node, daemonCount: Int) -> (members: [MemberDescription], groups: [MemberGroup]) {
    guard let entries = node.entries, !entries.isEmpty else {
      error(
        node.entries == nil ? "members is \(node.kindName); write a list: [ { name: \"a\" }, … ]"
          : "members is empty; a group has at least one member", at: node)
      return ([], [])
    }
    var members: [MemberDescription] = []
    var groups: [MemberGroup] = []
    var firstUse: [String: Node] = [:]
    for entry in entries {
      let reader = ObjectReader(entry, ScenarioFormat.member, self)
      guard reader.node.members != nil else { continue }
      let count = reader.whole("count", in: 1...Self.memberLimit) ?? 1
      let name = memberName(reader)
      guard members.count + count <= Self.memberLimit else {
        error("more than \(Self.memberLimit) members; make the counts smaller", at: entry)
        continue
      }
      let template = member(reader, name: name, daemonCount: daemonCount)
      let names = count == 1 ? [name] : (1...count).map { "\(name)-\($0)" }
      for (offset, ownName) in names.enumerated() {
        if let first = firstUse[ownName] {
          let place = first.place.map { " in line \($0.line)" } ?? ""
          error("the name \"\(ownName)\" is already used\(place); give each member a name of its own", at: entry)
        }
        firstUse[ownName] = entry
        var member = template
        member.name = ownName
        if !reader.has("daemon") { member.daemon = (members.count) % daemonCount + 1 }
        _ = offset
        members.append(member)
      }
      groups.append(MemberGroup(name: name, members: names))
    }
    return (members, groups)
  }

  private func memberName(_ reader: ObjectReader) -> String {
    guard let name = reader.text("name") else { return "?" }
    let isUsable = !name.isEmpty && name.unicodeScalars.allSatisfy {
      $0.properties.isAlphabetic || ("0"..."9").contains($0) || "-_ ".unicodeScalars.contains($0)
    }
    if !isUsable, let node = reader.node["name"] {
      error("the name \"\(name)\" cannot be used; write letters, digits, \"-\" and \"_\"", at: node)
    }
    return name
  }

  private func member(_ reader: ObjectReader, name: String, daemonCount: Int) -> MemberDescription {
    var member = MemberDescription(name: name)
    member.isInGroup = reader.flag("joins", default: true)
    member.daemon = reader.whole("daemon", in: 1...daemonCount) ?? 1
    member.costs.process = reader.distribution("process") ?? member.costs.process
    member.costs.receive = reader.distribution("receive") ?? member.costs.receive
    member.sendBurst = reader.whole("sendBurst", in: 1...1_000_000_000)
    let buffer = reader.whole("buffer", in: 1...1_000_000_000)
    if reader.flag("receiverThread", default: false) {
      member.receiverThread = ReceiverThread(bufferLimit: buffer)
    } else if buffer != nil, let node = reader.node["buffer"] {
      error("buffer limits what a receiver thread reads ahead; add receiverThread: true or remove it", at: node)
    }
    if let send = reader.value("send") {
      let sending = ObjectReader(send, ScenarioFormat.send, self)
      member.costs.send = sending.distribution("cost") ?? member.costs.send
      member.workload = workload(sending)
    }
    if !member.isInGroup && member.workload == nil {
      error("\"\(name)\" neither joins nor sends; give it a send or remove it", at: reader.node)
    }
    return member
  }

  // MARK: Workloads

  /// What a `send` object asks for; `nil` for one that only gives a cost, or after a report.
  private func workload(_ reader: ObjectReader) -> Workload? {
    let kinds = ["rate", "burst", "trace"].filter(reader.has)
    let others = ["arrivals", "on", "off", "total", "start", "blocking", "backlog", "payload"].filter(reader.has)
    guard let kind = kinds.first else {
      if !others.isEmpty {
        error(
          "send has \(others.joined(separator: ", ")) but no rate, burst or trace; write what is sent, for example rate: \"100/s\"",
          at: reader.node)
      }
      return nil
    }
    guard kinds.count == 1 else {
      error("send has \(kinds.joined(separator: " and ")); write one of them", at: reader.node)
      return nil
    }
    let schedule: Workload.Schedule? =
      switch kind {
      case "rate": rateSchedule(reader)
      case "burst": burstSchedule(reader)
      default: traceSchedule(reader)
      }
    if kind != "rate" { refuse(["arrivals", "on", "off"], beside: kind, reader) }
    if kind == "trace" { refuse(["payload"], beside: kind, reader) }
    guard let schedule else { return nil }
    var workload = Workload(schedule)
    workload.total = reader.whole("total", in: 1...1_000_000_000_000).map(Int64.init)
    workload.start = reader.interval("start") ?? .zero
    workload.payloadBytes = payload(reader)
    workload.backlogLimit = backlogLimit(reader, isFlatOut: schedule.isFlatOut)
    return workload
  }

  private func refuse(_ keys: [String], beside kind: String, _ reader: ObjectReader) {
    for key in keys {
      guard let value = reader.node[key] else { continue }
      error("\(key) has no meaning beside \(kind); remove one of them", at: value)
    }
  }

  private func rateSchedule(_ reader: ObjectReader) -> Workload.Schedule? {
    guard let node = reader.value("rate") else { return nil }
    let isPoisson = reader.word("arrivals", among: ["constant", "poisson"]) == "poisson"
    let hasPhases = reader.has("on") || reader.has("off")
    if node.string == "flat-out" {
      refuse(["arrivals"], beside: "a rate of \"flat-out\"", reader)
      guard hasPhases else { return .flatOut }
      return phases(reader).map { .onOff(on: $0.on, off: $0.off, rate: nil, isPoisson: false) }
    }
    if let text = node.string, let near = Nearest.match(text, among: ["flat-out"]) {
      error("rate is \"\(text)\"; did you mean \"\(near)\"?", at: node)
      return nil
    }
    let rate = rate(node, named: "rate")
    guard hasPhases else { return rate.map { isPoisson ? .poisson($0) : .constant($0) } }
    guard let phases = phases(reader), let rate else { return nil }
    if !isPoisson && rate.offset(of: 1) > phases.on {
      diagnostics.warning("no message falls into a phase of this length at this rate; make on longer or the rate higher", at: node)
    }
    return .onOff(on: phases.on, off: phases.off, rate: rate, isPoisson: isPoisson)
  }

  private func phases(_ reader: ObjectReader) -> (on: Interval, off: Interval)? {
    for key in ["on", "off"] where !reader.has(key) {
      error("phases need both on and off; add \(key), for example \(key): \"1s\"", at: reader.node)
    }
    guard let on = reader.interval("on", positive: true), let off = reader.interval("off") else { return nil }
    return (on, off)
  }

  private func burstSchedule(_ reader: ObjectReader) -> Workload.Schedule? {
    guard let node = reader.value("burst") else { return nil }
    let burst = ObjectReader(node, ScenarioFormat.burst, self)
    let size = burst.whole("size", in: 1...1_000_000)
    let period = burst.interval("period", positive: true)
    guard let size, let period else { return nil }
    return .bursts(size: size, period: period)
  }

  private func traceSchedule(_ reader: ObjectReader) -> Workload.Schedule? {
    guard let path = reader.text("trace"), let node = reader.node["trace"],
      let rows = csv(path, node, columns: ["time_s", "payload_bytes"], required: 2)
    else { return nil }
    var messages: [Workload.TracedMessage] = []
    for (line, cells) in rows {
      guard let offset = seconds(cells[0]), let size = Int(cells[1]), (0...Self.payloadLimit).contains(size) else {
        error("\"\(path)\" line \(line) is not a time in seconds and a payload in bytes", at: node)
        return nil
      }
      if let last = messages.last, offset < last.offset {
        error("\"\(path)\" line \(line) is earlier than the line before; sort the trace by time", at: node)
        return nil
      }
      messages.append(Workload.TracedMessage(offset: offset, payloadBytes: size))
    }
    guard !messages.isEmpty else {
      error("\"\(path)\" holds no messages", at: node)
      return nil
    }
    return .trace(messages)
  }

  /// Spread's largest message body.
  static let payloadLimit = 144_000

  private func payload(_ reader: ObjectReader) -> [Int] {
    guard let node = reader.value("payload") else { return [100] }
    let nodes = node.entries ?? [node]
    if nodes.isEmpty { error("payload is an empty list; write at least one size", at: node) }
    let sizes = nodes.compactMap { entry -> Int? in
      guard let size = size(entry, named: "payload") else { return nil }
      guard size <= Int64(Self.payloadLimit) else {
        error("payload is \(size) bytes; Spread's messages hold at most \(Self.payloadLimit)", at: entry)
        return nil
      }
      return Int(size)
    }
    return sizes.isEmpty ? [100] : sizes
  }

  private func backlogLimit(_ reader: ObjectReader, isFlatOut: Bool) -> Int? {
    let isBlocking = reader.flag("blocking", default: true)
    let limit = reader.whole("backlog", in: 1...1_000_000_000)
    if isBlocking, limit != nil, let node = reader.node["backlog"] {
      error("backlog limits an application that does not block; add blocking: false or remove it", at: node)
    }
    if isFlatOut && !isBlocking && limit == nil, let node = reader.node["blocking"] {
      error(
        "a flat-out application that does not block generates without end in no time; remove blocking: false or give a backlog",
        at: node)
      return 1
    }
    return isBlocking ? 1 : limit
  }
}
