import Testing

@testable import Scenario

/// The messages of members and what they send, word by word.
@Suite struct MemberMessageTests {
  @Test(arguments: [
    Message(
      "no members",
      """
      { duration: "1s", members: [], methods: ["hope-and-pray"] }
      """,
      """
      s.json5:1:28: error: members is empty; a group has at least one member, for example { name: "a" }
      """),
    Message(
      "members that are no list",
      """
      { duration: "1s", members: { name: "a" }, methods: ["hope-and-pray"] }
      """,
      """
      s.json5:1:28: error: members is an object; write a list: [ { name: "a" }, … ]
      """),
    Message(
      "a count of zero",
      """
      { duration: "1s",
        members: [{ name: "a", count: 0,
          send: { rate: "100/s" } }],
        methods: ["hope-and-pray"] }
      """,
      """
      s.json5:2:33: error: count is 0; write a whole number from 1 to 100000
      """),
    Message(
      "too many members",
      """
      { duration: "1s",
        members: [{ name: "a", count: 99999,
          send: { rate: "100/s" } }, { name: "b", count: 2 }],
        methods: ["hope-and-pray"] }
      """,
      """
      s.json5:3:32: error: there are more than 100000 members; make the counts smaller
      """),
    Message(
      "a member without a name",
      """
      { duration: "1s", methods: ["hope-and-pray"], members: [{}, { send: { rate: "1/s" } }] }
      """,
      """
      s.json5:1:57: error: a member has no name; add name: "a"
      s.json5:1:61: error: a member has no name; add name: "a"
      """),
    Message(
      "names that stand twice",
      """
      { duration: "1s", methods: ["hope-and-pray"], members: [
        { name: "a", count: 3, send: { rate: "1/s" } },
        { name: "a" }, { name: "a-2" }, { name: "b" },
        { name: "b", count: 9 }] }
      """,
      """
      s.json5:3:11: error: the name "a" is already used in line 2; give each member a name of its own
      s.json5:3:26: error: the name "a-2" is already used in line 2; give each member a name of its own
      s.json5:4:11: error: the name "b" is already used in line 3; give each member a name of its own
      """),
    Message(
      "a name that cannot be a part of a path",
      """
      { duration: "1s",
        members: [{ name: "a.b;c",
          send: { rate: "100/s" } }],
        methods: ["hope-and-pray"] }
      """,
      """
      s.json5:2:21: error: the name "a.b;c" cannot be used; write at most 100 letters, digits, blanks, "-" and "_"
      """),
    Message(
      "a daemon that there is not",
      """
      { duration: "1s", ring: { daemons: 2 },
        members: [{ name: "a", daemon: 3,
          send: { rate: "100/s" } }],
        methods: ["hope-and-pray"] }
      """,
      """
      s.json5:2:34: error: daemon is 3; write a whole number from 1 to 2
      """),
    Message(
      "a buffer without a receiver thread",
      """
      { duration: "1s",
        members: [{ name: "a", buffer: 5,
          send: { rate: "100/s" } }],
        methods: ["hope-and-pray"] }
      """,
      """
      s.json5:2:34: error: buffer limits what a receiver thread reads ahead; add receiverThread: true or remove it
      """),
    Message(
      "a return without a time, too often, and one to no group",
      """
      { duration: "1s", methods: ["hope-and-pray"], members: [
        { name: "a", rejoin: { attempts: 0, recovery: { rate: 5 } } },
        { name: "b", rejoin: { after: "0s", recovery: {} }, send: { rate: "1/s" } },
        { name: "c", joins: false, rejoin: { after: "1s" }, send: { rate: "1/s" } }] }
      """,
      """
      s.json5:2:24: error: rejoin has no after; add after: "1s"
      s.json5:2:36: error: attempts is 0; write a whole number from 1 to 1000000
      s.json5:2:57: error: rate: '5' has no unit; write "5/s" or "5/ms"
      s.json5:3:33: error: after is 0; write a positive duration, for example "1ms"
      s.json5:3:49: error: a recovery has no rate; add rate: "5000/s"
      s.json5:4:38: error: "c" has joins: false and cannot join again; remove rejoin, or let it join
      """),
    Message(
      "a member that does nothing",
      """
      { duration: "1s", methods: ["hope-and-pray"], members: [
        { name: "a", joins: false },
        { name: "b", send: { rate: "1/s" } }] }
      """,
      """
      s.json5:2:23: error: "a" neither joins nor sends; give it a send or remove it
      """),
    Message(
      "nobody sends",
      """
      { duration: "1s", methods: ["hope-and-pray"], members: [{ name: "a" }] }
      """,
      """
      s.json5:1:56: warning: no member sends anything; give one of them a send, for example send: { rate: "100/s" }
      """),
    Message(
      "a send without a schedule",
      """
      { duration: "1s",
        members: [{ name: "a",
          send: { arrivals: "poisson", total: 5 } }],
        methods: ["hope-and-pray"] }
      """,
      """
      s.json5:2:12: warning: no member sends anything; give one of them a send, for example send: { rate: "100/s" }
      s.json5:3:11: error: send has "arrivals", "total" but no rate, burst or trace; add what is sent, for example rate: "100/s"
      """),
    Message(
      "a burst and a rate",
      """
      { duration: "1s",
        members: [{ name: "a",
          send: { rate: "1/s", burst: { size: 5, period: "1s" } } }],
        methods: ["hope-and-pray"] }
      """,
      """
      s.json5:3:11: error: send has rate and burst; write one of them
      """),
    Message(
      "keys that a burst cannot have",
      """
      { duration: "1s",
        members: [{ name: "a",
          send: { burst: { size: 0, period: "0s" }, arrivals: "poisson", on: "1s" } }],
        methods: ["hope-and-pray"] }
      """,
      """
      s.json5:3:28: error: size is 0; write a whole number from 1 to 1000000
      s.json5:3:39: error: period is 0; write a positive duration, for example "1ms"
      s.json5:3:57: error: arrivals has no meaning beside burst; remove one of the two
      s.json5:3:72: error: on has no meaning beside burst; remove one of the two
      """),
    Message(
      "a burst without a period",
      """
      { duration: "1s",
        members: [{ name: "a",
          send: { burst: { size: 5 } } }],
        methods: ["hope-and-pray"] }
      """,
      """
      s.json5:3:20: error: a burst has no period; add period: "1s"
      """),
    Message(
      "a phase without its other half",
      """
      { duration: "1s",
        members: [{ name: "a",
          send: { rate: "1/s", on: "1s" } }],
        methods: ["hope-and-pray"] }
      """,
      """
      s.json5:3:11: error: phases need both on and off; add off, for example off: "1s"
      """),
    Message(
      "a phase too short for its rate",
      """
      { duration: "1s",
        members: [{ name: "a",
          send: { rate: "1/s", on: "0.5s", off: "1s" } }],
        methods: ["hope-and-pray"] }
      """,
      """
      s.json5:3:19: warning: no message falls into a phase of this length at this rate; make on longer or the rate higher
      """),
    Message(
      "flat out misspelt",
      """
      { duration: "1s",
        members: [{ name: "a",
          send: { rate: "flatout" } }],
        methods: ["hope-and-pray"] }
      """,
      """
      s.json5:3:19: error: rate is "flatout"; did you mean "flat-out"?
      """),
    Message(
      "a backlog of one that blocks",
      """
      { duration: "1s",
        members: [{ name: "a",
          send: { rate: "1/s", backlog: 5 } }],
        methods: ["hope-and-pray"] }
      """,
      """
      s.json5:3:35: error: backlog limits an application that does not block; add blocking: false or remove it
      """),
    Message(
      "a payload above Spread's",
      """
      { duration: "1s",
        members: [{ name: "a",
          send: { rate: "1/s", payload: ["144000B", "144001B", 5] } }],
        methods: ["hope-and-pray"] }
      """,
      """
      s.json5:3:47: error: payload is 144001 bytes; write at most "144000B", which is what a Spread message holds
      s.json5:3:58: error: payload: '5' has no unit; write "5B", "5kB" or "5KiB"
      """),
    Message(
      "no payload",
      """
      { duration: "1s",
        members: [{ name: "a",
          send: { rate: "1/s", payload: [] } }],
        methods: ["hope-and-pray"] }
      """,
      """
      s.json5:3:35: error: payload is an empty list; write a size such as "100B"
      """),
  ])
  func `what is wrong, the rule and the repair are told at the right place`(message: Message) {
    #expect(ScenarioReading(message.text).lines == message.lines)
  }
}
