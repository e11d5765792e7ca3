import FlowControl
import Scenario
import SpreadModel

/// `sluice methods`: the catalogue.
struct MethodsCommand {
  private let names: [String]
  private let console: Console

  init(_ options: Options, _ console: Console) throws(UsageProblems) {
    var problems = UsageProblems()
    names = options.arguments
    for name in names where Self.card(named: name) == nil {
      let known = Catalogue.names + Modifiers.cards.map(\.name)
      let hint = Nearest.match(name, among: known).map { "did you mean \"\($0)\"?" }
      problems.add(
        "unknown method '\(name)'; \(hint ?? "the methods are \(Catalogue.names.joined(separator: ", "))")")
    }
    self.console = console
    try problems.refuse()
  }

  func run() throws -> ExitCode {
    guard names.isEmpty else {
      let cards = names.compactMap(Self.card)
      console.out(cards.map(page).joined(separator: "\n"))
      return .fine
    }
    let width = (Catalogue.names.map(\.count).max() ?? 0) + 2
    for entry in Catalogue.entries {
      console.line(pad(entry.card.name, to: width) + entry.card.summary)
    }
    console.line("\nAdded to any of them, as a key of its entry:\n")
    for card in Modifiers.cards { console.line(pad(card.name, to: width) + card.summary) }
    console.line("\n\"sluice methods NAME\" tells the parameters of one, its bound and its source.")
    return .fine
  }

  /// A method, or what may be added to one.
  private static func card(named name: String) -> MethodCard? {
    Catalogue.entry(named: name)?.card ?? Modifiers.cards.first { $0.name == name }
  }

  private func page(_ card: MethodCard) -> String {
    var text = "\(card.name): \(card.summary)\n\n  source  \(card.source)\n  bound   \(card.bound)\n"
    guard !card.parameters.isEmpty else { return text + "\nIt has no parameters.\n" }
    text += "\nParameters:\n"
    for parameter in card.parameters {
      text += "\n  \(parameter.name)  (default \(parameter.defaultText))\n"
      text += "      \(parameter.meaning)\n      values: \(parameter.range)\n"
      text += "      unit: \(parameter.unit)\n      source: \(parameter.source)\n"
    }
    return text
  }

  private func pad(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}
