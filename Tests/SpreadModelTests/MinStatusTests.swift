import EventKernel
import FlowControl
import SpreadModel
import Testing

/// `min-status`: receivers report what they have processed of each sender, and a sender keeps within a window of one.
@Suite struct MinStatusTests {
  private static let narrow: Values = ["window": 4, "statusEvery": 2]

  /// A sender with a burst, a fast receiver and one that takes 10 ms a message.
  private func run(_ count: Int = 12, latency: Interval = .zero, faults: [Fault] = []) -> RunDescription {
    RunDescription(
      duration: .seconds(1), ring: Ring(latency: latency),
      members: [
        .sender(.burst(of: count)), .receiver("fast"), .receiver("slow", process: .milliseconds(10)),
      ],
      faults: faults)
  }

  /// When member 0's messages were accepted, in milliseconds.
  private func sends(_ run: RunDescription, _ values: Values) throws -> [Int64] {
    let outcome = try simulate(run, under: "min-status", values)
    checkInvariants(run, outcome)
    return History(outcome).all(.accepted, member: 0).map { $0.at.nanoseconds / 1_000_000 }
  }

  private func repeated(_ groups: [(Int64, Int)]) -> [Int64] {
    groups.flatMap { Array(repeating: $0.0, count: $0.1) }
  }

  // MARK: Whom a sender follows

  @Test func `a sender keeps within a window of the slowest, which reports every p messages`() throws {
    let steps = repeated([(0, 4), (20, 2), (40, 2), (60, 2), (80, 2)])
    #expect(try sends(run(), Self.narrow) == steps)
    // A status that takes 5 ms more to come, after a message that does.
    let late = repeated([(0, 4), (30, 2), (50, 2)])
    #expect(try sends(run(8, latency: .milliseconds(5)), Self.narrow) == late)
    // One status for the whole window.
    let coarse = Self.narrow.merging(["statusEvery": 4]) { $1 }
    #expect(try sends(run(), coarse) == repeated([(0, 4), (40, 4), (80, 4)]))
  }

  /// Its own copies hold back nobody who does not follow itself, however late it processes them.
  @Test func `a sender without the tag waits for those that carry it, and never for itself`() throws {
    let run = RunDescription(
      duration: .seconds(1), ring: Ring(latency: .milliseconds(5)),
      members: [
        .receiver("tagged"),
        .sender(
          .burst(of: 12), name: "late", process: .milliseconds(100), receiverThread: ReceiverThread()),
      ])
    let outcome = try simulate(
      run, under: "min-status", Self.narrow.merging(["select": "tagged", "tags": 1]) { $1 })
    checkInvariants(run, outcome)
    // Twice 10 ms, from the fourth message to the status of the fourth, and from there to the next.
    #expect(outcome.members.map(\.awaitedNanoseconds) == [20_000_000, 0])
  }

  @Test func `max follows the fastest of the others, tagged the slowest that carries a tag`() throws {
    let atOnce = repeated([(0, 12)])
    func select(_ word: ParameterValue, _ more: Values = [:]) -> Values {
      Self.narrow.merging(["select": word]) { $1 }.merging(more) { $1 }
    }
    #expect(try sends(run(), select("max")) == atOnce)
    #expect(try sends(run(), select("tagged", ["tags": 2])) == atOnce)
    #expect(try sends(run(), select("tagged", ["tags": 3])) == sends(run(), select("min")))
    // The others' pace, not its own, under max; its own under tags that only it carries.
    var slowSender = run(6)
    slowSender.members[0].costs.process = .milliseconds(100)
    slowSender.members[2].costs.process = .constant(.zero)
    #expect(try sends(slowSender, select("tagged", ["tags": 1])).last == 200)
    slowSender.members[0].receiverThread = ReceiverThread()
    #expect(try sends(slowSender, select("max")).last == 100)
  }

  @Test func `where nobody is left to follow a sender follows itself`() throws {
    let alone = RunDescription(
      duration: .seconds(1), ring: Ring(latency: .milliseconds(10)), members: [.sender(.burst(of: 8))])
    for (select, more) in [("min", [:]), ("max", [:]), ("tagged", ["tags": 1])] as [(String, Values)] {
      let values = Self.narrow.merging(["select": .word(select)]) { $1 }.merging(more) { $1 }
      #expect(try sends(alone, values) == repeated([(0, 4), (10, 4)]), "\(select)")
    }
    // The only one with a tag crashes at 25 ms.
    var orphan = run(12, faults: [Fault(at: .milliseconds(25), member: 0, .crash)])
    orphan.members.reverse()
    let values = Self.narrow.merging(["select": "tagged", "tags": 1]) { $1 }
    let outcome = try simulate(orphan, under: "min-status", values)
    let times = History(outcome).all(.accepted).map { $0.at.nanoseconds / 1_000_000 }
    #expect(times == repeated([(0, 4), (20, 2), (25, 6)]))
  }

