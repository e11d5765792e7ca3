import EventKernel
import SpreadModel

/// The definition of `timeline.csv`: one row per member and instant.
enum TimelineColumns {
  /// How a point's cell is computed.
  struct TimelineColumn: Sendable {
    let column: Column
    let value: @Sendable (RunReport, TimelinePoint) -> Cell

    init(
      _ name: String, _ kind: Column.Kind, _ meaning: String,
      _ value: @escaping @Sendable (RunReport, TimelinePoint) -> Cell
    ) {
      column = Column(name, kind, .neither, meaning)
      self.value = value
    }

    /// A count of the member's state.
    static func count(
      _ name: String, _ meaning: String, _ value: @escaping @Sendable (TimelinePoint.State) -> Int64
    ) -> TimelineColumn {
      TimelineColumn(name, .count, meaning) { .count(value($1.state)) }
    }
  }

  static let all: [TimelineColumn] = [
    TimelineColumn("scenario", .text, "The scenario's name.") { report, _ in .text(report.scenario) },
    TimelineColumn("point", .count, "Index of the sweep point, from 0.") { report, _ in
      .count(Int64(report.point))
    },
    TimelineColumn("method", .text, "The method, or its label in the scenario.") { report, _ in
      .text(report.label)
    },
    TimelineColumn("replication", .count, "Index of the replication, from 0.") { report, _ in
      .count(Int64(report.run.replication))
    },
    TimelineColumn("time_s", .number, "When; all that happens at this instant is part of it.") {
      .number($1.at.inSeconds)
    },
    TimelineColumn("member", .text, "Whose state it is.") { .text($0.run.members[$1.member].name) },
    TimelineColumn(
      "standing", .text,
      "`absent`, `joining`, `member`, `kicked` or `gone`; `outside` for who sends and is in no group."
    ) { .text($1.state.standing.rawValue) },
    TimelineColumn("paused", .flag, "Whether a fault makes it stand still.") { .flag($1.state.isPaused) },
    TimelineColumn("blocked", .flag, "Whether a message of it waits at a closed gate.") {
      .flag($1.state.isBlocked)
    },
    .count("session_queue", "Messages of all kinds in its session queue.") { Int64($0.sessionQueue) },
    .count("session_queue_bytes", "Their bytes.") { $0.queueBytes },
    .count("in_socket", "Messages of all kinds in its socket.") { Int64($0.inSocket) },
    .count("app_buffer", "Data messages read and not processed, the one in service included.") {
      Int64($0.appBuffer)
    },
    .count("app_backlog", "Messages that its application generated and that were not accepted.") {
      Int64($0.appBacklog)
    },
    .count("backlog", "Data messages accepted from all senders and not completely processed by it.") {
      $0.backlog
    },
    .count("sent", "Data messages accepted from it so far.") { $0.sent },
    .count("delivered", "Data messages delivered to it so far.") { $0.delivered },
    .count("processed", "Data messages that it has processed so far.") { $0.processed },
  ]
}
