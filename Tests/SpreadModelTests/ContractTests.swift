import EventKernel
import FlowControl
import SpreadModel
import Testing

/// What every method of the catalogue owes to those who use it, those to come included.
@Suite struct ContractTests {
  private static let names = Catalogue.entries.map(\.card.name)

  /// So many equal members, each a sender that the group can follow.
  private func balanced(_ memberCount: Int) -> RunDescription {
    RunDescription(
      duration: .milliseconds(500), ring: Ring(latency: .milliseconds(1)),
      members: (1...memberCount).map { index in
        .sender(
          Workload(.constant(.perSecond(Int64(1_000 / memberCount))), total: 5), name: "member-\(index)",
          send: .constant(.microseconds(10)), process: .exponential(mean: .microseconds(200)))
      })
  }

  @Test func `names are unique and find their entry`() {
    #expect(Set(Self.names).count == Self.names.count)
    for name in Self.names { #expect(Catalogue.entry(named: name)?.card.name == name) }
    #expect(Catalogue.entry(named: "no such method") == nil)
  }

  @Test(arguments: names)
  func `every parameter is documented`(name: String) throws {
    let card = try #require(Catalogue.entry(named: name)).card
    #expect(!card.summary.isEmpty && !card.source.isEmpty && !card.bound.isEmpty)
    #expect(Set(card.parameters.map(\.name)).count == card.parameters.count)
    for parameter in card.parameters {
      #expect(!parameter.meaning.isEmpty && !parameter.defaultText.isEmpty && !parameter.range.isEmpty)
      #expect(!parameter.unit.isEmpty && !parameter.source.isEmpty)
      #expect(parameter.kind != .word || parameter.words.count > 1, "\(parameter.name): a choice of one")
    }
    let effective = try resolve(name, for: balanced(3)).effective.map(\.name)
    #expect(Set(effective).isSubset(of: card.parameters.map(\.name)))
    #expect(Set(effective).count == effective.count)
  }

  @Test(arguments: names, [1, 2, 5, 50])
  func `the defaults resolve for a group of any size`(name: String, memberCount: Int) throws {
    var run = balanced(memberCount)
    do {
      let method = try resolve(name, for: run)
      #expect(method.name == name)
      if let load = method.provenQueueLoad { #expect(load <= 1000 || !method.warnings.isEmpty) }
    } catch let problems as ParameterProblems {
      // "safe" may have no values in a large group; then it says so, and a higher limit helps.
      #expect(memberCount == 50)
      #expect(["window", "credits"].contains(problems.problems[0].parameter) && problems.problems.count == 1)
      #expect(problems.problems[0].message.contains("safe"))
      run.session.maxSessionMessages = 5_000
      #expect(try resolve(name, for: run).provenQueueLoad ?? 0 <= 5_000)
    }
  }

  @Test(arguments: names, [1, 2, 5, 20])
  func `a balanced group gets everything and nobody waits for ever`(name: String, memberCount: Int) throws {
    let run = balanced(memberCount)
    let outcome = try simulate(run, under: name)
    checkInvariants(run, outcome)
    #expect(!outcome.isDeadlocked)
    #expect(outcome.kicks.isEmpty)
    #expect(outcome.members.allSatisfy { $0.sent == 5 })
    #expect(outcome.members.allSatisfy { $0.processed == outcome.accepted })
  }

  @Test(arguments: names)
  func `a seed decides the trajectory and another seed another`(name: String) throws {
    var run = balanced(4)
    let first = try simulate(run, under: name, isJournaled: false)
    let second = try simulate(run, under: name, isJournaled: false)
    #expect(first.fingerprint == second.fingerprint)
    #expect(first.members == second.members)
    run.seed += 1
    #expect(try simulate(run, under: name, isJournaled: false).fingerprint != first.fingerprint)
    run.seed -= 1
    run.replication += 1
    #expect(try simulate(run, under: name, isJournaled: false).fingerprint != first.fingerprint)
  }
}
