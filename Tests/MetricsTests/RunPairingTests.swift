import Metrics
import Testing

@Suite("Pairing of runs")
struct RunPairingTests {
  private static let plan = ComparisonPlan(
    subjectCount: 2, metrics: [Column("kicks", .count, .smaller, "")], reference: .first)

  private func run(_ sweep: String, _ replication: Int64, _ value: Double) -> RunPairing.Run {
    .init(key: .init(sweep: sweep, method: "m"), replication: replication, values: [value])
  }

  /// Reads two results in turn; gives the sweep texts and pair counts in the order in which groups were finished.
  private func pair(
    _ left: [RunPairing.Run], _ right: [RunPairing.Run]
  ) throws -> (finished: [String], unpaired: [RunPairing.Unpaired]) {
    var finished: [String] = []
    var pairing = RunPairing(Self.plan) { finished.append("\($0.key.sweep):\($0.replicationCount)") }
    for index in 0..<max(left.count, right.count) {
      if index < left.count { try pairing.add(left[index], of: 0) }
      if index == left.count { try pairing.end(of: 0) }
      if index < right.count { try pairing.add(right[index], of: 1) }
      if index == right.count { try pairing.end(of: 1) }
    }
    if left.count >= right.count { try pairing.end(of: 0) }
    if right.count >= left.count { try pairing.end(of: 1) }
    return (finished, pairing.unpaired)
  }

  @Test("equal plans meet run by run, and a group is finished as soon as both have left it")
  func equal() throws {
    let runs = ["a", "b"].flatMap { sweep in (0..<3).map { run(sweep, $0, 1) } }
    var finished: [String] = []
    var pairing = RunPairing(Self.plan) { finished.append($0.key.sweep) }
    for (index, own) in runs.enumerated() {
      try pairing.add(own, of: 0)
      try pairing.add(own, of: 1)
      #expect(finished == (index < 3 ? [] : ["a"]))
    }
    try pairing.end(of: 0)
    try pairing.end(of: 1)
    #expect(finished == ["a", "b"] && pairing.unpaired.isEmpty && pairing.groupCount == 2)
  }

  @Test("what one of them has more is told with its place and number, and the rest is paired")
  func more() throws {
    let left = [run("a", 0, 1), run("a", 1, 1), run("b", 0, 1), run("b", 1, 1), run("b", 2, 1)]
    let right = [run("b", 0, 1), run("b", 1, 1), run("c", 0, 1)]
    let (finished, unpaired) = try pair(left, right)
    #expect(finished == ["b:2"])
    #expect(
      Set(unpaired.map { "\($0.key.sweep) \($0.subjects) \($0.replicationCount)" }) == [
        "a [0] 2", "b [0] 1", "c [1] 1",
      ])
  }

  @Test("another order of the points changes no pair", arguments: 0..<20)
  func order(seed: UInt64) throws {
    var random = Shuffler(state: seed)
    let sweeps = (0..<8).map { "s\($0)" }
    func runs(_ order: [String]) -> [RunPairing.Run] {
      order.flatMap { sweep in (0..<3).map { run(sweep, $0, 1) } }
    }
    let (finished, unpaired) = try pair(
      runs(sweeps.shuffled(using: &random)), runs(sweeps.shuffled(using: &random)))
    #expect(finished.sorted() == sweeps.map { "\($0):3" } && unpaired.isEmpty, "seed \(seed)")
  }

  @Test("results that have nothing in common have no pairs")
  func disjoint() throws {
    let (finished, unpaired) = try pair([run("a", 0, 1)], [run("b", 0, 1)])
    #expect(finished.isEmpty && unpaired.count == 2)
  }
}

/// SplitMix64.
private struct Shuffler: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
    return word ^ word >> 31
  }
}
