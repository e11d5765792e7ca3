import EventKernel
import FlowControl
import Testing

/// `ackIdle` of Method 4 without an engine: what the method as a value wants to hear, and what moves its alarm.
@Suite struct AckIdleValueTests {
  private static let idle: Values = [
    "window": 100, "ackEvery": 50, "ackIdle": .interval(.milliseconds(3)),
  ]
  private let group = GroupFacts(
    isSender: [true, false], maxSessionMessages: 1000, hasReceiverThread: [false, false])

  /// The receiver of a group of two, at time 0.
  private func receiver<Method: FlowControl>(_: Method.Type, _ values: Values = idle) throws -> Method {
    Method(
      try Method.settings(ParameterValues(values), for: group), member: 1, group: group,
      view: .initial(isPresent: [true, true], senderCount: 1))
  }

  @Test func `every kind of read is wanted where it is set, and only there`() throws {
    let without = Self.idle.filter { $0.key != "ackIdle" }
    #expect(try receiver(AgreedAck.self).needs.isSuperset(of: [.reads, .control, .views, .alarms]))
    #expect(try receiver(AckMatrix.self).needs.isSuperset(of: [.reads, .control, .views, .alarms]))
    #expect(try receiver(AgreedAck.self, without).needs.isDisjoint(with: [.reads, .alarms]))
    #expect(try receiver(AckMatrix.self, without).needs.isDisjoint(with: [.reads, .alarms]))
  }

  private func milliseconds(_ count: Int64) -> Instant { .zero + .milliseconds(count) }

  /// Sounds every alarm up to an instant, as the engine does for a member that waits; when it announced.
  private func waits<Method: FlowControl>(_ method: inout Method, through end: Instant) -> [Instant] {
    var announced: [Instant] = []
    while let alarm = method.alarm, alarm <= end {
      method.alarmRang(at: alarm)
      if method.answerAlarm(at: alarm) != nil { announced.append(alarm) }
    }
    return announced
  }

  private func checkReads<Method: FlowControl>(_: Method.Type) throws {
    let row: [Int64] = [0]
    let reads: [(String, (inout Method, Instant) -> ControlMessage?)] = [
      ("data", { $0.dataRead(from: 0, note: nil, row: [Int64]().span, at: $1) }),
      ("control", { $0.controlRead(from: 0, note: Note(kind: 1, number: 0), row: row.span, at: $1) }),
      ("view", { $0.viewRead(.initial(isPresent: [true, true], senderCount: 1), at: $1) }),
      ("processing", { $0.dataProcessed(from: 0, at: $1) }),
    ]
    for (name, read) in reads {
      var method: Method = try receiver(Method.self)
      #expect(method.alarm == nil)
      #expect(method.dataProcessed(from: 0, at: milliseconds(1)) == nil)
      #expect(waits(&method, through: milliseconds(3)).isEmpty)
      #expect(read(&method, milliseconds(3)) == nil)
      #expect(waits(&method, through: milliseconds(9)) == [milliseconds(6)], "\(name)")
      #expect(method.alarm == nil, "\(name)")
      // An alarm that a busy member could not answer is moved too.
      #expect(method.dataProcessed(from: 0, at: milliseconds(9)) == nil)
      method.controlReadOwn(at: milliseconds(10))
      method.alarmRang(at: milliseconds(13))
      #expect(read(&method, milliseconds(14)) == nil)
      #expect(method.answerAlarm(at: milliseconds(14)) == nil, "\(name)")
      #expect(waits(&method, through: milliseconds(20)) == [milliseconds(17)], "\(name)")
    }
  }

  @Test func `each read of any kind and each end of processing moves it`() throws {
    try checkReads(AgreedAck.self)
    try checkReads(AckMatrix.self)
  }

  @Test func `a row with data drops an alarm that its sender was too busy to answer`() throws {
    var method = try receiver(AgreedAck.self)
    #expect(method.dataProcessed(from: 0, at: milliseconds(1)) == nil)
    method.alarmRang(at: milliseconds(4))
    #expect(method.dataAccepted(at: milliseconds(4)) != nil)
    #expect(method.answerAlarm(at: milliseconds(5)) == nil)
  }

  /// What only the period asked for is no sign of life at the end of a run.
  @Test func `an acknowledgement after idle time is progress and no work of the clock`() throws {
    let period: Values = ["window": 100, "ackEvery": 50, "ackPeriod": .interval(.milliseconds(3))]
    for (values, isTimed) in [(Self.idle, false), (period, true)] {
      var method = try receiver(AgreedAck.self, values)
      #expect(method.dataProcessed(from: 0, at: .zero) == nil)
      method.alarmRang(at: milliseconds(3))
      #expect(method.answerAlarm(at: milliseconds(3))?.isTimed == isTimed)
    }
  }

  /// An engine keeps an entry for each instant that it was ever told: one a message would fill its memory.
  @Test func `a busy member asks for one alarm in an idle time, not for one a message`() throws {
    var method = try receiver(AgreedAck.self, Self.idle.merging(["ackEvery": 5_000]) { $1 })
    var wanted: Set<Instant> = []
    for index in 1...3_000 {
      let now = Instant.zero + .microseconds(10 * Int64(index))
      #expect(waits(&method, through: now).isEmpty)
      _ = method.dataRead(from: 0, note: nil, row: [Int64]().span, at: now)
      _ = method.dataProcessed(from: 0, at: now)
      if let alarm = method.alarm { wanted.insert(alarm) }
    }
    #expect((1...12).contains(wanted.count))
    #expect(waits(&method, through: milliseconds(100)) == [milliseconds(33)])
  }
}

extension FlowControl {
  /// The member's own acknowledgement comes back to member 1.
  fileprivate mutating func controlReadOwn(at now: Instant) {
    let row: [Int64] = [0]
    _ = controlRead(from: 1, note: Note(kind: 1, number: 0), row: row.span, at: now)
  }
}