  @Test func `statuses go to those that send and to nobody else`() throws {
    let run = run()
    let history = History(try simulate(run, under: "min-status", Self.narrow))
    let statuses = history.all(.controlAccepted)
    #expect(statuses.count == 18)
    #expect(history.read(.control, by: 0).count == 18)
    #expect(history.read(.control, by: 1).count == 6)
  }

  // MARK: Leavers and joiners

  @Test(arguments: [Fault.Kind.crash, .leave])
  func `a receiver that is gone holds nobody back`(kind: Fault.Kind) throws {
    let run = run(12, faults: [Fault(at: .milliseconds(25), member: 2, kind)])
    #expect(try sends(run, Self.narrow) == repeated([(0, 4), (20, 2), (25, 6)]))
  }

  /// A message every millisecond; a member joins at 50 ms, by the others' view at 55 ms.
  private func joining() -> RunDescription {
    RunDescription(
      duration: .milliseconds(200), ring: Ring(latency: .milliseconds(5)),
      members: [
        .sender(.at((0..<150).map { .milliseconds($0) })), .receiver("joins", process: .milliseconds(2)),
        .receiver("stays"),
      ],
      faults: [Fault(at: .milliseconds(50), member: 1, .join)])
  }

  @Test func `with the gate a sender waits to hear a joiner, without it the joiner is overrun`() throws {
    let values: Values = ["window": 20, "statusEvery": 5]
    let gated = try simulate(joining(), under: "min-status", values)
    checkInvariants(joining(), gated)
    let times = History(gated).all(.accepted).map { Double($0.at.nanoseconds) / 1e6 }
    // Its first status is accepted when it reads its view and comes back 5 ms later.
    #expect(times.filter { 55 < $0 && $0 < 60 }.isEmpty)
    #expect(times.contains(54) && times.contains(60))
    #expect(gated.bound == 20 && gated.members[1].backlogMax <= 20)
    let open = values.merging(["joinGate": false]) { $1 }
    let ungated = try simulate(joining(), under: "min-status", open)
    let steady = History(ungated).all(.accepted).map { $0.at.nanoseconds / 1_000_000 }
    #expect(steady.filter { $0 < 70 } == Array(0..<70))
    #expect(ungated.bound == nil)
    // It is heard at once and counts from there on, so that it takes a slower start to overrun it.
    var deaf = joining()
    deaf.faults.append(.pause(1, at: .milliseconds(54), for: .milliseconds(60)))
    #expect(try simulate(deaf, under: "min-status", open).members[1].backlogMax > 40)
    #expect(try simulate(deaf, under: "min-status", values).members[1].backlogMax <= 20)
  }

  @Test func `a joiner that sends waits for nobody, since it knows what they have of it`() throws {
    var run = joining()
    run.members[1].workload = .burst(of: 30)
    let outcome = try simulate(run, under: "min-status", ["window": 20, "statusEvery": 5])
    checkInvariants(run, outcome)
    let times = History(outcome).all(.accepted, member: 1).map { $0.at.nanoseconds / 1_000_000 }
    #expect(times.prefix(20) == repeated([(55, 20)])[...])
    #expect(times.count == 30)
  }

  // MARK: Silence

  /// A member that stands still from 100 ms to 400 ms, and a message a millisecond.
  private func standing() -> RunDescription {
    RunDescription(
      duration: .milliseconds(800),
      members: [.sender(.at((0..<700).map { .milliseconds($0) })), .receiver("stands"), .receiver()],
      faults: [.pause(1, at: .milliseconds(100), for: .milliseconds(300))])
  }
  private static let watched: Values = [
    "window": 10, "statusEvery": 5, "statusPeriod": .interval(.milliseconds(15)),
    "livenessTimeout": .interval(.milliseconds(50)),
  ]

  @Test func `who is silent for the timeout counts no more until it is heard again`() throws {
    let outcome = try simulate(standing(), under: "min-status", Self.watched)
    checkInvariants(standing(), outcome)
    let times = History(outcome).all(.accepted).map { $0.at.nanoseconds / 1_000_000 }
    // It last reported the message of 99 ms; ten more, and all that waited when it is dropped.
    #expect(times.filter { 109 < $0 && $0 < 149 }.isEmpty)
    #expect(times.count { $0 == 149 } == 40)
    #expect(times.filter { 149 < $0 && $0 < 400 }.count == 250)
    #expect(outcome.bound == nil)
    #expect(outcome.members[1].backlogMax > 250)
    // Heard again, it counts: a second pause stops the sender again.
    var twice = standing()
    twice.faults.append(.pause(1, at: .milliseconds(600), for: .milliseconds(100)))
    let again = History(try simulate(twice, under: "min-status", Self.watched)).all(.accepted)
      .map { $0.at.nanoseconds / 1_000_000 }
    #expect(again.filter { 611 < $0 && $0 < 640 }.isEmpty)
  }

