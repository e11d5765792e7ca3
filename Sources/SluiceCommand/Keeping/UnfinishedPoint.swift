import Experiment

/// The runs of a point that has not enough yet, in the order in which they were finished: a folder inside that of the
/// unfinished results.
///
/// Results have the runs in the order of a plan, which is known when the point has enough. Until then they are kept
/// here, and afterwards there; whoever is killed between the two has some of them twice, which does no harm.
final class UnfinishedPoint {
  private static let folderName = "point"

  private let results: UnfinishedResults
  private var runs: UnfinishedResults
  /// Where the stream goes on.
  let start: PrecisionStart<FinishedRun>
  /// Runs of the points that are complete.
  private var completeRunCount: Int

  /// Takes up the runs of the point that the results go on with.
  /// - Parameter tally: of the results.
  init(of results: UnfinishedResults, behind tally: PrecisionTally) throws(WriteProblem) {
    self.results = results
    completeRunCount = tally.completeRunCount
    runs = Self.runs(of: results)
    var known: [FinishedRun] = []
    let isGood = try runs.resume(movedTo: nil, isComplete: { _ in false }) { record, rows in
      known.append(FinishedRun(record, rows: rows))
    }
    if !isGood || !known.allSatisfy({ $0.sheet.point == tally.point }) {
      try runs.discard()
      runs = Self.runs(of: results)
      known = []
    }
    start = PrecisionStart(point: tally.point, handedOut: tally.openRunCount, known: known)
  }

  private static func runs(of results: UnfinishedResults) -> UnfinishedResults {
    UnfinishedResults(results.path(folderName), plan: results.plan)
  }

  /// Runs that need not be done again.
  var keptCount: Int {
    guard results.keptCount >= completeRunCount else { return results.keptCount }
    return completeRunCount + max(results.keptCount - completeRunCount, runs.keptCount)
  }

  var hasWaiting: Bool { runs.hasWaiting }

  /// Adds a run that was just finished.
  func append(_ run: FinishedRun) throws(WriteProblem) {
    // Their folder is in that of the results.
    if !results.isBegun { try results.flush() }
    try runs.append(run)
  }

  /// Writes what waits.
  func flush() throws(WriteProblem) {
    if runs.hasWaiting { try runs.flush() }
  }

  /// Forgets the runs, as the results have them; the next point begins.
  func close(runCount: Int) throws(WriteProblem) {
    completeRunCount += runCount
    if runs.isBegun {
      try results.flush()
      try runs.discard()
    }
    runs = Self.runs(of: results)
  }

  /// Counts what is kept from the files themselves.
  func recount() { runs.recount() }
}
