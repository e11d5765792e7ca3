import Testing

@testable import Scenario

/// The messages of methods and their parameters, word by word.
@Suite struct MethodMessageTests {
  @Test(arguments: [
    Message(
      "no methods",
      """
      { duration: "1s", members: [{ name: "a", send: { rate: "1/s" } }], methods: [] }
      """,
      """
      s.json5:1:77: error: methods is empty; write a list of methods, for example ["hope-and-pray", "agreed-ack"]
      """),
    Message(
      "methods that are no list",
      """
      { duration: "1s", members: [{ name: "a", send: { rate: "1/s" } }], methods: "agreed-ack" }
      """,
      """
      s.json5:1:77: error: methods is a string; write a list of methods, for example ["hope-and-pray", "agreed-ack"]
      """),
    Message(
      "methods that are not known",
      """
      { duration: "1s",
        members: [{ name: "a",
          send: { rate: "100/s" } }],
        methods: ["agred-ack", { "token-bucket": {} }, 5, {}, { "agreed-ack": {}, "ack-matrix": {} }] }
      """,
      """
      s.json5:4:13: error: unknown method "agred-ack"; did you mean "agreed-ack"?
      s.json5:4:28: error: unknown method "token-bucket"; the methods are hope-and-pray, pipelining-senders, yelling-fire, ack-matrix, agreed-ack, ack-every-message, lockstep, credits, adaptive, min-status
      s.json5:4:50: error: a method is a number; write its name, or { name: { parameter: value } }
      s.json5:4:53: error: this entry names no method; write its name, for example { "agreed-ack": { window: 90 } }
      s.json5:4:57: error: this entry names 2 methods, "agreed-ack", "ack-matrix"; write one entry each
      """),
    Message(
      "modifiers with wrong or missing values",
      """
      { duration: "1s",
        members: [{ name: "a",
          send: { rate: "100/s" } }],
        methods: [
          { "agreed-ack": { chunk: { count: 50 } }, exclude: {} },
          { "agreed-ack": {}, chunk: { delay: "1ms" }, exclude: { lag: 5, time: "2s" }, label: "b" },
          { "agreed-ack": {}, chunk: { count: 0, delay: 5 }, exclude: { lagg: 5 }, label: "c" },
          { "agreed-ack": { exclude: { lag: 5 } }, exclude: 5, label: "d" },
          { chunk: { count: 5, delay: "1s" } },
          { "hope-and-pray": { exclude: { time: "0s" }, chunk: { count: 1, delay: "1s", bytes: 5 } } },
        ] }
      """,
      """
      s.json5:5:30: error: agreed-ack: chunk has no delay; add how long a message waits for others at most, for example delay: "20ms"
      s.json5:5:56: error: agreed-ack: exclude says neither lag nor time; write one of them, for example lag: 500 or time: "2s"
      s.json5:6:32: error: b: chunk has no count; add how many messages fill a pack, for example count: 50
      s.json5:6:75: error: b: exclude has a lag and a time, and a group needs one rule; remove one of them
      s.json5:7:41: error: chunk: count is 0; write 1 to 100000 messages
      s.json5:7:51: error: chunk: delay is 5; write a positive duration such as "100ms"
      s.json5:7:67: error: exclude has no parameter "lagg"; did you mean "lag"?
      s.json5:8:23: error: exclude stands beside agreed-ack and among its parameters; write it once
      s.json5:9:5: error: this entry names no method; write its name, for example { "agreed-ack": { window: 90 } }
      s.json5:10:43: error: exclude: time is "0s"; write a positive duration such as "100ms"
      s.json5:10:83: error: chunk has no parameter "bytes"; its parameters are count, delay
      """),
    Message(
      "a pack that no message holds, a lag that nobody reaches, and a sender that hears nobody",
      """
      { duration: "1s",
        members: [{ name: "a", send: { rate: "100/s", payload: ["10B", "2000B"] } }, { name: "b" }],
        methods: [
          { "agreed-ack": { window: 50 }, chunk: { count: 100, delay: "1ms" } },
          { "agreed-ack": { window: 50, exclude: { lag: 500 } }, label: "b" },
          { "agreed-ack": { window: 50, exclude: { lag: 99 } }, label: "c" },
        ] }
      """,
      """
      s.json5:4:53: error: agreed-ack: 100 messages of up to 2000 bytes, which "a" sends, are more than the 144000 bytes that a Spread message holds; write a count of at most 72
      s.json5:5:5: warning: b: exclude adds its announcements to the 107 messages that a session may have to hold by proof: not proven kick-free
      s.json5:5:51: warning: b: the senders stop before anybody is more than 100 messages behind, so a lag of 500 may never exclude; give a lag below 100, or a time
      s.json5:6:5: warning: c: exclude adds its announcements to the 107 messages that a session may have to hold by proof: not proven kick-free
      """),
    Message(
      "a sender outside the group under a rule that needs it inside",
      """
      { duration: "1s",
        members: [{ name: "a", joins: false, send: { rate: "100/s" } }, { name: "b" }],
        methods: [{ "hope-and-pray": { exclude: { lag: 5 } } }] }
      """,
      """
      s.json5:2:33: error: "a" sends from outside the group, but "hope-and-pray" needs its own copies and control messages; let it join, or run hope-and-pray only
      """),
    Message(
      "parameters that are not known",
      """
      { duration: "1s",
        members: [{ name: "a",
          send: { rate: "100/s" } }],
        methods: [{ "agreed-ack": { windw: 5 } }, { "agreed-ack": { zzz: 5 }, label: "b" }, { "hope-and-pray": { window: 5 } }, { "ack-matrix": 5 }] }
      """,
      """
      s.json5:4:31: error: agreed-ack has no parameter "windw"; did you mean "window"?
      s.json5:4:63: error: agreed-ack has no parameter "zzz"; its parameters are window, threshold, ackEvery, ackPeriod, ackIdle, ackTo, onProgressOnly, piggyback, count, reference, joiner, selfClocked
      s.json5:4:108: error: hope-and-pray has no parameter "window"; it has none, remove it
      s.json5:4:139: error: the parameters of ack-matrix are a number; write { parameter: value }
      """),
    Message(
      "an explicit window of 0",
      """
      { duration: "1s",
        members: [{ name: "a",
          send: { rate: "100/s" } }],
        methods: [{ "pipelining-senders": { window: 0 } }, { "agreed-ack": { window: 0 } }] }
      """,
      """
      s.json5:4:47: error: pipelining-senders: window is 0; write "auto", or 1 to 1000000 messages
      s.json5:4:80: error: agreed-ack: window is 0; write "safe", "auto", or 1 to 1000000 messages
      """),
    Message(
      "parameters out of range",
      """
      { duration: "1s",
        members: [{ name: "a",
          send: { rate: "100/s" } }],
        methods: [{ "agreed-ack": { threshold: "150%", ackPeriod: 100, ackTo: "sender", piggyback: 1 } }, { "yelling-fire": { factor: 1, high: -1, lease: "0s" } }] }
      """,
      """
      s.json5:4:42: error: agreed-ack: threshold is "150%"; write "safe", "auto", or 0 to 10000000 messages, or a percentage such as "50%"
      s.json5:4:61: error: agreed-ack: ackPeriod is 100; write "none", or a positive duration such as "100ms"
      s.json5:4:73: error: agreed-ack: ackTo is "sender"; write "group", "senders", "aggregated"; did you mean "senders"?
      s.json5:4:94: error: agreed-ack: piggyback is 1; write true, false
      s.json5:4:129: error: yelling-fire: factor is 1; write a number between 0 and 1
      s.json5:4:138: error: yelling-fire: high is -1; write 0 to 10000000 messages, or a percentage such as "50%"
      s.json5:4:149: error: yelling-fire: lease is "0s"; write "none", or a positive duration such as "100ms"
      """),
    Message(
      "contradictory parameters",
      """
      { duration: "1s",
        members: [{ name: "a",
          send: { rate: "100/s" } }],
        methods: [{ "yelling-fire": { high: 10, low: 20, reaction: "shrink" } }, { "yelling-fire": { window: 5, factor: 0.5 }, label: "b" }] }
      """,
      """
      s.json5:4:48: error: yelling-fire: low is 20 and high is 10: a fire must start before it ends; give a low of at most high
      s.json5:4:62: error: yelling-fire: "shrink" makes a window smaller and there is none; give a window, for example window: 50
      s.json5:4:115: error: b: factor has a meaning only with reaction: "shrink"; remove it or add the reaction
      """),
    Message(
      "labels that are wrong or stand twice",
      """
      { duration: "1s",
        members: [{ name: "a",
          send: { rate: "100/s" } }],
        methods: [{ "agreed-ack": {}, label: "" }, { "agreed-ack": {}, label: 5 }, { "agreed-ack": {}, label: "x" }, { "ack-matrix": {}, label: "x" }] }
      """,
      """
      s.json5:4:40: error: label is ""; write a name of at most 100 letters in quotes
      s.json5:4:73: error: label is 5; write a name of at most 100 letters in quotes
      s.json5:4:112: error: the label "x" stands twice; give each entry one of its own
      """),
    Message(
      "an ackEvery that may block for ever",
      """
      { duration: "1s",
        members: [{ name: "a",
          send: { rate: "100/s" } }],
        methods: [{ "agreed-ack": { window: 10, threshold: 10, ackEvery: 12 } }] }
      """,
      """
      s.json5:4:13: warning: agreed-ack: ackEvery 12 is more than threshold + 1 = 11: a receiver may never announce what a blocked sender waits for; give an ackEvery of at most 11
      """),
    Message(
      "no values are proven safe",
      """
      { duration: "1s", session: { maxSessionMessages: 10 },
        members: [{ name: "a", count: 40,
          send: { rate: "100/s" } }],
        methods: ["agreed-ack"] }
      """,
      """
      s.json5:4:13: error: agreed-ack: no values are proven safe for 40 members, 40 of them senders, with maxSessionMessages 10: the acknowledgements alone may fill a queue; give window, threshold and ackEvery as numbers or raise maxSessionMessages
      """),
    Message(
      "the rule of thumb leaves no window",
      """
      { duration: "1s", session: { maxSessionMessages: 10 },
        members: [{ name: "a", count: 40,
          send: { rate: "100/s" } }],
        methods: ["pipelining-senders"] }
      """,
      """
      s.json5:4:13: warning: pipelining-senders: "auto" divides maxSessionMessages 10 by twice 40 members and gets a window of 0: nobody can send; give a number
      """),
    Message(
      "more memory than the limit",
      """
      { duration: "1s", limits: { memory: "1MiB" },
        members: [{ name: "a", count: 600,
          send: { rate: "100/s" } }],
        methods: [{ "ack-matrix": { window: 1, threshold: 1, ackEvery: 1 } }] }
      """,
      """
      s.json5:4:13: warning: ack-matrix: not proven kick-free: a session may have to hold 720599 messages and holds 1000; smaller values are
      s.json5:4:13: error: ack-matrix would keep 1647 MiB of what members know of each other; the limit is 1 MiB: take agreed-ack, fewer members, or raise limits.memory
      """),
  ])
  func `what is wrong, the rule and the repair are told at the right place`(message: Message) {
    #expect(ScenarioReading(message.text).lines == message.lines)
  }
}
