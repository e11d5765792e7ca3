import EventKernel
import FlowControl
import Testing

@testable import SpreadModel

/// Stretches under a method that does all that a method may do there: none of the catalogue does. A failure names the seed
/// that draws the same run again.
@Suite struct StretchMethodTests {
  private func simulate(_ run: RunDescription, least: Int, hearsReads: Bool = false, takesEveryStep: Bool)
    throws -> RunOutcome
  {
    var run = run
    run.takesEveryStep = takesEveryStep
    let method = try CatalogueEntry(MoodyWindow.self).resolve(
      ParameterValues(["least": .messages(least), "reads": .flag(hearsReads)]), run.groups)
    return try method.run(run, nil, { false }).get()
  }

  private func draw(_ seed: UInt64) -> RunDescription {
    var random = RandomStretchRuns(seed: seed, isWindowed: true)
    return random.run()
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `whatever a method does with its own messages, stretches change nothing`(block: UInt64) throws {
    for seed in block * 20..<(block + 1) * 20 {
      let (run, least) = (draw(seed), 1 + Int(seed % 4))
      guard least <= run.session.maxSessionMessages else { continue }
      for hearsReads in [false, true] {
        let stretched = try simulate(run, least: least, hearsReads: hearsReads, takesEveryStep: false)
        let stepped = try simulate(run, least: least, hearsReads: hearsReads, takesEveryStep: true)
        let different = differences(stretched, stepped)
        #expect(different.isEmpty, "seed \(seed)\(hearsReads ? ", told of reads" : "")")
      }
    }
  }

  /// Flat out, so that every return is an interaction in the midst of a stretch.
  @Test func `members that send flat out wait for others, say something and go on alone`() throws {
    let members = (0..<12).map { index in
      MemberDescription.sender(
        Workload(.flatOut), name: "member-\(index)",
        process: .exponential(mean: .microseconds(50 + 10 * Int64(index))))
    }
    let run = RunDescription(
      duration: .milliseconds(500), seed: 7, ring: Ring(cost: .constant(.microseconds(10))), members: members)
    let stretched = try simulate(run, least: 3, takesEveryStep: false)
    let stepped = try simulate(run, least: 3, takesEveryStep: true)
    #expect(differences(stretched, stepped) == [])
    #expect(stretched.accepted > 5_000)
    #expect(stretched.controlMessages > 300)
    #expect(stretched.members.allSatisfy { $0.awaitedNanoseconds > 0 })
    #expect(try executedCount(run, MoodyWindow.self, ["least": 3]).executed < stretched.deliveries / 2)
  }
}
