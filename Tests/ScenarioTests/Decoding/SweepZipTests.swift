import Testing

@testable import Scenario

@Suite struct SweepZipTests {
  private func text(_ sweep: String) -> String {
    small(top: "sweep: { \(sweep) },", methods: "\"pipelining-senders\", { \"agreed-ack\": {} }")
  }

  private func sweeps(_ sweep: String, changes: [(key: String, value: String)] = []) throws -> [String] {
    try scenario(text(sweep), changes: changes).points.map(\.sweep)
  }

  @Test func `keys of a zip move together, and make a grid with the rest`() throws {
    #expect(
      try sweeps(
        "seed: [1, 2], zip: { \"session.maxSessionMessages\": [200, 300], \"members.a.process\": [\"1us\", \"2us\"] }"
      )
        == [
          "seed=1;session.maxSessionMessages=200;members.a.process=1us",
          "seed=1;session.maxSessionMessages=300;members.a.process=2us",
          "seed=2;session.maxSessionMessages=200;members.a.process=1us",
          "seed=2;session.maxSessionMessages=300;members.a.process=2us",
        ])
  }

  @Test func `several zips make a grid, and a zip has ranges too`() throws {
    let points = try scenario(
      text(
        "zip: [{ seed: { from: 1, to: 2, step: 1 }, \"members.a.process\": [\"1us\", \"2us\"] },"
          + " { \"session.maxSessionMessages\": [200, 300] }]")
    ).points
    #expect(points.map(\.run.seed) == [1, 1, 2, 2])
    #expect(points.map(\.run.session.maxSessionMessages) == [200, 300, 200, 300])
    #expect(points.map(\.index) == [0, 1, 2, 3])
  }

  @Test func `a key that is set from outside leaves its zip`() throws {
    let zip = "zip: { seed: [1, 2], \"session.maxSessionMessages\": [200, 300] }"
    #expect(
      try sweeps(zip, changes: [("seed", "9")]) == [200, 300].map { "session.maxSessionMessages=\($0)" })
    #expect(try sweeps(zip, changes: [("seed", "9"), ("session.maxSessionMessages", "5000")]) == [""])
  }

  @Test func `a range stands in place of a list`() throws {
    #expect(
      try sweeps("\"members.a.process\": { from: \"1us\", to: \"1ms\", factor: 10 }")
        == ["1us", "10us", "100us", "1ms"].map { "members.a.process=\($0)" })
  }

  @Test(arguments: [
    (
      "zip: { seed: [1, 2, 3], \"session.maxSessionMessages\": [200, 300] }",
      "s.json5:1:82: error: zip moves its keys together, but \"seed\" has 3 values and \"session.maxSessionMessages\" has 2; give each as many"
    ),
    (
      "zip: {}",
      "s.json5:1:33: error: zip is empty; write keys with lists of one length: { \"session.maxSessionMessages\": [200, 1000], \"methods.agreed-ack.window\": [18, 90] }"
    ),
    (
      "zip: 5",
      "s.json5:1:33: error: zip is a number; write keys with lists of one length: { \"session.maxSessionMessages\": [200, 1000], \"methods.agreed-ack.window\": [18, 90] }"
    ),
    ("seed: [1], zip: { seed: [2] }", "s.json5:1:46: error: \"seed\" is swept twice; write it once"),
    (
      "zip: { replications: [2] }",
      "s.json5:1:35: error: replications is one for all points and cannot be swept; sweep a key of the run, such as session.maxSessionMessages"
    ),
  ])
  func `a zip that is none says what is wrong`(sweep: String, line: String) {
    #expect(ScenarioReading(text(sweep)).lines == [line])
  }
}
