import EventKernel
import SpreadModel

/// A column together with how it is computed from a run.
struct RunColumn: Sendable {
  let column: Column
  let value: @Sendable (RunReport) -> Cell

  init(
    _ name: String, _ kind: Column.Kind, _ polarity: Column.Polarity, _ meaning: String,
    _ value: @escaping @Sendable (RunReport) -> Cell
  ) {
    column = Column(name, kind, polarity, meaning)
    self.value = value
  }

  init(
    _ name: String, _ kind: Column.Kind, _ meaning: String, _ value: @escaping @Sendable (RunReport) -> Cell
  ) {
    self.init(name, kind, .neither, meaning, value)
  }
}

/// The definition of `summary.csv`: one row per run. New columns go at the end.
enum SummaryColumns {
  static let all: [RunColumn] =
    identity + group + flow + rates + latency + queues + bound + blocking + theory + ring + waiting

  private static let identity: [RunColumn] = [
    RunColumn("scenario", .text, "The scenario's name: its file below scenarios/, without the ending.") {
      .text($0.scenario)
    },
    RunColumn("point", .count, "Index of the sweep point, from 0; 0 without a sweep.") {
      .count(Int64($0.point))
    },
    RunColumn("sweep", .text, "The swept keys and their values at this point, key=value separated by `;`.") {
      .text($0.sweep)
    },
    RunColumn("method", .text, "The method, or its label in the scenario.") { .text($0.label) },
    RunColumn("parameters", .text, "The method's resolved parameters, name=value separated by `;`.") {
      .text($0.method.effective.map { "\($0.name)=\($0.text)" }.joined(separator: ";"))
    },
    RunColumn("replication", .count, "Index of the replication, from 0.") {
      .count(Int64($0.run.replication))
    },
    RunColumn("seed", .text, "The scenario's seed; with the replication the root of every random stream.") {
      .text(String($0.run.seed))
    },
    RunColumn(
      "fingerprint", .text,
      "A 64-bit hash of the trajectory: equal fingerprints mean that every member did the same at the same times."
    ) { .text($0.outcome.fingerprint.hexadecimal) },
    RunColumn("status", .text, "`complete`: the run reached its end. Runs that were stopped write no row.") {
      _ in
      .text("complete")
    },
  ]

  private static let group: [RunColumn] = [
    RunColumn("members", .count, "Members of the group that the scenario names, later joiners included.") {
      report in
      .count(Int64(report.run.members.count { $0.isInGroup }))
    },
    RunColumn("senders", .count, "Members that send data, from outside the group too.") {
      .count(Int64($0.senders.count))
    },
    RunColumn("duration_s", .number, "Simulated time.") { .number($0.run.duration.inSeconds) },
    RunColumn("kicks", .count, .smaller, "Sessions disconnected because their queue was full.") {
      .count(Int64($0.outcome.kicks.count))
    },
    RunColumn("kicked_members", .text, "Their names in order of the kicks, separated by `;`.") { report in
      .text(report.outcome.kicks.map { report.run.members[$0.member].name }.joined(separator: ";"))
    },
    RunColumn("first_kick_s", .number, .larger, "When the first was; empty without a kick.") {
      Cell($0.outcome.kicks.first?.at.inSeconds)
    },
  ]

  private static let flow: [RunColumn] = [
    RunColumn("generated", .count, "Messages that the applications generated.") { report in
      .count(report.outcome.members.reduce(0) { $0 + $1.generated })
    },
    RunColumn(
      "sent", .count, .larger,
      "Data messages that SP_multicast accepted. Here and below a pack is one, but for backlogs of applications, rates and latencies."
    ) { .count($0.outcome.accepted) },
    RunColumn("ordered", .count, .larger, "Data messages that the ring numbered.") {
      .count($0.outcome.ordered)
    },
    RunColumn(
      "lost_on_kick", .count, .smaller,
      "Data messages delivered or refused to a kicked session and never read, over all kicks."
    ) { report in .count(report.outcome.members.reduce(0) { $0 + $1.lostOnKick }) },
  ]

