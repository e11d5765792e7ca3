/// Brings the runs together that belong together, of several results that are each read once.
///
///     var pairing = RunPairing(plan) { group in … }
///     for row in rows of A and B in turn { pairing.add(row, of: subject) }
///     for subject in 0..<2 { pairing.end(of: subject) }
///     let rest = pairing.unpaired
///
/// Read in turn, results of one plan meet at once, and nothing is kept but the group that is being read. Where one of
/// them has more than the others, they meet later by as much, and so many runs wait.
public struct RunPairing {
  /// One run.
  public struct Run: Sendable {
    /// Where it belongs.
    public let key: ComparedGroup.Key
    /// From 0.
    public let replication: Int64
    /// By metric; NaN for what was not measured.
    public let values: [Double]

    /// A run.
    public init(key: ComparedGroup.Key, replication: Int64, values: [Double]) {
      self.key = key
      self.replication = replication
      self.values = values
    }
  }

  /// Runs that have no counterpart.
  public struct Unpaired: Hashable, Sendable {
    /// Where they belong.
    public let key: ComparedGroup.Key
    /// Who has them.
    public let subjects: [Int]
    /// How many replications.
    public let replicationCount: Int
  }

  private final class Open {
    var group: ComparedGroup
    /// Values by subject, by replication.
    var waiting: [Int64: [[Double]?]] = [:]
    /// Subjects that will add nothing more.
    var leavers: Set<Int> = []
    let order: Int

    init(_ group: ComparedGroup, order: Int) {
      self.group = group
      self.order = order
    }
  }

  /// Runs without a counterpart, of groups in the order in which they began.
  public private(set) var unpaired: [Unpaired] = []
  /// Groups that had a pair.
  public private(set) var groupCount = 0
  private let plan: ComparisonPlan
  private let finished: (ComparedGroup) throws -> Void
  private var open: [ComparedGroup.Key: Open] = [:]
  private var current: [Open?]
  private var ended: Set<Int> = []
  private var orderCount = 0

  /// - Parameter finished: gets each group as soon as everybody has left it.
  public init(_ plan: ComparisonPlan, finished: @escaping (ComparedGroup) throws -> Void) {
    self.plan = plan
    self.finished = finished
    current = Array(repeating: nil, count: plan.subjectCount)
  }

  /// Takes a run. Those of a group come one after the other, each replication once.
  public mutating func add(_ run: Run, of subject: Int) throws {
    let place: Open
    if let known = current[subject], known.group.key == run.key {
      place = known
    } else {
      try leave(subject)
      place = open[run.key] ?? begin(run.key)
      current[subject] = place
    }
    var values =
      place.waiting.removeValue(forKey: run.replication) ?? Array(repeating: nil, count: plan.subjectCount)
    values[subject] = run.values
    let complete = values.compactMap(\.self)
    if complete.count == plan.subjectCount {
      place.group.add(complete)
    } else {
      place.waiting[run.replication] = values
    }
  }

  /// Says that a result has no more runs. After the last of them ``unpaired`` is complete.
  public mutating func end(of subject: Int) throws {
    try leave(subject)
    ended.insert(subject)
    for place in open.values { place.leavers.insert(subject) }
    for place in open.values.sorted(by: { $0.order < $1.order }) { try finish(place) }
  }

  private mutating func begin(_ key: ComparedGroup.Key) -> Open {
    let place = Open(ComparedGroup(key, plan), order: orderCount)
    place.leavers = ended
    orderCount += 1
    open[key] = place
    return place
  }

  private mutating func leave(_ subject: Int) throws {
    guard let place = current[subject] else { return }
    current[subject] = nil
    place.leavers.insert(subject)
    try finish(place)
  }

  private mutating func finish(_ place: Open) throws {
    guard place.leavers.count == plan.subjectCount else { return }
    open[place.group.key] = nil
    if !place.waiting.isEmpty { tellUnpaired(place) }
    guard place.group.replicationCount > 0 else { return }
    groupCount += 1
    try finished(place.group)
  }

  /// Once for each set of subjects.
  private mutating func tellUnpaired(_ place: Open) {
    var counts: [[Int]: Int] = [:]
    for values in place.waiting.values {
      counts[values.indices.filter { values[$0] != nil }, default: 0] += 1
    }
    let sorted = counts.sorted { $0.key.lexicographicallyPrecedes($1.key) }
    unpaired += sorted.map { Unpaired(key: place.group.key, subjects: $0.key, replicationCount: $0.value) }
  }
}
