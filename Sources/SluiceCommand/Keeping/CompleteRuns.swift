import Experiment
import Reporting

/// All runs of a plan, or of a part of one, with what is told of them.
struct CompleteRuns {
  let unfinished: UnfinishedResults
  /// With the numbers of runs and replications that it came to.
  let head: Manifest.Head
  let input: SheetInput
  /// How precise each point is, if a precision decided; else empty.
  let points: [PointPrecision]
}

/// When finished runs are written even if they are few: soon at first, for short plans are killed too, then at longer
/// intervals up to the last one.
struct FlushPause {
  private static let first = 0.02
  private static let last = 0.25

  private var period = first
  private var due = first

  /// Whether it is time, and if so the next pause begins.
  /// - Parameter seconds: since the begin.
  mutating func isOver(at seconds: Double) -> Bool {
    guard seconds >= due else { return false }
    period = min(2 * period, Self.last)
    due = seconds + period
    return true
  }
}
