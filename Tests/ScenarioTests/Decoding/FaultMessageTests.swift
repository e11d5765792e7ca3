import Testing

@testable import Scenario

/// The messages of faults, word by word.
@Suite struct FaultMessageTests {
  @Test(arguments: [
    Message(
      "faults that are no list",
      """
      { duration: "1s", faults: { at: "1s" },
        members: [{ name: "a",
          send: { rate: "100/s" } }],
        methods: ["hope-and-pray"] }
      """,
      """
      s.json5:1:27: error: faults is an object; write a list: [ { at: "1s", member: "a", pause: "2s" } ]
      """),
    Message(
      "a fault without what it needs",
      """
      { duration: "9s", methods: ["hope-and-pray"],
        members: [{ name: "fast", count: 3, send: { rate: "1/s" } }, { name: "slow" }, { name: "feed", joins: false, send: { rate: "1/s" } }],
        faults: [
          { pause: "1s" },
          { at: "1s", member: "slow" },
        ] }
      """,
      """
      s.json5:4:5: error: a fault has no at; add at: "1s"
      s.json5:4:5: error: a fault has no member; add member: "a"
      s.json5:5:5: error: this fault does nothing; add one of pause, slowdown, crash, leave, join
      """),
    Message(
      "a fault of nobody",
      """
      { duration: "9s", methods: ["hope-and-pray"],
        members: [{ name: "fast", count: 3, send: { rate: "1/s" } }, { name: "slow" }, { name: "feed", joins: false, send: { rate: "1/s" } }],
        faults: [
          { at: "1s", member: "slwo", pause: "1s" },
          { at: "1s", member: "x", pause: "1s" },
        ] }
      """,
      """
      s.json5:4:25: error: no member is called "slwo"; did you mean "slow"?
      s.json5:5:25: error: no member is called "x"; the names are fast, fast-1, fast-2, fast-3, slow, feed
      """),
    Message(
      "a fault of nobody among many",
      """
      { duration: "9s", methods: ["hope-and-pray"],
        members: [{ name: "m", count: 1000 }, { name: "feed", send: { rate: "1/s" } }],
        faults: [{ at: "1s", member: "x", pause: "1s" }] }
      """,
      """
      s.json5:3:32: error: no member is called "x"; the names are m, m-1, m-2, m-3, m-4, m-5, m-6, m-7, m-8, m-9, m-10, m-11, m-12, m-13, m-14, m-15, m-16, m-17, m-18, m-19 and 982 more
      """),
    Message(
      "more faults than the event list has room for",
      """
      { duration: "9s", methods: ["hope-and-pray"],
        members: [{ name: "many", count: 99999 }, { name: "feed", send: { rate: "1/s" } }],
        faults: [
          { at: "1s", member: "many", pause: "1s" }, { at: "1s", member: "many", pause: "1s" },
          { at: "1s", member: "many", pause: "1s" }, { at: "1s", member: "many", pause: "1s" },
          { at: "1s", member: "many", pause: "1s" }, { at: "1s", member: "many", pause: "1s" },
          { at: "1s", member: "many", pause: "1s" }, { at: "1s", member: "many", pause: "1s" },
          { at: "1s", member: "many", pause: "1s" }, { at: "1s", member: "many", pause: "1s" },
          { at: "1s", member: "many", pause: "1s" },
        ] }
      """,
      """
      s.json5:9:5: error: more than 1000000 faults, one for each member of a name; name fewer members
      """),
    Message(
      "two faults in one",
      """
      { duration: "9s", methods: ["hope-and-pray"],
        members: [{ name: "fast", count: 3, send: { rate: "1/s" } }, { name: "slow" }, { name: "feed", joins: false, send: { rate: "1/s" } }],
        faults: [
          { at: "1s", member: "slow", pause: "1s", crash: true },
        ] }
      """,
      """
      s.json5:4:5: error: this fault is pause and crash at once; write one fault each
      """),
    Message(
      "a fault with keys of another",
      """
      { duration: "9s", methods: ["hope-and-pray"],
        members: [{ name: "fast", count: 3, send: { rate: "1/s" } }, { name: "slow" }, { name: "feed", joins: false, send: { rate: "1/s" } }],
        faults: [
          { at: "1s", member: "slow", pause: "1s", for: "2s" },
          { at: "1s", member: "slow", crash: false },
          { at: "2s", member: "slow", leave: true, every: "1s" },
        ] }
      """,
      """
      s.json5:4:51: error: "for" is the length of a slow-down; a pause says it itself: pause: "2s"
      s.json5:5:40: error: crash is false; write crash: true, or leave it out
      s.json5:6:53: error: "every" repeats pauses and slow-downs; a member joins, leaves or crashes once, remove it
      """),
    Message(
      "slow-downs out of range",
      """
      { duration: "9s", methods: ["hope-and-pray"],
        members: [{ name: "fast", count: 3, send: { rate: "1/s" } }, { name: "slow" }, { name: "feed", joins: false, send: { rate: "1/s" } }],
        faults: [
          { at: "1s", member: "slow", slowdown: 0 },
          { at: "1s", member: "slow", slowdown: 1e7 },
          { at: "1s", member: "slow", slowdown: 2, every: "1s" },
          { at: "1s", member: "slow", pause: "1s", every: "0s" },
        ] }
      """,
      """
      s.json5:4:43: error: slowdown is 0; write a number above 0, at most 1000000
      s.json5:5:43: error: slowdown is 1e7; write a number above 0, at most 1000000
      s.json5:6:53: error: "every" repeats a slow-down that is for good; add its length, for example for: "1s"
      s.json5:7:53: error: every is 0; write a positive duration, for example "1s"
      """),
    Message(
      "pauses and slow-downs that pile up",
      """
      { duration: "9s", methods: ["hope-and-pray"], members: [{ name: "a", send: { rate: "1/s" } }],
        faults: [
          { at: "1s", member: "a", pause: "2s", every: "1s" },
          { at: "1s", member: "a", slowdown: 2, for: { exponential: "2s" }, every: { uniform: ["1s", "2s"] } },
        ] }
      """,
      """
      s.json5:3:50: error: every is shorter than what it repeats, which would pile up without end; make it longer
      s.json5:4:78: error: every is shorter than what it repeats, which would pile up without end; make it longer
      """),
    Message(
      "two ends",
      """
      { duration: "9s", methods: ["hope-and-pray"],
        members: [{ name: "fast", count: 3, send: { rate: "1/s" } }, { name: "slow" }, { name: "feed", joins: false, send: { rate: "1/s" } }],
        faults: [
          { at: "1s", member: "slow", crash: true },
          { at: "2s", member: "slow", crash: true },
          { at: "3s", member: "slow", leave: true },
        ] }
      """,
      """
      s.json5:5:5: error: "slow" ends twice; a member crashes or leaves once, remove one of them
      s.json5:6:5: error: "slow" ends twice; a member crashes or leaves once, remove one of them
      """),
    Message(
      "two ends of a whole group",
      """
      { duration: "9s", methods: ["hope-and-pray"],
        members: [{ name: "fast", count: 3, send: { rate: "1/s" } }, { name: "slow" }, { name: "feed", joins: false, send: { rate: "1/s" } }],
        faults: [
          { at: "1s", member: "fast", crash: true },
          { at: "2s", member: "fast", crash: true },
        ] }
      """,
      """
      s.json5:5:5: error: "fast-1" ends twice; a member crashes or leaves once, remove one of them
      """),
    Message(
      "something after the end",
      """
      { duration: "9s", methods: ["hope-and-pray"],
        members: [{ name: "fast", count: 3, send: { rate: "1/s" } }, { name: "slow" }, { name: "feed", joins: false, send: { rate: "1/s" } }],
        faults: [
          { at: "1s", member: "slow", crash: true },
          { at: "2s", member: "slow", pause: "1s" },
        ] }
      """,
      """
      s.json5:5:5: error: "slow" is already gone then; let this fault come earlier
      """),
    Message(
      "something before the join",
      """
      { duration: "9s", methods: ["hope-and-pray"],
        members: [{ name: "fast", count: 3, send: { rate: "1/s" } }, { name: "slow" }, { name: "feed", joins: false, send: { rate: "1/s" } }],
        faults: [
          { at: "5s", member: "slow", join: true },
          { at: "2s", member: "slow", pause: "1s" },
          { at: "7s", member: "slow", join: true },
        ] }
      """,
      """
      s.json5:5:5: error: "slow" is absent until it joins; let this fault come later
      s.json5:6:5: error: "slow" joins twice; a member joins once, remove one of the joins
      """),
    Message(
      "a member that comes back may crash again, and leaves for good",
      """
      { duration: "9s", methods: ["hope-and-pray"],
        members: [{ name: "a", send: { rate: "1/s" }, rejoin: { after: "1s" } }],
        faults: [
          { at: "1s", member: "a", crash: true },
          { at: "3s", member: "a", crash: true },
          { at: "4s", member: "a", pause: "1s" },
          { at: "6s", member: "a", leave: true },
          { at: "7s", member: "a", crash: true },
          { at: "8s", member: "a", pause: "1s" }] }
      """,
      """
      s.json5:8:5: error: "a" has left by then and does not come back; let this fault come earlier
      s.json5:9:5: error: "a" is already gone then; let this fault come earlier
      """),
    Message(
      "an end before the join",
      """
      { duration: "9s", methods: ["hope-and-pray"],
        members: [{ name: "fast", count: 3, send: { rate: "1/s" } }, { name: "slow" }, { name: "feed", joins: false, send: { rate: "1/s" } }],
        faults: [
          { at: "5s", member: "slow", join: true },
          { at: "2s", member: "slow", crash: true },
        ] }
      """,
      """
      s.json5:5:5: error: "slow" ends before it joins; a member does not come back, let it join first
      """),
    Message(
      "joins and leaves of one outside the group",
      """
      { duration: "9s", methods: ["hope-and-pray"],
        members: [{ name: "fast", count: 3, send: { rate: "1/s" } }, { name: "slow" }, { name: "feed", joins: false, send: { rate: "1/s" } }],
        faults: [
          { at: "1s", member: "feed", join: true },
          { at: "2s", member: "feed", leave: true },
        ] }
      """,
      """
      s.json5:4:5: error: "feed" has joins: false and cannot join; remove one of them
      s.json5:5:5: error: "feed" has joins: false and cannot leave; let it crash instead, or join
      """),
    Message(
      "a fault after the run",
      """
      { duration: "9s", methods: ["hope-and-pray"],
        members: [{ name: "fast", count: 3, send: { rate: "1/s" } }, { name: "slow" }, { name: "feed", joins: false, send: { rate: "1/s" } }],
        faults: [
          { at: "10s", member: "slow", pause: "1s" },
        ] }
      """,
      """
      s.json5:4:11: warning: this fault comes after the end of the run and has no effect
      """),
    Message(
      "staggers that are none, or too long",
      """
      { duration: "9s", methods: ["hope-and-pray"],
        members: [{ name: "fast", count: 3, send: { rate: "1/s" } }, { name: "slow" }],
        faults: [
          { at: "1s", member: "fast", pause: "1s", stagger: 2 },
          { at: "1s", member: "fast", pause: "1s", stagger: { exponential: "1s" } },
          { at: "1s", member: "fast", pause: "1s", stagger: "5s" },
          { at: "1s", member: "slow", pause: "1s", stagger: "50s" },
        ] }
      """,
      """
      s.json5:4:55: error: stagger: '2' has no unit; write "2us", "2ms" or "2s"
      s.json5:5:55: error: stagger is an object; write a duration such as "50us"
      s.json5:6:55: warning: the last of these 3 faults come after the end of the run and have no effect
      """),
  ])
  func `what is wrong, the rule and the repair are told at the right place`(message: Message) {
    #expect(ScenarioReading(message.text).lines == message.lines)
  }
}