  private static let rates: [RunColumn] = [
    RunColumn(
      "throughput_per_s", .number, .larger,
      "Messages processed by every surviving member that was not given up, per second after the warm-up; 0 where there is none."
    ) { .number($0.throughput) },
    RunColumn("ordered_per_s", .number, .larger, "Data messages numbered, per second after the warm-up.") {
      .number(Double($0.outcome.orderedMeasured) / $0.measured.inSeconds)
    },
    RunColumn("goodput_bytes_per_s", .number, .larger, "Payload processed by every surviving member.") {
      .number($0.goodput)
    },
    RunColumn(
      "min_rate_per_s", .number, .larger,
      "The slowest receiver's processed messages per second of its own time in the group, kicked ones included."
    ) { report in Cell(report.receivers.map(report.rate).min()) },
    RunColumn("max_rate_per_s", .number, .larger, "The fastest receiver's, likewise.") { report in
      Cell(report.receivers.map(report.rate).max())
    },
    RunColumn(
      "fairness", .number, .larger, "Jain's index of the senders' accepted messages; empty if none sent."
    ) {
      Cell($0.fairness)
    },
  ]

  private static let latency: [RunColumn] = [
    RunColumn(
      "latency_p50_ms", .number, .smaller,
      "Median time from generation to the end of processing, over all members; within 1/256; empty if nothing was processed."
    ) { Cell($0.outcome.latency.p50Nanoseconds.map { $0 / 1e6 }) },
    RunColumn("latency_p99_ms", .number, .smaller, "99th percentile of the same.") {
      Cell($0.outcome.latency.p99Nanoseconds.map { $0 / 1e6 })
    },
    RunColumn("latency_max_ms", .number, .smaller, "Largest of the same, exact.") {
      Cell($0.outcome.latency.maxNanoseconds.map { Double($0) / 1e6 })
    },
  ]

  private static let queues: [RunColumn] = [
    RunColumn(
      "session_queue_max", .count, .smaller,
      "Longest session queue, messages of all kinds, without socket, service and the kicking message."
    ) { report in .count(Int64(report.outcome.members.map(\.sessionQueueMax).max() ?? 0)) },
    RunColumn(
      "queue_bytes_max", .count, .smaller, "Most bytes in one session queue: what a higher limit costs."
    ) {
      .count($0.outcome.members.map(\.queueBytesMax).max() ?? 0)
    },
    RunColumn("headroom", .number, .larger, "1 - session_queue_max / maxSessionMessages.") { report in
      let longest = Double(report.outcome.members.map(\.sessionQueueMax).max() ?? 0)
      return .number(1 - longest / Double(report.run.session.maxSessionMessages))
    },
    RunColumn(
      "time_above_75pct_s", .number, .smaller,
      "Longest time that one member's session queue stood above 75 % of its limit."
    ) { report in .number(report.outcome.members.map(\.timeAboveThreeQuarters).max()?.inSeconds ?? 0) },
    RunColumn(
      "app_buffer_max", .count, .smaller,
      "Most messages read and not completely processed, of a member with a receiver thread, or put aside in a recovery; empty without both."
    ) { report in
      guard report.run.members.contains(where: { $0.receiverThread != nil || $0.rejoin?.recovery != nil })
      else { return .empty }
      return .count(Int64(report.outcome.members.map(\.appBufferMax).max() ?? 0))
    },
    RunColumn(
      "app_backlog_max", .count, .smaller, "Most messages generated by one member and not yet accepted."
    ) {
      .count(Int64($0.outcome.members.map(\.appBacklogMax).max() ?? 0))
    },
    RunColumn(
      "backlog_max", .count, .smaller,
      "Most data messages accepted from all senders and not completely processed by one live member."
    ) { .count($0.outcome.members.map(\.backlogMax).max() ?? 0) },
  ]

