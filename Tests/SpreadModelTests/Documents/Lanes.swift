import EventKernel
import FlowControl
import SpreadModel

/// Draws what members did, time to the right, one column a millisecond:
///
/// ```
/// ms            0         10
/// fast  sends   ·1111██1·█1·
/// slow  queue   ···1123345432
///       done    ····1··1··1
///       tells   ·······a····
/// ```
///
/// A column stands for what happens from its millisecond to the next. `sends` counts data messages that were accepted;
/// a bar is a time in which a message waits at the closed gate. `queue` (delivered and not read, messages of every
/// kind) and `buffer` (read and not processed) show how many there are at the end of the column. `done` counts what
/// was processed, `tells` has a letter for each control message; `K` is the kick, and `X` the member given up. Rows in which nothing happens are left out, and so are
/// `queue`, `buffer` and `done` of a member for which never more than two messages waited.
struct Lanes {
  /// Milliseconds drawn.
  var width: Int
  /// The letters of a member's control messages, taken in turn.
  var letters: [Character] = ["a"]
  /// Whether control messages are for those that send, and for who sent them, and not for the group.
  var isToldToSendersOnly = false

  private static let idle: Character = "·"
  private static let closed: Character = "█"

  /// What is drawn of one member: one entry a column.
  private struct Lane {
    var sent: [Int]
    var isClosed: [Bool]
    var processed: [Int]
    var told: [Int]
    /// Changes of what waits; their sums are drawn.
    var queue: [Int]
    var buffer: [Int]
    var kick: Int?
    var givenUp: Int?

    init(width: Int) {
      let zeros = Array(repeating: 0, count: width)
      (sent, processed, told, queue, buffer) = (zeros, zeros, zeros, zeros, zeros)
      isClosed = Array(repeating: false, count: width)
    }

    mutating func close(from start: Int, to end: Int) {
      for column in start...end { isClosed[column] = true }
    }
  }

  /// The drawing of a run on a sequencer whose journal is kept.
  func drawing(of run: RunDescription, _ outcome: RunOutcome) -> [String] {
    let lanes = lanes(of: run, outcome)
    let names = run.members.map(\.name)
    let nameWidth = names.map(\.count).max() ?? 0
    var lines = [Self.padded("ms", nameWidth + 10) + scale]
    for (name, lane) in zip(names, lanes) {
      var label = name
      for (title, row) in rows(of: lane) {
        lines.append(Self.padded(label, nameWidth + 2) + Self.padded(title, 8) + String(row))
        label = ""
      }
    }
    return lines
  }

  private var scale: String {
    var marks = Array(repeating: Character(" "), count: width + 4)
    for start in stride(from: 0, to: width, by: 10) {
      for (offset, digit) in String(start).enumerated() { marks[start + offset] = digit }
    }
    let text = String(marks)
    return String(text.reversed().drop { $0 == " " }.reversed())
  }

  // MARK: Reading the journal

  private func lanes(of run: RunDescription, _ outcome: RunOutcome) -> [Lane] {
    var lanes = run.members.map { _ in Lane(width: width) }
    var closedSince = run.members.map { _ in Int?.none }
    var data: Set<Int> = []
    var tellers: [Int: Int] = [:]
    for line in outcome.journal?.lines ?? [] {
      let column = Int(line.at.nanoseconds / 1_000_000)
      guard column < width else { break }
      let member = line.member
      switch line.step {
      case .accepted:
        lanes[member].sent[column] += 1
        data.insert(line.position)
      case .controlAccepted:
        lanes[member].told[column] += 1
        tellers[line.position] = member
      case .delivered:
        for index in lanes.indices where lanes[index].kick == nil {
          let isPrivate = isToldToSendersOnly && run.members[index].workload == nil
          if let teller = tellers[line.position], isPrivate, teller != index { continue }
          lanes[index].queue[column] += 1
        }
      case .read:
        lanes[member].queue[column] -= 1
        if data.contains(line.position) { lanes[member].buffer[column] += 1 }
      case .processed:
        lanes[member].processed[column] += 1
        lanes[member].buffer[column] -= 1
      case .kicked:
        // The message that kicks is not queued; the line stands behind that of its delivery.
        lanes[member].queue[column] -= 1
        lanes[member].kick = column
      case .blocked: closedSince[member] = column
      case .unblocked:
        lanes[member].close(from: closedSince[member] ?? column, to: column)
        closedSince[member] = nil
      case .ordered, .controlOrdered, .gap: break
      }
    }
    for (member, since) in closedSince.enumerated() {
      if let since { lanes[member].close(from: since, to: width - 1) }
      lanes[member].givenUp = outcome.members[member].excludedAt.map { Int($0.nanoseconds / 1_000_000) }
    }
    return lanes
  }

  // MARK: Drawing

  private func rows(of lane: Lane) -> [(title: String, row: [Character])] {
    let queue = Self.sums(lane.queue)
    let buffer = Self.sums(lane.buffer)
    let hasQueue = Self.isLong(queue) || lane.kick != nil
    var rows: [(String, [Character])] = []
    if lane.sent.contains(where: { $0 > 0 }) || lane.isClosed.contains(true) {
      rows.append(
        ("sends", zip(lane.sent, lane.isClosed).map { $0 == 0 && $1 ? Self.closed : Self.mark($0) }))
    }
    if hasQueue {
      var row = queue.map(Self.mark)
      if let column = lane.givenUp { row[column] = "X" }
      rows.append(("queue", Self.kicked(row, lane.kick)))
    }
    if Self.isLong(buffer) { rows.append(("buffer", buffer.map(Self.mark))) }
    if hasQueue || Self.isLong(buffer) { rows.append(("done", lane.processed.map(Self.mark))) }
    if lane.told.contains(where: { $0 > 0 }) { rows.append(("tells", told(lane.told))) }
    return rows
  }

  private func told(_ counts: [Int]) -> [Character] {
    var next = 0
    return counts.map { count in
      guard count > 0 else { return Self.idle }
      defer { next += count }
      return letters[next % letters.count]
    }
  }

  private static func isLong(_ row: [Int]) -> Bool { row.contains { $0 > 2 } }

  private static func kicked(_ row: [Character], _ kick: Int?) -> [Character] {
    guard let kick else { return row }
    return row[..<kick] + ["K"]
  }

  private static func sums(_ changes: [Int]) -> [Int] {
    var sum = 0
    return changes.map { change in
      sum += change
      return sum
    }
  }

  private static func mark(_ count: Int) -> Character {
    switch count {
    case ...0: idle
    case 1...9: Character(String(count))
    default: "+"
    }
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}
