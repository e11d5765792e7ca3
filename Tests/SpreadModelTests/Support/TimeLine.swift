import EventKernel
import SpreadModel

/// Draws what the daemons of a token ring did, one line an instant and one column a daemon:
///
/// ```
/// 0  | token, sent 1-2 | -
/// 10 | -               | got 1, deliver 0, got 2, deliver 1, token
/// ```
///
/// Times are in µs, or in ns where they are not whole. Within a cell stands the order of execution, equal steps of
/// successive numbers as one; a packet stands where its last bit leaves, which is told before it happens.
struct TimeLine {
  /// What is drawn; the rest of a long run may be left out.
  var steps: Set<Journal.RingStep> = [
    .token, .sent, .received, .lost, .delivered, .held, .hurry, .broken, .formed, .crashed,
  ]
  /// The last instant drawn.
  var end = Interval.limit

  /// The drawing of a run with a journal.
  func drawing(of run: RunDescription, _ outcome: RunOutcome) -> String {
    let lines = (outcome.journal?.ringLines ?? []).enumerated()
      .filter { steps.contains($0.element.step) && $0.element.at <= .zero + end }
      .sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
    let daemonCount = run.ring.token?.daemonCount ?? 0
    var rows: [(at: Instant, cells: [[Journal.RingLine]])] = []
    for line in lines {
      if rows.last?.at != line.at { rows.append((line.at, Array(repeating: [], count: daemonCount))) }
      rows[rows.count - 1].cells[line.daemon].append(line)
    }
    return Self.aligned(rows.map { [Self.text($0.at)] + $0.cells.map { Self.text($0) } })
  }

  private static func text(_ cell: [Journal.RingLine]) -> String {
    var runs: [(first: Journal.RingLine, last: Journal.RingLine)] = []
    for line in cell {
      if let last = runs.last?.last, last.step == line.step, last.number + 1 == line.number {
        runs[runs.count - 1].last = line
      } else {
        runs.append((line, line))
      }
    }
    guard !runs.isEmpty else { return "-" }
    return runs.map { run in
      text(run.first) + (run.first.number == run.last.number ? "" : "-\(run.last.number)")
    }.joined(separator: ", ")
  }

  private static func text(_ instant: Instant) -> String {
    let nanoseconds = instant.nanoseconds
    return nanoseconds % 1_000 == 0 ? "\(nanoseconds / 1_000)" : "\(nanoseconds)ns"
  }

  private static func text(_ line: Journal.RingLine) -> String {
    switch line.step {
    case .token: "token"
    case .sent: "sent \(line.number)"
    case .received: "got \(line.number)"
    case .lost: "lost \(line.number)"
    case .delivered: "deliver \(line.number)"
    case .held: "held"
    case .hurry: "hurry"
    case .broken: "broken"
    case .formed: "formed"
    case .crashed: "crashed"
    }
  }

  private static func aligned(_ rows: [[String]]) -> String {
    let columnCount = rows.first?.count ?? 0
    let widths = (0..<columnCount).map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      row.indices.map { column in
        column == row.count - 1
          ? row[column] : row[column] + String(repeating: " ", count: widths[column] - row[column].count)
      }.joined(separator: " | ")
    }.joined(separator: "\n")
  }
}
