import EventKernel
import FlowControl
import SpreadModel

/// Draws run descriptions and parameters: everything that a scenario may say, in small.
///
/// What flat-out senders and zero costs could turn into an endless instant is kept out, as a scenario's check
/// does: such a sender takes time for each message.
struct RandomRuns {
  private var stream: RandomStream

  init(seed: UInt64) {
    stream = RandomStream(StreamKey(seed: seed, replication: 0, entity: 0, purpose: 99))
  }

  private mutating func below(_ bound: Int) -> Int { Int(stream.below(UInt64(bound))) }
  private mutating func chance(_ percent: Int) -> Bool { below(100) < percent }
  private mutating func pick<Element>(_ list: [Element]) -> Element { list[below(list.count)] }
  private mutating func microseconds(_ range: ClosedRange<Int>) -> Interval {
    .microseconds(Int64(range.lowerBound + below(range.count)))
  }

  /// A run of 2 to 5 members and 20 to 60 ms. `isFree`: whether a sender may stay outside the group.
  mutating func run(isFree: Bool) -> RunDescription {
    let memberCount = 2 + below(4)
    let duration = microseconds(20_000...60_000)
    var members = (0..<memberCount).map { member($0, isFree: isFree) }
    // One pure receiver at least, one sender at least.
    members[0].workload = nil
    members[0].isInGroup = true
    if members.allSatisfy({ $0.workload == nil }) { members[1].workload = workload(&members[1].costs) }
    return RunDescription(
      duration: duration, warmup: chance(30) ? .milliseconds(10) : .zero, seed: stream.next(),
      replication: below(3), ring: ring(), session: session(), members: members,
      faults: faults(memberCount, duration))
  }

  private mutating func ring() -> Ring {
    Ring(
      cost: chance(50) ? .constant(.zero) : duration(1...40),
      latency: chance(30) ? .zero : microseconds(1...2_000))
  }

  /// The same members around a token ring of 1 to 4 daemons, with every kind of socket and service.
  mutating func tokenRun(isFree: Bool) -> RunDescription {
    var run = run(isFree: isFree)
    let daemonCount = 1 + below(4)
    run.ring = .token(
      TokenRing(
        daemonCount: daemonCount, window: 1 + below(40), personalWindow: 1 + below(20),
        hop: microseconds(1...100),
        bandwidth: chance(50) ? nil : Bandwidth(bitCount: Int64(10 + below(1_000)), per: .microseconds(1)),
        loss: chance(50) ? 0 : Double(below(30)) / 100))
    run.daemon = DaemonCosts(
      ingest: chance(40) ? .zero : microseconds(1...30), packet: chance(40) ? .zero : microseconds(1...10),
      deliver: chance(40) ? .zero : microseconds(1...20), fragment: microseconds(0...5),
      enqueue: chance(50) ? nil : microseconds(0...10), drain: microseconds(0...5),
      waterMark: pick([1, 2, 10, 500]))
    run.session.socket = pick([
      .none, .messages(0), .messages(below(12)), .bytes(Int64(below(3_000))), .unix, .tcp,
    ])
    run.session.drainPeriod = chance(70) ? nil : microseconds(100...20_000)
    for index in run.members.indices {
      run.members[index].daemon = 1 + below(daemonCount)
      run.members[index].workload?.service = pick([.agreed, .agreed, .safe, .reliable])
      if chance(20) { run.members[index].workload?.payloadBytes = [below(100_000), below(300)] }
    }
    return run
  }

  /// The same with two to four daemons that are cut off from each other, crash and come back, at random. Unless told
  /// otherwise everybody reaches everybody for the last half of the run.
  mutating func partitionedRun(isFree: Bool) -> RunDescription {
    var run = tokenRun(isFree: isFree)
    guard var token = run.ring.token else { return run }
    token.daemonCount = 2 + below(3)
    token.membershipStall = microseconds(50...6_000)
    run.ring = .token(token)
    for index in run.members.indices { run.members[index].daemon = 1 + below(token.daemonCount) }
    run.duration = .milliseconds(120)
    run.daemonFaults = (0...below(5)).map { _ in daemonFault(token.daemonCount) }
    run.daemonFaults.append(DaemonFault(at: .milliseconds(60), .merge))
    return run
  }

  /// Within the first 50 ms, and over by 60 ms.
  private mutating func daemonFault(_ daemonCount: Int) -> DaemonFault {
    let at = microseconds(0...50_000)
    let length = chance(50) ? microseconds(10...9_000) : nil
    switch below(4) {
    case 0: return DaemonFault(at: at, .crash(below(daemonCount)), for: length)
    case 1: return DaemonFault(at: at, .merge)
    default:
      var sides: [[Int]] = Array(repeating: [], count: daemonCount)
      for daemon in 0..<daemonCount { sides[below(daemonCount)].append(daemon) }
      return DaemonFault(at: at, .partition(sides.filter { !$0.isEmpty }), for: length)
    }
  }

