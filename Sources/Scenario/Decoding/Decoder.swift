import EventKernel
import FlowControl
import SpreadModel

/// What is known outside a scenario's text and needed to check it.
public struct ScenarioContext: Sendable {
  /// A column that an expectation may name.
  public struct ExpectableColumn: Sendable {
    /// Its name.
    public let name: String
    /// What it holds.
    public let kind: Kind
    /// What a column holds.
    public enum Kind: Sendable { case number, text, flag }
    /// A column.
    public init(name: String, kind: Kind) {
      self.name = name
      self.kind = kind
    }
  }
  /// The columns of `summary.csv`.
  public var summaryColumns: [ExpectableColumn]
  /// The columns of `members.csv`.
  public var memberColumns: [ExpectableColumn]
  /// Reads a file that a scenario names, relative to it; throws a message that says why it cannot.
  public var load: @Sendable (_ path: String) throws(FileProblem) -> [UInt8]

  /// A context.
  public init(
    summaryColumns: [ExpectableColumn], memberColumns: [ExpectableColumn],
    load: @escaping @Sendable (_ path: String) throws(FileProblem) -> [UInt8]
  ) {
    self.summaryColumns = summaryColumns
    self.memberColumns = memberColumns
    self.load = load
  }
}

/// Why a file that a scenario names cannot be used.
public struct FileProblem: Error, Hashable, Sendable {
  /// The reason and the repair.
  public let message: String
  /// A problem.
  public init(_ message: String) { self.message = message }
}

/// Collects every problem while a scenario's tree is turned into values. A value that is wrong is reported and
/// replaced by a harmless one, so that the rest is checked too.
final class Decoder {
  var diagnostics = Diagnostics()
  let context: ScenarioContext

  init(_ context: ScenarioContext) { self.context = context }

  func error(_ message: String, at node: Node) { diagnostics.error(message, at: node) }

  /// The nearest known word as a half sentence, or nothing.
  func suggestion(_ word: String, among words: [String]) -> String {
    Nearest.match(word, among: words).map { "; did you mean \"\($0)\"?" } ?? ""
  }

  /// Words as a list for a message.
  func list(_ words: [String]) -> String { words.map { "\"\($0)\"" }.joined(separator: ", ") }
}

/// Reads the keys of one object against its section: unknown keys are reported at once, missing required ones
/// when they are asked for.
struct ObjectReader {
  let decoder: Decoder
  let node: Node
  let section: Section
  private let isObject: Bool

  init(_ node: Node, _ section: Section, _ decoder: Decoder, alsoKnown: [String] = []) {
    self.node = node
    self.section = section
    self.decoder = decoder
    isObject = node.members != nil
    guard let members = node.members else {
      decoder.error("\(section.title) is \(node.kindName); write an object: { … }", at: node)
      return
    }
    let known = section.fields.map(\.name) + alsoKnown
    for member in members where !known.contains(member.key) {
      let hint = decoder.suggestion(member.key, among: known)
      let isLater = ScenarioFormat.laterKeys.contains(member.key) && hint.isEmpty
      let repair = isLater ? "this version does not have it yet; remove it"
        : "the keys of \(section.title) are \(known.joined(separator: ", "))"
      decoder.diagnostics.error("unknown key \"\(member.key)\"\(hint.isEmpty ? "; " + repair : hint)", atKeyOf: member)
    }
  }

  /// The value of a key; reports a required one that is missing.
  func value(_ name: String) -> Node? {
    if let value = node[name] { return value }
    if let field = section.fields.first(where: { $0.name == name }), field.defaultText == nil, isObject {
      decoder.error("\(section.title) needs \"\(name)\": \(field.meaning)", at: node)
    }
    return nil
  }

  func has(_ name: String) -> Bool { node[name] != nil }

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
      decoder.error("\(name) is \(value.kindName); write true or false", at: value)
      return `default`
    }
    return flag
  }

  /// A key that is either absent or `true`.
  func isSet(_ name: String) -> Bool {
    guard let value = value(name) else { return false }
    if value.boolean == true { return true }
    decoder.error("\(name) is either true or left out; write \(name): true", at: value)
    return false
  }

  func word(_ name: String, among words: [String]) -> String? {
    guard let value = value(name) else { return nil }
    guard let word = value.string, words.contains(word) else {
      let given = value.string.map { "\"\($0)\"" } ?? value.kindName
      let isLater = ScenarioFormat.laterWords.contains(value.string ?? "")
      let hint = isLater ? "; this version does not have it yet"
        : decoder.suggestion(value.string ?? "", among: words)
      decoder.error("\(name) is \(given); write \(decoder.choices(words))\(hint)", at: value)
      return nil
    }
    return word
  }

  func whole(_ name: String, in range: ClosedRange<Int>) -> Int? {
    guard let value = value(name) else { return nil }
    return decoder.whole(value, named: name, in: range)
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
