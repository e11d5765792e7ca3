/// Scenario text that lies below what a file says: whole sections at once, for example of a version of Spread.
///
/// A preset may name another one, which then lies below it. Beside the keys of a scenario it may have `member`: what
/// every entry of `members` has that does not say otherwise, its `send` only where the entry has one.
struct Preset: Sendable {
  /// As a file writes it.
  let name: String
  /// Its values; their origin is the preset, so that no message points into a file that does not have them.
  let tree: Node
  /// What is wrong with its text: nothing, which a test keeps so.
  let diagnostics: Diagnostics

  init(_ name: String, _ text: String) {
    var diagnostics = Diagnostics()
    self.name = name
    tree =
      JSON5Reader.read(Array(text.utf8), origin: "preset \(name)", into: &diagnostics) ?? Node(.object([]))
    self.diagnostics = diagnostics
  }

  /// All of them; the first is the one of a file that names none.
  static let all = [ideal, spread5, spread4, spread3]

  /// Their names.
  static var names: [String] { all.map(\.name) }

  /// The preset that a tree names; `nil` for none, or one that there is not.
  static func named(in tree: Node) -> Preset? {
    guard let name = tree["preset"]?.string else { return nil }
    return all.first { $0.name == name }
  }

  /// Its values over those of the preset below it.
  private var values: Node {
    guard let base = Preset.named(in: tree) else { return tree }
    return tree.filled(from: base.values)
  }

  /// A scenario with what it does not say filled in. Linear in the scenario.
  func below(_ scenario: Node) -> Node {
    var values = values
    // Costs of daemons that pass a token say nothing about a ring of another model.
    if let model = scenario["ring"]?["model"], model != values["ring"]?["model"] {
      values = values.without("ring").without("daemon")
    }
    let filled = scenario.filled(from: values.without("member"))
    return values["member"].map { filled.withMembers(over: $0) } ?? filled
  }
}

extension Node {
  /// The object with the keys of `lower` that it does not have, likewise the objects in it; anything else is as it is.
  func filled(from lower: Node) -> Node {
    guard var members, let others = lower.members else { return self }
    for other in others {
      if let index = members.firstIndex(where: { $0.key == other.key }) {
        members[index].node = members[index].node.filled(from: other.node)
      } else {
        members.append(other)
      }
    }
    var copy = self
    copy.kind = .object(members)
    return copy
  }

  /// The scenario with every entry of its `members` filled from `lower`.
  fileprivate func withMembers(over lower: Node) -> Node {
    guard var members, let index = members.firstIndex(where: { $0.key == "members" }),
      let entries = members[index].node.entries
    else { return self }
    let silent = lower.without("send")
    members[index].node.kind = .array(
      entries.map { $0.filled(from: $0["send"] == nil ? silent : lower) })
    var copy = self
    copy.kind = .object(members)
    return copy
  }
}
