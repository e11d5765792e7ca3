import Testing

@testable import Scenario

@Suite("Setting values by path")
struct NodePathTests {
  private static let document = """
    {
      duration: "60s",
      ring: { model: "token", hop: "50us" },
      members: [{ name: "fast", process: "1ms" }, { name: "slow", process: { constant: "50ms" } }],
      faults: [{ at: "10s" }],
      groups: ["a", "b"],
      methods: [
        "hope-and-pray",
        { "agreed-ack": { window: 90 } },
        { "agreed-ack": { window: 50, label: "tight" } },
        { credits: {}, label: "many" },
        { lockstep: {}, chunk: { count: 2, delay: "1ms" } },
      ],
      empty: [],
    }
    """

  private func setting(_ path: String, to value: String) throws -> Node {
    var node = try tree(Self.document)
    try node.set(
      path.split(separator: ".", omittingEmptySubsequences: false).map(String.init), to: tree(value))
    return node
  }

  @Test(
    "a path of keys, indices and names leads to one value",
    arguments: [
      ("duration", "\"60s\"", "'5s'"),
      ("ring.hop", "\"50us\"", "'1us'"),
      ("ring", "{ model: \"token\", hop: \"50us\" }", "{}"),
      ("members.slow.process", "{ constant: \"50ms\" }", "{exponential:'5ms'}"),
      ("members.1.process.constant", "\"50ms\"", "'5ms'"),
      ("members.0.name", "\"fast\"", "'quick'"),
      ("members.fast", "{ name: \"fast\", process: \"1ms\" }", "{name:'fast'}"),
      ("faults.0.at", "\"10s\"", "'2s'"),
      ("groups.b", "\"b\"", "'c'"),
      ("groups.0", "\"a\"", "'c'"),
      ("methods.agreed-ack.window", "90", "10"),
      ("methods.1.window", "90", "10"),
      ("methods.1.agreed-ack.window", "90", "10"),
      ("methods.agreed-ack", "{ window: 90 }", "{ window: 'auto' }"),
      ("methods.tight", "{ window: 50, label: \"tight\" }", "{ window: 10 }"),
      ("methods.many", "{}", "{ c: 1 }"),
      ("methods.4.chunk", "{ count: 2, delay: \"1ms\" }", "{ count: 9 }"),
      ("methods.0", "\"hope-and-pray\"", "'credits'"),
    ])
  func replaces(path: String, old: String, new: String) throws {
    let first = try #require(Self.document.firstRange(of: old))
    let expected = Self.document.replacingCharacters(first, with: new)
    #expect(try setting(path, to: new) == tree(expected))
  }

  @Test("an absent key is added, with the objects on the way to it")
  func adds() throws {
    #expect(try setting("seed", to: "7")["seed"] == .literal("7"))
    #expect(try setting("ring.cost", to: "'1us'")["ring"]?["cost"] == .text("1us"))
    #expect(
      try setting("session.socket.bytes", to: "'1B'")["session"]
        == .object(["socket": .object(["bytes": .text("1B")])]))
    #expect(
      try setting("methods.lockstep.exclude.lag", to: "7")["methods"]?.entries?[4]["lockstep"]
        == .object(["exclude": .object(["lag": .literal("7")])]))
    #expect(
      try setting("methods.many.window", to: "7")["methods"]?.entries?[3]["credits"]
        == .object(["window": .literal("7")]))
  }

  @Test(
    "below an entry that is a string, the entry becomes an object",
    arguments: [
      "methods.hope-and-pray.window", "methods.0.window", "methods.0.hope-and-pray.window",
    ])
  func expands(path: String) throws {
    #expect(
      try setting(path, to: "3")["methods"]?.entries?[0]
        == .object(["hope-and-pray": .object(["window": .literal("3")])]))
  }

  @Test("a new value keeps its own place and origin, the rest keep theirs")
  func places() throws {
    var diagnostics = Diagnostics()
    let value = try #require(JSON5Reader.read(Array("  5".utf8), origin: "--set", into: &diagnostics))
    var node = try tree("{\n a: 1, b: 2 }")
    try node.set(["a"], to: value)
    #expect(node["a"]?.origin == "--set")
    #expect(node["a"]?.place == Place(line: 1, column: 3))
    #expect(node.member("a")?.keyPlace == Place(line: 1, column: 3))
    #expect(node["b"]?.place == Place(line: 2, column: 11))
    #expect(node.place == Place(line: 1, column: 1))
  }

  @Test(
    "a path that leads nowhere is told where it ends, and changes nothing",
    arguments: [
      ("", "the path '' has an empty component"),
      ("ring..hop", "the path 'ring..hop' has an empty component"),
      ("duration.x", "'duration' is a string, so there is no 'x' in it; set 'duration' as a whole"),
      (
        "members.slwo.process",
        "'members.slwo' does not exist: no entry of 'members' is called 'slwo'; did you mean 'slow'?"
      ),
      (
        "members.x",
        "'members.x' does not exist: no entry of 'members' is called 'x'; write a name, or an index from 0 to 1"
      ),
      ("members.2.name", "'members.2' does not exist: 'members' has the entries 0 to 1"),
      (
        "members.99999999999999999999",
        "'members.99999999999999999999' does not exist: 'members' has the entries 0 to 1"
      ),
      ("empty.0", "'empty.0' does not exist: 'empty' has no entries"),
      ("empty.a", "'empty.a' does not exist: no entry of 'empty' is called 'a'; it has no entries"),
      ("groups.a.x", "'groups.a' is a string, so there is no 'x' in it; set 'groups.a' as a whole"),
      (
        "methods.agreed_ack.window",
        "'methods.agreed_ack' does not exist: no entry of 'methods' is called 'agreed_ack'; did you mean 'agreed-ack'?"
      ),
      (
        "methods.agreed-ack.window.x",
        "'methods.agreed-ack.window' is a number, so there is no 'x' in it; set 'methods.agreed-ack.window' as a whole"
      ),
    ])
  func problems(path: String, message: String) throws {
    var node = try tree(Self.document)
    let before = node
    let components = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    #expect { try node.set(components, to: Node(.null)) } throws: { ($0 as? PathProblem)?.message == message }
    #expect(node == before)
  }

  @Test("a name that means several entries is refused, and the indices are told")
  func ambiguous() throws {
    var node = try tree("{members: [{name: 'x'}, {name: 'y'}, {name: 'x'}]}")
    #expect { try node.set(["members", "x"], to: Node(.null)) } throws: {
      ($0 as? PathProblem)?.message == "'x' means 2 entries of 'members'; write the index instead: 0 or 2"
    }
  }

  @Test("no path, and one that is too long, are refused")
  func extremes() throws {
    var node = Node(.object([]))
    #expect { try node.set([], to: Node(.null)) } throws: {
      ($0 as? PathProblem)?.message == "the path is empty; write a key, such as seed"
    }
    #expect(throws: PathProblem.self) { try node.set(Array(repeating: "a", count: 65), to: Node(.null)) }
    try node.set(Array(repeating: "a", count: 64), to: Node(.null))
  }
}

extension String {
  fileprivate func replacingCharacters(_ range: Range<Index>, with text: String) -> String {
    var copy = self
    copy.replaceSubrange(range, with: text)
    return copy
  }
}
