import EventKernel
import SpreadModel

/// `send`: what a member's application wants to send.
extension ScenarioDecoder {
  /// What a `send` object asks for; `nil` for one that only gives a cost, or after a report.
  func workload(_ reader: ObjectReader) -> Workload? {
    let kinds = ["rate", "burst", "trace"].filter(reader.has)
    let total = reader.whole("total", in: 1...1_000_000_000_000).map(Int64.init)
    let start = reader.interval("start") ?? .zero
    let payloadBytes = payload(reader)
    let levels: KeyValuePairs<String, ServiceLevel> = [
      "agreed": .agreed, "safe": .safe, "reliable": .reliable,
    ]
    let level = reader.word("service", among: levels.map(\.key))
    let schedule = schedule(reader, kinds: kinds)
    let backlogLimit = backlogLimit(reader, isFlatOut: schedule?.isFlatOut ?? false)
    guard let schedule else { return nil }
    return Workload(
      schedule, total: total, start: start, backlogLimit: backlogLimit, payloadBytes: payloadBytes,
      service: levels.first { $0.key == level }?.value ?? .agreed)
  }

  private func schedule(_ reader: ObjectReader, kinds: [String]) -> Workload.Schedule? {
    if kinds.count > 1 {
      error("send has \(kinds.joined(separator: " and ")); write one of them", at: reader.node)
      return nil
    }
    switch kinds.first {
    case "rate": return rateSchedule(reader)
    case "burst":
      refuse(["arrivals", "on", "off"], beside: "burst", reader)
      return burstSchedule(reader)
    case "trace":
      refuse(["arrivals", "on", "off", "payload"], beside: "trace", reader)
      return traceSchedule(reader)
    default:
      let others = (reader.node.members ?? []).map(\.key).filter { $0 != "cost" }
      if !others.isEmpty {
        error(
          "send has \(list(others)) but no rate, burst or trace; add what is sent, for example rate: \"100/s\"",
          at: reader.node)
      }
      return nil
    }
  }

  private func refuse(_ keys: [String], beside kind: String, _ reader: ObjectReader) {
    for key in keys {
      guard let value = reader.node[key] else { continue }
      error("\(key) has no meaning beside \(kind); remove one of the two", at: value)
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
      diagnostics.warning(
        "no message falls into a phase of this length at this rate; make on longer or the rate higher",
        at: node)
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
    guard let path = reader.text("trace"), let node = reader.node["trace"] else { return nil }
    if let known = files.traces[path] { return .trace(known) }
    guard let rows = csv(path, node, named: "trace", columns: ["time_s", "payload_bytes"], required: 2)
    else { return nil }
    var messages: [Workload.TracedMessage] = []
    for (line, cells) in rows {
      guard let offset = seconds(cells[0]), let size = Int(cells[1]), (0...Self.payloadLimit).contains(size)
      else {
        error(
          "trace: \(shown(path)) line \(line) is not a time in seconds and a payload of at most \(Self.payloadLimit) bytes; write for example 0.005,100",
          at: node)
        return nil
      }
      if let last = messages.last, offset < last.offset {
        error("trace: \(shown(path)) line \(line) is earlier than the line before; sort it by time", at: node)
        return nil
      }
      messages.append(Workload.TracedMessage(offset: offset, payloadBytes: size))
    }
    files.traces[path] = messages
    return .trace(messages)
  }

  /// Spread's largest message body.
  static let payloadLimit = 144_000

  private func payload(_ reader: ObjectReader) -> [Int] {
    guard let node = reader.value("payload") else { return [100] }
    let nodes = node.entries ?? [node]
    if nodes.isEmpty { error("payload is an empty list; write a size such as \"100B\"", at: node) }
    let sizes = nodes.compactMap { entry -> Int? in
      guard let size = size(entry, named: "payload") else { return nil }
      guard size <= Int64(Self.payloadLimit) else {
        error(
          "payload is \(size) bytes; write at most \"\(Self.payloadLimit)B\", which is what a Spread message holds",
          at: entry)
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