  private static let bound: [RunColumn] = [
    RunColumn(
      "bound", .count, .smaller,
      "The proven bound on that backlog while the theorem is in force; empty where no theorem covers the run."
    ) { Cell($0.outcome.bound) },
    RunColumn("bound_holds", .flag, "Whether every member stayed within its bound; empty without one.") {
      Cell($0.outcome.boundHolds)
    },
  ]

  private static let blocking: [RunColumn] = [
    RunColumn(
      "sender_blocked_ratio", .number, .smaller,
      "Mean over the senders of the share of time that a generated message waits at a closed gate; empty without senders."
    ) { Cell($0.blockedRatio) },
    RunColumn(
      "blocked_by", .text,
      "The member that senders waited for longest; a sender that waits for own copies counts itself."
    ) {
      $0.blockedBy.map(Cell.text) ?? .empty
    },
    RunColumn(
      "longest_stall_s", .number, .smaller, "Longest unbroken time that a message waited at a closed gate."
    ) {
      .number($0.outcome.longestStall.inSeconds)
    },
    RunColumn(
      "deadlock", .flag, .smaller,
      "Whether a live sender's gate is closed at the end while nothing is under way that could open it."
    ) { .flag($0.outcome.isDeadlocked) },
    RunColumn("control_messages", .count, .smaller, "Control messages accepted, membership messages apart.") {
      .count($0.outcome.controlMessages)
    },
    RunColumn("control_per_data", .number, .smaller, "The same per data message accepted; empty if none was.")
    { report in
      guard report.outcome.accepted > 0 else { return .empty }
      return .number(Double(report.outcome.controlMessages) / Double(report.outcome.accepted))
    },
  ]

  private static let theory: [RunColumn] = [
    RunColumn(
      "excluded", .count, .smaller,
      "Members that the group gave up to spare the others; empty where no rule excludes."
    ) { report in
      guard report.method.modifiers.exclude != nil else { return .empty }
      return .count(Int64(report.outcome.members.count { $0.excludedAt != nil }))
    },
    RunColumn(
      "recovery_s", .number, .smaller,
      "Longest time from a kick or crash to having caught up; empty where nobody came back or none of them caught up."
    ) { report in Cell(report.outcome.members.compactMap(\.recovery).max()?.inSeconds) },
    RunColumn(
      "theory_first_kick_s", .number, "When a closed form expects the first kick; empty where none applies."
    ) {
      Cell(Theory.firstKick(of: $0.run, method: $0.method))
    },
    RunColumn(
      "theory_throughput_per_s", .number, "The throughput that a closed form gives; empty where none applies."
    ) { Cell(Theory.throughput(of: $0.run, method: $0.method)) },
  ]

  private static let ring: [RunColumn] = [
    RunColumn("packets", .count, "Packets that the daemons numbered; empty without a token ring.") {
      Cell($0.outcome.ring?.packetCount)
    },
    RunColumn(
      "packets_resent", .count, .smaller,
      "Packets sent again because a daemon had not got them; empty without a token ring."
    ) { Cell($0.outcome.ring?.retransmissionCount) },
    RunColumn(
      "down_queue_max", .count, .smaller,
      "Most messages that waited for the token at one daemon; empty without a token ring."
    ) { Cell($0.outcome.ring.map { Int64($0.downQueueMax) }) },
  ]

  private static let waiting: [RunColumn] = [
    RunColumn(
      "waiting", .text,
      "In a run that ends in a deadlock, who waits for whom: `sender>awaited`, separated by `;`, in member order; who waits for its own copies names itself; empty without a deadlock."
    ) { report in
      let waits = report.outcome.waits
      return waits.isEmpty ? .empty : .text(waits.map(report.phrase).joined(separator: ";"))
    },
    RunColumn(
      "longest_stall_by", .text,
      "Whose message waited longest at a closed gate, and for whom at last: `sender>awaited`; empty if none waited."
    ) { report in report.outcome.longestStallBy.map { .text(report.phrase($0)) } ?? .empty },
  ]
}
