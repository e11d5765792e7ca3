import EventKernel
import SpreadModel

/// The definition of `members.csv`: one row per member and run.
enum MemberColumns {
  /// How a member's cell is computed.
  struct MemberColumn: Sendable {
    let column: Column
    let value: @Sendable (RunReport, Int) -> Cell

    init(
      _ name: String, _ kind: Column.Kind, _ polarity: Column.Polarity, _ meaning: String,
      _ value: @escaping @Sendable (RunReport, Int) -> Cell
    ) {
      column = Column(name, kind, polarity, meaning)
      self.value = value
    }

    init(
      _ name: String, _ kind: Column.Kind, _ meaning: String,
      _ value: @escaping @Sendable (RunReport, Int) -> Cell
    ) {
      self.init(name, kind, .neither, meaning, value)
    }
  }

  static let all: [MemberColumn] = [
    MemberColumn("scenario", .text, "The scenario's name.") { report, _ in .text(report.scenario) },
    MemberColumn("point", .count, "Index of the sweep point, from 0.") { report, _ in
      .count(Int64(report.point))
    },
    MemberColumn("method", .text, "The method, or its label in the scenario.") { report, _ in
      .text(report.label)
    },
    MemberColumn("replication", .count, "Index of the replication, from 0.") { report, _ in
      .count(Int64(report.run.replication))
    },
    MemberColumn("member", .text, "The member's name.") { report, index in
      .text(report.run.members[index].name)
    },
    MemberColumn("generated", .count, "Messages that its application generated.") { report, index in
      .count(report.outcome.members[index].generated)
    },
    MemberColumn(
      "sent", .count, .larger, "Data messages accepted by SP_multicast, a pack of messages being one."
    ) { report, index in
      .count(report.outcome.members[index].sent)
    },
    MemberColumn("delivered", .count, "Data messages that its session took: socket, queue or handed over.") {
      report, index in .count(report.outcome.members[index].delivered)
    },
    MemberColumn("processed", .count, .larger, "Data messages completely processed.") { report, index in
      .count(report.outcome.members[index].processed)
    },
    MemberColumn("session_queue_max", .count, .smaller, "Longest session queue, messages of all kinds.") {
      report, index in .count(Int64(report.outcome.members[index].sessionQueueMax))
    },
    MemberColumn(
      "app_buffer_max", .count, .smaller,
      "Most messages read and not completely processed, put aside in a recovery too; empty without a receiver thread and a recovery."
    ) { report, index in
      let member = report.run.members[index]
      guard member.receiverThread != nil || member.rejoin?.recovery != nil else { return .empty }
      return .count(Int64(report.outcome.members[index].appBufferMax))
    },
    MemberColumn("app_backlog_max", .count, .smaller, "Most messages generated and not yet accepted.") {
      report, index in .count(Int64(report.outcome.members[index].appBacklogMax))
    },
    MemberColumn(
      "backlog_max", .count, .smaller,
      "Most data messages accepted from all senders and not completely processed by it, while it lived."
    ) { report, index in .count(report.outcome.members[index].backlogMax) },
    MemberColumn("kicked_at_s", .number, .larger, "When it was kicked, the first time; empty if it was not.")
    {
      report, index in
      Cell(report.outcome.members[index].kickedAt?.inSeconds)
    },
    MemberColumn(
      "blocked_ratio", .number, .smaller,
      "Share of the measured time that a message of it waited at a closed gate; empty for members that do not send."
    ) { report, index in
      report.run.members[index].workload == nil ? .empty : .number(report.blockedRatio(index))
    },
    MemberColumn("daemon", .count, "Its daemon, from 1.") { report, index in
      .count(Int64(report.run.members[index].daemon))
    },
    MemberColumn(
      "rate_per_s", .number, .larger, "Messages processed per second of its own time in the group."
    ) {
      report, index in .number(report.rate(index))
    },
    MemberColumn(
      "latency_mean_ms", .number, .smaller,
      "Mean time from generation to the end of processing here; empty if nothing was processed."
    ) { report, index in
      let member = report.outcome.members[index]
      guard member.processedMeasured > 0 else { return .empty }
      return .number(Double(member.latencySum) / Double(member.processedMeasured) / 1e6)
    },
    MemberColumn("control_sent", .count, .smaller, "Control messages accepted from it.") { report, index in
      .count(report.outcome.members[index].controlSent)
    },
    MemberColumn("queue_bytes_max", .count, .smaller, "Most bytes in its session queue.") { report, index in
      .count(report.outcome.members[index].queueBytesMax)
    },
    MemberColumn("time_above_75pct_s", .number, .smaller, "Time with its queue above 75 % of the limit.") {
      report, index in .number(report.outcome.members[index].timeAboveThreeQuarters.inSeconds)
    },
    MemberColumn(
      "awaited_s", .number, .smaller, "Measured time that senders were blocked waiting for it, summed."
    ) {
      report, index in .number(Double(report.outcome.members[index].awaitedNanoseconds) / 1e9)
    },
    MemberColumn(
      "lost", .count, .smaller, "Data messages that its session took and its application never gets."
    ) {
      report, index in .count(report.outcome.members[index].lost)
    },
    MemberColumn("queued", .count, "Data messages in its session queue at the end.") { report, index in
      .count(report.outcome.members[index].queued)
    },
    MemberColumn("in_socket", .count, "Data messages in its socket at the end.") { report, index in
      .count(report.outcome.members[index].inSocket)
    },
    MemberColumn("buffered", .count, "Data messages in its buffer or in its hands at the end.") {
      report, index in
      .count(report.outcome.members[index].buffered)
    },
    MemberColumn(
      "socket_blocked_ratio", .number, .smaller,
      "Share of the measured time inside an `SP_multicast` that its daemon's socket blocked; empty for members that do not send."
    ) { report, index in
      guard report.run.members[index].workload != nil else { return .empty }
      return .number(report.outcome.members[index].sendBlocked.inSeconds / report.measured.inSeconds)
    },
    MemberColumn(
      "recovery_s", .number, .smaller,
      "Longest time from a kick or crash of it to having caught up; empty if it did not come back or never caught up."
    ) { report, index in Cell(report.outcome.members[index].recovery?.inSeconds) },
    MemberColumn(
      "returns", .count,
      "How often it was a member again after a kick or crash; empty where it does not come back."
    ) { report, index in
      guard report.run.members[index].rejoin != nil else { return .empty }
      return .count(Int64(report.outcome.members[index].returnCount))
    },
    MemberColumn(
      "recovered", .count,
      "Data messages that it processed as copies sent again by another member; empty without a recovery."
    ) { report, index in
      guard report.run.members[index].rejoin?.recovery != nil else { return .empty }
      return .count(report.outcome.members[index].recovered)
    },
    MemberColumn(
      "unsent_lost", .count, .smaller,
      "Data messages that its application generated and lost in a crash before they were accepted; empty where it does not come back."
    ) { report, index in
      guard report.run.members[index].rejoin != nil else { return .empty }
      return .count(report.outcome.members[index].appBacklogLost)
    },
    MemberColumn(
      "excluded_at_s", .number, .larger, "When the group gave it up; empty if it did not."
    ) { report, index in Cell(report.outcome.members[index].excludedAt?.inSeconds) },
  ]
}
