import EventKernel
import FlowControl
import SpreadModel
import Testing

@testable import Scenario

@Suite struct RunDecodingTests {
  @Test func `the example of the documentation is accepted on the sequencer, value by value`() throws {
    let scenario = try scenario(
      """
      {
        // One slow trading client among nine fast ones.
        question: "One member is 100 times slower: which method keeps it, at what price?",
        duration: "60s", warmup: "0s", seed: 1, replications: 1,
        ring: { model: "sequencer", cost: "10us", latency: "1ms" },
        session: { maxSessionMessages: 1000, socket: "none" },
        members: [
          { name: "fast", count: 9, process: { exponential: "0.5ms" }, receive: "5us", send: { rate: "200/s", arrivals: "poisson", payload: "1000B" } },
          { name: "slow", process: { constant: "50ms" }, receiverThread: false },
        ],
        faults: [ { at: "10s", member: "slow", pause: "2s" } ],
        methods: [ "hope-and-pray", "pipelining-senders", { "agreed-ack": { window: 90, threshold: 90 } } ],
        sweep: { "session.maxSessionMessages": [2000, 3000, 10000] },
        expect: [ { method: "hope-and-pray", kicked: ["slow"] }, { method: "agreed-ack", kicks: 0, boundHolds: true } ],
      }
      """)
    #expect(scenario.question == "One member is 100 times slower: which method keeps it, at what price?")
    #expect(scenario.seed == 1 && scenario.replicationCount == 1 && scenario.runCount == 9)
    #expect(scenario.points.map(\.sweep) == [2000, 3000, 10000].map { "session.maxSessionMessages=\($0)" })
    let run = scenario.points[2].run
    #expect(run.duration == .seconds(60) && run.warmup == .zero && run.seed == 1)
    #expect(run.ring == Ring(cost: .constant(.microseconds(10)), latency: .milliseconds(1)))
    #expect(run.session == SessionRules(maxSessionMessages: 10000, socket: .none))
    #expect(run.members.count == 10)
    #expect(run.members[0].costs.process == .exponential(mean: .microseconds(500)))
    #expect(
      run.members[0].workload
        == Workload(.poisson(Rate(count: 200, per: .seconds(1))), payloadBytes: [1000]))
    #expect(run.faults == [Fault(at: .seconds(10), member: 9, .pause(.constant(.seconds(2))))])
    #expect(scenario.points[0].methods.map(\.label) == ["hope-and-pray", "pipelining-senders", "agreed-ack"])
    let effective = scenario.points[0].methods[2].method.effective.prefix(2).map { "\($0.name) \($0.text)" }
    #expect(effective == ["window 90", "threshold 90"])
    #expect(
      scenario.expectations.map(\.items) == [
        [.init(column: "kicked_members", claim: .kicked(["slow"]))],
        [.init(column: "kicks", claim: .equals(0)), .init(column: "bound_holds", claim: .flag(true))],
      ])
  }

  @Test func `without more than it needs a scenario has the defaults of the documentation`() throws {
    let scenario = try scenario(small())
    #expect(scenario.question == "" && scenario.seed == 1 && scenario.replicationCount == 1)
    #expect(scenario.points.count == 1 && scenario.points[0].sweep == "" && scenario.expectations == [])
    let run = scenario.points[0].run
    #expect(run.warmup == .zero && run.seed == 1 && run.replication == 0 && run.faults == [])
    #expect(run.ring == Ring(cost: .constant(.zero), latency: .zero))
    #expect(run.session == SessionRules(maxSessionMessages: 1000, socket: .none, drainPeriod: nil))
    #expect(run.daemon == DaemonCosts())
    #expect(run.limits == RunLimits(eventCount: 10_000_000_000, memoryBytes: 2 << 30))
  }

  @Test(arguments: [
    ("\"none\"", Socket.none), ("\"unix\"", .unix), ("\"tcp\"", .tcp), ("{ messages: 440 }", .messages(440)),
    ("{ bytes: \"400KiB\" }", .bytes(409_600)),
  ])
  func `a socket is written in each of its spellings`(text: String, socket: Socket) throws {
    let run = try scenario(small(top: "session: { socket: \(text) },")).points[0].run
    #expect(run.session.socket == socket)
  }

  @Test(arguments: [
    ("\"at-once\"", nil), ("\"100ms\"", .milliseconds(100)), ("\"1ns\"", Interval(nanoseconds: 1)),
  ])
  func `a session queue is drained at once, or every so often`(text: String, period: Interval?) throws {
    let run = try scenario(small(top: "session: { drain: \(text) },")).points[0].run
    #expect(run.session == SessionRules(drainPeriod: period))
  }

  @Test func `limits, seed, warm-up and a random cost of the ring arrive`() throws {
    let run = try scenario(
      small(
        top: """
          seed: 0x7fffffffffffffff, warmup: "0.5s", limits: { events: 1e3, memory: "1MiB" },
          ring: { cost: { exponential: "10us" }, latency: "2ms", daemons: 1000 },
          """)
    ).points[0].run
    #expect(run.seed == UInt64(Int64.max) && run.warmup == .milliseconds(500))
    #expect(run.limits == RunLimits(eventCount: 1000, memoryBytes: 1 << 20))
    #expect(run.ring == Ring(cost: .exponential(mean: .microseconds(10)), latency: .milliseconds(2)))
  }

  // MARK: Faults

  @Test func `every fault arrives, one for each member of a group`() throws {
    let run = try scenario(
      """
      { duration: "10s", methods: ["hope-and-pray"],
        members: [{ name: "fast", count: 2, send: { rate: "5/s" } }, { name: "b" }, { name: "c" }, { name: "d" }],
        faults: [
          { at: "1s", member: "fast", pause: "2s" },
          { at: "1s", member: "fast-2", slowdown: 2.5, for: { uniform: ["1s", "2s"] }, every: "4s" },
          { at: "2s", member: "b", slowdown: 0.5 },
          { at: "3s", member: "b", crash: true },
          { at: "3s", member: "c", leave: true },
          { at: "4s", member: "d", join: true },
          { at: "5s", member: "d", pause: { exponential: "1s" }, every: { exponential: "3s" } },
        ] }
      """
    ).points[0].run
    #expect(
      run.faults == [
        Fault(at: .seconds(1), member: 0, .pause(.constant(.seconds(2)))),
        Fault(at: .seconds(1), member: 1, .pause(.constant(.seconds(2)))),
        Fault(
          at: .seconds(1), member: 1, .slowdown(factor: 2.5, for: .uniform(.seconds(1), .seconds(2))),
          every: .constant(.seconds(4))),
        Fault(at: .seconds(2), member: 2, .slowdown(factor: 0.5, for: nil)),
        Fault(at: .seconds(3), member: 2, .crash),
        Fault(at: .seconds(3), member: 3, .leave),
        Fault(at: .seconds(4), member: 4, .join),
        Fault(
          at: .seconds(5), member: 4, .pause(.exponential(mean: .seconds(1))),
          every: .exponential(mean: .seconds(3))),
      ])
  }

  @Test func `a staggered fault comes to one member after the other, however long that takes`() throws {
    let run = try scenario(
      """
      { duration: "10s", methods: ["hope-and-pray"],
        members: [{ name: "a", send: { rate: "5/s" } }, { name: "late", count: 3 }, { name: "b" }],
        faults: [
          { at: "1s", member: "late", join: true, stagger: "250ms" },
          { at: "2s", member: "late", pause: "1s", stagger: "0s" },
          { at: "3s", member: "b", leave: true, stagger: "9s" },
        ] }
      """
    ).points[0].run
    #expect(
      run.faults == [
        Fault(at: .seconds(1), member: 1, .join), Fault(at: .milliseconds(1250), member: 2, .join),
        Fault(at: .milliseconds(1500), member: 3, .join),
        Fault(at: .seconds(2), member: 1, .pause(.constant(.seconds(1)))),
        Fault(at: .seconds(2), member: 2, .pause(.constant(.seconds(1)))),
        Fault(at: .seconds(2), member: 3, .pause(.constant(.seconds(1)))),
        Fault(at: .seconds(3), member: 4, .leave),
      ])
    // 99,998 times 31 years is more than 64 bits hold.
    let reading = ScenarioReading(
      """
      { duration: "10s", methods: ["hope-and-pray"],
        members: [{ name: "a", send: { rate: "5/s" } }, { name: "late", count: 99999 }],
        faults: [{ at: "1s", member: "late", join: true, stagger: "271500h" }] }
      """)
    let last = try #require(reading.scenario?.points[0].run.faults.last)
    #expect(last.at > .seconds(10) && last.at.nanoseconds - 1 <= ScenarioReader.durationLimit.nanoseconds)
  }

  // MARK: Expectations

  @Test func `every claim of an expectation is decoded`() throws {
    let scenario = try scenario(
      """
      { duration: "10s", methods: ["hope-and-pray", { "agreed-ack": {}, label: "acks" }],
        members: [{ name: "fast", count: 2, send: { rate: "5/s" } }, { name: "slow" }],
        sweep: { seed: [1, 2] },
        expect: [
          { method: "acks", point: 1, kicks: 0, throughput_per_s: { min: 1.5, max: 2 }, deadlock: false },
          { throughput_per_s: { max: 20 }, kicked: ["fast", "slow"], boundHolds: false, blocked_by: "slow" },
          { member: "fast", processed: { min: -1 } },
          { method: "acks", greater: { throughput_per_s: ["hope-and-pray"] }, less: { kicks: ["hope-and-pray", "acks"] } },
        ] }
      """)
    #expect(scenario.expectations.map(\.method) == ["acks", nil, nil, "acks"])
    #expect(scenario.expectations.map(\.point) == [1, nil, nil, nil])
    #expect(scenario.expectations.map(\.member) == [nil, nil, "fast", nil])
    #expect(scenario.expectations.map { $0.place?.line } == [5, 6, 7, 8])
    #expect(
      scenario.expectations.map(\.items) == [
        [
          .init(column: "kicks", claim: .equals(0)),
          .init(column: "throughput_per_s", claim: .within(min: 1.5, max: 2)),
          .init(column: "deadlock", claim: .flag(false)),
        ],
        [
          .init(column: "throughput_per_s", claim: .within(min: nil, max: 20)),
          .init(column: "kicked_members", claim: .kicked(["fast-1", "fast-2", "slow"])),
          .init(column: "bound_holds", claim: .flag(false)),
          .init(column: "blocked_by", claim: .text("slow")),
        ],
        [.init(column: "processed", claim: .within(min: -1, max: nil))],
        [
          .init(column: "throughput_per_s", claim: .greater(than: ["hope-and-pray"])),
          .init(column: "kicks", claim: .less(than: ["hope-and-pray", "acks"])),
        ],
      ])
    #expect(scenario.members(named: "fast") == ["fast-1", "fast-2"])
    #expect(scenario.members(named: "fast-2") == ["fast-2"] && scenario.members(named: "nobody") == [])
  }
}
