import EventKernel
import SpreadModel
import Testing

@testable import Scenario

/// What the presets say, and that what a file says wins.
@Suite struct PresetTests {
  private static let spread5 = TokenRing(
    daemonCount: 1, window: 160, personalWindow: 20, hop: .microseconds(30), bandwidth: nil, loss: 0)
  private static let costs = DaemonCosts(
    ingest: Interval(nanoseconds: 12_500), packet: Interval(nanoseconds: 7500),
    deliver: Interval(nanoseconds: 9200), fragment: Interval(nanoseconds: 3300),
    enqueue: Interval(nanoseconds: 2400), drain: Interval(nanoseconds: 2400), waterMark: 500)
  private static let session = SessionRules(maxSessionMessages: 1000, socket: .unix, drainPeriod: nil)
  private static let members = Costs(send: .constant(.microseconds(3)), receive: .constant(.microseconds(7)))

  private func run(_ top: String, member: String = "", send: String = "rate: \"100/s\"") throws
    -> RunDescription
  {
    try scenario(small(top: top, member: member, send: send)).points[0].run
  }

  // MARK: What they say

  @Test func `the text of every preset says something, and nothing wrong`() throws {
    for preset in Preset.all {
      #expect(preset.diagnostics.lines == [] && preset.tree.members?.isEmpty == (preset.name == "ideal"))
      _ = try run("preset: \"\(preset.name)\",")
    }
  }

  @Test func `a preset has the constants that are documented`() throws {
    let ideal = try run("preset: \"ideal\",")
    #expect(try ideal == run(""))
    var expected = ideal
    expected.ring = .token(Self.spread5)
    expected.daemon = Self.costs
    expected.session = Self.session
    expected.members[0].costs = Self.members
    #expect(try run("preset: \"spread-5\",") == expected)
    #expect(try run("preset: \"spread-4\",") == expected)
    var ring = Self.spread5
    ring.window = 60
    ring.personalWindow = 15
    expected.ring = .token(ring)
    expected.session.drainPeriod = .milliseconds(100)
    #expect(try run("preset: \"spread-3\",") == expected)
  }

  @Test func `the presets are called as the documentation does, the defaults first`() {
    #expect(Preset.names == ["ideal", "spread-5", "spread-4", "spread-3"])
  }

  // MARK: What the file says wins

