import SpreadModel

/// `groups` of the members, and `group` of what they send.
extension ScenarioDecoder {
  /// The names that the entries of `members` use, in the order of the file; one without a name where they use none.
  func groupNames(_ entries: [Node]) -> [String] {
    var names: [String] = []
    for entry in entries {
      for node in entry["groups"]?.entries ?? [] {
        guard let name = node.string, isUsableName(name), !names.contains(name) else { continue }
        names.append(name)
        if names.count == Groups.limit + 1 {
          error("there are more than \(Groups.limit) groups; a session holds no more than that", at: node)
        }
      }
    }
    return names.isEmpty ? [""] : Array(names.prefix(Groups.limit))
  }

  /// Sets the groups of a member and the one that it sends to.
  func readGroups(_ reader: ObjectReader, into member: inout MemberDescription, among names: [String]) {
    let own = ownGroups(reader, among: names)
    let hasGroups = names != [""]
    if let node = reader.node["groups"], !member.isInGroup {
      error("a member that does not join has no groups; remove groups, or joins: false", at: node)
    } else if hasGroups, member.isInGroup, !reader.has("groups") {
      error(
        "this member names no groups and others do; add groups: [\(shown(names[0]))] or what it joins",
        at: reader.node)
    }
    member.groups = own.isEmpty ? [0] : own.sorted()
    member.sendGroup = own.first ?? 0
    if names.count > 1, let node = reader.node["rejoin"]?["recovery"] {
      error("what was missed is sent again in one group only; remove recovery, or the other groups", at: node)
    }
    guard let send = reader.node["send"] else { return }
    if let node = send["group"] {
      if let index = node.string.flatMap(names.firstIndex), hasGroups {
        member.sendGroup = index
      } else {
        let repair =
          hasGroups
          ? suggestion(node.string ?? "", among: names, orAll: "the groups are")
          : "; no member names its groups, remove it"
        error("group is \(shown(node))\(repair)", at: node)
      }
    } else if names.count > 1, !member.isInGroup {
      error("a sender outside has to say where it sends; add group: \(shown(names[0])) to its send", at: send)
    }
  }

  private func ownGroups(_ reader: ObjectReader, among names: [String]) -> [Int] {
    guard let node = reader.value("groups") else { return [] }
    guard let entries = node.entries, !entries.isEmpty else {
      error(
        "groups is \(node.entries == nil ? node.kindName : "empty"); write a list: [\"a\", \"b\"]", at: node)
      return []
    }
    var own: [Int] = []
    for entry in entries {
      guard let name = entry.string, isUsableName(name) else {
        error(
          "a group is \(shown(entry)); write a name of at most 100 letters, digits, blanks, \"-\" and \"_\"",
          at: entry)
        continue
      }
      guard let index = names.firstIndex(of: name) else { continue }
      if own.contains(index) {
        error("the group \(shown(name)) stands twice; a member joins a group once", at: entry)
      } else {
        own.append(index)
      }
    }
    return own
  }

  /// Whether a text may name a member or a group.
  func isUsableName(_ name: String) -> Bool {
    !name.isEmpty && name.unicodeScalars.count <= 100
      && name.unicodeScalars.allSatisfy {
        $0.properties.isAlphabetic || ("0"..."9").contains($0) || "-_ ".unicodeScalars.contains($0)
      }
  }
}
