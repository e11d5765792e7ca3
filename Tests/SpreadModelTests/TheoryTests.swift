import EventKernel
import FlowControl
import Metrics
import SpreadModel
import Testing

/// The closed forms by themselves, and which runs the result table gives them for.
@Suite struct TheoryTests {
  @Test func `the forms have the values of the literature`() {
    // N(N+1)/(2λ), and the form with r = μ/λ = 2 by hand: (1/λ)(2(2^N − 1) − N).
    #expect(abs(Theory.firstPassage(level: 10, arrivalsPerSecond: 4, servicesPerSecond: 4) - 13.75) < 1e-12)
    #expect(abs(Theory.firstPassage(level: 5, arrivalsPerSecond: 1, servicesPerSecond: 2) - 57) < 1e-12)
    // Half of λ: (1/(−1/2)) · (1/2 · (1/8 − 1)/(−1/2) − 3) = 4.25 for N = 3.
    #expect(abs(Theory.firstPassage(level: 3, arrivalsPerSecond: 1, servicesPerSecond: 0.5) - 4.25) < 1e-12)
    #expect(Theory.firstPassage(ofWindow: 1, capacity: 1000, servicesPerSecond: 1000) == 502.502)
    #expect(
      Theory.constantThroughputPerSecond(population: 3, thinkSeconds: 2, serviceSeconds: [1, 1]) == 0.75)
    #expect(Theory.throughputPerSecond(population: 1, thinkSeconds: 0.5, serviceSeconds: [0.25, 0.25]) == 1)
  }

  @Test func `harmonic numbers are sums of reciprocals`() {
    #expect((0...3).map(Theory.harmonicNumber) == [0, 1, 1.5, 11.0 / 6])
    #expect(abs(Theory.harmonicNumber(100) - 5.187377517639621) < 1e-14)
    #expect(Theory.throughputPerSecond(receiverCount: 2, roundTripSeconds: 0.25, servicesPerSecond: 2) == 1)
  }

  @Test func `the kick message is exact where a Double is not`() {
    // 1 − μ/λ = 1/1000000 with max 1000: 10⁹ messages, and never at equal speeds.
    let rate = Rate(count: 1, per: Interval(nanoseconds: 999_999))
    #expect(
      Theory.kickMessage(arrivals: rate, service: .milliseconds(1), capacity: 1000) == 1_000_000_002)
    #expect(Theory.kickMessage(arrivals: .perSecond(1000), service: .milliseconds(1), capacity: 1000) == nil)
    #expect(Theory.kickMessage(arrivals: .perSecond(1000), service: .milliseconds(2), capacity: 1000) == 2002)
  }

  private func cell(_ column: String, _ run: RunDescription, _ method: String, _ values: Values) throws
    -> Cell
  {
    let resolved = try resolve(method, values, for: run)
    let outcome = try resolved.run(run, nil, { false }).get()
    var tables = ResultTables()
    tables.append(
      RunReport(
        scenario: "test", point: 0, sweep: "", label: method, method: resolved, run: run, outcome: outcome))
    return tables.summary.cell(0, column)
  }

  private func kick(
    _ run: RunDescription, under method: String = "hope-and-pray", _ values: Values = [:]
  ) throws -> Double? { try cell("theory_first_kick_s", run, method, values).asNumber }

  private func throughput(
    _ run: RunDescription, under method: String = "pipelining-senders", _ values: Values = ["window": 5]
  ) throws -> Double? { try cell("theory_throughput_per_s", run, method, values).asNumber }

  private static let overrun = RunDescription(
    duration: .seconds(1), session: SessionRules(max: 10, .messages(2)),
    members: [
      .outsider(Workload(.constant(.perSecond(1000)))), .receiver(process: .constant(.microseconds(1_700))),
    ])

  private static let random = RunDescription(
    duration: .milliseconds(10), session: SessionRules(max: 10),
    members: [
      .outsider(Workload(.poisson(.perSecond(1000)))),
      .receiver(process: .exponential(mean: .milliseconds(1))),
    ])

  private static let loop = RunDescription(
    duration: .milliseconds(50), ring: Ring(latency: .milliseconds(5)),
    members: [.sender(Workload(.flatOut), process: .exponential(mean: .milliseconds(1)))])

  @Test func `the kick of constant rates is told to the nanosecond`() throws {
    var run = Self.overrun
    for change in 0..<6 {
      switch change {
      case 1: run.ring = Ring(cost: .constant(.microseconds(40)), latency: .microseconds(777))
      case 2: run.members[1].costs.receive = .constant(.microseconds(133))
      case 3: run.members[0].workload?.start = .microseconds(123_457)
      case 4: run.members.append(.receiver("slower", process: .constant(.microseconds(3_301))))
      case 5: run.faults = [.pause(1, for: .seconds(1))]
      default: break
      }
      let seen = try #require(try simulate(run, isJournaled: false).kicks.first)
      #expect(try kick(run) == seen.at.inSeconds, "change \(change)")
    }
  }

  /// Changes after which a run is the ideal case no more.
  private static let changes: [@Sendable (inout RunDescription) -> Void] = [
    { $0.session.socket = .bytes(1_000) }, { $0.members[1].receiverThread = ReceiverThread() },
    { $0.members[0].costs.send = .constant(.microseconds(1)) }, { $0.members[0].sendBurst = 64 },
    { $0.members[1].costs.process = .uniform(.zero, .milliseconds(5)) },
    { $0.members.append(.sender(Workload(.constant(.perSecond(1))), name: "second")) },
    { $0.faults = [Fault(at: .zero, member: 1, .crash)] },
    { $0.faults = [.pause(1, at: .milliseconds(1), for: .seconds(5))] },
    { $0.faults = [.pause(1, for: .milliseconds(2))] }, { $0.faults = [.pause(0, for: .seconds(5))] },
    { $0.members[0].workload?.total = 3 }, { $0.ring = Ring(cost: .constant(.milliseconds(2))) },
    { $0.ring = Ring(cost: .exponential(mean: .microseconds(1))) },
    { $0.members[1].catchUp = .microseconds(200) },
    { $0.members[0].workload?.schedule = .bursts(size: 50, period: .milliseconds(50)) },
  ]

  @Test(arguments: changes.indices)
  func `no first kick is told where a run is not the ideal case`(index: Int) throws {
    for base in [Self.overrun, Self.random] {
      var run = base
      #expect(try kick(run) != nil)
      Self.changes[index](&run)
      #expect(try kick(run) == nil)
    }
  }

  @Test func `the first kicks of random cases are the means`() throws {
    #expect(
      try kick(Self.random)
        == Theory.firstPassage(level: 12, arrivalsPerSecond: 1000, servicesPerSecond: 1000))
    var run = Self.loop
    run.ring = Ring()
    run.members.append(.receiver(process: .exponential(mean: .milliseconds(1))))
    let expected = Theory.firstPassage(ofWindow: 5, capacity: 1000, servicesPerSecond: 1000)
    #expect(try kick(run, under: "pipelining-senders", ["window": 5]) == expected)
    #expect(try kick(run, under: "pipelining-senders") == nil)
    #expect(try kick(run, under: "agreed-ack") == nil)
    run.members[1].costs.process = .exponential(mean: .milliseconds(2))
    #expect(try kick(run, under: "pipelining-senders", ["window": 5]) == nil)
  }

  @Test func `throughputs are told for closed loops and for receivers that keep up`() throws {
    let exponential = Theory.throughputPerSecond(population: 5, thinkSeconds: 0.005, serviceSeconds: [0.001])
    #expect(try throughput(Self.loop) == exponential)
    var run = Self.loop
    run.ring = Ring(cost: .exponential(mean: .milliseconds(2)), latency: .milliseconds(5))
    #expect(
      try throughput(run)
        == Theory.throughputPerSecond(population: 5, thinkSeconds: 0.005, serviceSeconds: [0.002, 0.001]))
    run.ring = Ring(cost: .constant(.milliseconds(2)), latency: .milliseconds(5))
    #expect(try throughput(run) == nil)
    run.members[0].costs.process = .milliseconds(1)
    #expect(try throughput(run) == 500)
    run.members[0].sendBurst = 4
    #expect(try throughput(run) == nil)
    #expect(try throughput(Self.loop, under: "pipelining-senders", ["window": "auto"]) == nil)
    #expect(try throughput(Self.overrun, under: "hope-and-pray", [:]) == nil)
    var steady = Self.overrun
    steady.members[1].costs.process = .constant(.microseconds(900))
    #expect(try throughput(steady, under: "hope-and-pray", [:]) == 1000)
    #expect(try kick(steady) == nil)
  }

  @Test func `the throughput of acknowledging every message is told for equal exponential receivers`() throws
  {
    let base = RunDescription(
      duration: .milliseconds(50), ring: Ring(latency: .milliseconds(2)), session: SessionRules(max: 10),
      members: [.sender(Workload(.flatOut))]
        + (1...3).map { .receiver("receiver-\($0)", process: .exponential(mean: .milliseconds(1))) })
    func told(_ values: Values = [:], _ change: (inout RunDescription) -> Void = { _ in }) throws -> Double? {
      var run = base
      change(&run)
      return try throughput(run, under: "ack-every-message", values)
    }
    #expect(
      try told()
        == Theory.throughputPerSecond(receiverCount: 3, roundTripSeconds: 0.004, servicesPerSecond: 1000))
    #expect(try told(["outstanding": 2]) == nil)
    #expect(try told(["commit": "sync", "commitTime": .interval(.milliseconds(1))]) == nil)
    #expect(try told { $0.members[2].costs.process = .exponential(mean: .milliseconds(2)) } == nil)
    #expect(try told { $0.members[0].costs.process = .constant(.microseconds(1)) } == nil)
    #expect(try told { $0.members[1].costs.receive = .constant(.microseconds(1)) } == nil)
    #expect(try told { $0.ring = Ring(cost: .constant(.microseconds(1)), latency: .milliseconds(2)) } == nil)
    #expect(try told { $0.members[0].workload = Workload(.poisson(.perSecond(100))) } == nil)
    #expect(try told { $0.members.removeSubrange(1...) } == nil)
    #expect(try told { $0.faults = [.pause(1, for: .milliseconds(1))] } == nil)
    // Data, two rounds of two others' acknowledgments, and one of its own.
    #expect(try told { $0.session.maxSessionMessages = 6 } != nil)
    #expect(try told { $0.session.maxSessionMessages = 5 } == nil)
  }
}
