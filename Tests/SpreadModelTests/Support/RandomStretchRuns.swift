import EventKernel
import FlowControl
import SpreadModel

/// Draws run descriptions in which members may be computed in stretches.
///
/// Half of them are on a lattice: every time is a multiple of 10 µs, so that ends of service, deliveries, messages,
/// faults and the end of the run fall on the same instants. What flat-out senders could turn into an endless instant is
/// kept out: such a sender takes time for each message, or has a window.
struct RandomStretchRuns {
  private var stream: RandomStream
  private let isLattice: Bool
  /// Whether the method under which the run will be simulated stops a sender by itself.
  private let isWindowed: Bool
  /// Few lengths of service a run, so that members tie.
  private var lengths: [Interval] = []

  init(seed: UInt64, isWindowed: Bool) {
    stream = RandomStream(StreamKey(seed: seed, replication: 0, entity: 0, purpose: 98))
    self.isWindowed = isWindowed
    isLattice = seed.isMultiple(of: 2)
    lengths = [10, 20, 50, 50, 100, 100].map { .microseconds($0) }
    lengths = (0...below(2)).map { _ in pick(lengths) }
  }

  private mutating func below(_ bound: Int) -> Int { Int(stream.below(UInt64(bound))) }
  private mutating func chance(_ percent: Int) -> Bool { below(100) < percent }
  private mutating func pick<Element>(_ list: [Element]) -> Element { list[below(list.count)] }

  /// An instant or a length up to a limit: of the lattice, or any.
  private mutating func time(_ microseconds: ClosedRange<Int>) -> Interval {
    let (least, greatest) = (microseconds.lowerBound, microseconds.upperBound)
    return isLattice
      ? .microseconds(Int64(max(1, (least + below(greatest - least + 1)) / 10)) * 10)
      : Interval(nanoseconds: Int64(least * 1000 + below((greatest - least) * 1000 + 1)))
  }

  /// A run of 1 to 12 members, mostly with some hundred deliveries.
  mutating func run() -> RunDescription {
    let memberCount = 1 + below(pick([3, 6, 12]))
    let duration = time(chance(4) ? 20_000...60_000 : 1_000...8_000)
    var members = (0..<memberCount).map { member($0) }
    if members.allSatisfy({ $0.workload == nil }) {
      members[memberCount - 1].workload = workload(atNoCost: true)
    }
    if !members.contains(where: \.isInGroup) { members[0].isInGroup = true }
    return RunDescription(
      duration: duration, warmup: chance(30) ? time(0...3_000) : .zero, seed: stream.next(),
      replication: below(3), ring: ring(),
      session: SessionRules(
        maxSessionMessages: pick([1, 2, 3, 5, 10, 20, 50, 1000, 1000, 1000, 1000]),
        socket: chance(50) ? .none : .messages(below(6))),
      members: members, faults: faults(memberCount, duration))
  }

  /// The same kind of run, in which members take time for receiving too, or times of any kind with which no member can go on
  /// alone: those take every step beside others that do not.
  mutating func mixedRun() -> RunDescription {
    var run = run()
    // Not among the times of processing and sending.
    let readings = [.microseconds(30), .microseconds(70), isLattice ? .microseconds(40) : time(1...20)]
    for index in run.members.indices {
      if chance(70) {
        run.members[index].costs.receive =
          chance(70) ? .constant(pick(readings)) : chance(50) ? .constant(pick(lengths)) : length()
      }
      if chance(20) { run.members[index].costs.send = length() }
      if chance(5) { run.members[index].costs.process = .empirical([pick(readings), pick(lengths)]) }
      if isLattice, chance(20) { run.members[index].costs.process = .exponential(mean: pick(lengths)) }
    }
    return run
  }

  private mutating func ring() -> Ring {
    let cost = pick([Interval.zero, .microseconds(10), .microseconds(50), .microseconds(100)])
    guard cost == .zero || chance(50) else { return Ring(cost: .constant(cost)) }
    return Ring(
      cost: !isLattice && chance(30) ? .exponential(mean: time(1...50)) : .constant(cost),
      latency: time(1...1_000))
  }

