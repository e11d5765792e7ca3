/// Why a path leads nowhere.
public struct PathProblem: Error, Hashable, Sendable, CustomStringConvertible {
  /// Which component was not found, and what was perhaps meant.
  public let message: String

  init(_ message: String) { self.message = message }

  /// The message.
  public var description: String { message }
}

extension Node {
  /// The lists whose entries may be written `"name"` or `{ name: { … } }`: a scenario's methods.
  public static let keyedLists: Set<String> = ["methods"]

  /// Keys that may stand beside the name in `{ name: { … } }`, or inside.
  public static let keysBesideName: Set<String> = ["label", "exclude", "chunk"]

  /// Replaces the value at a path, or adds it: what `--set` and sweeps do.
  ///
  /// A component is a key of an object, or an entry of a list. An entry is meant by its index, from 0, or by
  /// its `label`, or its `name`, or, where it is a string, by itself. A key that is absent is added, with the
  /// objects on the way to it; whether a scenario knows it is for the decoding to say.
  ///
  /// In a list whose key is in `keyedLists`, an entry `{ name: { … } }` is also meant by that key, and the
  /// path goes on inside: `methods.agreed-ack.window`, or `methods.0.window`. Below an entry that is a string
  /// it goes on in a new object: `"agreed-ack"` becomes `{ "agreed-ack": { window: … } }`.
  ///
  /// Throws, and changes nothing, where the path leads nowhere. Linear in the entries on the way.
  public mutating func set(
    _ path: [String], to value: Node, keyedLists: Set<String> = Node.keyedLists
  ) throws(PathProblem) {
    let written = quoted(path.joined(separator: "."))
    guard !path.isEmpty else { throw PathProblem("the path is empty; write a key, such as seed") }
    guard !path.contains("") else { throw PathProblem("the path \(written) has an empty component") }
    guard path.count <= JSON5Reader.maximumDepth else {
      throw PathProblem("the path \(written) has more than \(JSON5Reader.maximumDepth) components")
    }
    let assignment = Assignment(path: path, value: value, keyedLists: keyedLists)
    self = try assignment.applied(to: self, from: 0)
  }
}

/// A path and the value to put there.
private struct Assignment {
  let path: [String]
  let value: Node
  let keyedLists: Set<String>

  /// `node`, in which the value stands where the components from `index` on lead.
  func applied(to node: Node, from index: Int) throws(PathProblem) -> Node {
    guard index < path.count else { return value }
    var result = node
    switch node.kind {
    case .object(let members):
      result.kind = .object(try applied(to: members, from: index))
    case .array(var entries):
      let target = try entryIndex(in: entries, at: index)
      let isKeyed = index > 0 && keyedLists.contains(path[index - 1])
      entries[target] =
        try isKeyed
        ? applied(toKeyed: entries[target], from: index) : applied(to: entries[target], from: index + 1)
      result.kind = .array(entries)
    default:
      let whole = written(through: index - 1)
      throw PathProblem(
        "\(whole) is \(node.kindName), so there is no \(quoted(path[index])) in it; set \(whole) as a whole")
    }
    return result
  }

  private func applied(to members: [Node.Member], from index: Int) throws(PathProblem) -> [Node.Member] {
    var members = members
    let key = path[index]
    guard let position = members.firstIndex(where: { $0.key == key }) else {
      let empty = Node(.object([]), place: value.place, origin: value.origin)
      let added = try applied(to: empty, from: index + 1)
      return members + [Node.Member(key, keyPlace: value.place, added)]
    }
    let replaced = try applied(to: members[position].node, from: index + 1)
    // A key goes with its value: what is wrong with it is then told where the value came from.
    let isReplacedWhole = index + 1 == path.count
    members[position].node = replaced
    if isReplacedWhole { members[position].keyPlace = value.place }
    return members
  }

  /// The entry of a keyed list, in which the path goes on below the name.
  private func applied(toKeyed entry: Node, from index: Int) throws(PathProblem) -> Node {
    let isNumbered = Self.listIndex(path[index]) != nil
    if isNumbered, index + 1 == path.count { return value }
    guard let name = entry.string ?? entry.onlyKey else { return try applied(to: entry, from: index + 1) }
    // methods.0.agreed-ack.window is methods.0.window written out.
    let isNamedNext = isNumbered && path[index + 1] == name
    let inside = isNamedNext ? index + 2 : index + 1
    if entry.string != nil {
      let empty = Node(.object([]), place: value.place, origin: value.origin)
      let member = Node.Member(name, keyPlace: entry.place, try applied(to: empty, from: inside))
      return Node(.object([member]), place: entry.place, origin: entry.origin)
    }
    var members = entry.members ?? []
    if inside < path.count, Node.keysBesideName.contains(path[inside]), entry[path[inside]] != nil {
      return Node(
        .object(try applied(to: members, from: inside)), place: entry.place, origin: entry.origin)
    }
    for position in members.indices where members[position].key == name {
      members[position].node = try applied(to: members[position].node, from: inside)
    }
    return Node(.object(members), place: entry.place, origin: entry.origin)
  }

  /// Which entry of a list the component at `index` means.
  private func entryIndex(in entries: [Node], at index: Int) throws(PathProblem) -> Int {
    let component = path[index]
    let list = index == 0 ? "the list" : written(through: index - 1)
    if let number = Self.listIndex(component) {
      if number < entries.count { return number }
      throw PathProblem(
        "\(written(through: index)) does not exist: \(list) has "
          + (entries.isEmpty ? "no entries" : "the entries 0 to \(entries.count - 1)"))
    }
    let isKeyed = index > 0 && keyedLists.contains(path[index - 1])
    let names = entries.map { $0.name(isKeyed: isKeyed) }
    // A label comes before the key: two entries of one method are told apart by the label of one of them.
    for names in [names, entries.map { isKeyed ? $0.onlyKey : nil }] {
      let matches = names.indices.filter { names[$0] == component }
      if matches.count > 1 {
        let choices = matches.prefix(5).map(String.init).joined(separator: " or ")
        throw PathProblem(
          "\(quoted(component)) means \(matches.count) entries of \(list); "
            + "write the index instead: \(choices)")
      }
      if let match = matches.first { return match }
    }
    let near = Nearest.match(component, among: names.compactMap { $0 }).map {
      "; did you mean \(quoted($0))?"
    }
    let count = entries.count
    throw PathProblem(
      "\(written(through: index)) does not exist: no entry of \(list) is called \(quoted(component))"
        + (near ?? (count > 0 ? "; write a name, or an index from 0 to \(count - 1)" : "; it has no entries"))
    )
  }

  private func written(through index: Int) -> String { quoted(path[...index].joined(separator: ".")) }

  /// The number that a component of digits means; one too large to be an index is one that no list has.
  private static func listIndex(_ component: String) -> Int? {
    guard component.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
      return nil
    }
    return Int(component) ?? .max
  }
}

extension Node {
  /// What an entry of a list is called: a string, itself; its label, here or inside its only key; its name;
  /// in a keyed list, its only key.
  func name(isKeyed: Bool) -> String? {
    if let string { return string }
    let key = isKeyed ? onlyKey : nil
    let innerLabel = key.flatMap { self[$0]?["label"]?.string }
    return self["label"]?.string ?? innerLabel ?? self["name"]?.string ?? key
  }

  /// The key of `{ "agreed-ack": … }`, where a label and modifiers may stand beside it.
  var onlyKey: String? {
    let keys = (members ?? []).map(\.key).filter { !Node.keysBesideName.contains($0) }
    return keys.count == 1 ? keys[0] : nil
  }
}
