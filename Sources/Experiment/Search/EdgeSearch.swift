/// Where on an axis a condition stops to hold.
///
///     let result = EdgeSearch(axis, side: .largest).run { values in try values.map { try holds($0) } }
///
/// First a coarse grid, which shows whether the answer is monotone, then bisection of the first edge. Looking for the
/// largest value, "first" is seen from the small end: values beyond an edge behind which it holds again are not safe to
/// take, and are told.
public struct EdgeSearch: Sendable {
  /// What is looked for.
  public enum Side: String, Hashable, Sendable {
    case largest, smallest
  }

  /// What was found.
  public struct Result: Hashable, Sendable {
    /// Every value that was looked at and whether the condition held, in rising order.
    public let probes: [Probe]
    /// The value found; `nil` where the condition held at none.
    public let found: Int64?
    /// The next value where it did not hold; `nil` where it held up to the end of the range.
    public let beyond: Int64?
    /// Values behind an edge where it holds again, in rising order.
    public let again: [Int64]
    /// Whether it holds at the end of the range that the search begins at.
    public let holdsAtStart: Bool
    /// Whether the condition holds up to one edge, and never again behind it.
    public var isMonotone: Bool { again.isEmpty && (holdsAtStart || found == nil) }
  }

  /// One value that was looked at.
  public struct Probe: Hashable, Sendable {
    /// Where on the axis.
    public let value: Int64
    /// Whether the condition held there.
    public let holds: Bool
  }

  private let axis: SearchAxis
  private let side: Side

  /// A search on an axis.
  public init(_ axis: SearchAxis, side: Side) {
    self.axis = axis
    self.side = side
  }

  /// Searches.
  /// - Parameter holds: says of several values whether the condition holds; each is asked once.
  /// - Complexity: at most 9 values, then one for each step of the bisection.
  public func run<Failure: Error>(
    _ holds: ([Int64]) throws(Failure) -> [Bool]
  ) throws(Failure) -> Result {
    let grid = axis.grid
    var probes = zip(grid, try holds(grid)).map { Probe(value: $0, holds: $1) }
    while let (inside, outside) = edge(of: probes) {
      let (low, high) = (min(inside, outside), max(inside, outside))
      guard !axis.isResolved(low, high), let middle = axis.middle(low, high) else { break }
      let probe = Probe(value: middle, holds: try holds([middle])[0])
      probes.insert(probe, at: probes.firstIndex { $0.value > middle } ?? probes.count)
    }
    return result(of: probes)
  }

  /// From the end that a search begins at.
  private func ordered(_ probes: [Probe]) -> [Probe] { side == .largest ? probes : probes.reversed() }

  /// The last value of the first stretch where it holds, and the first behind it.
  private func edge(of probes: [Probe]) -> (inside: Int64, outside: Int64)? {
    let probes = ordered(probes)
    guard let start = probes.firstIndex(where: \.holds),
      let end = probes[start...].firstIndex(where: { !$0.holds })
    else { return nil }
    return (probes[end - 1].value, probes[end].value)
  }

  private func result(of probes: [Probe]) -> Result {
    let edge = edge(of: probes)
    let ordered = ordered(probes)
    // Without an edge it holds from somewhere to the very end, or nowhere.
    let found = edge?.inside ?? ordered.last.flatMap { $0.holds ? $0.value : nil }
    let behind = edge.flatMap { edge in ordered.firstIndex { $0.value == edge.outside } } ?? ordered.count
    return Result(
      probes: probes, found: found, beyond: edge?.outside,
      again: ordered[behind...].filter(\.holds).map(\.value).sorted(), holdsAtStart: ordered[0].holds)
  }
}
