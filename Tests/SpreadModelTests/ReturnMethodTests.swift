import EventKernel
import FlowControl
import SpreadModel
import Testing

/// Every method with a member that goes and comes back: it counts again, and nobody waits for ever.
@Suite struct ReturnMethodTests {
  /// Sizes that close gates all the time, in the parameters of each method.
  private func values(_ method: String, _ size: Int) -> Values {
    switch method {
    case "pipelining-senders", "lockstep", "min-status": ["window": .messages(size)]
    case "adaptive": ["min": .messages(1), "max": .messages(size)]
    case "agreed-ack", "ack-matrix":
      ["window": .messages(size), "threshold": .messages(size), "ackEvery": .messages(max(1, size / 2))]
    case "ack-every-message": ["outstanding": .messages(size)]
    case "credits": ["credits": .messages(size)]
    case "yelling-fire": ["high": .messages(size), "low": .messages(max(1, size / 2))]
    default: [:]
    }
  }

  /// Four members that send and read; the last one comes back.
  private func run(_ recovery: Rate?, max: Int, faults: [Fault]) -> RunDescription {
    let thread = ReceiverThread()
    return RunDescription(
      duration: .seconds(3), ring: Ring(cost: .constant(.microseconds(10)), latency: .milliseconds(1)),
      session: SessionRules(max: max),
      members: (0..<4).map { index in
        MemberDescription(
          name: "m\(index)", costs: Costs(process: .constant(.microseconds(100))),
          receiverThread: index == 1 ? thread : nil, workload: Workload(.constant(.perSecond(100))),
          rejoin: index == 3 ? Rejoin(after: .milliseconds(100), recovery: recovery) : nil)
      }, faults: faults)
  }

  @Test(arguments: Catalogue.entries.map(\.card.name), [nil, .perSecond(3_000)] as [Rate?])
  func `kicked and back, traffic flows again`(method: String, recovery: Rate?) throws {
    // Gates that let through more than a queue holds.
    let run = run(recovery, max: 30, faults: [.pause(3, at: .milliseconds(500), for: .milliseconds(700))])
    let outcome = try simulate(run, under: method, values(method, 60))
    #expect(outcome.kicks.first?.member == 3)
    expectFlow(run, outcome)
  }

  @Test(arguments: Catalogue.entries.map(\.card.name), [nil, .perSecond(3_000)] as [Rate?])
  func `crashed and back, traffic flows again through narrow gates`(method: String, recovery: Rate?) throws {
    let run = run(
      recovery, max: 1000, faults: [Fault(at: .milliseconds(500), member: 3, .crash)])
    let outcome = try simulate(run, under: method, values(method, 4))
    #expect(outcome.kicks.isEmpty)
    expectFlow(run, outcome)
  }

  private func expectFlow(
    _ run: RunDescription, _ outcome: RunOutcome, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(!outcome.isDeadlocked, sourceLocation: sourceLocation)
    #expect(outcome.members[3].survives && outcome.members[3].returnCount > 0, sourceLocation: sourceLocation)
    #expect(outcome.bound == nil, "no theorem speaks of who came back", sourceLocation: sourceLocation)
    let end = Instant.zero + .milliseconds(2_900)
    let history = History(outcome)
    for member in 0..<4 {
      let late = history.all(.processed, member: member).count { $0.at > end }
      #expect(late > 30, "m\(member) processes \(late) in the last 100 ms", sourceLocation: sourceLocation)
      let sent = history.all(.accepted, member: member).count { $0.at > end }
      #expect(sent > 7, "m\(member) sends \(sent) in the last 100 ms", sourceLocation: sourceLocation)
    }
    checkInvariants(run, outcome, sourceLocation: sourceLocation)
  }

  @Test(arguments: ["agreed-ack", "ack-matrix", "ack-every-message", "credits", "lockstep"])
  func `who came back is waited for again`(method: String) throws {
    // It sleeps for a second, in which 300 messages would come.
    let run = run(
      nil, max: 100,
      faults: [
        Fault(at: .milliseconds(500), member: 3, .crash),
        .pause(3, at: .milliseconds(1_000), for: .seconds(1)),
      ])
    let outcome = try simulate(run, under: method, values(method, 4))
    #expect(outcome.kicks.isEmpty)
    #expect(outcome.members[3].backlogMax < 40)
    expectFlow(run, outcome)
  }

  // MARK: Values

  private let group = GroupFacts(
    isSender: [true, true, true], maxSessionMessages: 1000, hasReceiverThread: [false, false, false])
  private let start = View.initial(isPresent: [true, true, true], senderCount: 3)

  /// The views by which member 2 goes and comes back, when so many of each sender's messages were ordered.
  private func views(_ sent: [Int64]) -> [View] {
    let position = sent.reduce(0, +)
    return [
      View(isPresent: [true, true, false], position: position, sentBefore: sent, gone: [2]),
      View(isPresent: [true, true, true], position: position, sentBefore: sent, joined: [2]),
    ]
  }

  @Test func `what is still said to its earlier session answers for nothing in the new one`() throws {
    let settings = try Credits.settings(ParameterValues(["credits": 4, "regrantBelow": 3]), for: group)
    // A slow receiver processes the second message of member 2 before it reads that 2 was gone meanwhile.
    var receiver = Credits(settings, member: 1, group: group, view: start)
    #expect(receiver.dataProcessed(from: 2, at: .zero) != nil)
    let second = receiver.dataProcessed(from: 2, at: .zero)
    let late = try #require(second)
    for view in views([0, 0, 2]) { _ = receiver.viewRead(view, at: .zero) }
    var back = Credits(settings, member: 2, group: group, view: views([0, 0, 2])[1])
    for _ in 0..<4 {
      #expect(back.isOpen)
      _ = back.dataAccepted(at: .zero)
    }
    back.hear(late, from: 0)
    back.hear(late, from: 1)
    back.hear(late, from: 2)
    #expect(!back.isOpen)
    let third = receiver.dataProcessed(from: 2, at: .zero)
    let next = try #require(third)
    for member in 0..<3 { back.hear(next, from: member) }
    #expect(back.isOpen)
  }

  @Test func `who goes and comes back has not yelled, and its late FIRE is not listened to`() throws {
    let settings = try YellingFire.settings(ParameterValues(), for: group)
    var method = YellingFire(settings, member: 0, group: group, view: start)
    let fire = ControlMessage(Note(kind: 1, number: 0))
    method.hear(fire, from: 2)
    #expect(!method.isOpen && method.awaited == 2)
    let views = views([0, 0, 0])
    _ = method.viewRead(views[0], at: .zero)
    #expect(method.isOpen)
    method.hear(fire, from: 2)
    #expect(method.isOpen, "accepted before its end, ordered behind it")
    _ = method.viewRead(views[1], at: .zero)
    #expect(method.isOpen)
    method.hear(fire, from: 2)
    #expect(!method.isOpen)
  }
}

extension FlowControl {
  /// Reads a control message.
  fileprivate mutating func hear(_ message: ControlMessage, from member: Int) {
    _ = controlRead(from: member, note: message.note, row: [Int64]().span, at: .zero)
  }
}
