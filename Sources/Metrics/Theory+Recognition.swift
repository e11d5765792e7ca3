import EventKernel
import SpreadModel

/// Which closed form covers a run. A run that is not exactly the ideal case has no value.
extension Theory {
  /// When a closed form expects the first kick, in seconds since the start of the run: exact where nothing is
  /// random, else the mean. It may lie beyond the end of the run. `nil` where no form applies or nobody is kicked.
  static func firstKick(of run: RunDescription, method: ResolvedMethod) -> Double? {
    guard let ideal = IdealRun(run), method.modifiers.isEmpty else { return nil }
    let seconds: Double?
    switch (method.name, ideal.workload.schedule) {
    case ("hope-and-pray", .constant(let rate)): seconds = ideal.constantKick(rate)
    case ("hope-and-pray", .poisson(let rate)): seconds = ideal.randomKick(rate)
    case ("pipelining-senders", .flatOut): seconds = method.window.flatMap { ideal.windowKick($0) }
    default: seconds = nil
    }
    return seconds.flatMap { $0.isFinite ? $0 : nil }
  }

  /// The throughput per second that a closed form gives for a run long enough to forget its start; `nil` where
  /// none applies.
  static func throughput(of run: RunDescription, method: ResolvedMethod) -> Double? {
    guard let ideal = IdealRun(run), run.faults.isEmpty, ideal.isEndless, method.modifiers.isEmpty else {
      return nil
    }
    switch (method.name, ideal.workload.schedule) {
    case ("hope-and-pray", .constant(let rate)): return ideal.isFastEnough(for: rate) ? rate.perSecond : nil
    case ("pipelining-senders", .flatOut): return method.window.flatMap { ideal.loopThroughput($0) }
    case ("ack-every-message", .flatOut): return ideal.roundTripThroughput(method)
    default: return nil
    }
  }
}

/// A run that may be one of the ideal cases: one sender whose sends take no time, one loop a member, a socket that
/// is counted in messages.
private struct IdealRun {
  let run: RunDescription
  let ring: Sequencer
  let sender: Int
  let workload: Workload
  /// Socket and queue, messages.
  let capacity: Int
  /// Members of the group other than the sender.
  let receivers: [Int]

  init?(_ run: RunDescription) {
    let senders = run.members.indices.filter { run.members[$0].workload != nil }
    guard run.groupNames.count == 1, senders.count == 1, let workload = run.members[senders[0]].workload,
      let ring = run.ring.sequencer
    else { return nil }
    let socket: Int
    switch run.session.socket {
    case .none: socket = 0
    case .messages(let count): socket = count
    default: return nil
    }
    guard run.session.maxSessionMessages > 0, run.session.drainPeriod == nil,
      run.members[senders[0]].sendBurst == nil,
      run.members.allSatisfy({ $0.receiverThread == nil && $0.catchUp == .zero && $0.costs.send.isZero })
    else { return nil }
    self.run = run
    self.ring = ring
    self.workload = workload
    sender = senders[0]
    capacity = run.session.maxSessionMessages + socket
    receivers = run.members.indices.filter { run.members[$0].isInGroup && $0 != senders[0] }
  }

  /// Whether the sender never runs out of messages and starts with the run.
  var isEndless: Bool { workload.total == nil && workload.start == .zero }

  /// Outside the group, or reading and processing in no time.
  private var isSenderIdle: Bool {
    let member = run.members[sender]
    return !member.isInGroup || (member.costs.receive.isZero && member.costs.process.isZero)
  }

  private var isRingIdeal: Bool { ring.cost.isZero && ring.latency == .zero }

  // MARK: Method 1, constant rate

  /// The earliest of the receivers' kicks, exact to the nanosecond.
  func constantKick(_ rate: Rate) -> Double? {
    guard hasNoWaiting(at: rate), run.faults.count <= 1 else { return nil }
    var first: Int64?
    for receiver in receivers {
      switch forecast(for: receiver, at: rate) {
      case .unknown: return nil
      case .never: continue
      case .message(let message): first = min(first ?? message, message)
      }
    }
    guard let first, workload.total.map({ $0 >= first }) ?? true, let time = deliveryTime(first, rate) else {
      return nil
    }
    return Double(time) / 1e9
  }

  /// Whether nobody is ever kicked and everybody keeps up.
  func isFastEnough(for rate: Rate) -> Bool {
    hasNoWaiting(at: rate) && !receivers.isEmpty
      && receivers.allSatisfy { forecast(for: $0, at: rate) == .never }
  }

  /// Whether every message goes through sender and ring by itself, so that what is delivered has the rate sent.
  private func hasNoWaiting(at rate: Rate) -> Bool {
    guard isSenderIdle, let cost = ring.cost.constantValue else { return false }
    let shortestGap = rate.per / rate.count
    return shortestGap >= max(1, cost.nanoseconds)
  }

  private enum Forecast: Equatable { case never, unknown, message(Int64) }

  private func forecast(for receiver: Int, at rate: Rate) -> Forecast {
    let costs = run.members[receiver].costs
    guard let receive = costs.receive.constantValue, let process = costs.process.constantValue,
      receive.nanoseconds < Interval.limit.nanoseconds / 2,
      process.nanoseconds < Interval.limit.nanoseconds / 2
    else { return .unknown }
    if let fault = run.faults.first {
      guard fault.member == receiver else {
        return receivers.contains(fault.member) ? speedForecast(receive + process, at: rate) : .unknown
      }
      return silenceForecast(fault, at: rate)
    }
    return speedForecast(receive + process, at: rate)
  }

