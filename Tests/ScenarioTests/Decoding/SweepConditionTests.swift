import Testing

@testable import Scenario

@Suite struct SweepConditionTests {
  private func text(_ sweep: String) -> String {
    "{ duration: \"1s\",\n  sweep: { \(sweep) },\n"
      + "  members: [{ name: \"a\", process: \"1us\", send: { rate: \"100/s\" } }],\n"
      + "  methods: [{ \"agreed-ack\": { window: 20 } }, \"hope-and-pray\"] }"
  }

  private func sweeps(_ sweep: String) throws -> [String] { try scenario(text(sweep)).points.map(\.sweep) }

  @Test func `points at which a condition does not hold are left out, and the rest is numbered in order`()
    throws
  {
    let points = try scenario(
      text(
        "seed: [1, 2, 3], \"session.maxSessionMessages\": [200, 300], where: \"seed * 100 <= session.maxSessionMessages\""
      )
    ).points
    #expect(points.map(\.index) == [0, 1, 2, 3, 4])
    #expect(
      points.map { [Int($0.run.seed), $0.run.session.maxSessionMessages] } == [
        [1, 200], [1, 300], [2, 200], [2, 300], [3, 300],
      ])
  }

  @Test func `all conditions of a list hold`() throws {
    #expect(
      try sweeps("seed: { from: 1, to: 9, step: 1 }, where: [\"seed > 3\", \"seed < 6\"]") == [
        "seed=4", "seed=5",
      ])
  }

  @Test(arguments: [
    ("methods.agreed-ack.window == 20", true), ("methods.0.window == 20", true),
    ("members.a.process < 2us", true), ("members.a.send.rate == 0.1/ms", true),
    ("members.0.send.rate > 1/s", true),
    ("session.maxSessionMessages == 1000", true), ("members.a.count == 1", true),
    ("ring.model == 'sequencer' and session.socket != 'unix'", true), ("duration > 1s", false),
  ])
  func `a condition may name any key with a value, written or by default`(condition: String, holds: Bool)
    throws
  {
    let lines = ScenarioReading(text("seed: [1], where: \"\(condition)\"")).lines
    #expect(
      lines
        == (holds
          ? []
          : [
            "s.json5:2:30: error: the conditions leave out the only point there is; loosen one of them, or sweep more values"
          ]))
  }

  @Test func `a condition sees what a preset and a swept key say`() throws {
    #expect(
      try sweeps("preset: [\"ideal\", \"spread-5\"], where: \"ring.model == 'token'\"") == ["preset=spread-5"]
    )
    #expect(
      try sweeps("\"members.0.process\": [\"1us\", \"5us\"], where: \"members.a.process > 1us\"")
        == ["members.0.process=5us"])
  }

  @Test(arguments: [
    (
      "seed: [1, 2], where: \"sed < 2\"",
      "2:34: error: where: \"sed\" is neither a swept key nor one with a value in the scenario; did you mean \"seed\"?"
    ),
    (
      "seed: [1, 2], where: \"members < 2\"",
      "2:34: error: where: \"members\" is a list here; conditions know numbers, quantities, text, true and false"
    ),
    (
      "seed: [1, 2], where: \"seed < 2ms\"",
      "2:39: error: where: a number without a unit stands left of < and a duration right of it; both sides must be of one kind, at seed=1"
    ),
    (
      "seed: [1, 0], where: \"6 / seed > 1\"",
      "2:36: error: where: division by zero; ask before, as in x != 0 and 10 / x < 5, at seed=0"
    ),
    ("seed: [1, 2], where: \"seed = 1\"", "2:39: error: where: '=' is not known here; write =="),
    (
      "seed: [1, 2], where: [\"seed == 1\", 5]",
      "2:47: error: a condition of where is a number; write text, such as \"session.maxSessionMessages >= 1000\""
    ),
    (
      "where: \"seed > 2\"",
      "2:19: error: the conditions leave out the only point there is; loosen one of them, or sweep more values"
    ),
    (
      "seed: [1, 2], where: \"seed > 2\"",
      "2:33: error: the conditions leave out all 2 points of the sweep; loosen one of them"
    ),
    (
      "seed: { from: 1, to: 10000, step: 1 }, duration: { from: \"1s\", to: \"11s\", step: \"1s\" }, where: \"seed > 2\"",
      "2:10: error: the sweep has more than 100000 combinations before its conditions; make its lists shorter"
    ),
    (
      "seed: { from: 1, to: 10000, step: 1 }, duration: [\"1s\", \"2s\"], where: \"seed > 2\"",
      "2:10: error: the sweep has more than 10000 points; make its lists shorter"
    ),
  ])
  func `a condition without an answer is told at its place, once`(sweep: String, line: String) {
    #expect(ScenarioReading(text(sweep)).lines == ["s.json5:" + line])
  }

  @Test func `more combinations than points are fine where conditions leave few`() throws {
    let sweep = "seed: { from: 1, to: 10000, step: 1 }, duration: [\"1s\", \"2s\"], where: \"seed < 3\""
    #expect(try scenario(text(sweep)).points.count == 4)
  }
}
