import EventKernel
import FlowControl
import SpreadModel
import Testing

/// `adaptive`: one more a round trip, half of it where the own delay or a FIRE says so.
@Suite struct AdaptiveTests {
  private func group(memberCount: Int = 2, limit: Int = 1000) -> GroupFacts {
    GroupFacts(
      isSender: Array(repeating: true, count: memberCount), maxSessionMessages: limit,
      hasReceiverThread: Array(repeating: false, count: memberCount))
  }

  /// A sender without an engine, and what it has on its way.
  private struct Driver {
    var method: Adaptive
    private(set) var onTheirWay = 0

    init(_ values: Values, _ group: GroupFacts) throws {
      method = Adaptive(
        try Adaptive.settings(ParameterValues(values), for: group), member: 0, group: group,
        view: .initial(
          isPresent: Array(repeating: true, count: group.memberCount), senderCount: group.senderCount))
    }

    /// Sends all that the gate allows; how many.
    mutating func send(at now: Int64) -> Int {
      var count = 0
      while method.isOpen {
        _ = method.dataAccepted(at: .zero + .milliseconds(now))
        count += 1
      }
      onTheirWay += count
      return count
    }

    /// So many own copies are read, or all.
    mutating func read(_ count: Int? = nil, at now: Int64) {
      for _ in 0..<(count ?? onTheirWay) {
        onTheirWay -= 1
        _ = method.dataRead(from: 0, note: nil, row: [Int64]().span, at: .zero + .milliseconds(now))
      }
    }

    mutating func fire(at now: Int64) -> ControlMessage? {
      method.controlRead(
        from: 1, note: Note(kind: 1, number: 0), row: [Int64]().span, at: .zero + .milliseconds(now))
    }
  }

  // MARK: The window

  @Test(arguments: [(1, 6), (3, 5), (4, 4)])
  func `the window grows by one a round trip, from min to max`(min: Int, max: Int) throws {
    let run = RunDescription(
      duration: .milliseconds(75), ring: Ring(latency: .milliseconds(10)),
      members: [.sender(.burst(of: 1_000)), .receiver()])
    let outcome = try simulate(run, under: "adaptive", ["min": .messages(min), "max": .messages(max)])
    checkInvariants(run, outcome)
    let times = History(outcome).all(.accepted).map { $0.at.nanoseconds / 10_000_000 }
    let counts = (0..<8).map { round in times.count { $0 == Int64(round) } }
    #expect(counts == (0..<8).map { Swift.min(min + $0, max) })
    #expect(outcome.bound == nil)
  }

  @Test func `a message that took longer than target halves the window, once a round trip`() throws {
    var sender = try Driver(
      ["min": 2, "max": 100, "target": .interval(.milliseconds(10))], group())
    for (start, size) in [(0, 2), (10, 3), (20, 4), (30, 5), (40, 6), (50, 7)] as [(Int64, Int)] {
      #expect(sender.send(at: start) == size)
      // Exactly target is not too long.
      sender.read(at: start + 10)
    }
    #expect(sender.send(at: 60) == 8)
    // The first is late; the other seven were on their way when the window halved.
    sender.read(1, at: 71)
    #expect(sender.send(at: 71) == 0)
    sender.read(at: 90)
    #expect(sender.send(at: 90) == 4)
    // Messages of the new window that are in time do not grow it before all four are back.
    sender.read(3, at: 95)
    #expect(sender.send(at: 95) == 3)
    sender.read(1, at: 101)
    #expect(sender.send(at: 101) == 0)
    // Late again: 4 became 2, the three that were on their way say nothing, and min is the end.
    sender.read(at: 106)
    #expect(sender.send(at: 106) == 2)
    sender.read(at: 120)
    #expect(sender.send(at: 120) == 2)
    sender.read(at: 130)
    #expect(sender.send(at: 130) == 3)
  }

  @Test func `a sender whose order is slow settles where its delay is the target`() throws {
    // The sequencer takes 1 ms each: a window of w waits w ms, so that it swings below 20 and above 8.
    let run = RunDescription(
      duration: .seconds(5), warmup: .seconds(1),
      ring: Ring(cost: .milliseconds(1)), members: [.sender(.burst(of: 10_000)), .receiver()])
    let outcome = try simulate(
      run, under: "adaptive", ["max": 500, "target": .interval(.milliseconds(20))])
    let history = History(outcome)
    var (onTheirWay, most) = (0, 0)
    for line in history.lines where line.member == 0 {
      if line.step == .accepted { onTheirWay += 1 }
      if line.step == .read { onTheirWay -= 1 }
      most = max(most, onTheirWay)
    }
    #expect(most == 21)
    // It never idles: a window of one keeps such an order busy.
    #expect(outcome.ordered >= 4_999)
  }

  // MARK: The range