  @Test(arguments: ["spread-5", "spread-4", "spread-3"])
  func `a file that says everything gets nothing from a preset`(name: String) throws {
    let sections = """
      ring: { model: "token", daemons: 2, window: 5, personalWindow: 6, hop: "1us" },
      daemon: { ingest: "1us", packet: "1us", deliver: "1us", fragment: "1us", enqueue: "1us", drain: "1us", waterMark: 9 },
      session: { maxSessionMessages: 8, socket: "tcp", drain: "at-once" },
      """
    let member = "receive: \"1us\","
    let send = "rate: \"5/s\", cost: \"2us\""
    #expect(
      try run("preset: \"\(name)\", \(sections)", member: member, send: send)
        == run(sections, member: member, send: send))
  }

  @Test func `what the file says wins key by key, and the rest is the preset's`() throws {
    let run = try run(
      """
      preset: "spread-5", ring: { daemons: 3, loss: "1%" }, daemon: { ingest: "1us", waterMark: 9 },
      session: { maxSessionMessages: 8, drain: "1s" },
      """, send: "rate: \"5/s\", cost: \"0s\"")
    var ring = Self.spread5
    ring.daemonCount = 3
    ring.loss = 0.01
    var costs = Self.costs
    costs.ingest = .microseconds(1)
    costs.waterMark = 9
    #expect(run.ring == .token(ring) && run.daemon == costs)
    #expect(
      run.session == SessionRules(maxSessionMessages: 8, socket: .unix, drainPeriod: .seconds(1)))
    #expect(run.members[0].costs == Costs(receive: .constant(.microseconds(7))))
  }

  @Test(arguments: [
    ("{ messages: 440 }", Socket.messages(440)), ("{ bytes: \"400KiB\" }", .bytes(409_600)),
    ("\"none\"", .none),
  ])
  func `a value of another kind replaces the preset's`(text: String, socket: Socket) throws {
    #expect(try run("preset: \"spread-5\", session: { socket: \(text) },").session.socket == socket)
  }

  @Test func `a distribution replaces the preset's cost as a whole`() throws {
    let run = try run(
      "preset: \"spread-5\",", member: "receive: { exponential: \"1us\" },",
      send: "rate: \"5/s\", cost: { uniform: [\"1us\", \"2us\"] }")
    #expect(
      run.members[0].costs
        == Costs(
          send: .uniform(.microseconds(1), .microseconds(2)), receive: .exponential(mean: .microseconds(1))))
  }

  @Test func `only a member with a send gets the cost of one`() throws {
    let run = try scenario(
      """
      { preset: "spread-5", duration: "1s", methods: ["hope-and-pray"],
        members: [{ name: "a", count: 2, send: { rate: "5/s" } }, { name: "b" }, { name: "c", send: {} }] }
      """
    ).points[0].run
    let silent = Costs(receive: Self.members.receive)
    #expect(run.members.map(\.costs) == [Self.members, Self.members, silent, Self.members])
    #expect(run.members.map { $0.workload != nil } == [true, true, false, false])
  }

  // MARK: The ring's model

  @Test func `a file of a sequencer gets the session and the members of a preset, not its ring`() throws {
    let run = try run("preset: \"spread-3\", ring: { model: \"sequencer\", cost: \"1us\" },")
    #expect(run.ring == Ring(cost: .constant(.microseconds(1))) && run.daemon == DaemonCosts())
    #expect(run.session == SessionRules(socket: .unix, drainPeriod: .milliseconds(100)))
    #expect(run.members[0].costs == Self.members)
  }

  @Test func `a file that says token itself gets the whole preset`() throws {
    #expect(
      try run("preset: \"spread-5\", ring: { model: \"token\" },") == run("preset: \"spread-5\","))
  }

  @Test func `a flat-out sender needs no cost of its own`() throws {
    #expect(try run("preset: \"spread-5\",", send: "rate: \"flat-out\"").members[0].costs == Self.members)
  }

  // MARK: Sweeps and changes

  @Test func `a sweep goes over the keys that a preset fills, and over presets`() throws {
    let windows = try scenario(
      small(
        top: """
          preset: "spread-5",
          sweep: { "ring.window": [10, 20], "daemon.deliver": ["1us", "2us"], "session.socket.messages": [3], "members.a.send.cost": ["9us"] },
          """)
    ).points.map(\.run)
    #expect(windows.map(\.ring.token?.window) == [10, 10, 20, 20])
    #expect(windows.map(\.ring.token?.hop) == Array(repeating: .microseconds(30), count: 4))
    #expect(
      windows.map(\.daemon.deliver) == [1, 2, 1, 2].map { Interval.microseconds($0) }
        && windows.allSatisfy { $0.daemon.ingest == Self.costs.ingest })
    #expect(windows.allSatisfy { $0.session.socket == .messages(3) })
    #expect(windows.allSatisfy { $0.members[0].costs.send == .constant(.microseconds(9)) })

    let presets = try scenario(
      small(top: "sweep: { preset: [\"ideal\", \"spread-5\", \"spread-3\"] },"))
    #expect(presets.points.map(\.run.ring.token?.window) == [nil, 160, 60])
    let models = try scenario(
      small(top: "preset: \"spread-5\", sweep: { \"ring.model\": [\"sequencer\", \"token\"] },"))
    #expect(models.points.map(\.run.ring) == [Ring(), .token(Self.spread5)])
    #expect(models.points.map(\.run.daemon) == [DaemonCosts(), Self.costs])
  }

  @Test func `a change from outside is what the file says`() throws {
    func changed(_ top: String, _ key: String, _ value: String) throws -> RunDescription {
      try scenario(small(top: top), changes: [(key, value)]).points[0].run
    }
    let preset = "preset: \"spread-5\","
    var costs = Self.costs
    costs.ingest = .microseconds(1)
    #expect(try changed(preset, "daemon.ingest", "1us").daemon == costs)
    #expect(try changed(preset, "daemon", "{ ingest: \"1us\" }").daemon == costs)
    #expect(try changed(preset, "ring.daemons", "2").ring.token?.daemonCount == 2)
    #expect(try changed(preset, "ring.model", "sequencer").ring == Ring())
    #expect(try changed(preset, "session.socket", "tcp").session.socket == .tcp)
    #expect(try changed(preset, "session.socket.messages", "4").session.socket == .messages(4))
    #expect(try changed(preset, "members.a.receive", "0s").members[0].costs.receive == .constant(.zero))
    #expect(try changed(preset, "preset", "ideal") == run(""))
    #expect(try changed("", "preset", "spread-3") == run("preset: \"spread-3\","))
  }

  // MARK: Messages

  @Test(arguments: [
    Message(
      "a preset that there is not: then any ring may be meant",
      small(top: "preset: \"spread5\", ring: { window: 5, loss: 2 }, daemon: { ingest: \"1us\" },"),
      """
      s.json5:1:27: error: preset is "spread5"; write one of "ideal", "spread-5", "spread-4", "spread-3"; did you mean "spread-5"?
      s.json5:1:63: error: loss is 2; write a share from "0%" to less than "100%", or a number from 0 to less than 1
      """),
    Message(
      "a preset that is no word",
      small(top: "preset: 5,"),
      #"s.json5:1:27: error: preset is 5; write one of "ideal", "spread-5", "spread-4", "spread-3""#),
    Message(
      "a preset whose key is misspelt: then any ring may be meant",
      small(top: "presett: \"spread-5\", ring: { window: 5 }, daemon: { ingest: \"1us\" },"),
      #"s.json5:1:19: error: unknown key "presett"; did you mean "preset"?"#),
    Message(
      "a key of the other model",
      small(top: "preset: \"spread-5\", ring: { latency: \"1ms\" },"),
      #"s.json5:1:47: error: latency belongs to a sequencer; write model: "sequencer", or remove it"#),
    Message(
      "a sequencer and costs of its own daemon",
      small(
        top:
          "preset: \"spread-5\", ring: { model: \"sequencer\", hop: \"1us\" }, daemon: { ingest: \"1us\" },"),
      """
      s.json5:1:67: error: hop belongs to a token ring; write model: "token", or remove it
      s.json5:1:81: error: the daemon's costs take part in a token ring only; write ring: { model: "token" }, or remove them
      """),
    Message(
      "a member of a daemon that the preset does not have",
      small(top: "preset: \"spread-5\",", member: "daemon: 2,"),
      "s.json5:2:34: error: daemon is 2; write a whole number from 1 to 1"),
    Message(
      "sections that are no objects are not filled",
      small(top: "preset: \"spread-5\", ring: [], daemon: 1, session: \"unix\","),
      """
      s.json5:1:45: error: the ring is a list; write an object: { … }
      s.json5:1:57: error: the daemon is a number; write an object: { … }
      s.json5:1:69: error: the session is a string; write an object: { … }
      """),
    Message(
      "a ring that is no object, and the daemon of the preset",
      small(top: "preset: \"spread-5\", ring: [],"),
      "s.json5:1:45: error: the ring is a list; write an object: { … }"),
    Message(
      "members that are no list of objects are not filled",
      "{ preset: \"spread-5\", duration: \"1s\", methods: [\"hope-and-pray\"], members: [5, { name: \"a\", send: 6 }] }",
      """
      s.json5:1:77: error: a member is a number; write an object: { … }
      s.json5:1:99: error: send is a number; write an object: { … }
      """),
  ])
  func `a message is about the file, at its place, never about what a preset filled in`(message: Message) {
    #expect(ScenarioReading(message.text).lines == message.lines)
  }

  @Test func `a value of a preset has the preset as its origin`() throws {
    let preset = try #require(Preset.all.first { $0.name == "spread-3" })
    var diagnostics = Diagnostics()
    let text = "{ preset: \"spread-3\", ring: { hop: \"1us\" }, members: [{}] }"
    let file = try #require(JSON5Reader.read(Array(text.utf8), origin: "f", into: &diagnostics))
    let filled = preset.below(file)
    #expect(filled["ring"]?.origin == "f" && filled["ring"]?["hop"]?.origin == "f")
    #expect(filled["ring"]?["window"]?.origin == "preset spread-3")
    #expect(filled["daemon"]?["ingest"]?.origin == "preset spread-5")
    #expect(filled["members"]?.entries?.first?["receive"]?.origin == "preset spread-5")
    #expect(filled["member"] == nil && filled["preset"]?.string == "spread-3")
  }
}
