/// The keys of a scenario file, section by section.
enum ScenarioFormat {
  static let root = Section(
    title: "a scenario",
    fields: [
      Field("question", .text, default: "\"\"", "What the scenario is to answer, in one sentence."),
      Field(
        "preset", .word(["ideal"]), default: "\"ideal\"", "Fills whole sections; what the file says wins."),
      Field("duration", .interval, required: "\"60s\"", "Simulated time; events at exactly the end happen."),
      Field("warmup", .interval, default: "\"0s\"", "Cut from rates, latencies and time averages."),
      Field("seed", .whole, default: "1", "Root of every random stream, 0 to 2⁶³ − 1."),
      Field("replications", .whole, default: "1", "Runs of every method and point, 1 to 1,000,000."),
      Field("ring", .object(ring), default: "{}", "How messages get their order."),
      Field("session", .object(session), default: "{}", "Queue and socket of every session."),
      Field("limits", .object(limits), default: "{}", "Where a run is stopped."),
      Field(
        "members", .list(.object(member)), required: "[{ name: \"a\", send: { rate: \"100/s\" } }]",
        "The processes, in member order."),
      Field("faults", .list(.object(fault)), default: "[]", "What happens to members."),
      Field(
        "methods", .list(.either([.text, .open])), required: "[\"hope-and-pray\", \"agreed-ack\"]",
        "The methods to run."),
      Field("sweep", .open, default: "{}", "Keys with lists of values; several keys make a grid."),
      Field("expect", .list(.open), default: "[]", "What must come true."),
    ],
    laterKeys: ["daemon", "groups"])

  static let ring = Section(
    title: "the ring",
    fields: [
      Field("model", .word(["sequencer"]), default: "\"sequencer\"", "One server orders the messages."),
      Field("cost", .distribution, default: "\"0s\"", "The server's time per message."),
      Field("latency", .interval, default: "\"0s\"", "From the numbering of a message to its delivery."),
      Field("daemons", .whole, default: "1", "Daemons, 1 to 1,000; members go round robin over them."),
    ],
    laterKeys: ["window", "personalWindow", "hop", "bandwidth", "loss"])

  static let session = Section(
    title: "the session",
    fields: [
      Field(
        "maxSessionMessages", .whole, default: "1000",
        "Messages that may wait, 1 to 10,000,000; the next one kicks."),
      Field(
        "socket", .either([.word(["none"]), .object(socket)]), default: "\"none\"",
        "What the operating system holds before the queue begins."),
    ])

  static let socket = Section(
    title: "a socket",
    fields: [
      Field("messages", .whole, "κ messages of any size, 0 to 10,000,000."),
      Field("bytes", .size, "Bytes, each message with 80 bytes of header and group name."),
    ])

  static let limits = Section(
    title: "the limits",
    fields: [
      Field("events", .whole, default: "10000000000", "Entries of the event list that a run may execute."),
      Field("memory", .size, default: "\"2GiB\"", "What waiting messages and a method's matrices may take."),
    ])

  static let member = Section(
    title: "a member",
    fields: [
      Field("name", .text, required: "\"a\"", "Unique; with a count the members are name-1, name-2, …"),
      Field("count", .whole, default: "1", "How many members of this kind, 1 to 100,000."),
      Field("daemon", .whole, "From 1; by default members go round robin."),
      Field("joins", .flag, default: "true", "Whether it joins the group and gets its messages."),
      Field("process", .distribution, default: "\"0s\"", "CPU time of the application per data message."),
      Field("receive", .distribution, default: "\"0s\"", "CPU time per message read."),
      Field("receiverThread", .flag, default: "false", "A high-priority thread that only reads."),
      Field("buffer", .whole, "Messages at which that thread stops reading; without it never."),
      Field("sendBurst", .whole, "Most sends in a row before it reads; without it no limit."),
      Field("send", .object(send), "What its application sends; without it nothing."),
    ],
    laterKeys: ["groups"])

  static let send = Section(
    title: "send",
    fields: [
      Field("rate", .either([.rate, .word(["flat-out"])]), "Messages per time, or \"flat-out\"."),
      Field(
        "arrivals", .word(["constant", "poisson"]), default: "\"constant\"", "How a rate is spread in time."),
      Field("burst", .object(burst), "Messages in bursts, in place of a rate."),
      Field("on", .interval, "Length of the phases in which the rate holds."),
      Field("off", .interval, "Length of the silence between them."),
      Field("trace", .text, "A CSV file of time_s, payload_bytes, relative to the scenario."),
      Field("total", .whole, "Messages in all; without it no end."),
      Field("start", .interval, default: "\"0s\"", "When it begins."),
      Field("cost", .distribution, default: "\"0s\"", "CPU time per send, control messages too."),
      Field(
        "blocking", .flag, default: "true", "Whether the next message waits until the one before is accepted."
      ),
      Field("backlog", .whole, "Not blocking: messages that may wait; without it no limit."),
      Field(
        "payload", .either([.size, .list(.size)]), default: "\"100B\"", "One size, or a list taken in turn."),
      Field(
        "service", .word(["agreed", "safe", "reliable"]), default: "\"agreed\"",
        "The service level; on a sequencer all are one."),
    ])

  static let burst = Section(
    title: "a burst",
    fields: [
      Field("size", .whole, required: "50", "Messages generated together, 1 to 1,000,000."),
      Field(
        "period", .interval, required: "\"1s\"", "From one burst to the next; the first comes at the start."),
    ])

  static let fault = Section(
    title: "a fault",
    fields: [
      Field("at", .interval, required: "\"1s\"", "When, for the first time."),
      Field("member", .text, required: "\"a\"", "Who: a member, or all members of a name."),
      Field("pause", .distribution, "Nothing is read, processed or sent for so long."),
      Field("slowdown", .number, "Services begun take so many times as long."),
      Field("for", .distribution, "How long the slow-down lasts; without it for good."),
      Field("crash", .flag, "The process is gone with all it held."),
      Field("leave", .flag, "It leaves the group."),
      Field("join", .flag, "It joins then and is absent before."),
      Field("every", .distribution, "Pauses and slow-downs: time to the next one."),
    ])

  // MARK: Parts of values

  static let meanAndVariation = Section(
    title: "the distribution",
    fields: [
      Field("mean", .interval, required: "\"1ms\"", "The mean."),
      Field("cv", .number, required: "2", "Standard deviation over mean, at most 10⁶."),
    ])

  static let meanAndStages = Section(
    title: "the distribution",
    fields: [
      Field("mean", .interval, required: "\"1ms\"", "The mean."),
      Field("k", .whole, required: "2", "The number of stages, 1 to 1,000."),
    ])

  static let branch = Section(
    title: "a branch",
    fields: [
      Field("probability", .number, required: "0.5", "How often it is taken; all add up to 1."),
      Field("mean", .interval, required: "\"1ms\"", "Its mean."),
    ])

  static let range = Section(
    title: "a range",
    fields: [Field("min", .number, "The least."), Field("max", .number, "The most.")])

  /// Words of later versions of the format. They are refused, but not as spelling mistakes.
  static let laterWords: Set<String> = ["token", "unix", "tcp", "spread-5", "spread-4", "spread-3"]
}
