/// The order in which a sheet names methods: what to use first, then the other safe ones, then what is least far
/// from safe.
enum Ranking {
  /// Throughputs within 1 % of the highest count as equal to it.
  static let tieShare = 0.99

  /// Each place goes to the best of what is left. "Within 1 %" is no order that a sort could use: of three
  /// methods 0.8 % apart, the first equals the second and the second the third, but not the first the third.
  /// - Complexity: O(methods³), and a scenario has a handful.
  static func ordered(_ methods: [MethodResult]) -> [MethodResult] {
    var ranked: [MethodResult] = []
    // Giving a member up buys any throughput: it comes after all methods that keep everybody.
    for keepsEverybody in [true, false] {
      var safe = methods.filter { $0.isSafe && $0.keepsEverybody == keepsEverybody }
      while let index = best(of: safe) { ranked.append(safe.remove(at: index)) }
    }
    // The index keeps methods that are equal in everything in the order of the scenario.
    let unsafe = methods.filter { !$0.isSafe }.enumerated().sorted {
      isNearer($0.element, $1.element) ?? ($0.offset < $1.offset)
    }
    return ranked + unsafe.map(\.element)
  }

  /// Those that tie with the highest throughput of safe methods.
  static func ties(of safe: [MethodResult]) -> [MethodResult] {
    let highest = safe.map(\.throughput).max() ?? 0
    return safe.filter { $0.throughput >= highest * tieShare }
  }

  /// Highest throughput; among ties the proven one, then the lower p99, then less control traffic, then the order
  /// of the catalogue, then that of the scenario.
  private static func best(of safe: [MethodResult]) -> Int? {
    let highest = safe.map(\.throughput).max() ?? 0
    let tied = safe.indices.filter { safe[$0].throughput >= highest * tieShare }
    return tied.min { left, right in
      let (left, right) = ((safe[left], left), (safe[right], right))
      if left.0.isProven != right.0.isProven { return left.0.isProven }
      let latencies = (left.0.latencyP99 ?? .infinity, right.0.latencyP99 ?? .infinity)
      if latencies.0 != latencies.1 { return latencies.0 < latencies.1 }
      let control = (left.0.controlPerData ?? 0, right.0.controlPerData ?? 0)
      if control.0 != control.1 { return control.0 < control.1 }
      if left.0.catalogueIndex != right.0.catalogueIndex {
        return left.0.catalogueIndex < right.0.catalogueIndex
      }
      return left.1 < right.1
    }
  }

  /// Whether the left of two unsafe methods is less far from safe; `nil` if there is nothing between them. Fewer
  /// bad runs; then no run in which senders wait for ever; then the later first kick; then fewer kicks; then the
  /// higher throughput.
  private static func isNearer(_ left: MethodResult, _ right: MethodResult) -> Bool? {
    if left.unsafeRunCount != right.unsafeRunCount { return left.unsafeRunCount < right.unsafeRunCount }
    if left.deadlockedRunCount != right.deadlockedRunCount {
      return left.deadlockedRunCount < right.deadlockedRunCount
    }
    let kicks = (left.firstKick?.at, right.firstKick?.at)
    if kicks.0 != kicks.1 {
      guard let first = kicks.0, let second = kicks.1 else { return kicks.0 == nil }
      return first > second
    }
    if left.kickCount != right.kickCount { return left.kickCount < right.kickCount }
    if left.throughput != right.throughput { return left.throughput > right.throughput }
    return left.catalogueIndex == right.catalogueIndex ? nil : left.catalogueIndex < right.catalogueIndex
  }
}
