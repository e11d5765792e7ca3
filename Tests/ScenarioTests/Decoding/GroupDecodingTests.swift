import SpreadModel
import Testing

@testable import Scenario

@Suite struct GroupDecodingTests {
  private func text(_ members: String, methods: String = "\"agreed-ack\"") -> String {
    "{ duration: \"1s\", ring: { latency: \"1ms\" },\n  members: [\(members)],\n  methods: [\(methods)] }"
  }

  @Test func `groups are numbered in the order of the file, and a member sends to the first that it names`()
    throws
  {
    let run = try scenario(
      text(
        """
        { name: "x", groups: ["b"], send: { rate: "5/s" } }, { name: "y", groups: ["a", "b"], send: { rate: "5/s" } },
        { name: "z", count: 2, groups: ["b", "a"], send: { rate: "5/s", group: "a" } }
        """)
    ).points[0].run
    #expect(run.groupNames == ["b", "a"])
    #expect(run.members.map(\.groups) == [[0], [0, 1], [0, 1], [0, 1]])
    #expect(run.members.map(\.sendGroup) == [0, 1, 1, 1])
    #expect(run.groups.members == [[0, 1, 2, 3], [1, 2, 3]])
    #expect(run.groups.facts.map(\.senderCount) == [1, 3])
  }

  @Test func `without groups all are in one that has no name`() throws {
    let run = try scenario(text("{ name: \"x\", send: { rate: \"5/s\" } }, { name: \"y\" }")).points[0].run
    #expect(run.groupNames == [""] && run.members.allSatisfy { $0.groups == [0] })
  }

  @Test func `each group has the sizes that are safe for it, under its name where they differ`() throws {
    let points = try scenario(
      text(
        """
        { name: "x", count: 2, groups: ["a"], send: { rate: "5/s" } }, { name: "y", groups: ["b"], send: { rate: "5/s" } },
        { name: "both", count: 3, groups: ["a", "b"] }
        """)
    ).points
    let method = points[0].methods[0].method
    let names = method.effective.map(\.name)
    #expect(names.contains("a.window") && names.contains("b.window"))
    // Each fits alone, and a member of both may have to hold both.
    #expect((method.provenQueueLoad ?? 0) > 1000)
  }

  @Test(arguments: [
    Message(
      "groups of all kinds of mistakes",
      """
      { duration: "1s",
        members: [{ name: "a", groups: "x", send: { rate: "1/s", group: "y" } },
          { name: "b", groups: [] }, { name: "c", groups: ["x", "x", 5] },
          { name: "d" }, { name: "e", joins: false, groups: ["x"], send: { rate: "1/s", group: "xx" } }],
        methods: ["hope-and-pray"] }
      """,
      """
      s.json5:2:34: error: groups is a string; write a list: ["a", "b"]
      s.json5:2:67: error: group is "y"; the groups are x
      s.json5:3:26: error: groups is empty; write a list: ["a", "b"]
      s.json5:3:59: error: the group "x" stands twice; a member joins a group once
      s.json5:3:64: error: a group is 5; write a name of at most 100 letters, digits, blanks, "-" and "_"
      s.json5:4:5: error: this member names no groups and others do; add groups: ["x"] or what it joins
      s.json5:4:55: error: a member that does not join has no groups; remove groups, or joins: false
      s.json5:4:90: error: group is "xx"; the groups are x
      """),
    Message(
      "a sender outside of several groups",
      """
      { duration: "1s",
        members: [{ name: "a", groups: ["x"] }, { name: "b", groups: ["y"], send: { rate: "1/s", group: "x" } },
          { name: "c", joins: false, send: { rate: "1/s" } }],
        methods: ["agreed-ack"] }
      """,
      """
      s.json5:3:38: error: a sender outside has to say where it sends; add group: "x" to its send
      """),
    Message(
      "a group to send to, where there are none",
      """
      { duration: "1s", members: [{ name: "a", send: { rate: "1/s", group: "x" } }], methods: ["hope-and-pray"] }
      """,
      """
      s.json5:1:70: error: group is "x"; no member names its groups, remove it
      """),
    Message(
      "a sender to a group that it is not in, under a method that needs its copies",
      """
      { duration: "1s", ring: { latency: "1ms" },
        members: [{ name: "a", groups: ["x"] }, { name: "b", groups: ["y"], send: { rate: "1/s", group: "x" } }],
        methods: ["hope-and-pray", "agreed-ack"] }
      """,
      """
      s.json5:2:99: error: "b" sends from outside the group, but "agreed-ack" needs its own copies and control messages; let it join, or run hope-and-pray only
      """),
  ])
  func `each mistake has its message`(message: Message) {
    #expect(ScenarioReading(message.text).lines == message.lines)
  }
}
