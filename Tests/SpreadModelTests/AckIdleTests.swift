import EventKernel
import FlowControl
import SpreadModel
import Testing

/// `ackIdle` of Method 4: progress is announced when nothing was read and nothing processed for so long.
@Suite struct AckIdleTests {
  private static let methods = ["agreed-ack", "ack-matrix"]
  /// Announcements every 50 messages, or after 3 ms idle.
  private static let idle: Values = [
    "window": 100, "threshold": 100, "ackEvery": 50, "ackIdle": .interval(.milliseconds(3)),
  ]

  /// A sender that takes no time, and a receiver (member 1).
  private func run(
    _ offsets: [Int64], process: Interval = .zero, isThreaded: Bool = false, latency: Interval = .zero,
    faults: [Fault] = []
  ) -> RunDescription {
    RunDescription(
      duration: .seconds(1), ring: Ring(latency: latency),
      members: [
        .sender(.at(offsets.map { .milliseconds($0) })),
        .receiver(process: .constant(process), receiverThread: isThreaded ? ReceiverThread() : nil),
      ],
      faults: faults)
  }

  /// When a member's acknowledgements were accepted, in milliseconds.
  private func acks(
    _ run: RunDescription, _ method: String, _ values: Values = idle, of member: Int = 1
  ) throws -> [Double] {
    let outcome = try simulate(run, under: method, values)
    checkInvariants(run, outcome)
    return History(outcome).all(.controlAccepted, member: member).map { Double($0.at.nanoseconds) / 1e6 }
  }

  // MARK: When it is due

