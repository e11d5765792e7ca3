import EventKernel

/// Reads the keys of one object against its section: unknown keys are reported at once, missing required ones
/// when they are asked for.
struct ObjectReader {
  let decoder: ScenarioDecoder
  let node: Node
  let section: Section
  /// Known keys that an unknown one was probably meant to be: to report them as missing would be a second report
  /// of one mistake.
  private let misspelt: Set<String>

  init(_ node: Node, _ section: Section, _ decoder: ScenarioDecoder) {
    self.node = node
    self.section = section
    self.decoder = decoder
    let known = section.fields.map(\.name)
    misspelt = Set(
      (node.members ?? []).map(\.key).filter { !known.contains($0) }.compactMap {
        Nearest.match($0, among: known)
      })
    guard let members = node.members else {
      decoder.error("\(section.title) is \(node.kindName); write an object: { … }", at: node)
      return
    }
    for member in members where !known.contains(member.key) {
      let repair = decoder.suggestion(member.key, among: known, orAll: "the keys of \(section.title) are")
      decoder.diagnostics.error("unknown key \(decoder.shown(member.key))\(repair)", atKeyOf: member)
    }
  }

  /// The value of a key; reports a required one that is missing.
  func value(_ name: String) -> Node? {
    if let value = node[name] { return value }
    if let field = section.fields.first(where: { $0.name == name }), let example = field.example,
      node.members != nil, !misspelt.contains(name)
    {
      decoder.error("\(section.title) has no \(name); add \(name): \(example)", at: node)
    }
    return nil
  }

  func has(_ name: String) -> Bool { node[name] != nil }

  /// Whether an unknown key, which is reported, was probably meant to be this one.
  func isMisspelt(_ name: String) -> Bool { misspelt.contains(name) }

  func text(_ name: String) -> String? {
    guard let value = value(name) else { return nil }
    guard let text = value.string else {
      decoder.error("\(name) is \(value.kindName); write text in quotes", at: value)
      return nil
    }
    return text
  }

  func flag(_ name: String, default: Bool) -> Bool {
    guard let value = value(name) else { return `default` }
    guard let flag = value.boolean else {
      decoder.error("\(name) is \(decoder.shown(value)); write true or false", at: value)
      return `default`
    }
    return flag
  }

  /// A key that is either absent or `true`.
  func isSet(_ name: String) -> Bool {
    guard let value = value(name) else { return false }
    if value.boolean == true { return true }
    decoder.error("\(name) is \(decoder.shown(value)); write \(name): true, or leave it out", at: value)
    return false
  }

  /// - Parameter alternative: what else may be written, for the message.
  func word(_ name: String, among words: [String], or alternative: String = "") -> String? {
    guard let value = value(name) else { return nil }
    if let word = value.string, words.contains(word) { return word }
    let choices = words.count == 1 ? "\"\(words[0])\"" : "one of \(decoder.list(words))"
    let repair = "write \(choices)\(alternative.isEmpty ? "" : ", " + alternative)"
    let hint = decoder.suggestion(value.string ?? "", among: words)
    decoder.error("\(name) is \(decoder.shown(value)); \(repair)\(hint)", at: value)
    return nil
  }

  /// - Parameter reason: for the message, where the range has one that is not plain.
  func whole(_ name: String, in range: ClosedRange<Int>, because reason: String = "") -> Int? {
    guard let value = value(name) else { return nil }
    return decoder.whole(value, named: name, in: range, because: reason)
  }

  func interval(_ name: String, positive: Bool = false) -> Interval? {
    guard let value = value(name) else { return nil }
    return decoder.interval(value, named: name, positive: positive)
  }

  func size(_ name: String) -> Int64? {
    guard let value = value(name) else { return nil }
    return decoder.size(value, named: name)
  }

  func distribution(_ name: String) -> Distribution? {
    guard let value = value(name) else { return nil }
    return decoder.distribution(value, named: name)
  }
}