  @Test func `who waits for a silent receiver waits for ever, unless a timeout drops it`() throws {
    let run = RunDescription(
      duration: .seconds(1), ring: Ring(latency: .milliseconds(1)),
      members: [.sender(.burst(of: 100)), .receiver()])
    // Ten are processed, and twenty make a status.
    var values: Values = ["window": 10, "statusEvery": 20]
    #expect(try simulate(run, under: "min-status", values).isDeadlocked)
    values["livenessTimeout"] = .interval(.seconds(5))
    let patient = try simulate(run, under: "min-status", values)
    #expect(!patient.isDeadlocked && patient.accepted == 10)
  }

  @Test func `a timeout that nobody exceeds breaks no theorem`() throws {
    let patient = Self.watched.merging(["livenessTimeout": .interval(.milliseconds(400))]) { $1 }
    let outcome = try simulate(standing(), under: "min-status", patient)
    checkInvariants(standing(), outcome)
    #expect(outcome.bound == 10)
    #expect(outcome.members[1].backlogMax == 10)
  }

  @Test func `a sender that stood still itself excuses the silence it could not hear`() throws {
    var run = standing()
    run.faults = [.pause(0, at: .milliseconds(100), for: .milliseconds(300))]
    let outcome = try simulate(run, under: "min-status", Self.watched)
    checkInvariants(run, outcome)
    #expect(outcome.bound == 10)
  }

  @Test func `who is heard again counts when it is within a window of the others`() throws {
    let group = GroupFacts(
      isSender: [true, false, false], maxSessionMessages: 1000, hasReceiverThread: [false, false, false])
    let values = ParameterValues(["window": 5, "livenessTimeout": .interval(.milliseconds(10))])
    var sender = MinStatus(
      try MinStatus.settings(values, for: group), member: 0, group: group,
      view: .initial(isPresent: [true, true, true], senderCount: 1))
    func at(_ time: Int64) -> Instant { .zero + .milliseconds(time) }
    func hear(_ member: Int, _ position: Int64, at time: Int64) {
      _ = sender.controlRead(
        from: member, note: Note(kind: 1, number: 0), row: [position].span, at: at(time))
    }
    /// The sender's messages are all processed by itself; how many more it may send.
    func send(_ limit: Int) -> Int {
      var count = 0
      while sender.isOpen, count < limit {
        _ = sender.dataAccepted(at: .zero)
        _ = sender.dataProcessed(from: 0, at: .zero)
        count += 1
      }
      return count
    }
    #expect(sender.alarm == at(10))
    #expect(send(100) == 5)
    hear(1, 5, at: 8)
    sender.alarmRang(at: at(10))
    // Member 2 was silent; member 1 is the least now.
    #expect(sender.alarm == at(18))
    #expect(send(100) == 5)
    hear(1, 10, at: 12)
    #expect(send(100) == 5)
    #expect(sender.awaited == 1)
    hear(2, 4, at: 13)
    hear(1, 15, at: 14)
    #expect(send(3) == 3)
    // 10 is within the window of 15, 9 is not.
    hear(2, 9, at: 15)
    #expect(sender.isOpen)
    hear(2, 10, at: 16)
    #expect(!sender.isOpen && sender.awaited == 2)
  }

  // MARK: Liveness

  @Test func `with p beyond the window senders may block for ever, unless the clock reports too`() throws {
    let run = run()
    let coarse: Values = ["window": 4, "statusEvery": 5]
    let stalled = try simulate(run, under: "min-status", coarse)
    #expect(stalled.isDeadlocked && stalled.accepted == 4)
    #expect(
      try resolve("min-status", coarse, for: run).warnings.first?.hasPrefix("statusEvery 5 is more") == true)
    let clocked = coarse.merging(["statusPeriod": .interval(.milliseconds(15))]) { $1 }
    let outcome = try simulate(run, under: "min-status", clocked)
    checkInvariants(run, outcome)
    #expect(!outcome.isDeadlocked && outcome.accepted == 12)
    #expect(try resolve("min-status", clocked, for: run).warnings.count == 1)
  }

  @Test func `tags and a selection that has none contradict each other`() throws {
    func problem(_ values: Values) -> String? {
      do {
        _ = try resolve("min-status", values, for: run())
        return nil
      } catch { return (error as? ParameterProblems)?.problems[0].parameter }
    }
    #expect(problem(["select": "tagged"]) == "select")
    #expect(problem(["tags": 2]) == "tags")
    #expect(problem(["select": "tagged", "tags": 2]) == nil)
  }
}
