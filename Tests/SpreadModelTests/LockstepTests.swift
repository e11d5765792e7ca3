import EventKernel
import FlowControl
import SpreadModel
import Testing

/// `lockstep`: own count against the lowest count received from any sender.
@Suite struct LockstepTests {
  // MARK: The rule

  private func sender(window: Int, of group: GroupFacts, in view: View, member: Int = 0) throws -> Lockstep {
    Lockstep(
      try Lockstep.settings(ParameterValues(["window": .messages(window)]), for: group), member: member,
      group: group, view: view)
  }

  private let three = GroupFacts(
    isSender: [true, true, false, true], maxSessionMessages: 1000,
    hasReceiverThread: [false, false, false, false])

  @Test func `a sender waits for the lowest count of all senders, its own copies included`() throws {
    let view = View.initial(isPresent: [true, true, true, true], senderCount: 3)
    var method = try sender(window: 2, of: three, in: view)
    for _ in 0..<2 {
      #expect(method.isOpen)
      #expect(method.dataAccepted(at: .zero) == nil)
    }
    // A sender that was not heard counts 0.
    for heard in [0, 0, 1, 1, 1] { method.read(heard) }
    #expect(!method.isOpen)
    #expect(method.awaited == 3)
    method.read(3)
    #expect(method.isOpen)
    _ = method.dataAccepted(at: .zero)
    #expect(!method.isOpen)
    method.read(3)
    #expect(method.isOpen)
    _ = method.dataAccepted(at: .zero)
    // Now its own copies are the lowest count.
    for heard in [1, 3] { method.read(heard) }
    #expect(!method.isOpen)
    #expect(method.awaited == nil)
  }

  @Test func `a sender of whom nothing is left to come does not count`() throws {
    var view = View.initial(isPresent: [true, true, true, false], senderCount: 3)
    var method = try sender(window: 1, of: three, in: view)
    _ = method.dataAccepted(at: .zero)
    method.read(0)
    #expect(!method.isOpen)
    view.gone = [1]
    #expect(method.viewRead(view, at: .zero) == nil)
    #expect(method.isOpen)
    // Neither does one that is heard after its view, nor a member that never sends.
    method.read(1)
    view.gone = []
    view.joined = [2]
    #expect(method.viewRead(view, at: .zero) == nil)
    #expect(method.isOpen)
  }

  @Test func `a joiner counts as low as the lowest, and for itself everybody begins at 0 with it`() throws {
    var view = View.initial(isPresent: [true, true, true, false], senderCount: 3)
    var old = try sender(window: 3, of: three, in: view)
    for _ in 0..<5 { _ = old.dataAccepted(at: .zero) }
    for heard in [0, 0, 0, 1, 1] { old.read(heard) }
    #expect(!old.isOpen)
    old.read(1)
    #expect(old.isOpen)
    view = View(isPresent: [true, true, true, true], position: 6, sentBefore: [3, 3, 0], joined: [3])
    #expect(old.viewRead(view, at: .zero) == nil)
    #expect(old.isOpen)
    _ = old.dataAccepted(at: .zero)
    for heard in [0, 1] { old.read(heard) }
    #expect(!old.isOpen)
    #expect(old.awaited == 3)
    old.read(3)
    #expect(old.isOpen)

    var joiner = try sender(window: 1, of: three, in: view, member: 3)
    #expect(joiner.viewRead(view, at: .zero) == nil)
    #expect(joiner.isOpen)
    _ = joiner.dataAccepted(at: .zero)
    for heard in [3, 0] { joiner.read(heard) }
    #expect(joiner.awaited == 1)
    joiner.read(1)
    #expect(joiner.isOpen)
  }

  @Test func `members that send nothing want no notifications`() throws {
    let view = View.initial(isPresent: [true, true, true, true], senderCount: 3)
    #expect(try sender(window: 1, of: three, in: view, member: 2).needs == [])
    #expect(try sender(window: 1, of: three, in: view).needs == [.reads, .views])
  }

  // MARK: Runs

  @Test(arguments: [1, 7, 40])
  func `a fast sender is tied to the slowest sender`(window: Int) throws {
    let run = RunDescription(
      duration: .seconds(1), ring: Ring(latency: .milliseconds(1)),
      members: [
        .sender(Workload(.constant(.perSecond(10_000))), name: "fast"),
        .sender(Workload(.constant(.perSecond(100))), name: "slow"),
      ])
    let outcome = try simulate(run, under: "lockstep", ["window": .messages(window)])
    // The slow one's last message, at 1 s, has not come back.
    #expect(outcome.members.map(\.sent) == [99 + Int64(window), 100])
    #expect(outcome.members[1].awaitedNanoseconds > 700_000_000)
    checkInvariants(run, outcome)
  }

  /// m senders that fire at once; the last one stands from half a latency after its first window on.
  private func standingSender(of count: Int, window: Int, limit: Int = 1000) -> RunDescription {
    RunDescription(
      duration: .seconds(1), ring: Ring(latency: .milliseconds(1)), session: SessionRules(max: limit),
      members: (1...count).map { .sender(.burst(of: 10 * window), name: "member-\($0)") },
      faults: [.pause(count - 1, at: .microseconds(500), for: .seconds(2))])
  }

  @Test(arguments: [(1, 3), (2, 1), (2, 5), (5, 4), (20, 3)])
  func `(2m − 1)W is attained when all fire at a sender that stands`(count: Int, window: Int) throws {
    let run = standingSender(of: count, window: window)
    let outcome = try simulate(run, under: "lockstep", ["window": .messages(window)])
    let expected = (2 * count - 1) * window
    #expect(outcome.bound == Int64(expected))
    #expect(outcome.boundHolds == true)
    #expect(outcome.members[count - 1].backlogMax == Int64(expected))
    #expect(outcome.members[count - 1].sessionQueueMax == expected)
    checkInvariants(run, outcome)
  }