  private mutating func member(_ index: Int) -> MemberDescription {
    let process = chance(10) ? .constant(.zero) : length()
    let send = chance(65) ? .constant(.zero) : length()
    var costs = Costs(send: send, process: process)
    // Two constants would need more than their lengths to be put into order.
    if process.isConstant, !process.isZero, send.isConstant { costs.send = .constant(.zero) }
    let workload = chance(40) ? workload(atNoCost: costs.send.isZero) : nil
    return MemberDescription(
      name: "member-\(index)", isInGroup: isWindowed || workload == nil || chance(80), costs: costs,
      sendBurst: chance(75) ? nil : 1 + below(4), workload: workload)
  }

  /// How long something takes: always the same, or never twice.
  private mutating func length() -> Distribution {
    if chance(isLattice ? 80 : 25) { return .constant(pick(lengths)) }
    let mean = Interval.microseconds(Int64(pick([1, 5, 20, 50, 100, 200])))
    return switch below(5) {
    case 0, 1: .exponential(mean: mean)
    case 2: .uniform(.zero, mean)
    case 3: .erlang(mean: mean, shape: mean >= .microseconds(3) ? 3 : 1)
    default: .lognormal(mean: max(mean, .microseconds(5)), cv: 1.5)
    }
  }

  // MARK: Senders

  private mutating func workload(atNoCost: Bool) -> Workload {
    let schedule = schedule(mayBeFlatOut: isWindowed || !atNoCost)
    return Workload(
      schedule, total: chance(35) ? Int64(1 + below(80)) : nil, start: chance(40) ? time(0...2_000) : .zero,
      backlogLimit: schedule.isFlatOut || chance(60)
        ? 1 + (chance(80) ? 0 : below(3)) : chance(50) ? nil : 1 + below(20),
      payloadBytes: (0...below(3)).map { _ in below(1_500) })
  }

  private mutating func schedule(mayBeFlatOut: Bool) -> Workload.Schedule {
    let rate = Rate(count: 1, per: time(chance(30) ? 10...200 : 100...2_000))
    switch below(mayBeFlatOut ? 8 : 6) {
    case 0, 1: return .constant(rate)
    case 2: return .poisson(rate)
    case 3: return .bursts(size: 1 + below(12), period: time(200...3_000))
    case 4:
      return .onOff(on: time(100...2_000), off: time(100...2_000), rate: rate, isPoisson: chance(50))
    case 5:
      let offsets = (0..<below(60)).map { _ in time(0...6_000) }.sorted()
      return .trace(offsets.map { .init(offset: $0, payloadBytes: below(1_000)) })
    case 6: return .onOff(on: time(100...2_000), off: time(100...2_000), rate: nil, isPoisson: false)
    default: return .flatOut
    }
  }

  // MARK: Faults

  private mutating func faults(_ memberCount: Int, _ duration: Interval) -> [Fault] {
    guard chance(65) else { return [] }
    var joiners: Set<Int> = []
    return (0...below(4)).map { _ in
      let member = below(memberCount)
      let at = time(0...Int(duration.nanoseconds / 1000))
      let every = chance(60) ? nil : chance(50) ? .constant(time(200...3_000)) : repetition()
      switch below(8) {
      case 0: return Fault(at: at, member: member, .crash)
      case 1: return Fault(at: at, member: member, .leave)
      case 2 where joiners.insert(member).inserted: return Fault(at: at, member: member, .join)
      case 3, 4:
        return Fault(
          at: at, member: member,
          .slowdown(factor: pick([1, 1, 2, 3, 0.5]), for: chance(70) ? lasting() : nil), every: every)
      default: return Fault(at: at, member: member, .pause(lasting()), every: every)
      }
    }
  }

  private mutating func repetition() -> Distribution { .exponential(mean: time(200...3_000)) }

  private mutating func lasting() -> Distribution {
    chance(isLattice ? 90 : 40) ? .constant(time(0...1_500)) : .exponential(mean: time(10...1_500))
  }
}
