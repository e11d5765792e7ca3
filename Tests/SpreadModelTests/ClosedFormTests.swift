import EventKernel
import FlowControl
import Metrics
import SpreadModel
import Testing

/// The rows of model §4 where nothing is random: exact, message by message.
@Suite struct ClosedFormTests {
  /// One point of the grid: a rate, a time of service, a limit and a socket.
  struct Point: CustomStringConvertible {
    let rate: Rate
    let service: Interval
    let limit: Int
    let socket: Int

    var description: String {
      "rate \(rate.count) per \(rate.per) ns, service \(service.nanoseconds) ns, max \(limit), κ \(socket)"
    }

    /// Whether some arrival up to the kick comes within a nanosecond of a completion, where the rounding of the
    /// schedule may put it on either side: arrival m + 1 stands m · per/count after the first, completion j stands
    /// j services after it. In integers: the remainder of m · per by count · service is less than count from 0.
    func hasCoincidence(upTo message: Int64) -> Bool {
      let cycle = Int128(rate.count) * Int128(service.nanoseconds)
      return (1..<message).contains { arrival in
        let remainder = Int128(arrival) * Int128(rate.per) % cycle
        return remainder < Int128(rate.count) || remainder > cycle - Int128(rate.count)
      }
    }

    func run(for duration: Interval) -> RunDescription {
      RunDescription(
        duration: duration, session: SessionRules(max: limit, socket == 0 ? .none : .messages(socket)),
        members: [.outsider(Workload(.constant(rate))), .receiver(process: .constant(service))])
    }
  }

  private static let grid: [Point] = {
    let rates = [
      Rate.perSecond(700), .perSecond(1000), .perSecond(1237), Rate(count: 3, per: .milliseconds(10)),
      Rate(count: 1, per: .microseconds(777)),
    ]
    let services: [Int64] = [1_430_001, 1_700_003, 2_000_003, 3_333_333, 3_400_001, 5_000_011, 9_999_991]
    var points: [Point] = []
    for rate in rates {
      for service in services {
        for (limit, socket) in [(1, 0), (2, 0), (3, 1), (7, 5), (20, 0), (50, 13)] {
          points.append(
            Point(rate: rate, service: Interval(nanoseconds: service), limit: limit, socket: socket))
        }
      }
    }
    return points
  }()

  @Test func `a constant rate kicks a slower receiver at message ⌊(max + κ) : (1 − μ:λ)⌋ + 2`() throws {
    var testedCount = 0
    for point in Self.grid {
      let expected = Theory.kickMessage(
        arrivals: point.rate, service: point.service, capacity: point.limit + point.socket)
      guard let expected else {
        #expect(try simulate(point.run(for: .seconds(1)), isJournaled: false).kicks.isEmpty, "\(point)")
        continue
      }
      guard expected < 2_000, !point.hasCoincidence(upTo: expected) else { continue }
      // Long enough to read what the socket held.
      let rest = Interval(nanoseconds: Int64(point.socket + 2) * point.service.nanoseconds)
      let end = point.rate.offset(of: expected) + rest
      let outcome = try simulate(point.run(for: end), isJournaled: false)
      testedCount += 1
      #expect(outcome.kicks.map(\.message) == [expected], "\(point)")
      #expect(outcome.kicks.map(\.at) == [Instant.zero + point.rate.offset(of: expected)], "\(point)")
      let place = outcome.members[1]
      #expect(place.lostOnKick == Int64(point.limit) + 1, "\(point)")
      #expect(place.delivered == expected - 1, "\(point)")
    }
    #expect(testedCount > 150, "most of the \(Self.grid.count) points are tested")
  }

  @Test(arguments: [1, 2, 10, 333, 1000], [0, 1, 7, 100])
  func `a member that never reads is kicked by message κ + max + 1`(limit: Int, socket: Int) throws {
    let run = RunDescription(
      duration: .seconds(2), session: SessionRules(max: limit, .messages(socket)),
      members: [.outsider(Workload(.constant(.perSecond(1000)))), .receiver()],
      faults: [.pause(1, for: .seconds(3))])
    let outcome = try simulate(run, isJournaled: false)
    let expected = Int64(socket + limit + 1)
    #expect(Theory.kickMessageOfSilence(capacity: limit + socket) == expected)
    #expect(outcome.kicks.map(\.message) == [expected])
    #expect(outcome.kicks.map(\.at) == [Instant.zero + .milliseconds(expected)])
  }

