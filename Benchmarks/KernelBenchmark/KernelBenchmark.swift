import EventKernel

/// Work for the kernel that a caller may time; without a clock of its own, so that the same call always gives
/// the same checksum and tests can run it small.
public enum KernelBenchmark {
  /// The most events that the hold model can have pending: each is an entity of its own.
  public static var pendingLimit: Int { EventKey.entityLimit }

  /// The hold model: `pending` events, and `operations` times the earliest is taken and put back later.
  ///
  /// The usual measure of a future event list (Jones, "An empirical comparison of priority-queue and event-set
  /// implementations", 1986, doi:10.1145/5684.5686). The delays are exponential, from a table made beforehand,
  /// so that the time is the list's and not the generator's.
  /// - Returns: The number of holds and a hash of the order of events.
  public static func measureHold(pending: Int, operations: Int) -> (operations: Int, checksum: UInt64) {
    precondition(pending > 0 && pending <= pendingLimit, "pending must be in 1 ... 2^20")
    let delayCount = 4096
    var stream = RandomStream(StreamKey(seed: 1, replication: 0, entity: 0, purpose: 0))
    let distribution = Distribution.exponential(mean: .microseconds(50))
    let delays = (0..<delayCount).map { _ in distribution.sample(using: &stream) }
    var events = FutureEventList(capacity: pending)
    for entity in 0..<pending {
      let time = Instant.zero + distribution.sample(using: &stream)
      events.push(EventKey(time: time, eventClass: 0, order: UInt64(entity), kind: 0, entity: entity))
    }
    var checksum = UInt64(0)
    for operation in 0..<operations {
      let event = events.popMin()
      checksum = checksum &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(event.time.nanoseconds) &+ UInt64(event.entity)
      let time = event.time + delays[operation & (delayCount - 1)]
      let order = UInt64(pending + operation)
      events.push(EventKey(time: time, eventClass: 0, order: order, kind: 0, entity: event.entity))
    }
    return (operations, checksum)
  }

  /// The queue M/M/1 with utilisation 0.9, until `customers` have left.
  ///
  /// The smallest complete model: two random streams, two kinds of event, a queue.
  /// - Returns: The number of events and the fingerprint of all departures.
  public static func mm1(customers: Int) -> (events: Int, checksum: UInt64) {
    var queue = SingleServerQueue()
    return queue.run(customers: customers)
  }
}

/// A queue with one server, Poisson arrivals and exponential service.
private struct SingleServerQueue: ~Copyable {
  private enum Kind { static let arrival: UInt8 = 0, departure: UInt8 = 1 }

  private let gap = Distribution.exponential(mean: .microseconds(50))
  private let service = Distribution.exponential(mean: .microseconds(45))
  private var arrivals = RandomStream(StreamKey(seed: 1, replication: 0, entity: 0, purpose: 1))
  private var services = RandomStream(StreamKey(seed: 1, replication: 0, entity: 0, purpose: 2))
  private var events = FutureEventList(capacity: 2)
  private var order: UInt64 = 0
  private var presentCount = 0

  mutating func run(customers: Int) -> (events: Int, checksum: UInt64) {
    var fingerprint = Fingerprint()
    var (eventCount, departureCount) = (0, 0)
    schedule(Kind.arrival, at: .zero + gap.sample(using: &arrivals))
    while departureCount < customers {
      let event = events.popMin()
      eventCount += 1
      if event.kind == Kind.arrival {
        presentCount += 1
        if presentCount == 1 { serve(from: event.time) }
        schedule(Kind.arrival, at: event.time + gap.sample(using: &arrivals))
      } else {
        presentCount -= 1
        departureCount += 1
        fingerprint.mix(UInt64(event.time.nanoseconds))
        if presentCount > 0 { serve(from: event.time) }
      }
    }
    return (eventCount, fingerprint.value)
  }

  private mutating func serve(from start: Instant) {
    schedule(Kind.departure, at: start + service.sample(using: &services))
  }

  private mutating func schedule(_ kind: UInt8, at time: Instant) {
    events.push(EventKey(time: time, eventClass: kind ^ 1, order: order, kind: kind, entity: 0))
    order += 1
  }
}
