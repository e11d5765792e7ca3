import EventKernel
import FlowControl
import Testing

@testable import SpreadModel

/// The tests of the method that `docs/write-a-method.md` writes.
@Suite struct BatchAckTests {
  private func simulate(_ run: RunDescription, batch: Int) throws -> RunOutcome {
    let values = ParameterValues(["batch": .messages(batch)])
    return try CatalogueEntry(BatchAck.self).resolve(values, run.group).run(run, Journal(), { false }).get()
  }

  @Test func `a paused receiver lacks a batch of each sender, and nobody waits for ever`() throws {
    let sender = MemberDescription.sender(
      Workload(.flatOut, total: 20), send: .constant(.microseconds(10)))
    let run = RunDescription(
      duration: .seconds(1), members: [sender, sender, .receiver()],
      faults: [.pause(2, for: .milliseconds(500))])
    let outcome = try simulate(run, batch: 5)
    #expect(outcome.members[2].backlogMax == 10 && outcome.bound == 10)
    #expect(outcome.members.allSatisfy { $0.processed == 40 } && !outcome.isDeadlocked)
    // One to each sender for each of its four batches, from each of three members.
    #expect(outcome.controlMessages == 3 * 2 * 4)
  }

  @Test(arguments: 0..<10 as Range<UInt64>)
  func `random runs keep the bound and go on, whoever pauses, joins, leaves or crashes`(block: UInt64) throws
  {
    for seed in block * 20..<(block + 1) * 20 {
      var random = RandomRuns(seed: seed)
      let run = random.run(isFree: false)
      let outcome = try simulate(run, batch: 1 + Int(seed % 7))
      checkInvariants(run, outcome, "seed \(seed)")
      #expect(!outcome.isDeadlocked, "seed \(seed)")
    }
  }
}
