import Testing

@testable import Scenario

/// The messages of senders that a method cannot follow or stop, word by word.
@Suite struct SenderMessageTests {
  @Test(arguments: [
    Message(
      "flat out without a cost",
      """
      { duration: "1s",
        members: [{ name: "a",
          send: { rate: "flat-out" } }],
        methods: ["hope-and-pray", "pipelining-senders"] }
      """,
      """
      s.json5:3:19: error: "a" sends flat out and under "hope-and-pray" or "pipelining-senders" nothing in its cycle takes time, so it would send without end in no time; give it a send cost, for example cost: "1us"
      """),
    Message(
      "flat out without a cost, many members",
      """
      { duration: "1s",
        members: [{ name: "a", count: 10, process: "1ms",
          send: { rate: "flat-out" } }],
        methods: ["hope-and-pray", "agreed-ack"] }
      """,
      """
      s.json5:3:19: error: "a" sends flat out and under "hope-and-pray" nothing in its cycle takes time, so it would send without end in no time; give it a send cost, for example cost: "1us"
      """),
    Message(
      "flat out with a window and nothing that takes time",
      """
      { duration: "1s",
        members: [{ name: "a",
          send: { rate: "flat-out" } }],
        methods: ["pipelining-senders", { "agreed-ack": {}, label: "acks" }] }
      """,
      """
      s.json5:3:19: error: "a" sends flat out and under "pipelining-senders" or "acks" nothing in its cycle takes time, so it would send without end in no time; give it a send cost, for example cost: "1us", or the ring a cost or a latency
      """),
    Message(
      "a receiver thread's processing counts only where the method counts it",
      """
      { duration: "1s",
        members: [{ name: "a", process: "1ms", receiverThread: true,
          send: { rate: "flat-out" } }],
        methods: ["pipelining-senders", "agreed-ack"] }
      """,
      """
      s.json5:3:19: error: "a" sends flat out and under "pipelining-senders" nothing in its cycle takes time, so it would send without end in no time; give it a send cost, for example cost: "1us", or the ring a cost or a latency
      """),
    Message(
      "flat out on a token ring of one daemon that takes no time",
      """
      { duration: "1s", ring: { model: "token" }, daemon: { fragment: "1us", enqueue: "1us", drain: "1us" },
        members: [{ name: "a",
          send: { rate: "flat-out" } }],
        methods: ["hope-and-pray", "agreed-ack"] }
      """,
      """
      s.json5:3:19: error: "a" sends flat out and under "hope-and-pray" or "agreed-ack" nothing in its cycle takes time, so it would send without end in no time; give it a send cost, for example cost: "1us", or the daemon one, for example ingest: "10us"
      """),
    Message(
      "a daemon's work for the copies stops only who waits for his own",
      """
      { duration: "1s", ring: { model: "token" }, daemon: { deliver: "1us" },
        members: [{ name: "a",
          send: { rate: "flat-out" } }],
        methods: ["hope-and-pray", "agreed-ack"] }
      """,
      """
      s.json5:3:19: error: "a" sends flat out and under "hope-and-pray" nothing in its cycle takes time, so it would send without end in no time; give it a send cost, for example cost: "1us", or the daemon one, for example ingest: "10us"
      """),
    Message(
      "flat out and not blocking",
      """
      { duration: "1s",
        members: [{ name: "a",
          send: { rate: "flat-out", cost: "1us", blocking: false } }],
        methods: ["hope-and-pray"] }
      """,
      """
      s.json5:3:54: error: a flat-out application that does not block generates without end in no time; remove blocking: false or give a backlog
      """),
    Message(
      "flat out with arrivals",
      """
      { duration: "1s",
        members: [{ name: "a",
          send: { rate: "flat-out", cost: "1us", arrivals: "poisson" } }],
        methods: ["hope-and-pray"] }
      """,
      """
      s.json5:3:54: error: arrivals has no meaning beside a rate of "flat-out"; remove one of the two
      """),
    Message(
      "a sender outside the group with a window",
      """
      { duration: "1s",
        members: [{ name: "a", joins: false,
          send: { rate: "100/s" } }],
        methods: ["hope-and-pray", "pipelining-senders", "agreed-ack"] }
      """,
      """
      s.json5:2:33: error: "a" sends from outside the group, but "pipelining-senders" or "agreed-ack" needs its own copies and control messages; let it join, or run hope-and-pray only
      """),
  ])
  func `what is wrong, the rule and the repair are told at the right place`(message: Message) {
    #expect(ScenarioReading(message.text).lines == message.lines)
  }

  @Test(arguments: [
    "ring: { model: \"token\", daemons: 2 },", "ring: { model: \"token\" }, daemon: { ingest: \"1ns\" },",
    "ring: { model: \"token\" }, daemon: { packet: \"1ns\" },",
  ])
  func `who sends flat out at no cost is held back by a daemon that takes time, whatever the socket`(
    top: String
  )
    throws
  {
    for socket in ["\"none\"", "\"unix\"", "\"tcp\"", "{ messages: 440 }", "{ bytes: \"400KiB\" }"] {
      let text = small(top: "\(top) session: { socket: \(socket) },", send: "rate: \"flat-out\"")
      #expect(try scenario(text).points[0].run.members[0].workload?.schedule == .flatOut)
    }
  }
}
