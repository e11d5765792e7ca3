import EventKernel
import SpreadModel

/// The definition of `kicks.csv`: one row per kick, with the composition of the queue.
enum KickColumns {
  /// How a kick's cell is computed.
  struct KickColumn: Sendable {
    let column: Column
    let value: @Sendable (RunReport, Kick) -> Cell

    init(
      _ name: String, _ kind: Column.Kind, _ meaning: String,
      _ value: @escaping @Sendable (RunReport, Kick) -> Cell
    ) {
      column = Column(name, kind, .neither, meaning)
      self.value = value
    }
  }

  static let all: [KickColumn] = [
    KickColumn("scenario", .text, "The scenario's name.") { report, _ in .text(report.scenario) },
    KickColumn("point", .count, "Index of the sweep point, from 0.") { report, _ in
      .count(Int64(report.point))
    },
    KickColumn("method", .text, "The method, or its label in the scenario.") { report, _ in
      .text(report.label)
    },
    KickColumn("replication", .count, "Index of the replication, from 0.") { report, _ in
      .count(Int64(report.run.replication))
    },
    KickColumn("member", .text, "Who was kicked.") { report, kick in
      .text(report.run.members[kick.member].name)
    },
    KickColumn("time_s", .number, "When.") { _, kick in .number(kick.at.inSeconds) },
    KickColumn("message", .count, "Messages delivered or refused to the session, the kicking one included.") {
      _, kick in .count(kick.message)
    },
    KickColumn("data_message", .count, "The same, data messages only.") { _, kick in .count(kick.dataMessage)
    },
    KickColumn("queued_data", .count, "Data messages in the queue at the kick.") { _, kick in
      .count(kick.dataCount)
    },
    KickColumn("queued_control", .count, "Control messages in the queue at the kick.") { _, kick in
      .count(kick.controlCount)
    },
    KickColumn("queued_membership", .count, "Membership messages in the queue at the kick.") { _, kick in
      .count(kick.viewCount)
    },
    KickColumn(
      "queued_by_sender", .text,
      "Data messages in the queue by sender, name=count separated by `;`, in member order, senders without one left out."
    ) { report, kick in
      let parts = kick.queuedBySender.map { "\(report.run.members[$0.sender].name)=\($0.count)" }
      return .text(parts.joined(separator: ";"))
    },
    KickColumn("in_socket", .count, "Messages of all kinds wholly in the socket at the kick.") { _, kick in
      .count(Int64(kick.inSocket))
    },
    KickColumn("read", .count, "Messages of all kinds that the member had begun to read at the kick.") {
      _, kick in .count(kick.readCount)
    },
    KickColumn(
      "queued_recovered", .count,
      "Copies in the queue of data messages that it had missed before; empty where nobody recovers."
    ) { report, kick in
      guard report.run.members.contains(where: { $0.rejoin?.recovery != nil }) else { return .empty }
      return .count(kick.recoveredCount)
    },
  ]
}
