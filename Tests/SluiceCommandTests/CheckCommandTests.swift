import Foundation
import Testing

@Suite struct CheckCommandTests {
  private let workspace: Workspace
  init() throws {
    workspace = try Workspace()
    try workspace.write(Sample.small, to: "scenarios/small.json5")
    try workspace.write(Sample.random, to: "scenarios/random.json5")
    #expect(try workspace.sluice("check", "--update").code == 0)
  }

  private func tamper(_ path: String, _ old: String, _ new: String) throws {
    let text = try workspace.read(path)
    let range = try #require(text.firstRange(of: old))
    try workspace.write(text.replacingCharacters(in: range, with: new), to: path)
  }

  @Test func `update writes every result and the generated documents, and says what`() throws {
    let fresh = try Workspace()
    try fresh.write(Sample.small, to: "scenarios/small.json5")
    let outcome = try fresh.sluice("check", "--update")
    #expect(outcome.code == 0 && outcome.talk == "")
    #expect(
      outcome.outLines.dropLast(2) == ["updated results/small", "updated results", "updated scenarios"])
    #expect(
      fresh.listing == [
        "results", "results/README.md", "results/small", "results/small/kicks.csv",
        "results/small/manifest.json",
        "results/small/members.csv", "results/small/summary.csv", "scenarios",
        "scenarios/scenario.schema.json",
        "scenarios/small.json5",
      ])
  }

  @Test(arguments: ["1", "4"])
  func `what is committed is green`(jobs: String) throws {
    let before = workspace.listing
    let outcome = try workspace.sluice("check", "--jobs", jobs)
    #expect(outcome.code == 0 && outcome.talk == "")
    #expect(
      outcome.out.hasPrefix("2 scenarios, 14 runs, ")
        && outcome.out.hasSuffix(" deliveries: all as committed\n"))
    #expect(workspace.listing == before)
    #expect(try workspace.sluice("check", "scenarios/small.json5").out.hasPrefix("1 scenario, 2 runs, "))
  }

  @Test func `one cell that differs is told by file, line, method and column, and update restores it`() throws
  {
    let committed = try workspace.read("results/small/members.csv")
    try tamper("results/small/members.csv", "small,0,agreed-ack,0,sender,", "small,0,agreed-ack,0,sendre,")
    let outcome = try workspace.sluice("check")
    #expect(outcome.code == 1 && outcome.talk == "")
    #expect(
      outcome.outLines.first == "results/small/members.csv:4 (agreed-ack): member was sendre, is sender")
    #expect(outcome.outLines.count == 3 && outcome.outLines[1].hasSuffix(" deliveries: 1 problem"))
    let update = try workspace.sluice("check", "--update")
    #expect(update.code == 0 && update.outLines.first == "updated results/small")
    #expect(try workspace.read("results/small/members.csv") == committed)
    #expect(try workspace.sluice("check").code == 0)
  }

  @Test func `a row too many, an emptied cell and a missing file are told`() throws {
    let summary = try workspace.read("results/random/summary.csv")
    try workspace.write(summary + "random\n", to: "results/random/summary.csv")
    try FileManager.default.removeItem(at: workspace.url("results/random/kicks.csv"))
    try tamper("results/small/summary.csv", "small,0,,hope-and-pray", "small,,,hope-and-pray")
    let outcome = try workspace.sluice("check")
    #expect(outcome.code == 1)
    #expect(
      outcome.outLines.dropLast(2) == [
        "results/random/summary.csv: 13 rows committed, 12 now",
        "results/random/kicks.csv is not committed; run sluice check --update and review it",
        "results/small/summary.csv:2 (hope-and-pray): point was empty, is 0",
      ])
  }

  @Test func `of many differences the first twenty of a file are shown`() throws {
    let text = try workspace.read("results/random/members.csv").replacing(",slow,", with: ",snail,")
      .replacing(
        ",sender,", with: ",ssender,")
    try workspace.write(text, to: "results/random/members.csv")
    let outcome = try workspace.sluice("check", "scenarios/random.json5")
    #expect(outcome.code == 1 && outcome.outLines.count == 23)
    #expect(outcome.outLines[20] == "  and 4 more in this file")
  }

  @Test func `a changed scenario without new results is told by the manifest`() throws {
    try tamper("scenarios/small.json5", "Who keeps", "Who loses")
    let outcome = try workspace.sluice("check", "scenarios/small.json5")
    #expect(outcome.code == 1)
    #expect(
      outcome.outLines[0].hasPrefix("results/small/manifest.json differs: line ")
        && outcome.out.contains("scenarioHash"))
  }

  @Test func `a missed expectation is a problem, whatever is committed`() throws {
    try tamper("scenarios/small.json5", "kicks: 0", "kicks: 5, sent: { max: 3 }")
    let outcome = try workspace.sluice("check", "scenarios/small.json5", "--update")
    #expect(outcome.code == 1)
    let place = "scenarios/small.json5:10:59: expectation missed: agreed-ack: expected"
    #expect(outcome.outLines[1] == "\(place) kicks 5, found 0")
    #expect(outcome.outLines[2].hasPrefix("\(place) sent from anything to 3, found "))
  }

  @Test func `results without a scenario and a document that was edited are told`() throws {
    try FileManager.default.removeItem(at: workspace.url("scenarios/small.json5"))
    try tamper("results/README.md", "summary", "sumary")
    #expect(try workspace.sluice("run", "scenarios/random.json5", "--seed", "3").code == 0)
    let outcome = try workspace.sluice("check")
    #expect(outcome.code == 1)
    #expect(
      outcome.outLines.dropLast(2) == [
        "results/README.md is not what the definitions generate; run sluice check --update"
      ])
    #expect(outcome.talk.contains("results/small belongs to no scenario below scenarios/"))
  }

  @Test func `without a folder of scenarios there is nothing to check`() throws {
    let outcome = try Workspace().sluice("check")
    #expect(outcome.code == 64)
    #expect(
      outcome.talkLines.first
        == "sluice: error: there is no scenarios/ folder with scenarios here; change to the project's folder")
  }
}
