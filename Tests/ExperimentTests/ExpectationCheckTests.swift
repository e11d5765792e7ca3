import Metrics
import Scenario
import Testing

@testable import Experiment

@Suite struct ExpectationCheckTests {
  private func misses(_ expect: String, top: String = "") throws -> [String] {
    let result = try Experiment(sampleScenario(top: top, expect: expect)).run(jobs: 1)
    return ExpectationCheck(result).misses.map { "\($0.place.map { "\($0)" } ?? "nowhere") \($0.message)" }
  }

  @Test(arguments: [
    "{ method: \"hope-and-pray\", kicks: 1, kicked: [\"slow\"] }",
    "{ method: \"agreed-ack\", kicks: 0, kicked: [], boundHolds: true, deadlock: false }",
    "{ method: \"agreed-ack\", kicks: { max: 0 }, throughput_per_s: { min: 30, max: 60 } }",
    "{ method: \"hope-and-pray\", greater: { throughput_per_s: [\"agreed-ack\"] } }",
    "{ method: \"agreed-ack\", less: { throughput_per_s: [\"hope-and-pray\"], kicks: [\"hope-and-pray\"] } }",
    "{ member: \"slow\", method: \"agreed-ack\", processed: { min: 30 } }",
    "{ method: \"agreed-ack\", blocked_by: \"slow\" }",
  ])
  func `a claim that is true is no miss`(expect: String) throws {
    #expect(try misses(expect).isEmpty)
  }

  @Test func `a claim that is not true says which run, what was expected and what was found`() throws {
    let found = try misses(
      """
      { method: "agreed-ack", kicks: 1, deadlock: true, kicked: ["slow"], blocked_by: "sender" },
      { method: "hope-and-pray", kicked: [], boundHolds: true },
      { method: "agreed-ack", greater: { kicks: ["hope-and-pray"] }, kicks: { min: 2, max: 3 } },
      { member: "slow", method: "hope-and-pray", processed: 0.5 },
      """
    ).map { $0.replacing(#/found \d+$/#, with: "found N") }
    #expect(
      found == [
        "6:54 agreed-ack: expected kicks 1, found N",
        "6:54 agreed-ack: expected deadlock true, found false",
        "6:54 agreed-ack: expected kicked_members slow, found nobody",
        "6:54 agreed-ack: expected blocked_by \"sender\", found slow",
        "7:1 hope-and-pray: expected kicked_members nobody, found slow",
        "7:1 hope-and-pray: expected bound_holds true, found nothing",
        "8:1 agreed-ack: expected kicks more than that of hope-and-pray, 1, found N",
        "8:1 agreed-ack: expected kicks from 2 to 3, found N",
        "9:1 hope-and-pray, slow: expected processed 0.5, found N",
      ])
  }

  @Test func `a claim is about every run that it does not exclude, each named by point and replication`()
    throws
  {
    let top = "replications: 2, sweep: { \"members.slow.process\": [\"20ms\", \"2ms\"] },"
    let found = try misses("{ method: \"hope-and-pray\", kicks: 0 }", top: top)
    #expect(
      found == [
        "6:54 hope-and-pray, point 0, replication 0: expected kicks 0, found 1",
        "6:54 hope-and-pray, point 0, replication 1: expected kicks 0, found 1",
      ])
    #expect(try misses("{ method: \"hope-and-pray\", point: 1, kicks: 0 }", top: top).isEmpty)
  }
}
