import FlowControl
import SpreadModel
import Testing

@testable import SluiceCommand

@Suite struct MethodsCommandTests {
  @Test func `the catalogue is one line a method`() {
    let (code, out, talk) = sluice(["methods"])
    #expect(code == 0 && talk == "")
    for card in Catalogue.entries.map(\.card) + Modifiers.cards {
      #expect(
        out.split(separator: "\n").contains { $0.hasPrefix(card.name + " ") && $0.hasSuffix(card.summary) })
    }
  }

  @Test(arguments: Catalogue.entries.map(\.card.name) + Modifiers.cards.map(\.name))
  func `a method's page has its source, its bound and all there is to know of every parameter`(
    name: String
  ) throws {
    let card = try #require(
      Catalogue.entry(named: name)?.card ?? Modifiers.cards.first { $0.name == name })
    let (code, out, talk) = sluice(["methods", name])
    #expect(code == 0 && talk == "")
    #expect(
      out.hasPrefix("\(card.name): \(card.summary)\n\n  source  \(card.source)\n  bound   \(card.bound)\n"))
    for parameter in card.parameters {
      #expect(
        out.contains(
          "\n  \(parameter.name)  (default \(parameter.defaultText))\n      \(parameter.meaning)\n      values: \(parameter.range)\n      unit: \(parameter.unit)\n      source: \(parameter.source)\n"
        ))
    }
    #expect(out.contains("It has no parameters.") == card.parameters.isEmpty)
  }

  @Test func `the page of Method 2, word by word`() {
    #expect(
      sluice(["methods", "pipelining-senders"]).out == """
        pipelining-senders: at most W own messages sent and not yet received back

          source  2002 mail, Method 2; Spread's flooder uses W = 200
          bound   none: unread ≤ mW + (A − R)⁺, and nothing limits the lead A of the fastest sender

        Parameters:

          window  (default "auto")
              W, messages; auto = ⌊max/(2n)⌋ with n the members of the view
              values: "auto", or 1 to 1000000 messages
              unit: messages
              source: 2002 mail: max/(2n), in small groups

          count  (default "received")
              when an own message counts as come back: read, or completely processed
              values: "received", "processed"
              unit: none, a word
              source: 2002 mail (received); processed is what counts where a thread reads

        """)
  }
}
