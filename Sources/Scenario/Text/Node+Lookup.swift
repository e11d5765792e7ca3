extension Node {
  /// The value at a path, whose components mean what they mean to `set`; `nil` where there is none, or no single one.
  /// Linear in the entries on the way.
  func node(at path: [String], keyedLists: Set<String> = Node.keyedLists) -> Node? {
    var node = self
    var isKeyed = false
    var rest = path[...]
    while let component = rest.popFirst() {
      if let entries = node.entries {
        guard let entry = Self.entry(component, of: entries, isKeyed: isKeyed) else { return nil }
        node = entry
        let isBeside = rest.first.map { Node.keysBesideName.contains($0) && entry[$0] != nil } ?? false
        if isKeyed, !isBeside, let name = entry.onlyKey, let inside = entry[name] {
          node = inside
          // methods.0.agreed-ack.window is methods.0.window written out.
          if rest.first == name { rest = rest.dropFirst() }
        }
        isKeyed = false
      } else {
        guard let value = node[component] else { return nil }
        node = value
        isKeyed = keyedLists.contains(component)
      }
    }
    return node
  }

  private static func entry(_ component: String, of entries: [Node], isKeyed: Bool) -> Node? {
    if let index = Int(component),
      component.utf8.allSatisfy({ $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: "+") })
    {
      return entries.indices.contains(index) ? entries[index] : nil
    }
    let named = entries.filter { $0.name(isKeyed: isKeyed) == component }
    let matches = named.isEmpty && isKeyed ? entries.filter { $0.onlyKey == component } : named
    return matches.count == 1 ? matches[0] : nil
  }
}
