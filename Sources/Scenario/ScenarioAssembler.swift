import EventKernel
import FlowControl
import SpreadModel

/// Builds a scenario from its tree: one run description a sweep point.
final class ScenarioAssembler {
  private let root: Node
  private let name: String
  private let context: ScenarioContext
  private var seen: Set<Diagnostic> = []
  private(set) var diagnostics = Diagnostics()

  init(_ root: Node, name: String, context: ScenarioContext) {
    self.root = root
    self.name = name
    self.context = context
  }

  /// The scenario; harmless nonsense where something was reported.
  func assemble() -> Scenario {
    let decoder = Decoder(context)
    let reader = ObjectReader(root, ScenarioFormat.root, decoder)
    let question = reader.text("question") ?? ""
    let seed = reader.whole("seed", in: 0...Int.max) ?? 1
    let replications = reader.whole("replications", in: 1...1_000_000) ?? 1
    let combinations = Sweep(reader.value("sweep"), decoder).combinations
    keep(decoder)
    var points: [ScenarioPoint] = []
    var groups: [MemberGroup] = []
    for (index, combination) in combinations.enumerated() {
      let (point, pointGroups) = self.point(index, combination)
      if let point { points.append(point) }
      if groups.isEmpty { groups = pointGroups }
      // A sweep over a key that is wrong would repeat the same report at every point.
      if diagnostics.hasErrors && index >= 20 { break }
    }
    let labels = points.first?.methods.map(\.label) ?? []
    let last = Decoder(context)
    let expectations = diagnostics.hasErrors ? []
      : last.expectations(root["expect"], labels: labels, pointCount: combinations.count, groups: groups)
    keep(last)
    return Scenario(
      name: name, question: question, seed: UInt64(seed), replicationCount: replications, points: points,
      expectations: expectations, memberGroups: groups)
  }

  /// Takes over what a decoder found, each finding once however many points repeat it.
  private func keep(_ decoder: Decoder) {
    for diagnostic in decoder.diagnostics.sorted where seen.insert(diagnostic).inserted {
      diagnostics.append(diagnostic)
    }
  }

  /// One point: the tree with the sweep's values in place, decoded.
  private func point(
    _ index: Int, _ combination: [Sweep.Setting]
  ) -> (ScenarioPoint?, [MemberGroup]) {
    var tree = root.without("sweep")
    let decoder = Decoder(context)
    defer { keep(decoder) }
    for setting in combination {
      do {
        try tree.set(setting.path, to: setting.value)
      } catch {
        decoder.diagnostics.append(
          Diagnostic(.error, origin: setting.value.origin, place: setting.keyPlace, message: "sweep: \(error.message)"))
      }
    }
    let (run, groups) = run(tree, decoder)
    guard let run, let methodsNode = ObjectReader(tree, ScenarioFormat.root, decoder).value("methods") else {
      return (nil, groups)
    }
    let methods = decoder.methodEntries(methodsNode).compactMap { decoder.resolve($0, for: run) }
    if let members = tree["members"] { decoder.checkSenders(methods, run, members: members) }
    let sweep = combination.map { "\($0.key)=\($0.text)" }.joined(separator: ";")
    return (ScenarioPoint(index: index, sweep: sweep, run: run, methods: methods), groups)
  }

  private func run(_ tree: Node, _ decoder: Decoder) -> (RunDescription?, [MemberGroup]) {
    let reader = ObjectReader(tree, ScenarioFormat.root, decoder)
    _ = reader.word("preset", among: ["ideal"])
    let duration = reader.interval("duration", positive: true)
    if let duration, duration > ScenarioReader.durationLimit, let node = tree["duration"] {
      decoder.error("duration is longer than 31 years; write less than \"277777h\"", at: node)
    }
    let warmup = reader.interval("warmup") ?? .zero
    if let duration, warmup >= duration, let node = tree["warmup"] {
      decoder.error("warmup is not shorter than duration, so nothing would be measured; make it shorter", at: node)
    }
    let (ring, daemonCount) = self.ring(reader, decoder)
    let session = self.session(reader, decoder)
    let limits = self.limits(reader, decoder)
    guard let membersNode = reader.value("members") else { return (nil, []) }
    let (members, groups) = decoder.members(membersNode, daemonCount: daemonCount)
    let faults = decoder.faults(
      reader.value("faults"), members: members, groups: groups, duration: duration ?? .zero)
    if !members.isEmpty && !members.contains(where: { $0.workload != nil }) {
      decoder.diagnostics.warning("no member sends anything; give one of them a send, for example send: { rate: \"100/s\" }", at: membersNode)
    }
    guard let duration, !members.isEmpty else { return (nil, groups) }
    let seed = tree["seed"]?.number.flatMap { try? $0.integer() } ?? 1
    return (
      RunDescription(
        duration: duration, warmup: warmup, seed: UInt64(max(0, seed)), ring: ring, session: session,
        members: members, faults: faults, limits: limits), groups
    )
  }

  private func ring(_ reader: ObjectReader, _ decoder: Decoder) -> (Ring, daemonCount: Int) {
    guard let node = reader.value("ring") else { return (Ring(), 1) }
    let ring = ObjectReader(node, ScenarioFormat.ring, decoder)
    _ = ring.word("model", among: ["sequencer"])
    let cost = ring.distribution("cost") ?? .constant(.zero)
    let latency = ring.interval("latency") ?? .zero
    return (Ring(cost: cost, latency: latency), ring.whole("daemons", in: 1...1_000) ?? 1)
  }

  private func session(_ reader: ObjectReader, _ decoder: Decoder) -> SessionRules {
    var rules = SessionRules()
    guard let node = reader.value("session") else { return rules }
    let session = ObjectReader(node, ScenarioFormat.session, decoder)
    rules.maxSessionMessages = session.whole("maxSessionMessages", in: 1...10_000_000) ?? rules.maxSessionMessages
    guard let socket = session.value("socket") else { return rules }
    guard socket.members != nil else {
      _ = session.word("socket", among: ["none"])
      return rules
    }
    let size = ObjectReader(socket, ScenarioFormat.socket, decoder)
    switch (size.has("messages"), size.has("bytes")) {
    case (true, false): rules.socket = size.whole("messages", in: 0...10_000_000).map(Socket.messages) ?? .none
    case (false, true): rules.socket = size.size("bytes").map(Socket.bytes) ?? .none
    default: decoder.error("a socket holds either messages or bytes; write { messages: 440 } or { bytes: \"400KiB\" }", at: socket)
    }
    return rules
  }

  private func limits(_ reader: ObjectReader, _ decoder: Decoder) -> RunLimits {
    var limits = RunLimits()
    guard let node = reader.value("limits") else { return limits }
    let own = ObjectReader(node, ScenarioFormat.limits, decoder)
    limits.eventCount = own.whole("events", in: 1...100_000_000_000).map(Int64.init) ?? limits.eventCount
    limits.memoryBytes = own.size("memory") ?? limits.memoryBytes
    return limits
  }
}
