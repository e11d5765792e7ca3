import Testing

@testable import Scenario

/// The messages of the ring, its daemons and the sessions, word by word.
@Suite struct RingMessageTests {
  /// A scenario whose first lines are these.
  private static func wrong(_ title: String, _ top: String, _ lines: String) -> Message {
    Message(
      title,
      "{ \(top)\n  duration: \"1s\", methods: [\"hope-and-pray\"],"
        + "\n  members: [{ name: \"a\", send: { rate: \"100/s\" } }] }", lines)
  }

  private static let keys = [
    wrong(
      "keys of a token ring on a sequencer",
      """
      ring: { model: "sequencer", window: 160, personalWindow: 20, hop: "50us",
        bandwidth: "1Gbit/s", loss: "1%" },
      """,
      """
      s.json5:1:31: error: window belongs to a token ring; write model: "token", or remove it
      s.json5:1:44: error: personalWindow belongs to a token ring; write model: "token", or remove it
      s.json5:1:64: error: hop belongs to a token ring; write model: "token", or remove it
      s.json5:2:3: error: bandwidth belongs to a token ring; write model: "token", or remove it
      s.json5:2:25: error: loss belongs to a token ring; write model: "token", or remove it
      """),
    wrong(
      "a key of a token ring where no model is told",
      #"ring: { hop: "50us" },"#,
      #"s.json5:1:11: error: hop belongs to a token ring; write model: "token", or remove it"#),
    wrong(
      "keys of a sequencer on a token ring",
      #"ring: { model: "token", cost: "10us", latency: "1ms" },"#,
      """
      s.json5:1:27: error: cost belongs to a sequencer; write model: "sequencer", or remove it
      s.json5:1:41: error: latency belongs to a sequencer; write model: "sequencer", or remove it
      """),
    wrong(
      "a model that there is not: then any key may be meant",
      #"ring: { model: "tokn", window: 160, cost: "1us" }, daemon: { ingest: "1us" },"#,
      #"s.json5:1:18: error: model is "tokn"; write one of "sequencer", "token"; did you mean "token"?"#),
    wrong(
      "a model whose key is misspelt: then any key may be meant",
      #"ring: { modle: "token", window: 0 }, daemon: { ingest: "1us" },"#,
      """
      s.json5:1:11: error: unknown key "modle"; did you mean "model"?
      s.json5:1:35: error: window is 0; write a whole number from 1 to 10000
      """),
    wrong(
      "a ring that is misspelt: then any daemon may be meant",
      #"rings: { model: "token" }, daemon: { ingest: "1us" },"#,
      #"s.json5:1:3: error: unknown key "rings"; did you mean "ring"?"#),
    wrong(
      "a daemon's costs on a sequencer",
      #"daemon: { ingest: "11us" },"#,
      #"s.json5:1:3: error: the daemon's costs take part in a token ring only; write ring: { model: "token" }, or remove them"#
    ),
    wrong(
      "an unknown cost of a daemon",
      #"ring: { model: "token" }, daemon: { injest: "11us", token: "1us" },"#,
      """
      s.json5:1:39: error: unknown key "injest"; did you mean "ingest"?
      s.json5:1:55: error: unknown key "token"; the keys of the daemon are ingest, packet, deliver, fragment, enqueue, drain, waterMark
      """),
  ]

  private static let values = [
    wrong(
      "more daemons than a ring of Spread has",
      #"ring: { model: "token", daemons: 129 },"#,
      "s.json5:1:36: error: daemons is 129; write a whole number from 1 to 128, which is what a ring of Spread holds"
    ),
    wrong(
      "more daemons than a sequencer has",
      "ring: { daemons: 1001 },",
      "s.json5:1:20: error: daemons is 1001; write a whole number from 1 to 1000"),
    wrong(
      "values of a token ring out of range",
      #"ring: { model: "token", daemons: 0, window: 10001, personalWindow: 0, hop: "0s" },"#,
      """
      s.json5:1:36: error: daemons is 0; write a whole number from 1 to 128, which is what a ring of Spread holds
      s.json5:1:47: error: window is 10001; write a whole number from 1 to 10000
      s.json5:1:70: error: personalWindow is 0; write a whole number from 1 to 10000
      s.json5:1:78: error: hop is 0; write a positive duration, for example "1ms"
      """),
    wrong(
      "bandwidths without a unit, of another one, too large, of half a bit",
      """
      ring: { model: "token" },
        sweep: { "ring.bandwidth": [1000, "1Gbps", "1e30Gbit/s", "0.5bit/s", []] },
      """,
      """
      s.json5:2:31: error: bandwidth: '1000' has no unit; write "1000Mbit/s" or "1000Gbit/s"
      s.json5:2:37: error: bandwidth: '1Gbps' is not a bandwidth; the units are bit/s, kbit/s, Mbit/s, Gbit/s; did you mean "1Gbit/s"?
      s.json5:2:46: error: bandwidth: '1e30Gbit/s' is too large; a bandwidth is at most 4611686018427387904bit/s
      s.json5:2:60: error: bandwidth: '0.5bit/s' is not a whole number of bits per second; write "0bit/s" or "1bit/s"
      s.json5:2:72: error: bandwidth is a list; write a bandwidth such as "1Gbit/s"
      """),
    wrong(
      "a bandwidth that is zero",
      #"ring: { model: "token", bandwidth: "0Gbit/s" },"#,
      "s.json5:1:38: error: bandwidth: '0Gbit/s' is zero; a bandwidth is above 0"),
    wrong(
      "a loss of everything and other shares that are none",
      """
      ring: { model: "token" },
        sweep: { "ring.loss": ["100%", 1, -0.1, "101%", "some", null, 0.5] },
      """,
      """
      s.json5:2:26: error: loss is "100%"; write a share from "0%" to less than "100%", or a number from 0 to less than 1
      s.json5:2:34: error: loss is 1; write a share from "0%" to less than "100%", or a number from 0 to less than 1
      s.json5:2:37: error: loss is -0.1; write a share from "0%" to less than "100%", or a number from 0 to less than 1
      s.json5:2:43: error: loss: '101%' is above 100%; a share is from 0% to 100%
      s.json5:2:51: error: loss: 'some' is not a share; write a number and a unit, such as "50%"
      s.json5:2:59: error: loss is null; write a share from "0%" to less than "100%", or a number from 0 to less than 1
      """),
    wrong(
      "values of a daemon out of range",
      """
      ring: { model: "token" },
        daemon: { ingest: 11, packet: "-1us", enqueue: { exponential: "1us" }, waterMark: 0 },
      """,
      """
      s.json5:2:21: error: ingest: '11' has no unit; write "11us", "11ms" or "11s"
      s.json5:2:33: error: packet: '-1us' is negative; a duration is 0 or more
      s.json5:2:50: error: enqueue is an object; write a duration such as "50us"
      s.json5:2:85: error: waterMark is 0; write a whole number from 1 to 1000000
      """),
    wrong(
      "a period of draining that is none",
      #"sweep: { "session.drain": ["at once", "often", 100] },"#,
      """
      s.json5:1:30: error: drain is "at once"; did you mean "at-once"?
      s.json5:1:41: error: drain: 'often' is not a duration; write a number and a unit, such as "50us"
      s.json5:1:50: error: drain: '100' has no unit; write "100us", "100ms" or "100s"
      """),
    wrong(
      "a period of nothing",
      #"session: { drain: "0s" },"#,
      #"s.json5:1:21: error: drain is 0; write a positive duration, for example "1ms""#),
  ]

  @Test(arguments: keys + values)
  func `what is wrong, the rule and the repair are told at the right place`(message: Message) {
    #expect(ScenarioReading(message.text).lines == message.lines)
  }

  @Test func `a member's daemon is not measured by a number of daemons that could not be read`() {
    let text = small(top: "ring: { model: \"token\", daemons: 300 },", member: "daemon: 130,")
    #expect(
      ScenarioReading(text).lines == [
        "s.json5:1:52: error: daemons is 300; write a whole number from 1 to 128, which is what a ring of Spread holds"
      ])
  }
}
