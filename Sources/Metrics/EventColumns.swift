import EventKernel
import SpreadModel

/// The definition of `events.csv`: one row per step of a message or of a daemon.
enum EventColumns {
  /// One row.
  struct Event: Sendable {
    let at: Instant
    let name: String
    var member: Int?
    var position: Int?
    var daemon: Int?
    var packet: Int?
  }

  /// How an event's cell is computed.
  struct EventColumn: Sendable {
    let column: Column
    let value: @Sendable (RunReport, Event) -> Cell

    init(
      _ name: String, _ kind: Column.Kind, _ meaning: String,
      _ value: @escaping @Sendable (RunReport, Event) -> Cell
    ) {
      column = Column(name, kind, .neither, meaning)
      self.value = value
    }
  }

  static let all: [EventColumn] = [
    EventColumn("scenario", .text, "The scenario's name.") { report, _ in .text(report.scenario) },
    EventColumn("point", .count, "Index of the sweep point, from 0.") { report, _ in
      .count(Int64(report.point))
    },
    EventColumn("method", .text, "The method, or its label in the scenario.") { report, _ in
      .text(report.label)
    },
    EventColumn("replication", .count, "Index of the replication, from 0.") { report, _ in
      .count(Int64(report.run.replication))
    },
    EventColumn("time_s", .number, "When.") { .number($1.at.inSeconds) },
    EventColumn(
      "event", .text,
      "Of messages: `accepted` and `control_accepted` by `SP_multicast`, `ordered` and `control_ordered` by a token ring, `delivered` to the sessions, `read`, `processed`, `kicked` by it, `blocked` and `unblocked` at the gate, `gap` of a member that came back. Of daemons: `token`, `packet_sent`, `packet_received`, `packet_lost`, `daemon_delivered`, `token_held`, `token_asked`, `ring_broken`, `daemon_crashed`, `ring_formed`. At one instant those of daemons stand first."
    ) { .text($1.name) },
    EventColumn("member", .text, "Who; empty for all members, and for daemons.") { report, event in
      event.member.map { .text(report.run.members[$0].name) } ?? .empty
    },
    EventColumn(
      "position", .count,
      "The message's place in the order of all kinds of messages, from 0; empty before a token ring has given it one."
    ) { Cell($1.position.map(Int64.init)) },
    EventColumn("daemon", .count, "The daemon, from 1; empty for events of messages.") {
      Cell($1.daemon.map { Int64($0 + 1) })
    },
    EventColumn(
      "packet", .count,
      "The packet's number, from 1; of `daemon_delivered` the message's place, of `ring_formed` the leader, from 1; empty where there is none."
    ) { Cell($1.packet.map(Int64.init)) },
  ]

  /// Both parts of a journal in the order of time.
  static func events(of journal: Journal) -> some Sequence<Event> {
    var lines = journal.lines[...]
    // A packet is noted when its sending begins, with the time of its end.
    var ringLines = journal.ringLines.enumerated()
      .sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }[...]
    return AnyIterator {
      if let ringLine = ringLines.first?.element, lines.first.map({ ringLine.at <= $0.at }) ?? true {
        ringLines.removeFirst()
        return Event(ringLine)
      }
      return lines.popFirst().map { Event($0) }
    }
  }
}

extension EventColumns.Event {
  init(_ line: Journal.Line) {
    at = line.at
    name =
      switch line.step {
      case .accepted: "accepted"
      case .controlAccepted: "control_accepted"
      case .ordered: "ordered"
      case .controlOrdered: "control_ordered"
      case .delivered: "delivered"
      case .read: "read"
      case .processed: "processed"
      case .kicked: "kicked"
      case .blocked: "blocked"
      case .unblocked: "unblocked"
      case .gap: "gap"
      }
    member = line.member < 0 ? nil : line.member
    position = line.position < 0 ? nil : line.position
  }

  init(_ line: Journal.RingLine) {
    at = line.at
    name =
      switch line.step {
      case .token: "token"
      case .sent: "packet_sent"
      case .received: "packet_received"
      case .lost: "packet_lost"
      case .delivered: "daemon_delivered"
      case .held: "token_held"
      case .hurry: "token_asked"
      case .broken: "ring_broken"
      case .crashed: "daemon_crashed"
      case .formed: "ring_formed"
      }
    daemon = line.daemon
    let hasNumber = [.sent, .received, .lost, .delivered, .formed].contains(line.step)
    packet = hasNumber ? line.number : nil
  }
}