  @Test func `auto is the rule of thumb of the view, and never below min`() throws {
    var sender = try Driver(["min": 3, "target": .interval(.seconds(1))], group(memberCount: 4, limit: 40))
    func view(_ isPresent: [Bool], joined: [Int] = [], gone: [Int] = []) -> View {
      View(
        isPresent: isPresent, position: 0, sentBefore: [0, 0, 0, 0], joined: joined, gone: gone)
    }
    #expect(sender.method.needs.contains(.views))
    // Four members: 5.
    for _ in 0..<5 {
      _ = sender.send(at: 0)
      sender.read(at: 1)
    }
    #expect(sender.send(at: 2) == 5)
    sender.read(at: 3)
    // Two: 10; it grows there one by one. All four again: it shrinks at once.
    _ = sender.method.viewRead(view([true, true, false, false], gone: [2, 3]), at: .zero)
    for size in 5...10 {
      #expect(sender.send(at: 4) == size)
      sender.read(at: 5)
    }
    #expect(sender.send(at: 6) == 10)
    sender.read(at: 7)
    _ = sender.method.viewRead(view([true, true, true, true], joined: [2, 3]), at: .zero)
    #expect(sender.send(at: 8) == 5)
    // Where the rule of thumb has nothing left, min is the window.
    let crowd = try Driver(["min": 3], group(memberCount: 9, limit: 10))
    #expect(try Driver(["max": 7], group()).method.needs == .ownReads)
    var few = crowd
    #expect(few.send(at: 0) == 3)
    #expect(
      Adaptive.effective(
        try Adaptive.settings(ParameterValues(["min": 3]), for: group(memberCount: 9, limit: 10))
      )
      .map(\.text) == ["3", "auto(3)", "100000000ns", "none"])
  }

  @Test func `a max below min is refused, and a yell that nobody can give is told`() throws {
    let problems = #expect(throws: ParameterProblems.self) {
      try Adaptive.settings(ParameterValues(["min": 5, "max": 4]), for: group())
    }
    #expect(problems?.problems.map(\.parameter) == ["max"])
    let settings = try Adaptive.settings(ParameterValues(["yell": 10]), for: group())
    #expect(Adaptive.warnings(settings, for: group()).count == 1)
    let threaded = GroupFacts(
      isSender: [true, false], maxSessionMessages: 1000, hasReceiverThread: [false, true])
    #expect(Adaptive.warnings(settings, for: threaded).isEmpty)
    #expect(Adaptive.warnings(try Adaptive.settings(.init(), for: group()), for: group()).isEmpty)
  }

  // MARK: FIRE

  @Test func `a FIRE halves the window, and the next one when what was on its way has come back`() throws {
    var sender = try Driver(["min": 1, "max": 100, "yell": 5, "target": .interval(.seconds(9))], group())
    for _ in 0..<7 {
      _ = sender.send(at: 0)
      sender.read(at: 1)
    }
    #expect(sender.send(at: 2) == 8)
    #expect(sender.fire(at: 3) == nil)
    #expect(sender.fire(at: 3) == nil)
    sender.read(7, at: 4)
    #expect(sender.fire(at: 4) == nil)
    #expect(sender.send(at: 4) == 3)
    // The eighth comes back: the round trip is over. 4 becomes 2, of which three are on their way.
    sender.read(1, at: 5)
    #expect(sender.fire(at: 5) == nil)
    #expect(sender.send(at: 5) == 0)
    sender.read(at: 6)
    #expect(sender.send(at: 6) == 2)
  }

  @Test func `a receiver above its mark yells while messages come, one FIRE on its way at a time`() throws {
    let settings = try Adaptive.settings(ParameterValues(["yell": 2]), for: group())
    var receiver = Adaptive(
      settings, member: 1, group: group(), view: .initial(isPresent: [true, true], senderCount: 2))
    func read() -> ControlMessage? { receiver.dataRead(from: 0, note: nil, row: [Int64]().span, at: .zero) }
    func hear(from sender: Int) -> ControlMessage? {
      receiver.controlRead(from: sender, note: Note(kind: 1, number: 0), row: [Int64]().span, at: .zero)
    }
    let yells = (0..<4).map { _ in read() != nil }
    #expect(yells == [false, false, true, false])
    #expect(hear(from: 0) == nil)
    #expect(read() == nil)
    #expect(hear(from: 1) == nil)
    #expect(read() != nil)
    #expect(hear(from: 1) == nil)
    for _ in 0..<5 { #expect(receiver.dataProcessed(from: 0, at: .zero) == nil) }
    // One is left: the mark is passed again by two more.
    #expect(read() == nil)
    #expect(read() != nil)
  }

  /// A sender five times as fast as a receiver that reads in a thread, and five times as slow with a window of one.
  private func overrun(crashes: Bool = false) -> RunDescription {
    RunDescription(
      duration: .seconds(10), ring: Ring(latency: .milliseconds(5)),
      members: [
        .sender(Workload(.constant(.perSecond(5_000)), total: 4_000)),
        .receiver("slow", process: .milliseconds(1), receiverThread: ReceiverThread()),
        .receiver("fast"),
      ],
      faults: crashes ? [Fault(at: .milliseconds(500), member: 1, .crash)] : [])
  }

  @Test func `yelling keeps a buffer short that Method 2 lets grow`() throws {
    let run = overrun()
    let silent = try simulate(run, under: "adaptive")
    #expect(silent.members[1].appBufferMax > 1_000)
    let yelling = try simulate(run, under: "adaptive", ["yell": 50])
    checkInvariants(run, yelling)
    #expect(yelling.members[1].appBufferMax < 200)
    #expect(yelling.controlMessages > 0)
    #expect(silent.bound == nil && yelling.bound == nil)
  }

  @Test func `who yelled and crashed holds nobody back`() throws {
    let run = overrun(crashes: true)
    let outcome = try simulate(run, under: "adaptive", ["yell": 50])
    checkInvariants(run, outcome)
    #expect(History(outcome).all(.controlAccepted, member: 1).count > 10)
    #expect(outcome.members[2].processed == 4_000)
  }

  @Test func `values with the same history are equal`() throws {
    var first = try Driver(["yell": 5], group())
    var second = try Driver(["yell": 5], group())
    for _ in 0..<3 {
      _ = (first.send(at: 0), second.send(at: 0))
      first.read(at: 5)
      #expect(first.method != second.method)
      second.read(at: 5)
      #expect(first.method == second.method && first.method.hashValue == second.method.hashValue)
    }
  }
}
