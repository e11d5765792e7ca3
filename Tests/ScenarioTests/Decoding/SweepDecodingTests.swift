import EventKernel
import SpreadModel
import Testing

@testable import Scenario

@Suite struct SweepDecodingTests {
  private let text = """
    { duration: "10s",
      members: [{ name: "fast", count: 2, send: { rate: "5/s" } }, { name: "slow", process: "1ms" }],
      faults: [{ at: "1s", member: "slow", pause: "1s" }],
      methods: ["hope-and-pray", { "agreed-ack": { window: 9 } }, { "agreed-ack": { window: 8 }, label: "eight" }],
      expect: [{ method: "eight", kicks: 0 }, { point: 0, kicks: 0 }],
    }
    """

  private func swept(_ sweep: String) throws -> Scenario {
    try scenario(String(text.dropLast(2)) + "  sweep: { \(sweep) } }")
  }

  private func window(_ point: ScenarioPoint, _ label: String) -> String? {
    point.methods.first { $0.label == label }?.method.effective.first { $0.name == "window" }?.text
  }

  @Test func `several keys make a grid, the last one fastest`() throws {
    let scenario = try swept("seed: [7, 8], \"session.maxSessionMessages\": [2000, 3000, 4000]")
    #expect(scenario.points.map(\.index) == [0, 1, 2, 3, 4, 5])
    #expect(scenario.points.map(\.run.seed) == [7, 7, 7, 8, 8, 8])
    #expect(scenario.points.map(\.run.session.maxSessionMessages) == [2000, 3000, 4000, 2000, 3000, 4000])
    #expect(scenario.points[4].sweep == "seed=8;session.maxSessionMessages=3000")
  }

  @Test func `a key that is set from outside is swept no more`() throws {
    let sweep = "seed: [7, 8], \"session.maxSessionMessages\": [2000, 3000]"
    let scenario = try scenario(
      String(text.dropLast(2)) + "  sweep: { \(sweep) } }",
      changes: [("session.maxSessionMessages", "500")])
    #expect(scenario.points.map(\.run.seed) == [7, 8])
    #expect(scenario.points.map(\.run.session.maxSessionMessages) == [500, 500])
  }

  @Test(arguments: ["members.slow.process", "members.1.process"])
  func `a path goes through a member by name or index`(key: String) throws {
    let scenario = try swept("\"\(key)\": [\"2ms\", { exponential: \"3ms\" }]")
    #expect(
      scenario.points.map(\.run.members[2].costs.process) == [
        .constant(.milliseconds(2)), .exponential(mean: .milliseconds(3)),
      ])
    #expect(scenario.points.map(\.sweep) == ["\(key)=2ms", "\(key)={exponential:3ms}"])
  }

  @Test(arguments: [
    ("methods.eight.window", "eight"), ("methods.2.window", "eight"), ("methods.1.window", "agreed-ack"),
  ])
  func `a path goes through a method by label or index`(key: String, label: String) throws {
    let scenario = try swept("\"\(key)\": [5, 6]")
    #expect(scenario.points.map { window($0, label) } == ["5", "6"])
  }

  @Test func `a path adds a key that the file leaves out, also below a method that is only named`() throws {
    let scenario = try scenario(
      small(
        top: "sweep: { \"methods.pipelining-senders.window\": [5, 6], \"members.a.process\": [\"1us\"] },",
        methods: "\"pipelining-senders\""))
    #expect(scenario.points.map { window($0, "pipelining-senders") } == ["5", "6"])
    #expect(scenario.points[0].run.members[0].costs.process == .constant(.microseconds(1)))
  }

  @Test func `a path goes through a fault by index`() throws {
    let scenario = try swept("\"faults.0.at\": [\"2s\", \"3s\"]")
    #expect(scenario.points.map(\.run.faults[0].at) == [.seconds(2), .seconds(3)])
  }

  // MARK: The command line

  @Test func `a change replaces what the file says, and takes the file's expectations away`() throws {
    let scenario = try scenario(
      text,
      changes: [
        ("members.slow.process", "5ms"), ("seed", "9"), ("methods.eight.window", "3"), ("faults", "[]"),
        ("session", "{ maxSessionMessages: 5000 }"), ("sweep", "{ seed: [1, 2] }"),
      ])
    #expect(scenario.points.map(\.run.seed) == [1, 2] && scenario.seed == 9)
    let run = scenario.points[0].run
    #expect(run.members[2].costs.process == .constant(.milliseconds(5)))
    #expect(run.faults == [] && run.session.maxSessionMessages == 5000)
    #expect(window(scenario.points[0], "eight") == "3")
    #expect(scenario.expectations == [])
    #expect(try ScenarioTests.scenario(text).expectations.count == 2)
  }

  @Test func `the place of a wrong change is the option`() {
    let reading = ScenarioReading(
      text, changes: [("members.slow.proces", "5ms"), ("members.slo.process", "5ms"), ("seed", "x")])
    #expect(
      reading.lines == [
        "--set members.slo.process: error: 'members.slo' does not exist: no entry of 'members' is called 'slo'; did you mean 'slow'?",
        "--set members.slow.proces: error: unknown key \"proces\"; did you mean \"process\"?",
        "--set seed: error: seed is a string; write a whole number from 0 to 9223372036854775807",
      ])
  }

  @Test(arguments: [
    (["eight"], ["eight"]), (["agreed-ack"], ["agreed-ack"]),
    (["pipelining-senders", "eight", "eight"], ["pipelining-senders", "eight"]),
  ])
  func `a method is chosen by label, else by name, and added where the file does not have it`(
    names: [String], labels: [String]
  ) throws {
    #expect(try scenario(text, methods: names).points[0].methods.map(\.label) == labels)
  }

  @Test func `a method that has only labelled entries is chosen with all of them`() throws {
    let text = small(
      methods: "{ \"agreed-ack\": {}, label: \"x\" }, { \"agreed-ack\": { label: \"y\" } }, \"hope-and-pray\""
    )
    #expect(try scenario(text, methods: ["agreed-ack"]).points[0].methods.map(\.label) == ["x", "y"])
  }

  @Test func `a method that stands twice without labels is numbered`() throws {
    let text = small(
      methods:
        "\"agreed-ack\", { \"ack-matrix\": {}, label: \"agreed-ack-2\" }, { \"agreed-ack\": { window: 3 } }")
    #expect(
      try scenario(text).points[0].methods.map(\.label) == ["agreed-ack", "agreed-ack-2", "agreed-ack-3"])
    #expect(try scenario(text, methods: ["agreed-ack-3"]).points[0].methods.map(\.label) == ["agreed-ack-3"])
  }

}
