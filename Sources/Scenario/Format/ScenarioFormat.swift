/// The keys of a scenario file, section by section.
enum ScenarioFormat {
  static let root = Section(
    title: "a scenario",
    fields: [
      Field("question", .text, default: "\"\"", "What the scenario is to answer, in one sentence."),
      Field(
        "preset", .word(Preset.names), default: "\"ideal\"", "Fills whole sections; what the file says wins."),
      Field("duration", .interval, required: "\"60s\"", "Simulated time; events at exactly the end happen."),
      Field("warmup", .interval, default: "\"0s\"", "Cut from rates, latencies and time averages."),
      Field("seed", .whole, default: "1", "Root of every random stream, 0 to 2⁶³ − 1."),
      Field("replications", .whole, default: "1", "Runs of every method and point, 1 to 1,000,000."),
      Field("ring", .object(ring), default: "{}", "How messages get their order."),
      Field("daemon", .object(daemon), default: "{}", "CPU time of the daemons of a token ring."),
      Field("session", .object(session), default: "{}", "Queue and socket of every session."),
      Field("limits", .object(limits), default: "{}", "Where a run is stopped."),
      Field(
        "members", .list(.object(member)), required: "[{ name: \"a\", send: { rate: \"100/s\" } }]",
        "The processes, in member order."),
      Field("faults", .list(.object(fault)), default: "[]", "What happens to members and daemons."),
      Field(
        "methods", .list(.either([.text, .open])), required: "[\"hope-and-pray\", \"agreed-ack\"]",
        "The methods to run."),
      Field("record", .object(record), default: "{}", "What is written besides the totals."),
      Field(
        "sweep", .open, default: "{}",
        "Keys with lists or ranges of values; several keys make a grid, those of a zip move together."),
      Field("expect", .list(.open), default: "[]", "What must come true."),
    ])

  static let ring = Section(
    title: "the ring",
    fields: [
      Field(
        "model", .word(["sequencer", "token"]), default: "\"sequencer\"",
        "One server that orders the messages, or daemons that pass a token."),
      Field(
        "daemons", .whole, default: "1",
        "Daemons, 1 to 128 in a token ring, else to 1,000; members go round robin."),
      Field("cost", .distribution, default: "\"0s\"", "Sequencer: the server's time per message."),
      Field(
        "latency", .interval, default: "\"0s\"",
        "Sequencer: from the numbering of a message to its delivery."),
      Field(
        "window", .whole, default: "160",
        "Token ring: packets that all daemons may send in a rotation, 1 to 10,000."),
      Field(
        "personalWindow", .whole, default: "20",
        "Token ring: packets that a daemon may send in a visit, 1 to 10,000."),
      Field(
        "hop", .interval, default: "\"50us\"",
        "Token ring: from the last bit of a packet, or of the token, to its arrival; positive."),
      Field("bandwidth", .bandwidth, "Token ring: of each daemon's link; without it no limit."),
      Field(
        "loss", .share, default: "0",
        "Token ring: probability, less than 1, that a packet does not arrive at a given daemon."),
      Field(
        "membershipStall", .interval, default: "\"3s\"",
        "Token ring: from a partition, merge or crash of daemons to the rings that follow; positive."),
    ])

  static let daemon = Section(
    title: "the daemon",
    fields: [
      Field("ingest", .interval, default: "\"0s\"", "CPU time per message read from a client."),
      Field("packet", .interval, default: "\"0s\"", "CPU time per packet sent or received."),
      Field("deliver", .interval, default: "\"0s\"", "CPU time per copy that goes to a session."),
      Field(
        "fragment", .interval, default: "\"0s\"",
        "CPU time per copy and further packet of a message that takes several."),
      Field(
        "enqueue", .interval,
        "CPU time per copy that has to wait in a session queue; without it that of deliver."),
      Field(
        "drain", .interval, default: "\"0s\"",
        "CPU time per message moved from a session queue to its socket."),
      Field(
        "waterMark", .whole, default: "500",
        "Clients' messages at which the daemon reads no more of them, 1 to 1,000,000."),
    ])

  static let session = Section(
    title: "the session",
    fields: [
      Field(
        "maxSessionMessages", .whole, default: "1000",
        "Messages that may wait, 1 to 10,000,000; the next one kicks."),
      Field(
        "socket", .either([.word(["none", "unix", "tcp"]), .object(socket)]), default: "\"none\"",
        "What the operating system holds before the queue begins."),
      Field(
        "drain", .either([.word(["at-once"]), .interval]), default: "\"at-once\"",
        "When the daemon looks whether a socket takes more: at once, or every so often."),
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

  static let record = Section(
    title: "the record",
    fields: [
      Field(
        "timeline", .either([.word(["change"]), .interval]),
        "Every so often, or at every change, the members' states go to timeline.csv; without it never."),
      Field("events", .flag, default: "false", "Every step of every message goes to events.csv."),
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
      Field("sendThread", .flag, default: "false", "A thread that only sends, beside the one that reads."),
      Field(
        "catchUp", .interval, default: "\"0s\"", "Waiting time that processing may make up for, at most."),
      Field("sendBurst", .whole, "Most sends in a row before it reads; without it no limit."),
      Field("send", .object(send), "What its application sends; without it nothing."),
      Field(
        "groups", .list(.text), "The groups that it joins, at most 32 in a scenario; by default one for all."),
      Field("rejoin", .object(rejoin), "How it comes back after a kick or crash; without it never."),
    ])

  static let rejoin = Section(
    title: "rejoin",
    fields: [
      Field(
        "after", .interval, required: "\"1s\"",
        "From the end of the old session's work, or the crash, to the new JOIN; positive."),
      Field("attempts", .whole, "How often at most, 1 to 1,000,000; without it no limit."),
      Field(
        "recovery", .object(recovery), "Another member sends again what it missed; without it it has a gap."),
    ])

  static let recovery = Section(
    title: "a recovery",
    fields: [Field("rate", .rate, required: "\"5000/s\"", "Messages per time sent again, at most.")])

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
        "When a daemon may deliver a message; on a sequencer all levels are one."),
      Field("group", .text, "The group that it sends to; by default the first of its groups."),
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
      Field("member", .text, "Who: a member, or all members of a name."),
      Field("pause", .distribution, "Nothing is read, processed or sent for so long."),
      Field("slowdown", .number, "Services begun take so many times as long."),
      Field(
        "for", .distribution,
        "How long the slow-down lasts, or the partition, or a daemon is gone; without it for good."),
      Field("crash", .flag, "The process, or the daemon, is gone with all it held."),
      Field("leave", .flag, "It leaves the group."),
      Field("join", .flag, "It joins then and is absent before."),
      Field("every", .distribution, "Pauses and slow-downs: time to the next one."),
      Field(
        "stagger", .interval, default: "\"0s\"",
        "All members of a name: time from one member to the next, in member order."),
      Field(
        "partition", .list(.list(.whole)),
        "Token ring: the daemons of each side, which reach no other; every daemon once."),
      Field("merge", .flag, "Token ring: the partition is over."),
      Field("daemon", .whole, "Token ring: the daemon that crashes, from 1."),
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

  static let sweepRange = Section(
    title: "the range",
    fields: [
      Field("from", .either([.text, .number]), required: "10", "The first value."),
      Field("to", .either([.text, .number]), required: "100", "The last value, where a step ends there."),
      Field("step", .either([.text, .number]), "From one value to the next."),
      Field("factor", .number, "How many times one value the next is."),
    ])

  static let range = Section(
    title: "a range",
    fields: [Field("min", .number, "The least."), Field("max", .number, "The most.")])
}