  @Test(arguments: methods, [false, true])
  func `seven messages, then silence: one acknowledgement, ackIdle after the last processing`(
    method: String, isThreaded: Bool
  ) throws {
    let burst: [Int64] = Array(repeating: 0, count: 7)
    #expect(
      try acks(run(burst, process: .milliseconds(1), isThreaded: isThreaded), method) == [10])
    // A member that works longer than ackIdle on each message is busy, not idle.
    #expect(
      try acks(run(burst, process: .milliseconds(10), isThreaded: isThreaded), method) == [73])
  }

  @Test(arguments: methods)
  func `a stream with gaps shorter than ackIdle is acknowledged by count only`(method: String) throws {
    // Read at once: message k at 2k ms; the fiftieth at 98 ms, the eightieth at 158 ms.
    #expect(try acks(run((0..<80).map { 2 * $0 }), method) == [98, 161])
    // With longer gaps every message is followed by its own.
    #expect(try acks(run([0, 5, 10]), method) == [3, 8, 13])
  }

  @Test(arguments: methods)
  func `self-clocked, the idle time starts when the own previous one is read`(method: String) throws {
    // Read at 10 and 15 ms; the first acknowledgement goes out at 13 ms and comes back at 23 ms.
    let run = run([0, 5], latency: .milliseconds(10))
    #expect(try acks(run, method) == [13, 26])
    #expect(try acks(run, method, Self.idle.merging(["selfClocked": false]) { $1 }) == [13, 18])
  }

  @Test(arguments: methods)
  func `a row that rides with data settles it`(method: String) throws {
    var run = run([0])
    run.members[1].workload = .at([.milliseconds(2)])
    // What it processed at 0 rode with its own message; that one, processed at 2 ms, is the progress left.
    #expect(try acks(run, method) == [5])
    #expect(try acks(run, method, Self.idle.merging(["piggyback": false]) { $1 }) == [5])
    run.members[1].workload = .at([.milliseconds(4)])
    #expect(try acks(run, method) == [3, 7])
  }

  @Test(arguments: methods)
  func `beside ackPeriod the earlier of the two rings`(method: String) throws {
    let both = Self.idle.merging(["ackPeriod": .interval(.milliseconds(5))]) { $1 }
    // The tick at 5 ms comes before 4 + 3; after 10 ms the idle time ends before the tick at 15 ms.
    #expect(try acks(run([4, 11]), method, both) == [5, 14])
    // A tick after the idle time's acknowledgement, before that is read, finds no progress.
    let pushed = both.merging(["selfClocked": false]) { $1 }
    #expect(try acks(run([1], latency: .milliseconds(10)), method, pushed) == [14])
  }

  // MARK: Pauses

  @Test(arguments: methods)
  func `an alarm that a pause swallows rings when the pause is over`(method: String) throws {
    let burst: [Int64] = Array(repeating: 0, count: 7)
    func paused(_ start: Int64, for length: Int64, _ more: [Int64] = []) -> RunDescription {
      run(
        burst + more, process: .milliseconds(1),
        faults: [.pause(1, at: .milliseconds(start), for: .milliseconds(length))])
    }
    #expect(try acks(paused(8, for: 100), method) == [108])
    // It goes out before what came meanwhile is read, and that is acknowledged later.
    #expect(try acks(paused(8, for: 100, [50]), method) == [108, 112])
    // A pause that is over before the alarm changes nothing, one within the work delays it.
    #expect(try acks(paused(8, for: 1), method) == [10])
    #expect(try acks(paused(5, for: 100), method) == [110])
    // The ticks of the clock are skipped as ever.
    let both = Self.idle.merging(["ackPeriod": .interval(.milliseconds(20))]) { $1 }
    #expect(try acks(paused(8, for: 100, [50]), method, both) == [108, 112])
    let noIdle = both.filter { $0.key != "ackIdle" }
    #expect(try acks(paused(8, for: 100), method, noIdle) == [120])
  }

  // MARK: Liveness, and what is proven

  /// p > T + 1: without a clock the receiver announces nothing that the blocked sender waits for.
  @Test(arguments: methods)
  func `a group that would stall goes on, and is not warned of`(method: String) throws {
    let run = RunDescription(
      duration: .seconds(1), ring: Ring(latency: .milliseconds(1)),
      members: [
        .sender(Workload(.flatOut, total: 200), send: .constant(.microseconds(10))), .receiver(),
      ])
    let stalling: Values = ["window": 20, "threshold": 5, "ackEvery": 50]
    let stalled = try simulate(run, under: method, stalling)
    #expect(stalled.isDeadlocked && stalled.accepted < 50)
    #expect(try resolve(method, stalling, for: run).warnings.contains { $0.hasPrefix("ackEvery 50 is more") })
    for clock in ["ackIdle", "ackPeriod"] {
      let values = stalling.merging([clock: .interval(.milliseconds(3))]) { $1 }
      let outcome = try simulate(run, under: method, values)
      checkInvariants(run, outcome, clock)
      #expect(!outcome.isDeadlocked && outcome.members[1].processed == 200, "\(clock)")
      #expect(try resolve(method, values, for: run).warnings.isEmpty, "\(clock)")
    }
    // Within the first idle time the sender is blocked as before, and what it waits for is under way.
    var short = run
    short.duration = .milliseconds(3)
    let idle = stalling.merging(["ackIdle": .interval(.milliseconds(3))]) { $1 }
    let waiting = try simulate(short, under: method, idle)
    #expect(try simulate(short, under: method, stalling).isDeadlocked)
    #expect(waiting.accepted < 50 && !waiting.isDeadlocked)
  }

  /// Messages 10 ms apart, and one receiver that stands still: the sender stops after T + 1 of them, and each was
  /// acknowledged by the two others.
  @Test(arguments: methods)
  func `in the proven queue load every message may cause an acknowledgement`(method: String) throws {
    let run = RunDescription(
      duration: .seconds(1),
      members: [
        .sender(.at((0..<40).map { .milliseconds(10 * $0) })), .receiver("follows"), .receiver("stands"),
      ],
      faults: [.pause(2, for: .seconds(2))])
    func load(_ change: Values) throws -> Int? {
      let values: Values = ["window": 10, "threshold": 10, "ackEvery": 11]
      return try resolve(method, values.merging(change) { $1 }, for: run).provenQueueLoad
    }
    let idle: Values = ["ackIdle": .interval(.milliseconds(3))]
    let byCount = try #require(try load([:]))
    let proven = try #require(try load(idle))
    #expect(try proven == load(["ackEvery": 1]))
    #expect(try proven == load(["ackPeriod": .interval(.milliseconds(3))]))
    #expect(try load(idle.merging(["selfClocked": false]) { $1 }) == nil)
    let outcome = try simulate(
      run, under: method, idle.merging(["window": 10, "threshold": 10, "ackEvery": 11]) { $1 })
    #expect(outcome.members[2].sessionQueueMax == 33)
    #expect(byCount < 33 && 33 <= proven)
  }

  // MARK: What is told

  @Test(arguments: methods)
  func `the page has it, and results name it where it is set`(method: String) throws {
    let card = try #require(Catalogue.entry(named: method)).card
    let parameter = try #require(card.parameters.first { $0.name == "ackIdle" })
    #expect(parameter.kind == .interval && parameter.words == ["none"])
    #expect(parameter.defaultText == "\"none\"" && parameter.meaning.contains("real Spread use 3 ms"))
    func told(_ values: Values) throws -> String? {
      try resolve(method, values, for: run([0])).effective.first { $0.name == "ackIdle" }?.text
    }
    #expect(try told(Self.idle) == "3000000ns")
    #expect(try told([:]) == nil && told(["ackIdle": "none"]) == nil)
  }
}
