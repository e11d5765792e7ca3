/// What the sheet says of a method in a few words; the same in the verdict and in the tables.
extension MethodResult {
  /// `slow at 0.512 s`, `slow in 18 of 20 runs, first at 0.512 s`; `nil` if nobody was kicked.
  var kickedPhrase: String? { phrase(of: kicked) }

  /// The same of members that were given up.
  var givenUpPhrase: String? { phrase(of: givenUp) }

  private func phrase(of tally: Tally) -> String? {
    guard let first = tally.first else { return nil }
    let time = HumanNumber.time(seconds: first.at.inSeconds)
    let name = TextGrid.printable(first.member)
    let others = tally.members.count - 1
    let rest = others == 0 ? "" : " and \(HumanNumber.count(others)) \(others == 1 ? "other" : "others")"
    guard runCount > 1 else { return "\(name) at \(time)\(rest)" }
    if others == 0 { return "\(name) in \(share(tally.runCount)), first at \(time)" }
    return "\(HumanNumber.count(others + 1)) members in \(share(tally.runCount)), first \(name) at \(time)"
  }

  /// `senders wait for ever`, with the number of runs where there are several; `nil` if none does.
  var deadlockPhrase: String? {
    guard deadlockedRunCount > 0 else { return nil }
    return runCount == 1 ? "senders wait for ever" : "senders wait for ever in \(share(deadlockedRunCount))"
  }

  /// What makes it unsafe, all of it, after "which": `kicks slow at 0.512 s`; `nil` if nothing does.
  var faultPhrase: String? {
    let parts = [
      kickedPhrase.map { "kicks \($0)" }, deadlockPhrase.map { "lets \($0)" },
      brokenBoundRunCount > 0 ? "breaks its proven bound" : nil,
    ].compactMap(\.self)
    return parts.isEmpty ? nil : parts.joined(separator: " and ")
  }

  /// `✓ 990`, `✗ 990`, `none`.
  var boundPhrase: String {
    guard let bound else { return "none" }
    if brokenBoundRunCount > 0 { return "✗ \(HumanNumber.count(bound))" }
    let part = boundedRunCount == runCount ? "" : " in \(share(boundedRunCount))"
    return "✓ \(HumanNumber.count(bound))\(part)"
  }

  /// `proven (990 ≤ 1 000 messages)`, or what is missing.
  var proofPhrase: String {
    if isProven { return "proven (\(comparison) messages)" }
    guard proof.need != nil else { return "not proven (no theorem bounds its queue)" }
    return proof.isEnough
      ? "not proven (the theorem does not cover this run)" : "not proven (\(comparison) messages)"
  }

  /// The proven need against what a session holds: `990 ≤ 1 000`, or `1 200 > 1 000`.
  var comparison: String {
    guard let need = proof.need else { return HumanNumber.none }
    return "\(HumanNumber.count(need)) \(proof.isEnough ? "≤" : ">") \(HumanNumber.count(proof.capacity))"
  }

  /// `20.0 /s`, over several runs with the least and the greatest: `20.0 /s (19.8 to 20.1 in 20 runs)`.
  var throughputPhrase: String {
    let mean = HumanNumber.rate(perSecond: throughput)
    guard runCount > 1 else { return mean }
    let range = (
      HumanNumber.significant(throughputRange.lowerBound), HumanNumber.significant(throughputRange.upperBound)
    )
    let text = range.0 == range.1 ? "the same" : "\(range.0) to \(range.1)"
    return "\(mean) (\(text) in \(HumanNumber.count(runCount)) runs)"
  }

  private func share(_ count: Int) -> String {
    "\(HumanNumber.count(count)) of \(HumanNumber.count(runCount)) runs"
  }
}