  @Test(arguments: [(2, 15), (3, 25), (5, 100), (10, 1000)])
  func `safe is the largest window that kicks nobody`(count: Int, limit: Int) throws {
    let window = limit / (2 * count - 1)
    let run = standingSender(of: count, window: window, limit: limit)
    let method = try resolve("lockstep", for: run)
    #expect(method.effective.map(\.text) == [String(window)])
    #expect(method.warnings.isEmpty)
    #expect(method.provenQueueLoad == window * (2 * count - 1))
    #expect(try simulate(run, under: "lockstep").kicks.isEmpty)
    let larger = standingSender(of: count, window: window + 1, limit: limit)
    #expect(try simulate(larger, under: "lockstep", ["window": .messages(window + 1)]).kicks.count == 1)
    #expect(
      try resolve("lockstep", ["window": .messages(window + 1)], for: larger).warnings == [
        "not proven kick-free: a session may have to hold \((window + 1) * (2 * count - 1)) messages and holds"
          + " \(limit); a smaller window or \"safe\" is"
      ])
  }

  @Test func `there is no safe window where 2m − 1 messages do not fit`() throws {
    let run = standingSender(of: 6, window: 1, limit: 10)
    #expect {
      try resolve("lockstep", for: run)
    } throws: { error in
      (error as? ParameterProblems)?.problems.map(\.message) == [
        "no window is proven safe for 6 senders with maxSessionMessages 10: (2m − 1)W is more; give a window as"
          + " a number or raise maxSessionMessages"
      ]
    }
  }

  @Test func `nobody looks at a member that only receives, and no bound is told`() throws {
    var run = standingSender(of: 3, window: 2)
    run.members[2].workload = nil
    let method = try resolve("lockstep", for: run)
    #expect(method.provenQueueLoad == nil)
    #expect(
      method.warnings == ["not proven kick-free: nobody looks at a member that only receives"])
    run.members[0].workload = Workload(.constant(.perSecond(1000)))
    run.members[1].workload = Workload(.constant(.perSecond(1000)))
    let outcome = try simulate(run, under: "lockstep", ["window": 2])
    #expect(outcome.bound == nil)
    #expect(outcome.kicks.map(\.member) == [2])
  }

  /// The thread reads at once what its application does not process: only unread messages are bounded.
  @Test func `a receiver thread leaves no bound on the backlog, and one on the queue`() throws {
    var run = standingSender(of: 3, window: 2)
    run.faults = []
    run.members[2].receiverThread = ReceiverThread()
    run.members[2].sendThread = true
    run.members[2].costs.process = .constant(.seconds(5))
    for index in 0..<3 { run.members[index].workload = Workload(.constant(.perSecond(1000))) }
    let outcome = try simulate(run, under: "lockstep", ["window": 2])
    #expect(outcome.bound == nil)
    #expect(outcome.members[2].backlogMax > 2900)
    #expect(outcome.members[2].sessionQueueMax <= 10)
    #expect(try resolve("lockstep", ["window": 2], for: run).provenQueueLoad == 10)
  }

  @Test(arguments: [Fault.Kind.crash, .leave])
  func `the others go on when a sender is gone`(fault: Fault.Kind) throws {
    var run = standingSender(of: 3, window: 2)
    for index in 0..<3 { run.members[index].workload = Workload(.constant(.perSecond(500))) }
    run.faults = [Fault(at: .milliseconds(100), member: 2, fault)]
    let outcome = try simulate(run, under: "lockstep", ["window": 2])
    #expect(outcome.members.map(\.sent).prefix(2) == [500, 500])
    #expect(!outcome.isDeadlocked)
    #expect(outcome.boundHolds == true)
    checkInvariants(run, outcome)
  }

  @Test(arguments: [1, 2, 9])
  func `joiners come in late and all go on at the pace of the slowest`(window: Int) throws {
    var run = standingSender(of: 5, window: 1)
    for (index, rate) in [500, 400, 1000, 300, 700].enumerated() {
      run.members[index].workload = Workload(.constant(.perSecond(Int64(rate))))
    }
    run.faults = [
      Fault(at: .milliseconds(300), member: 2, .join), Fault(at: .milliseconds(450), member: 4, .join),
      Fault(at: .milliseconds(600), member: 3, .crash),
    ]
    let outcome = try simulate(run, under: "lockstep", ["window": .messages(window)])
    #expect(!outcome.isDeadlocked)
    #expect(outcome.boundHolds == true)
    checkInvariants(run, outcome)
    // With one message a round trip is part of each message's time.
    guard window > 1 else { return }
    // 300 a second until 600 ms, 400 after: nobody is ahead of the slowest by more than 2W, joiners' views included.
    let pace = 180 + 160
    for (index, sent) in outcome.members.map(\.sent).enumerated() where index < 2 {
      #expect(abs(Int(sent) - pace) <= 2 * window + 3, "member \(index) sent \(sent)")
    }
    #expect(abs(Int(outcome.members[2].sent) - (pace - 90)) <= 2 * window + 3)
    #expect(abs(Int(outcome.members[4].sent) - (pace - 135)) <= 2 * window + 3)
  }
}

extension FlowControl {
  /// Reads a data message without a note.
  fileprivate mutating func read(_ sender: Int) {
    #expect(dataRead(from: sender, note: nil, row: [Int64]().span, at: .zero) == nil)
  }
}
