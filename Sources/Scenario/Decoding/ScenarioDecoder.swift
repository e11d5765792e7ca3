import EventKernel
import FlowControl
import SpreadModel

/// Collects every problem while a scenario's tree is turned into values. A value that is wrong is reported and
/// replaced by a harmless one, so that the rest is checked too.
final class ScenarioDecoder {
  var diagnostics = Diagnostics()
  let context: ScenarioContext
  let files: DataFiles

  init(_ context: ScenarioContext, _ files: DataFiles) {
    self.context = context
    self.files = files
  }

  func error(_ message: String, at node: Node) { diagnostics.error(message, at: node) }

  /// The nearest known word as a half sentence, or nothing.
  func suggestion(_ word: String, among words: [String]) -> String {
    Nearest.match(word, among: words).map { "; did you mean \"\($0)\"?" } ?? ""
  }

  /// The nearest known word as a half sentence, else all of them, or the first twenty.
  func suggestion(_ word: String, among words: [String], orAll introduction: String) -> String {
    let hint = suggestion(word, among: words)
    guard hint.isEmpty else { return hint }
    var known: Set<String> = []
    let all = words.filter { known.insert($0).inserted }
    let rest = all.count > 20 ? " and \(all.count - 20) more" : ""
    return "; \(introduction) \(all.prefix(20).joined(separator: ", "))\(rest)"
  }

  /// Words as a list for a message.
  func list(_ words: [String]) -> String { words.map { "\"\($0)\"" }.joined(separator: ", ") }

  /// What the user wrote, cut where it is long, without what garbles a terminal.
  func shown(_ text: String) -> String { "\"\(excerpt(text))\"" }

  /// A value as the user wrote it, where that is short, else what it is.
  func shown(_ node: Node) -> String {
    node.string.map { shown($0) } ?? node.number.map { excerpt($0.text) } ?? node.boolean.map { String($0) }
      ?? node.kindName
  }
}