  /// A member that does not read from the start until after its kick.
  private func silenceForecast(_ fault: Fault, at rate: Rate) -> Forecast {
    let message = Theory.kickMessageOfSilence(capacity: capacity)
    guard case .pause(let length) = fault.kind, fault.at == .zero, fault.every == nil,
      let end = length.constantValue, let kick = deliveryTime(message, rate), kick < Int128(end.nanoseconds)
    else { return .unknown }
    return .message(message)
  }

  /// The rational form, where the schedule in whole nanoseconds agrees with it.
  private func speedForecast(_ service: Interval, at rate: Rate) -> Forecast {
    let (busy, overflow) = Int128(rate.count).multipliedReportingOverflow(by: Int128(service.nanoseconds))
    if !overflow, busy <= Int128(rate.per) { return .never }
    guard let message = Theory.kickMessage(arrivals: rate, service: service, capacity: capacity) else {
      return .unknown
    }
    // What is in the system grows by at most one from arrival to arrival and never shrinks, as no gap is longer
    // than a service: so the arrival before the kick tells that no earlier one kicked.
    func inSystem(_ arrival: Int64) -> Int64 {
      let elapsed = rate.offset(of: arrival) - rate.offset(of: 1)
      return arrival - 1 - elapsed.nanoseconds / service.nanoseconds
    }
    let isAgreed = inSystem(message) == Int64(capacity) + 1 && inSystem(message - 1) == Int64(capacity)
    return isAgreed ? .message(message) : .unknown
  }

  /// When message k reaches the sessions, ns; `nil` beyond the range of simulated time.
  private func deliveryTime(_ message: Int64, _ rate: Rate) -> Int128? {
    guard let cost = ring.cost.constantValue else { return nil }
    let offset = rate.offset(of: message)
    guard offset < .limit else { return nil }
    return Int128(workload.start.nanoseconds) + Int128(offset.nanoseconds) + Int128(cost.nanoseconds)
      + Int128(ring.latency.nanoseconds)
  }

  // MARK: Random times

  /// Method 1, Poisson arrivals at one exponential receiver: M/M/1 from empty.
  func randomKick(_ rate: Rate) -> Double? {
    guard run.faults.isEmpty, workload.total == nil, isSenderIdle, ring.cost.isZero, receivers.count == 1,
      let mean = exponentialProcess(of: receivers[0])
    else { return nil }
    let passage = Theory.firstPassage(
      level: capacity + 2, arrivalsPerSecond: rate.perSecond, servicesPerSecond: 1e9 / mean)
    return workload.start.inSeconds + passage + ring.latency.inSeconds
  }

  /// Method 2 with a full window between two members of the same exponential speed.
  func windowKick(_ window: Int) -> Double? {
    guard run.faults.isEmpty, workload.total == nil, isRingIdeal, run.members[sender].isInGroup,
      receivers.count == 1, window <= capacity + 1,
      let mean = exponentialProcess(of: sender), exponentialProcess(of: receivers[0]) == mean
    else { return nil }
    return workload.start.inSeconds
      + Theory.firstPassage(ofWindow: window, capacity: capacity, servicesPerSecond: 1e9 / mean)
  }

  /// Method 2, one member that sends to itself: the latency is the delay, the ring and the member the servers.
  func loopThroughput(_ window: Int) -> Double? {
    guard run.members.count == 1, run.members[0].isInGroup, run.members[0].costs.receive.isZero,
      window <= capacity + 1
    else { return nil }
    let servers = [ring.cost, run.members[0].costs.process].filter { !$0.isZero }
    let seconds = servers.map { $0.mean / 1e9 }
    let latency = ring.latency.inSeconds
    guard !servers.isEmpty else {
      return latency > 0 ? Double(window) / latency : nil
    }
    if servers.allSatisfy({ $0.constantValue != nil }) {
      return Theory.constantThroughputPerSecond(
        population: window, thinkSeconds: latency, serviceSeconds: seconds)
    }
    // An exponential server beside a constant one has no product form.
    guard servers.allSatisfy({ $0.exponentialMean != nil }) else { return nil }
    return Theory.throughputPerSecond(population: window, thinkSeconds: latency, serviceSeconds: seconds)
  }

  /// One message at a time, each acknowledged by everybody: the slowest of n exponential receivers of one speed
  /// decides, and no acknowledgment waits behind anything.
  func roundTripThroughput(_ method: ResolvedMethod) -> Double? {
    guard method.text("outstanding") == "1", method.text("commit") == "none",
      method.provenQueueLoad.map({ $0 <= capacity }) ?? false,
      ring.cost.isZero, isSenderIdle, run.members[sender].isInGroup,
      let first = receivers.first, let mean = exponentialProcess(of: first),
      receivers.allSatisfy({ exponentialProcess(of: $0) == mean })
    else { return nil }
    return Theory.throughputPerSecond(
      receiverCount: receivers.count, roundTripSeconds: 2 * ring.latency.inSeconds,
      servicesPerSecond: 1e9 / mean)
  }

  /// Mean in nanoseconds of a member whose only time is exponential processing.
  private func exponentialProcess(of member: Int) -> Double? {
    let costs = run.members[member].costs
    return costs.receive.isZero ? costs.process.exponentialMean : nil
  }
}

extension ResolvedMethod {
  /// The window, where it is a number.
  fileprivate var window: Int? { text("window").flatMap { Int($0) } }

  /// A resolved parameter.
  fileprivate func text(_ parameter: String) -> String? { effective.first { $0.name == parameter }?.text }
}

extension Distribution {
  /// The value of a distribution that does not vary.
  fileprivate var constantValue: Interval? {
    let value = Interval(nearestNanoseconds: mean)
    return self == .constant(value) ? value : nil
  }

  /// The mean of an exponential distribution, ns.
  fileprivate var exponentialMean: Double? {
    guard mean > 0, self == .exponential(mean: Interval(nearestNanoseconds: mean)) else { return nil }
    return mean
  }
}
