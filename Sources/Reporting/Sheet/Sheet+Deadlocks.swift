import EventKernel
import Metrics
import SpreadModel

extension SheetRun {
  /// Senders that wait for ever for one member.
  struct Stuck: Codable, Sendable {
    /// The first of them by member order.
    let sender: String
    /// How many more.
    var otherCount = 0
    /// Whom they wait for; `nil` where each waits for its own messages.
    let awaited: String?
    /// When the first of them began to wait.
    var since: Instant

    /// `peer-1 and 3 more wait for joiner since 10.2 s`.
    var phrase: String {
      let others = otherCount == 0 ? "" : " and \(HumanNumber.count(otherCount)) more"
      let own = otherCount == 0 ? "its own messages" : "their own messages"
      let verb = otherCount == 0 ? "waits" : "wait"
      return "\(TextGrid.printable(sender))\(others) \(verb) for \(awaited.map(TextGrid.printable) ?? own)"
        + " since \(HumanNumber.time(seconds: since.inSeconds))"
    }

    /// One for each member that somebody waits for, in the order of the senders.
    static func all(of report: RunReport) -> [Stuck] {
      var all: [Stuck] = []
      for wait in report.outcome.waits {
        let awaited = wait.awaited == wait.sender ? nil : report.run.members[wait.awaited].name
        if let index = all.firstIndex(where: { $0.awaited == awaited }) {
          all[index].otherCount += 1
          all[index].since = min(all[index].since, wait.since)
        } else {
          all.append(Stuck(sender: report.run.members[wait.sender].name, awaited: awaited, since: wait.since))
        }
      }
      return all
    }
  }
}

extension Sheet {
  /// One line for each method in which senders wait for ever: who for whom, in the first run of it that ends so.
  func writeDeadlocks(into buffer: inout ByteBuffer) {
    var labels: [String] = []
    for method in points.flatMap(\.methods) where method.deadlockedRunCount > 0 {
      if !labels.contains(method.label) { labels.append(method.label) }
    }
    if !labels.isEmpty { buffer.append("\n") }
    for label in labels.prefix(Self.noteLimit) {
      let results = points.flatMap(\.methods).filter { $0.label == label }
      let phrases = (results.first { $0.deadlockedRunCount > 0 }?.stuck ?? []).map(\.phrase)
      let count = results.reduce(0) { $0 + $1.deadlockedRunCount }
      let runCount = results.reduce(0) { $0 + $1.runCount }
      let share =
        runCount == 1 ? "" : " (in \(HumanNumber.count(count)) of \(HumanNumber.count(runCount)) runs)"
      let head = style.paint("DEADLOCK", .bad)
      buffer.append("\(head) \(TextGrid.printable(label)): \(phrases.joined(separator: "; "))\(share)\n")
    }
    if labels.count > Self.noteLimit {
      buffer.append("DEADLOCK in \(HumanNumber.count(labels.count - Self.noteLimit)) more methods\n")
    }
  }
}
