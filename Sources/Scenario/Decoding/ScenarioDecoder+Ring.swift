import EventKernel
import SpreadModel

/// `ring` and `daemon`: how messages get their order, and what that takes.
extension ScenarioDecoder {
  /// What decides which keys of a ring have a meaning.
  private enum RingModel: String, CaseIterable {
    case sequencer, token

    static let words = allCases.map(\.rawValue)

    /// As a message calls it.
    var title: String {
      switch self {
      case .sequencer: "a sequencer"
      case .token: "a token ring"
      }
    }

    /// The keys that no other model has.
    var keys: [String] {
      switch self {
      case .sequencer: ["cost", "latency"]
      case .token: ["window", "personalWindow", "hop", "bandwidth", "loss", "membershipStall"]
      }
    }
  }

  /// Daemons that a sequencer may have, where they are only labels of members.
  static let daemonLimit = 1_000

  /// The ring, what its daemons do, and how many a member may name.
  /// - Parameter isPresetKnown: else the model is not known either where the file does not say it.
  func order(
    _ reader: ObjectReader, isPresetKnown: Bool
  ) -> (ring: Ring, daemon: DaemonCosts, daemonCount: Int) {
    let isModelTold = isPresetKnown && !reader.isMisspelt("ring")
    guard let node = reader.value("ring") else {
      let daemon = daemon(reader, isModelTold ? .sequencer : nil)
      return (Ring(), daemon, isModelTold ? 1 : Self.daemonLimit)
    }
    let own = ObjectReader(node, ScenarioFormat.ring, self)
    let model = ringModel(own, isPresetKnown: isPresetKnown)
    let ring: Ring
    switch model {
    case .sequencer: ring = .sequencer(sequencer(own))
    case .token: ring = .token(tokenRing(own))
    case nil:
      _ = sequencer(own)
      ring = .token(tokenRing(own))
    }
    let count =
      model == .token
      ? own.whole("daemons", in: 1...TokenRing.daemonLimit, because: "which is what a ring of Spread holds")
      : own.whole("daemons", in: 1...Self.daemonLimit)
    // A member's daemon is not measured by a number that could not be read.
    let isCountTold = count != nil || !own.has("daemons") && !own.isMisspelt("daemons")
    return (ring.with(daemonCount: count), daemon(reader, model), isCountTold ? count ?? 1 : Self.daemonLimit)
  }

  /// The model, after a report of the keys that it does not have; `nil` where it is not known.
  private func ringModel(_ ring: ObjectReader, isPresetKnown: Bool) -> RingModel? {
    let word = ring.word("model", among: RingModel.words)
    let isDefault = isPresetKnown && ring.node.members != nil && !ring.isMisspelt("model")
    let isTold = ring.has("model") || isDefault
    guard isTold, let model = ring.has("model") ? word.flatMap(RingModel.init) : .sequencer else {
      return nil
    }
    for other in RingModel.allCases where other != model {
      for member in (ring.node.members ?? []) where other.keys.contains(member.key) {
        diagnostics.error(
          "\(member.key) belongs to \(other.title); write model: \"\(other.rawValue)\", or remove it",
          atKeyOf: member)
      }
    }
    return model
  }

  private func sequencer(_ ring: ObjectReader) -> Sequencer {
    Sequencer(
      cost: ring.distribution("cost") ?? .constant(.zero), latency: ring.interval("latency") ?? .zero)
  }

  private func tokenRing(_ ring: ObjectReader) -> TokenRing {
    var token = TokenRing()
    token.window = ring.whole("window", in: 1...10_000) ?? token.window
    token.personalWindow = ring.whole("personalWindow", in: 1...10_000) ?? token.personalWindow
    token.hop = time("hop", of: ring, atMost: (.seconds(3600), "1h"), positive: true) ?? token.hop
    token.bandwidth = ring.value("bandwidth").flatMap { bandwidth($0, named: "bandwidth") }
    token.loss = ring.value("loss").flatMap { share($0, named: "loss") } ?? token.loss
    token.membershipStall =
      time("membershipStall", of: ring, atMost: (.seconds(3600), "1h"), positive: true)
      ?? token.membershipStall
    return token
  }

  private func daemon(_ reader: ObjectReader, _ model: RingModel?) -> DaemonCosts {
    var costs = DaemonCosts()
    guard let member = reader.node.member("daemon") else { return costs }
    if model == .sequencer, member.node.members?.isEmpty == false {
      diagnostics.error(
        "the daemon's costs take part in a token ring only; write ring: { model: \"token\" }, or remove them",
        atKeyOf: member)
    }
    let daemon = ObjectReader(member.node, ScenarioFormat.daemon, self)
    let most = (Interval.seconds(1), "1s")
    costs.ingest = time("ingest", of: daemon, atMost: most) ?? .zero
    costs.packet = time("packet", of: daemon, atMost: most) ?? .zero
    costs.deliver = time("deliver", of: daemon, atMost: most) ?? .zero
    costs.fragment = time("fragment", of: daemon, atMost: most) ?? .zero
    costs.enqueue = time("enqueue", of: daemon, atMost: most)
    costs.drain = time("drain", of: daemon, atMost: most) ?? .zero
    costs.waterMark = daemon.whole("waterMark", in: 1...1_000_000) ?? costs.waterMark
    return costs
  }

  /// A time of the ring, bounded so that no sum over packets and sessions overflows.
  private func time(
    _ name: String, of reader: ObjectReader, atMost most: (time: Interval, text: String),
    positive: Bool = false
  ) -> Interval? {
    guard let time = reader.interval(name, positive: positive), let node = reader.node[name] else {
      return nil
    }
    guard time <= most.time else {
      error("\(name) is longer than \(most.text); write at most \"\(most.text)\"", at: node)
      return nil
    }
    return time
  }
}

extension Ring {
  /// The ring with so many daemons, where it has any.
  fileprivate func with(daemonCount: Int?) -> Ring {
    guard var token, let daemonCount else { return self }
    token.daemonCount = daemonCount
    return .token(token)
  }
}
