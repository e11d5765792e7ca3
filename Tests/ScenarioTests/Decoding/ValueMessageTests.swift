import Testing

@testable import Scenario

/// The messages of values, word by word.
@Suite struct ValueMessageTests {
  @Test(arguments: [
    Message(
      "a list in place of an object",
      """
      { duration: "1s", ring: [1],
        members: [{ name: "a",
          send: { rate: "100/s" } }],
        methods: ["hope-and-pray"] }
      """,
      """
      s.json5:1:25: error: the ring is a list; write an object: { … }
      """),
    Message(
      "text in place of a flag",
      """
      { duration: "1s",
        members: [{ name: "a", receiverThread: "yes", joins: 1,
          send: { rate: "100/s" } }],
        methods: ["hope-and-pray"] }
      """,
      """
      s.json5:2:42: error: receiverThread is "yes"; write true or false
      s.json5:2:56: error: joins is 1; write true or false
      """),
    Message(
      "a bare number where a unit is needed",
      """
      { duration: "1s",
        members: [{ name: "a", process: 5,
          send: { rate: 100, payload: 100 } }],
        methods: ["hope-and-pray"] }
      """,
      """
      s.json5:2:35: error: process: '5' has no unit; write "5us", "5ms" or "5s"
      s.json5:3:19: error: rate: '100' has no unit; write "100/s" or "100/ms"
      s.json5:3:33: error: payload: '100' has no unit; write "100B", "100kB" or "100KiB"
      """),
    Message(
      "the wrong kind of unit",
      """
      { duration: "1s",
        members: [{ name: "a", process: "5/s", receive: "5sec",
          send: { rate: "100ms", payload: "1us" } }],
        methods: ["hope-and-pray"] }
      """,
      """
      s.json5:2:35: error: process: '5/s' is not a duration; the units are ns, us, ms, s, min, h
      s.json5:2:51: error: receive: '5sec' is not a duration; the units are ns, us, ms, s, min, h; did you mean "5s"?
      s.json5:3:19: error: rate: '100ms' is not a rate; the units are /ns, /us, /ms, /s, /min, /h
      s.json5:3:37: error: payload: '1us' is not a size; the units are B, kB, MB, GB, KiB, MiB, GiB
      """),
    Message(
      "a negative quantity",
      """
      { duration: "1s",
        members: [{ name: "a", process: "-5us",
          send: { rate: "-1/s", payload: "-1B" } }],
        methods: ["hope-and-pray"] }
      """,
      """
      s.json5:2:35: error: process: '-5us' is negative; a duration is 0 or more
      s.json5:3:19: error: rate: '-1/s' is negative; a rate is above 0
      s.json5:3:36: error: payload: '-1B' is negative; a size is 0 or more
      """),
    Message(
      "a quantity that overflows",
      """
      { duration: "1s", warmup: "99999999999999h",
        members: [{ name: "a", process: "1e40s", receive: "100000000min",
          send: { rate: "1e30/ns", payload: "1e30GB" } }],
        methods: ["hope-and-pray"] }
      """,
      """
      s.json5:1:27: error: warmup: '99999999999999h' is too large; a duration is at most 4611686018427387904ns, about 146 years
      s.json5:2:35: error: process: '1e40s' is too large; a duration is at most 4611686018427387904ns, about 146 years
      s.json5:2:53: error: receive: '100000000min' is too large; a duration is at most 4611686018427387904ns, about 146 years
      s.json5:3:19: error: rate: '1e30/ns' is out of range: as a ratio of messages and nanoseconds its terms are above 2^62
      s.json5:3:39: error: payload: '1e30GB' is too large; a size is at most 4611686018427387904B
      """),
    Message(
      "the longest duration that a text can hold",
      """
      { duration: "1s",
        members: [{ name: "a", process: "4611686018427387904ns",
          send: { rate: "100/s" } }],
        methods: ["hope-and-pray"] }
      """,
      """
      s.json5:2:35: error: process is longer than 31 years; write at most "277777h"
      """),
    Message(
      "a fraction of a nanosecond",
      """
      { duration: "1s",
        members: [{ name: "a", process: "0.5ns",
          send: { rate: "100/s" } }],
        methods: ["hope-and-pray"] }
      """,
      """
      s.json5:2:35: error: process: '0.5ns' is not a whole number of nanoseconds; write "0ns" or "1ns"
      """),
    Message(
      "a whole number that is none",
      """
      { duration: "1s", seed: 1.5, replications: "3",
        members: [{ name: "a",
          send: { rate: "100/s" } }],
        methods: ["hope-and-pray"] }
      """,
      """
      s.json5:1:25: error: seed is 1.5; write a whole number from 0 to 9223372036854775807
      s.json5:1:44: error: replications is a string; write a whole number from 1 to 1000000
      """),
    Message(
      "whole numbers out of range",
      """
      { duration: "1s", seed: 9223372036854775808, replications: 1000001, session: { maxSessionMessages: -1 },
        members: [{ name: "a",
          send: { rate: "100/s" } }],
        methods: ["hope-and-pray"] }
      """,
      """
      s.json5:1:25: error: seed is 9223372036854775808; write a whole number from 0 to 9223372036854775807
      s.json5:1:60: error: replications is 1000001; write a whole number from 1 to 1000000
      s.json5:1:100: error: maxSessionMessages is -1; write a whole number from 1 to 10000000
      """),
    Message(
      "null and Infinity",
      """
      { duration: "1s", seed: null, replications: Infinity,
        members: [{ name: "a",
          send: { rate: "100/s" } }],
        methods: ["hope-and-pray"] }
      """,
      """
      s.json5:1:25: error: seed is null; write a whole number from 0 to 9223372036854775807
      s.json5:1:45: error: replications is Infinity; write a whole number from 1 to 1000000
      """),
    Message(
      "no duration",
      """
      { duration: "0s", warmup: "1s",
        members: [{ name: "a",
          send: { rate: "100/s" } }],
        methods: ["hope-and-pray"] }
      """,
      """
      s.json5:1:13: error: duration is 0; write a positive duration, for example "1ms"
      """),
    Message(
      "nothing left after the warm-up",
      """
      { duration: "1s", warmup: "1s",
        members: [{ name: "a",
          send: { rate: "100/s" } }],
        methods: ["hope-and-pray"] }
      """,
      """
      s.json5:1:27: error: warmup is not shorter than duration, so nothing would be measured; make it shorter
      """),
    Message(
      "a word that is not known",
      """
      { duration: "1s",
        members: [{ name: "a",
          send: { rate: "1/s", arrivals: "poison", service: "fifo" } }],
        methods: ["hope-and-pray"] }
      """,
      """
      s.json5:3:36: error: arrivals is "poison"; write one of "constant", "poisson"; did you mean "poisson"?
      s.json5:3:55: error: service is "fifo"; write one of "agreed", "safe", "reliable"
      """),
    Message(
      "a socket of another kind",
      """
      { duration: "1s", session: { socket: "pipe" },
        members: [{ name: "a",
          send: { rate: "100/s" } }],
        methods: ["hope-and-pray"] }
      """,
      """
      s.json5:1:38: error: socket is "pipe"; write one of "none", "unix", "tcp", { messages: 440 } or { bytes: "400KiB" }
      """),
    Message(
      "a socket without and with too many limits",
      """
      { duration: "1s", session: { socket: {} },
        members: [{ name: "a",
          send: { rate: "100/s" } }],
        methods: ["hope-and-pray"] }
      """,
      """
      s.json5:1:38: error: a socket holds either messages or bytes; write { messages: 440 } or { bytes: "400KiB" }
      """),
    Message(
      "a socket with both limits",
      """
      { duration: "1s", session: { socket: { messages: 1, bytes: "1B" } },
        members: [{ name: "a",
          send: { rate: "100/s" } }],
        methods: ["hope-and-pray"] }
      """,
      """
      s.json5:1:38: error: a socket holds either messages or bytes; write { messages: 440 } or { bytes: "400KiB" }
      """),
    Message(
      "a socket with a key that is misspelt",
      """
      { duration: "1s", session: { socket: { message: 1 } },
        members: [{ name: "a",
          send: { rate: "100/s" } }],
        methods: ["hope-and-pray"] }
      """,
      """
      s.json5:1:40: error: unknown key "message"; did you mean "messages"?
      """),
    Message(
      "limits out of range",
      """
      { duration: "1s", limits: { events: 0, memory: "-1B" },
        members: [{ name: "a",
          send: { rate: "100/s" } }],
        methods: ["hope-and-pray"] }
      """,
      """
      s.json5:1:37: error: events is 0; write a whole number from 1 to 100000000000
      s.json5:1:48: error: memory: '-1B' is negative; a size is 0 or more
      """),
  ])
  func `what is wrong, the rule and the repair are told at the right place`(message: Message) {
    #expect(ScenarioReading(message.text).lines == message.lines)
  }
}
