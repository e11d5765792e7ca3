/// Where on an axis a score is highest.
///
/// First a coarse grid, then, again and again, the middles on both sides of the best value so far. Between the values
/// that were looked at there may be a higher one: of a score with one peak the search finds it, of others a good place.
public struct PeakSearch: Sendable {
  /// What was found.
  public struct Result: Hashable, Sendable {
    /// Every value that was looked at and its score, in rising order.
    public let probes: [Probe]
    /// The value with the highest score, the smallest of several; `nil` where none has a score.
    public let found: Int64?
  }

  /// One value that was looked at.
  public struct Probe: Hashable, Sendable {
    /// Where on the axis.
    public let value: Int64
    /// `nil` where the value is out of the question.
    public let score: Double?
  }

  private let axis: SearchAxis

  /// A search on an axis.
  public init(_ axis: SearchAxis) { self.axis = axis }

  /// Searches.
  /// - Parameter scores: the scores of several values, larger is better; each value is asked once.
  /// - Complexity: at most 9 values, then two for each step of the refinement.
  public func run<Failure: Error>(
    _ scores: ([Int64]) throws(Failure) -> [Double?]
  ) throws(Failure) -> Result {
    let grid = axis.grid
    var probes = zip(grid, try scores(grid)).map { Probe(value: $0, score: $1) }
    while let best = Self.best(probes) {
      let neighbours = [best - 1, best + 1].filter(probes.indices.contains)
      let middles = neighbours.compactMap { neighbour -> Int64? in
        let (low, high) = (probes[min(best, neighbour)].value, probes[max(best, neighbour)].value)
        return axis.isResolved(low, high) ? nil : axis.middle(low, high)
      }
      guard !middles.isEmpty else { break }
      probes += zip(middles, try scores(middles)).map { Probe(value: $0, score: $1) }
      probes.sort { $0.value < $1.value }
    }
    return Result(probes: probes, found: Self.best(probes).map { probes[$0].value })
  }

  private static func best(_ probes: [Probe]) -> Int? {
    var best: Int?
    for (index, probe) in probes.enumerated() {
      guard let score = probe.score else { continue }
      if let known = best.flatMap({ probes[$0].score }), score <= known { continue }
      best = index
    }
    return best
  }
}
