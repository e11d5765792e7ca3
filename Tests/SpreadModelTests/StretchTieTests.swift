import EventKernel
import FlowControl
import Testing

@testable import SpreadModel

/// Ends of service of one instant: with constant times on one grid they are the rule, and their order decides in which
/// order messages are sent.
@Suite struct StretchTieTests {
  /// Windowed senders whose times of service are few multiples of 10 µs, some of which rest now and then, are paused or
  /// start late, so that rows of services begin in every way.
  private func run(_ seed: UInt64) -> RunDescription {
    var stream = RandomStream(StreamKey(seed: seed, replication: 0, entity: 0, purpose: 99))
    func grid(_ least: UInt64, _ count: UInt64) -> Interval {
      .microseconds(Int64(10 * (least + stream.below(count))))
    }
    let senders = (0..<Int(3 + stream.below(4))).map { index in
      let isFlatOut = stream.below(4) > 0
      let schedule: Workload.Schedule =
        isFlatOut ? .flatOut : .constant(Rate(count: 1, per: grid(10, 20)))
      return MemberDescription(
        name: "sender-\(index)", costs: Costs(process: .constant(grid(1, 5))),
        workload: Workload(schedule, start: stream.below(2) == 0 ? .zero : grid(0, 40)))
    }
    let reader = MemberDescription(
      name: "reader", costs: Costs(process: .exponential(mean: .microseconds(30))))
    let faults = (0..<Int(stream.below(4))).map { _ in
      let pause = Fault.Kind.pause(.constant(grid(1, 10)))
      let slowdown = Fault.Kind.slowdown(factor: 2, for: .constant(grid(5, 30)))
      return Fault(
        at: grid(10, 300), member: Int(stream.below(UInt64(senders.count))),
        stream.below(3) == 0 ? slowdown : pause)
    }
    return RunDescription(
      duration: .milliseconds(5), seed: seed, ring: Ring(cost: .constant(grid(1, 3)), latency: grid(0, 3)),
      session: SessionRules(maxSessionMessages: stream.below(3) == 0 ? 12 : 1000),
      members: senders + [reader], faults: faults)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `ties end in the same order in stretches as step by step`(block: UInt64) throws {
    for seed in block * 20..<(block + 1) * 20 { try check(seed) }
  }

  /// Of 140,000 random runs the one that showed a mistake: slow-downs of two members that begin at different instants
  /// leave rows which look the same one service later.
  @Test func `runs that once differed do not`() throws { try check(6128) }

  private func check(_ seed: UInt64) throws {
    for count in ["received", "processed"] {
      let values: Values = ["count": ParameterValue.word(count), "window": .messages(1 + Int(seed % 4))]
      var run = run(seed)
      #expect(Engine<HopeAndPray>.allowsStretches(run, Modifiers()))
      let stretched = try simulate(run, under: "pipelining-senders", values, isJournaled: false)
      run.takesEveryStep = true
      let stepped = try simulate(run, under: "pipelining-senders", values, isJournaled: false)
      #expect(stretched.fingerprint == stepped.fingerprint, "seed \(seed), \(count)")
      #expect(stretched.members == stepped.members, "seed \(seed), \(count)")
      #expect(stretched.kicks == stepped.kicks, "seed \(seed), \(count)")
    }
  }
}
