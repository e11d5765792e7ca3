import EventKernel
import FlowControl
import SpreadModel
import Testing

/// The same numbers in debug and release, on every machine, for ever; a change of the engine that shows here is a
/// change of what it simulates and belongs into the changelog.
@Suite struct DeterminismTests {
  private static let pair = RunDescription(
    duration: .seconds(1), seed: 42, ring: Ring(latency: .milliseconds(1)), session: SessionRules(max: 30),
    members: [
      .sender(Workload(.poisson(.perSecond(900))), process: .lognormal(mean: .microseconds(500), cv: 2)),
      .receiver(process: .exponential(mean: .milliseconds(1))),
    ])

  private static let troubled = RunDescription(
    duration: .seconds(1), seed: 43, ring: Ring(cost: .exponential(mean: .microseconds(30))),
    session: SessionRules(max: 100, .bytes(4_000)),
    members: [
      .sender(
        Workload(.flatOut, payloadBytes: [20, 1_432, 400]),
        send: .uniform(.microseconds(50), .microseconds(90)),
        process: .erlang(mean: .microseconds(200), shape: 3)),
      .receiver("thread", process: .exponential(mean: .microseconds(300)), receiverThread: ReceiverThread()),
      .receiver("pauses", process: .hyperexponential(mean: .microseconds(100), cv: 3)),
    ],
    faults: [
      Fault(
        at: .milliseconds(50), member: 2, .pause(.exponential(mean: .milliseconds(20))),
        every: .exponential(mean: .milliseconds(100))),
      Fault(at: .milliseconds(300), member: 0, .slowdown(factor: 3, for: .constant(.milliseconds(200)))),
    ])

  @Test(
    arguments: [
      (0, "hope-and-pray", [:], "a9f5427a53dcf169"),
      (0, "pipelining-senders", ["window": 2], "b4dbc1de09aeedea"),
      (1, "agreed-ack", [:], "b7d79177b2aa8211"),
      (1, "yelling-fire", ["high": 20, "low": 5, "window": 10], "c510d821fe705250"),
      (1, "ack-matrix", ["window": 10, "ackPeriod": .interval(.milliseconds(5))], "47f96ace91568902"),
    ] as [(Int, String, Values, String)])
  func `a run has the fingerprint that it always had`(
    index: Int, method: String, values: Values, fingerprint: String
  ) throws {
    let run = [Self.pair, Self.troubled][index]
    let outcome = try simulate(run, under: method, values, isJournaled: false)
    #expect(outcome.fingerprint.hexadecimal == fingerprint, "\(method)")
    #expect(outcome.accepted > 100)
  }
}
