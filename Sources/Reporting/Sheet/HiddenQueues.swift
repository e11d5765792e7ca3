import Metrics
import SpreadModel

/// Queues that no kick bounds, where one grew longer than a session queue may: who is not kicked need not keep up. Of one
/// run, or the greatest of several.
struct HiddenQueues: Codable, Sendable {
  /// The longest one of its kind.
  struct Longest: Codable, Sendable {
    let count: Int
    let member: String
  }

  /// Behind a receiver thread.
  private var buffer: Longest?
  /// In front of a gate.
  private var backlog: Longest?
  /// The part of the messages generated that was never sent, where it is worth a word: latencies cannot speak of it.
  private var unsentShare: Double?
  /// The schedule of a sender was late in the end, by a hundredth of the run at least, as it generated nothing more while it was
  /// blocked: what was due then waits nowhere, and no latency speaks of it ("coordinated omission").
  private(set) var hasWithheld = false

  /// Of no run.
  init() {}

  init(_ report: RunReport) {
    let (run, members) = (report.run, report.outcome.members)
    func longest(_ length: KeyPath<MemberOutcome, Int>) -> Longest? {
      guard
        let index = members.indices.max(by: { members[$0][keyPath: length] < members[$1][keyPath: length] }),
        members[index][keyPath: length] > run.session.maxSessionMessages
      else { return nil }
      return Longest(count: members[index][keyPath: length], member: run.members[index].name)
    }
    buffer = longest(\.appBufferMax)
    backlog = longest(\.appBacklogMax)
    let generated = members.reduce(0) { $0 + $1.generated }
    let unsent = generated - members.reduce(0) { $0 + $1.admitted }
    let share = Double(unsent) / Double(max(1, generated))
    if share >= 0.01, unsent > Int64(report.senders.count) { unsentShare = share }
    hasWithheld = members.contains {
      min($0.blocked, $0.scheduleDelay).inSeconds >= 0.01 * run.duration.inSeconds
    }
  }

  /// The greatest of both; of equal ones the first.
  mutating func include(_ other: HiddenQueues) {
    func longer(_ one: Longest?, _ other: Longest?) -> Longest? {
      (other?.count ?? -1) > (one?.count ?? -1) ? other : one
    }
    buffer = longer(buffer, other.buffer)
    backlog = longer(backlog, other.backlog)
    unsentShare = [unsentShare, other.unsentShare].compactMap(\.self).max()
    hasWithheld = hasWithheld || other.hasWithheld
  }

  /// What the sheet says of them.
  /// - Parameter runCount: how many runs they are the greatest of.
  func notes(runCount: Int) -> [String] {
    var notes: [String] = []
    if let buffer {
      notes.append(
        "up to \(HumanNumber.count(buffer.count)) messages waited in the buffer of \(buffer.member), in memory"
          + " that no kick bounds")
    }
    if let backlog {
      notes.append(
        "up to \(HumanNumber.count(backlog.count)) messages of \(backlog.member) waited to be sent, in memory"
          + " that no kick bounds")
    }
    if let unsentShare {
      let share = (runCount > 1 ? "up to " : "") + HumanNumber.share(unsentShare)
      notes.append("\(share) of the messages generated were still unsent at the end")
    }
    return notes
  }
}
