extension ScenarioReader.Override {
  /// `--sweep KEY=…`: sweeps a key, in place of what the file has the sweep of that key be.
  /// - Parameter values: a list, or a range as a sweep has it.
  public static func sweep(_ key: String, _ values: Node) -> Self { Self(.sweep, [key], values) }

  /// `--where TEXT`: one more condition of the sweep.
  public static func condition(_ text: Node) -> Self { Self(.condition, [], text) }
}

extension Node {
  /// Makes one change from outside.
  mutating func apply(_ change: ScenarioReader.Override) throws(PathProblem) {
    switch change.purpose {
    case .value:
      try set(change.path, to: change.value)
      stopSweeping(change.path.joined(separator: "."))
    case .sweep:
      // Where the file sweeps it, it stays at its place of the grid, which decides the order of the points.
      let isOwnAxis = change.path.first.map { self["sweep"]?[$0] != nil } ?? false
      if !isOwnAxis { stopSweeping(change.path.joined(separator: ".")) }
      try set(["sweep"] + change.path, to: change.value)
    case .condition:
      let written = self["sweep"]?["where"]
      let conditions = written.map { $0.entries ?? [$0] } ?? []
      let all = Node(
        .array(conditions + [change.value]), place: written?.place,
        origin: written?.origin ?? change.value.origin)
      try set(["sweep", "where"], to: all)
    }
  }

  /// A key that is set from outside is swept no more; the others of its zip go on.
  private mutating func stopSweeping(_ key: String) {
    guard var members, let index = members.firstIndex(where: { $0.key == "sweep" }) else { return }
    var sweep = members[index].node.without(key)
    if let zip = sweep["zip"] {
      let blocks = (zip.entries ?? [zip]).filter {
        $0[key] == nil || $0.without(key).members?.isEmpty == false
      }
      .map { $0.without(key) }
      sweep = sweep.replacing(
        "zip", by: blocks.isEmpty ? nil : Node(.array(blocks), place: zip.place, origin: zip.origin))
    }
    members[index].node = sweep
    kind = .object(members)
  }

  /// The object with another value of a key that it has, or without the key.
  private func replacing(_ key: String, by value: Node?) -> Node {
    guard let value, var members, let index = members.firstIndex(where: { $0.key == key }) else {
      return without(key)
    }
    members[index].node = value
    return Node(.object(members), place: place, origin: origin)
  }
}
