import EventKernel
import SpreadModel

/// Entries of `faults` that are about daemons: partitions, merges, crashes.
extension ScenarioDecoder {
  private static let keys = ["partition", "merge", "daemon"]

  /// Whether an entry is about daemons, and not about members.
  static func isAboutDaemons(_ entry: Node) -> Bool { keys.contains { entry[$0] != nil } }

  /// One fault and the entry that it comes from.
  private struct WrittenFault {
    let fault: DaemonFault
    let node: Node
  }

  /// - Parameter isCountKnown: else a number of a daemon is not measured by it.
  func daemonFaults(
    _ node: Node?, _ ring: Ring, daemonCount: Int, isCountKnown: Bool, duration: Interval
  ) -> [DaemonFault] {
    var faults: [WrittenFault] = []
    for entry in (node?.entries ?? []) where Self.isAboutDaemons(entry) {
      let reader = ObjectReader(entry, ScenarioFormat.fault, self)
      let at = reader.interval("at")
      guard ring.token != nil || !isCountKnown, daemonCount > 1 else {
        error(
          "a fault of daemons needs a ring of several; write ring: { model: \"token\", daemons: 2 }, or more",
          at: entry)
        continue
      }
      for name in ["member", "pause", "slowdown", "leave", "join", "every"] where reader.has(name) {
        error(
          "\(name) is no part of a fault of daemons; remove it, or write two faults", at: entry[name] ?? entry
        )
      }
      guard let kind = kind(reader, daemonCount: daemonCount, isCountKnown: isCountKnown), let at else {
        continue
      }
      if at > duration, duration > .zero {
        diagnostics.warning(
          "this fault comes after the end of the run and has no effect", at: entry["at"] ?? entry)
      }
      faults.append(
        WrittenFault(fault: DaemonFault(at: at, kind, for: length(reader, kind)), node: entry))
    }
    checkLives(faults)
    return faults.map(\.fault)
  }

  private func kind(_ reader: ObjectReader, daemonCount: Int, isCountKnown: Bool) -> DaemonFault.Kind? {
    let given = Self.keys.filter(reader.has)
    guard given.count == 1 else {
      error(
        "this fault is \(given.joined(separator: " and ")) at once; write one fault each", at: reader.node)
      return nil
    }
    if !reader.has("daemon"), let node = reader.node["crash"] {
      error("crash is no part of a \(given[0]); remove it, or write two faults", at: node)
    }
    switch given[0] {
    case "partition":
      return sides(reader.node["partition"], daemonCount: daemonCount, isCountKnown: isCountKnown)
        .map { .partition($0) }
    case "merge": return reader.isSet("merge") ? .merge : nil
    default:
      guard reader.has("crash") else {
        error("a daemon can do nothing but crash; add crash: true", at: reader.node)
        return nil
      }
      guard reader.isSet("crash"), let daemon = reader.whole("daemon", in: 1...daemonCount) else {
        return nil
      }
      return .crash(daemon - 1)
    }
  }

  /// The lists of a partition, from 0. Every daemon is in one of them.
  private func sides(_ node: Node?, daemonCount: Int, isCountKnown: Bool) -> [[Int]]? {
    guard let node, let lists = node.entries, lists.count > 1, lists.allSatisfy({ $0.entries != nil }) else {
      if let node {
        error("partition is \(shown(node)); write the daemons of each side: [[1, 2], [3]]", at: node)
      }
      return nil
    }
    var seen: Set<Int> = []
    var sides: [[Int]] = []
    for list in lists {
      var side: [Int] = []
      for entry in list.entries ?? [] {
        guard let daemon = whole(entry, named: "a daemon", in: 1...daemonCount) else { return nil }
        guard seen.insert(daemon).inserted else {
          error("daemon \(daemon) is on two sides; name every daemon once", at: entry)
          return nil
        }
        side.append(daemon - 1)
      }
      if side.isEmpty {
        error("a side of a partition is empty; remove it, or name its daemons", at: list)
        return nil
      }
      sides.append(side)
    }
    if isCountKnown, let missing = (1...daemonCount).first(where: { !seen.contains($0) }) {
      error("daemon \(missing) is on no side; name every daemon once, 1 to \(daemonCount)", at: node)
      return nil
    }
    return sides
  }

  private func length(_ reader: ObjectReader, _ kind: DaemonFault.Kind) -> Interval? {
    guard let node = reader.node["for"] else { return nil }
    if kind == .merge {
      error("a merge has no length; remove \"for\"", at: node)
      return nil
    }
    return interval(node, named: "for", positive: true)
  }

  /// A daemon that is gone cannot crash again.
  private func checkLives(_ faults: [WrittenFault]) {
    var goneUntil: [Int: Interval?] = [:]
    for entry in faults.sorted(by: { $0.fault.at < $1.fault.at }) {
      guard case .crash(let daemon) = entry.fault.kind else { continue }
      let at = entry.fault.at
      if let end = goneUntil[daemon], end.map({ at < $0 }) ?? true {
        error("daemon \(daemon + 1) is gone then; let it crash once, or be back before", at: entry.node)
      }
      goneUntil.updateValue(entry.fault.length.map { at + $0 }, forKey: daemon)
    }
  }
}
