import Testing

@testable import Scenario

/// The messages of distributions, word by word.
@Suite struct DistributionMessageTests {
  @Test(arguments: [
    Message(
      "a distribution that is misspelt",
      """
      { duration: "1s",
        members: [{ name: "a", process: { exponentail: "1us" }, receive: { gamma: "1us" },
          send: { rate: "100/s" } }],
        methods: ["hope-and-pray"] }
      """,
      """
      s.json5:2:37: error: process: unknown distribution "exponentail"; did you mean "exponential"?
      s.json5:2:70: error: receive: unknown distribution "gamma"; the distributions are constant, uniform, exponential, lognormal, erlang, hyperexponential, empirical
      """),
    Message(
      "a distribution with two names",
      """
      { duration: "1s",
        members: [{ name: "a", process: { constant: "1us", exponential: "1us" }, receive: {},
          send: { rate: "100/s" } }],
        methods: ["hope-and-pray"] }
      """,
      """
      s.json5:2:35: error: process is an object with 2 keys; write one distribution, for example { constant: "50us" }
      s.json5:2:85: error: receive is an object with 0 keys; write one distribution, for example { exponential: "50us" }
      """),
    Message(
      "parameters beside the name of their distribution",
      """
      { duration: "1s",
        members: [{ name: "a", process: { lognormal: "600us", cv: 1.2 }, receive: { mean: "1us", erlang: 3 },
          send: { rate: "100/s", cost: { mean: "1us", cv: 2 } } }],
        methods: ["hope-and-pray"] }
      """,
      """
      s.json5:2:35: error: process is an object with 2 keys; write one distribution, for example { lognormal: { mean: "50us", cv: 1.5 } }
      s.json5:2:77: error: receive is an object with 2 keys; write one distribution, for example { erlang: { mean: "50us", k: 3 } }
      s.json5:3:34: error: cost is an object with 2 keys; write one distribution, for example { exponential: "50us" }
      """),
    Message(
      "a mean in place of the parameters",
      """
      { duration: "1s",
        members: [{ name: "a", process: { lognormal: "5ms" }, receive: { erlang: ["5ms"] },
          send: { rate: "1/s", cost: { hyperexponential: 5 } } }],
        methods: ["hope-and-pray"] }
      """,
      """
      s.json5:2:48: error: process.lognormal is a string; write { lognormal: { mean: "50us", cv: 1.5 } }
      s.json5:2:76: error: receive.erlang is a list; write { erlang: { mean: "50us", k: 3 } }
      s.json5:3:52: error: cost.hyperexponential is a number; write { hyperexponential: { mean: "50us", cv: 2 } }
      """),
    Message(
      "distributions with wrong parameters",
      """
      { duration: "1s",
        members: [{ name: "a", process: { uniform: ["3us", "1us"] }, receive: { uniform: ["1us"] },
          send: { rate: "1/s", cost: { lognormal: { mean: "1us", cv: 0, k: 1 } } } }],
        methods: ["hope-and-pray"] }
      """,
      """
      s.json5:2:46: error: process.uniform ends before it begins; write the smaller end first
      s.json5:2:84: error: receive.uniform needs its two ends; write ["1us", "3us"]
      s.json5:3:64: error: cost.lognormal.cv is 0; write a number above 0, at most 1000000
      s.json5:3:67: error: unknown key "k"; the keys of the distribution are mean, cv
      """),
    Message(
      "an Erlang and a hyper-exponential distribution with wrong parameters",
      """
      { duration: "1s",
        members: [{ name: "a", process: { erlang: { mean: "1us", k: 1001 } }, receive: { hyperexponential: { mean: "1us", cv: 0.5 } },
          send: { rate: "1/s", cost: { hyperexponential: { mean: "1us", cv: 2e6 } } } }],
        methods: ["hope-and-pray"] }
      """,
      """
      s.json5:2:63: error: process.erlang.k is 1001; write a whole number from 1 to 1000
      s.json5:2:121: error: receive.hyperexponential.cv is 0.5; write at least 1, or for less variation take erlang or lognormal
      s.json5:3:71: error: cost.hyperexponential.cv is 2e6; write a number above 0, at most 1000000
      """),
    Message(
      "branches whose probabilities do not add up",
      """
      { duration: "1s",
        members: [{ name: "a", process: { hyperexponential: [{ probability: 0.5, mean: "1us" }] }, receive: { hyperexponential: [{ mean: "1us" }] },
          send: { rate: "100/s" } }],
        methods: ["hope-and-pray"] }
      """,
      """
      s.json5:2:55: error: process.hyperexponential: the probabilities add up to 0.5; let them add up to 1
      s.json5:2:124: error: a branch has no probability; add probability: 0.5
      """),
  ])
  func `what is wrong, the rule and the repair are told at the right place`(message: Message) {
    #expect(ScenarioReading(message.text).lines == message.lines)
  }
}