  private mutating func session() -> SessionRules {
    let socket: Socket =
      switch below(3) {
      case 0: .none
      case 1: .messages(below(12))
      default: .bytes(Int64(below(3_000)))
      }
    return SessionRules(max: pick([1, 2, 5, 20, 60, 1000]), socket)
  }

  private mutating func member(_ index: Int, isFree: Bool) -> MemberDescription {
    var costs = Costs(
      send: chance(50) ? .constant(.zero) : duration(1...60),
      receive: chance(50) ? .constant(.zero) : duration(1...60),
      process: chance(25) ? .constant(.zero) : duration(10...400))
    let workload = chance(55) ? workload(&costs) : nil
    return MemberDescription(
      name: "member-\(index)", isInGroup: !(isFree && workload != nil && chance(30)), costs: costs,
      receiverThread: chance(30) ? ReceiverThread(bufferLimit: chance(50) ? 1 + below(30) : nil) : nil,
      sendBurst: chance(30) ? 1 + below(10) : nil, workload: workload)
  }

  private mutating func duration(_ range: ClosedRange<Int>) -> Distribution {
    let mean = microseconds(range)
    return switch below(6) {
    case 0: .exponential(mean: mean)
    case 1: .uniform(.zero, mean)
    case 2: .erlang(mean: mean, shape: 3)
    case 3: .lognormal(mean: mean, cv: 1.5)
    case 4: .hyperexponential(mean: mean, cv: 2)
    default: .constant(mean)
    }
  }

  private mutating func workload(_ costs: inout Costs) -> Workload {
    let rate = Rate(count: Int64(500 + below(4_000)), per: .seconds(1))
    let schedule: Workload.Schedule
    switch below(6) {
    case 0:
      schedule = .flatOut
      costs.send = .constant(microseconds(50...300))
    case 1: schedule = .constant(rate)
    case 2: schedule = .poisson(rate)
    case 3: schedule = .bursts(size: 1 + below(40), period: microseconds(1_000...20_000))
    case 4:
      let isFlatOut = chance(30)
      if isFlatOut { costs.send = .constant(microseconds(50...300)) }
      schedule = .onOff(
        on: microseconds(200...8_000), off: microseconds(200...8_000), rate: isFlatOut ? nil : rate,
        isPoisson: !isFlatOut && chance(50))
    default:
      let offsets = (0..<below(60)).map { _ in microseconds(0...40_000) }.sorted()
      schedule = .trace(offsets.map { .init(offset: $0, payloadBytes: below(1_000)) })
    }
    return Workload(
      schedule, total: chance(40) ? Int64(1 + below(80)) : nil,
      start: chance(30) ? microseconds(0...5_000) : .zero,
      backlogLimit: schedule.isFlatOut || chance(60) ? 1 : chance(50) ? nil : 1 + below(20),
      payloadBytes: (0...below(3)).map { _ in below(1_500) })
  }

  private mutating func faults(_ memberCount: Int, _ duration: Interval) -> [Fault] {
    var joiners: Set<Int> = []
    return (0..<below(5)).map { _ in
      let member = below(memberCount)
      let at = microseconds(0...40_000)
      let length = self.duration(500...20_000)
      switch below(6) {
      case 0: return Fault(at: at, member: member, .crash)
      case 1: return Fault(at: at, member: member, .leave)
      case 2 where joiners.insert(member).inserted: return Fault(at: at, member: member, .join)
      case 3:
        return Fault(
          at: at, member: member, .slowdown(factor: Double(2 + below(6)), for: chance(60) ? length : nil),
          every: chance(30) ? .constant(.milliseconds(15)) : nil)
      default:
        return Fault(
          at: at, member: member, .pause(length),
          every: chance(30) ? .exponential(mean: .milliseconds(15)) : nil)
      }
    }
  }

  /// Parameters of a method, each with a chance of 40 %; they may contradict each other.
  mutating func values(for card: MethodCard) -> Values {
    var values: Values = [:]
    for parameter in card.parameters where chance(40) {
      if !parameter.words.isEmpty, parameter.kind == .word || chance(30) {
        values[parameter.name] = .word(pick(parameter.words))
        continue
      }
      switch parameter.kind {
      case .word: continue
      case .messages(let range): values[parameter.name] = .messages(range.lowerBound + below(40))
      case .members(let range): values[parameter.name] = .messages(range.lowerBound + below(5))
      case .messagesOrShare(let range):
        values[parameter.name] =
          chance(50)
          ? .messages(range.lowerBound + below(40)) : .share(numerator: 1 + below(60), denominator: 100)
      case .interval: values[parameter.name] = .interval(microseconds(500...10_000))
      case .factor: values[parameter.name] = .factor(Double(1 + below(9)) / 10)
      case .flag: values[parameter.name] = .flag(chance(50))
      }
    }
    return values
  }
}
