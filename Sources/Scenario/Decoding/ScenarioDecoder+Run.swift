import EventKernel
import SpreadModel

/// Everything of a run apart from its methods.
extension ScenarioDecoder {
  /// The run, `nil` where its duration or its members could not be read, and the members as far as they could.
  func run(_ reader: ObjectReader) -> (RunDescription?, MemberList) {
    let preset = reader.word("preset", among: Preset.names)
    let duration = reader.interval("duration", positive: true)
    let warmup = reader.interval("warmup") ?? .zero
    if let duration, warmup >= duration, let node = reader.node["warmup"] {
      error("warmup is not shorter than duration, so nothing would be measured; make it shorter", at: node)
    }
    let seed = reader.whole("seed", in: 0...Int.max) ?? 1
    let isPresetKnown = preset != nil || !reader.has("preset") && !reader.isMisspelt("preset")
    let (ring, daemon, daemonCount) = order(reader, isPresetKnown: isPresetKnown)
    let session = self.session(reader)
    let limits = self.limits(reader)
    let recording = recording(reader)
    guard let node = reader.value("members") else { return (nil, MemberList()) }
    let list = members(node, daemonCount: daemonCount)
    let faults = faults(reader.value("faults"), list, duration: duration ?? .zero)
    let daemonFaults = daemonFaults(
      reader.value("faults"), ring, daemonCount: daemonCount,
      isCountKnown: ring.token.map { $0.daemonCount == daemonCount } ?? (daemonCount < Self.daemonLimit),
      duration: duration ?? .zero)
    let sends = list.entries.contains { entry in
      ["rate", "burst", "trace"].contains { entry["send"]?[$0] != nil }
    }
    if list.isComplete && !sends {
      diagnostics.warning(
        "no member sends anything; give one of them a send, for example send: { rate: \"100/s\" }", at: node)
    }
    if !daemonFaults.isEmpty, let node = list.entries.lazy.compactMap({ $0["rejoin"]?["recovery"] }).first {
      error(
        "what was missed is sent again from one order, which a fault of daemons ends; remove recovery or that fault",
        at: node)
    }
    guard let duration, !list.members.isEmpty else { return (nil, list) }
    var run = RunDescription(
      duration: duration, warmup: warmup, seed: UInt64(seed), ring: ring, daemon: daemon,
      session: session, groupNames: list.groupNames, members: list.members, faults: faults,
      daemonFaults: daemonFaults, limits: limits)
    run.recording = recording
    return (run, list)
  }

  private func session(_ reader: ObjectReader) -> SessionRules {
    var rules = SessionRules()
    guard let node = reader.value("session") else { return rules }
    let session = ObjectReader(node, ScenarioFormat.session, self)
    rules.maxSessionMessages =
      session.whole("maxSessionMessages", in: 1...10_000_000) ?? rules.maxSessionMessages
    if let socket = session.value("socket") { rules.socket = self.socket(socket, session) }
    if let drain = session.value("drain") { rules.drainPeriod = drainPeriod(drain) }
    return rules
  }

  private func recording(_ reader: ObjectReader) -> Recording {
    var recording = Recording()
    guard let node = reader.value("record") else { return recording }
    let own = ObjectReader(node, ScenarioFormat.record, self)
    if let timeline = own.value("timeline") { recording.timeline = self.timeline(timeline) }
    recording.keepsEvents = own.flag("events", default: false)
    return recording
  }

  private func timeline(_ node: Node) -> Recording.Timeline? {
    guard let isChange = isWord("change", node, named: "timeline") else { return nil }
    return isChange
      ? .onChange : interval(node, named: "timeline", positive: true).map(Recording.Timeline.every)
  }

  /// `nil` for at once.
  private func drainPeriod(_ node: Node) -> Interval? {
    guard isWord("at-once", node, named: "drain") == false else { return nil }
    return interval(node, named: "drain", positive: true)
  }

  /// Whether the value is the word that may stand in place of a duration; `nil` where it is misspelt, which is told.
  private func isWord(_ word: String, _ node: Node, named name: String) -> Bool? {
    if node.string == word { return true }
    guard let text = node.string, Nearest.match(text, among: [word]) != nil else { return false }
    error("\(name) is \(shown(text)); did you mean \"\(word)\"?", at: node)
    return nil
  }

  private func socket(_ node: Node, _ session: ObjectReader) -> Socket {
    guard let members = node.members else {
      let words: KeyValuePairs<String, Socket> = ["none": .none, "unix": .unix, "tcp": .tcp]
      let word = session.word(
        "socket", among: words.map(\.key), or: "{ messages: 440 } or { bytes: \"400KiB\" }")
      return words.first { $0.key == word }?.value ?? .none
    }
    let size = ObjectReader(node, ScenarioFormat.socket, self)
    switch (size.has("messages"), size.has("bytes")) {
    case (true, false): return size.whole("messages", in: 0...10_000_000).map(Socket.messages) ?? .none
    case (false, true): return size.size("bytes").map(Socket.bytes) ?? .none
    case (false, false) where !members.isEmpty: return .none  // The unknown key is reported.
    default:
      error(
        "a socket holds either messages or bytes; write { messages: 440 } or { bytes: \"400KiB\" }", at: node)
      return .none
    }
  }

  private func limits(_ reader: ObjectReader) -> RunLimits {
    var limits = RunLimits()
    guard let node = reader.value("limits") else { return limits }
    let own = ObjectReader(node, ScenarioFormat.limits, self)
    limits.eventCount = own.whole("events", in: 1...100_000_000_000).map(Int64.init) ?? limits.eventCount
    limits.memoryBytes = own.size("memory") ?? limits.memoryBytes
    return limits
  }
}