  /// Messages come at whole milliseconds and the pause begins and ends between them, so that none coincides.
  @Test(arguments: [1, 4, 10, 60], [0, 3])
  func `a pause is survived if at most max + κ messages are delivered in it`(limit: Int, socket: Int) throws {
    for length in Int64(1)...80 {
      let run = RunDescription(
        duration: .milliseconds(400), session: SessionRules(max: limit, .messages(socket)),
        members: [.outsider(Workload(.constant(.perSecond(1000)))), .receiver()],
        faults: [.pause(1, at: .microseconds(20_500), for: .milliseconds(length))])
      let outcome = try simulate(run, isJournaled: false)
      let isSurvived = length <= Int64(limit + socket)
      #expect(outcome.kicks.isEmpty == isSurvived, "max \(limit), κ \(socket), \(length) ms")
      #expect(outcome.members[1].processed == (isSurvived ? 400 : 20 + Int64(socket)))
    }
  }

  @Test(arguments: [1, 2, 5, 6, 7, 10, 20])
  func `constant times give a window its asymptotic throughput`(window: Int) throws {
    let run = RunDescription(
      duration: .seconds(10), warmup: .seconds(1), ring: Ring(latency: .milliseconds(5)),
      members: [.sender(Workload(.flatOut), process: .milliseconds(1))])
    let outcome = try simulate(run, under: "pipelining-senders", ["window": .messages(window)])
    let expected = Theory.constantThroughputPerSecond(
      population: window, thinkSeconds: 0.005, serviceSeconds: [0.001])
    let measured = Double(outcome.members[0].processedMeasured) / 9
    #expect(abs(measured - expected) < 0.2 * Double(window), "\(measured) of \(expected) per second")
  }

  // MARK: Little's law

  /// ∫N dt, from the number at every change, and the sum of the stays, message by message: both in whole
  /// nanoseconds, from the journal alone.
  private func areas(
    _ arrivals: [Instant], _ departures: [Instant], until end: Instant
  ) -> (integral: Int128, stays: Int128) {
    let changes = arrivals.map { ($0, 1) } + departures.map { ($0, -1) }
    var (integral, number, last) = (Int128(0), Int128(0), Int64(0))
    for (at, change) in changes.sorted(by: { ($0.0, -$0.1) < ($1.0, -$1.1) }) {
      integral += number * Int128(at.nanoseconds - last)
      (number, last) = (number + Int128(change), at.nanoseconds)
    }
    integral += number * Int128(end.nanoseconds - last)
    var stays = Int128(0)
    for (index, arrival) in arrivals.enumerated() {
      let departure = index < departures.count ? departures[index] : end
      stays += Int128((departure - arrival).nanoseconds)
    }
    return (integral, stays)
  }

  @Test(arguments: 1...20)
  func `Little's law holds exactly for queue, service and system`(seed: UInt64) throws {
    let run = RunDescription(
      duration: .seconds(1), seed: seed, session: SessionRules(max: 100_000),
      members: [
        .outsider(Workload(.poisson(.perSecond(900)))),
        .receiver(process: .exponential(mean: .milliseconds(1))),
      ])
    let outcome = try simulate(run)
    let history = History(outcome)
    let end = Instant.zero + run.duration
    let delivered = history.all(.delivered).map(\.at)
    let read = history.all(.read, member: 1).map(\.at)
    let processed = history.all(.processed, member: 1).map(\.at)
    for (arrivals, departures) in [(delivered, read), (read, processed), (delivered, processed)] {
      let (integral, stays) = areas(arrivals, departures, until: end)
      #expect(integral == stays, "seed \(seed)")
    }
    #expect(areas(delivered, processed, until: end).integral > 0)
    // Generated, accepted and delivered at one instant: the stays that ended are the latencies of the engine.
    let ended = zip(delivered, processed).reduce(0) { $0 + ($1.1 - $1.0).nanoseconds }
    #expect(outcome.members[1].latencySum == UInt128(ended), "seed \(seed)")
    #expect(delivered.count == read.count + Int(outcome.members[1].queued))
    checkInvariants(run, outcome, "seed \(seed)")
  }

  @Test func `a stay that a kick ends is as long in both ways of counting`() throws {
    let run = RunDescription(
      duration: .seconds(1), session: SessionRules(max: 5),
      members: [.outsider(Workload(.constant(.perSecond(1000)))), .receiver(process: .milliseconds(3))])
    let outcome = try simulate(run)
    let kick = try #require(outcome.kicks.first)
    let history = History(outcome)
    // What entered the queue left it when it was read, or all together at the kick.
    let delivered = history.all(.delivered).map(\.at).prefix(Int(kick.message) - 1)
    let read = history.all(.read, member: 1).map(\.at)
    let left = read + Array(repeating: kick.at, count: delivered.count - read.count)
    let (integral, stays) = areas(Array(delivered), left, until: .zero + run.duration)
    #expect(integral == stays)
    #expect(delivered.count - read.count == 5)
  }
}
