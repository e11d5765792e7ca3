import FlowControl
import Scenario
import SpreadModel

/// `sluice methods`: the catalogue.
struct MethodsCommand {
  private let names: [String]
  private let console: Console

  init(_ options: Options, _ console: Console) throws(UsageProblem) {
    names = options.arguments
    for name in names where Catalogue.entry(named: name) == nil {
      let hint = Nearest.match(name, among: Catalogue.names).map { "did you mean \"\($0)\"?" }
      throw UsageProblem(
        "unknown method '\(name)'; \(hint ?? "the methods are \(Catalogue.names.joined(separator: ", "))")")
    }
    self.console = console
  }

  func run() throws -> ExitCode {
    guard names.isEmpty else {
      let cards = names.compactMap { Catalogue.entry(named: $0)?.card }
      console.out(cards.map(page).joined(separator: "\n"))
      return .fine
    }
    let width = (Catalogue.names.map(\.count).max() ?? 0) + 2
    for entry in Catalogue.entries {
      console.line(pad(entry.card.name, to: width) + entry.card.summary)
    }
    console.line("\n\"sluice methods NAME\" tells the parameters of one, its bound and its source.")
    return .fine
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
