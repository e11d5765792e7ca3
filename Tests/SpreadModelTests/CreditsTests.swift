import EventKernel
import FlowControl
import SpreadModel
import Testing

/// `credits`: C for each pair of a sender and a receiver, granted again on processing.
@Suite struct CreditsTests {
  // MARK: The rule

  private let group = GroupFacts(
    isSender: [true, false, true], maxSessionMessages: 1000, hasReceiverThread: [false, false, false])

  private func member(_ index: Int, _ values: Values, in view: View? = nil) throws -> Credits {
    Credits(
      try Credits.settings(ParameterValues(values), for: group), member: index, group: group,
      view: view ?? .initial(isPresent: [true, true, true], senderCount: 2))
  }

  @Test(arguments: [(4, nil, 2), (5, nil, 3), (4, 0, 4), (4, 3, 1), (1, nil, 1)] as [(Int, Int?, Int)])
  func `a receiver grants g when C − g comes down to regrantBelow`(
    credits: Int, regrantBelow: Int?, grant: Int
  ) throws {
    var values: Values = ["credits": .messages(credits)]
    values["regrantBelow"] = regrantBelow.map { .messages($0) }
    var receiver = try member(1, values)
    var sender = try member(0, values)
    for _ in 0..<credits {
      #expect(sender.isOpen)
      _ = sender.dataAccepted(at: .zero)
    }
    #expect(!sender.isOpen)
    for round in 1...2 {
      for count in 1...grant {
        // Those of another sender are counted by themselves.
        if count < grant { #expect(receiver.dataProcessed(from: 2, at: .zero) == nil || round > 1) }
        let answer = receiver.dataProcessed(from: 0, at: .zero)
        #expect((answer != nil) == (count == grant))
        guard let answer else { continue }
        #expect(answer.recipients == .group && !answer.isTimed)
        var other = try member(2, values)
        for _ in 0..<credits { _ = other.dataAccepted(at: .zero) }
        for receiver in 0..<3 {
          other.hear(answer, from: receiver)
          #expect(!other.isOpen, "a grant to another sender")
          #expect(!sender.isOpen)
          sender.hear(answer, from: receiver)
        }
        #expect(sender.isOpen)
        for _ in 0..<grant { _ = sender.dataAccepted(at: .zero) }
        #expect(!sender.isOpen)
      }
    }
  }

  @Test func `a send needs a credit at every member, at the sender too`() throws {
    var sender = try member(0, ["credits": 1])
    _ = sender.dataAccepted(at: .zero)
    let answer = sender.dataProcessed(from: 0, at: .zero)
    let grant = try #require(answer)
    sender.hear(grant, from: 0)
    #expect(sender.awaited == 1)
    sender.hear(grant, from: 1)
    #expect(sender.awaited == 2)
    sender.hear(grant, from: 2)
    #expect(sender.isOpen)
    _ = sender.dataAccepted(at: .zero)
    #expect(sender.awaited == nil)
  }

  @Test func `a joiner starts with C from its view, whose place messages on their way stand behind`() throws {
    let before = View.initial(isPresent: [true, false, true], senderCount: 2)
    var sender = try member(0, ["credits": 4, "regrantBelow": 3], in: before)
    for _ in 0..<3 { _ = sender.dataAccepted(at: .zero) }
    for other in [0, 2] {
      // Each grant says up to which message of member 0 it goes.
      for count in 1...2 as ClosedRange<Int64> {
        sender.hear(ControlMessage(Note(kind: 1, number: count)), from: other)
      }
    }
    // Two were ordered before the view; the third is the joiner's.
    let view = View(isPresent: [true, true, true], position: 2, sentBefore: [2, 0], joined: [1])
    #expect(sender.viewRead(view, at: .zero) == nil)
    for _ in 0..<3 {
      #expect(sender.isOpen)
      _ = sender.dataAccepted(at: .zero)
    }
    #expect(!sender.isOpen)
    sender.hear(ControlMessage(Note(kind: 1, number: 3)), from: 0)
    sender.hear(ControlMessage(Note(kind: 1, number: 3)), from: 2)
    #expect(sender.awaited == 1)
    var gone = view
    (gone.joined, gone.gone) = ([], [1])
    #expect(sender.viewRead(gone, at: .zero) == nil)
    #expect(sender.isOpen)
    // What it still says is not listened to, and its own messages need no credits.
    sender.hear(ControlMessage(Note(kind: 1, number: 3)), from: 1)
    gone.gone = [2]
    #expect(sender.viewRead(gone, at: .zero) == nil)
    #expect(sender.dataProcessed(from: 2, at: .zero) == nil)
  }

  @Test func `regrantBelow is less than the credits`() throws {
    #expect {
      try member(0, ["credits": 3, "regrantBelow": 3])
    } throws: { error in
      error as? ParameterProblems
        == ParameterProblems(
          "regrantBelow",
          "regrantBelow is 3 and credits is 3: a receiver that has granted everything would have to grant again;"
            + " give a regrantBelow of at most 2")
    }
  }

  // MARK: Runs

  /// All senders fire at once at a receiver that stands.
  private func standing(_ senderCount: Int) -> RunDescription {
    RunDescription(
      duration: .seconds(1), ring: Ring(latency: .milliseconds(1)),
      members: (1...senderCount).map { .sender(.burst(of: 100), name: "member-\($0)") } + [.receiver()],
      faults: [.pause(senderCount, for: .seconds(2))])
  }

  @Test(arguments: [(1, 1), (1, 30), (2, 5), (7, 9)])
  func `m·C is attained when all senders fire at a receiver that stands`(count: Int, credits: Int) throws {
    let run = standing(count)
    let outcome = try simulate(run, under: "credits", ["credits": .messages(credits)])
    #expect(outcome.bound == Int64(count * credits))
    #expect(outcome.members[count].backlogMax == Int64(count * credits))
    #expect(outcome.boundHolds == true)
    checkInvariants(run, outcome)
  }

  @Test(arguments: [(8, 4), (8, 0), (8, 7), (9, 4)])
  func `a grant to the group stands for C − regrantBelow messages of one sender`(
    credits: Int, regrantBelow: Int
  ) throws {
    var run = standing(2)
    run.faults = []
    let outcome = try simulate(
      run, under: "credits", ["credits": .messages(credits), "regrantBelow": .messages(regrantBelow)])
    #expect(outcome.members.map(\.processed) == [200, 200, 200])
    #expect(outcome.controlMessages == Int64(3 * 2 * (100 / (credits - regrantBelow))))
  }

  @Test func `the senders go on when a receiver that stands is gone`() throws {
    var run = standing(2)
    run.faults.append(Fault(at: .milliseconds(500), member: 2, .crash))
    let outcome = try simulate(run, under: "credits", ["credits": 3])
    #expect(outcome.members.prefix(2).map(\.processed) == [200, 200])
    #expect(!outcome.isDeadlocked)
    #expect(outcome.boundHolds == true)
  }

  @Test func `a joiner that stands is kept to m·C of what comes after its view`() throws {
    var run = standing(2)
    for index in 0..<2 { run.members[index].workload = Workload(.constant(.perSecond(2_000))) }
    run.faults = [
      Fault(at: .milliseconds(100), member: 2, .join), .pause(2, at: .milliseconds(100), for: .seconds(2)),
    ]
    let outcome = try simulate(run, under: "credits", ["credits": 12])
    #expect(outcome.members[2].backlogMax == 24)
    #expect(outcome.bound == 24)
    #expect(outcome.boundHolds == true)
    checkInvariants(run, outcome)
  }

  // MARK: Safe

  /// What a queue may have to hold, counted sender by sender and member by member.
  private func load(_ memberCount: Int, _ senderCount: Int, credits: Int, perGrant: Int) -> Int {
    var most = 0
    for member in [0, memberCount - 1] {
      var load = senderCount * credits
      for sender in 0..<senderCount {
        for answering in 0..<memberCount {
          let isOnce = sender == member || answering == member
          load += (isOnce ? credits : 2 * credits) / perGrant
        }
      }
      most = max(most, load)
    }
    return most
  }

  private func safe(_ n: Int, _ m: Int, limit: Int, _ values: Values = [:]) throws -> (c: Int, r: Int)? {
    let group = GroupFacts(
      isSender: (0..<n).map { $0 < m }, maxSessionMessages: limit,
      hasReceiverThread: Array(repeating: false, count: n))
    let entry = try #require(Catalogue.entry(named: "credits"))
    guard let method = try? entry.resolve(ParameterValues(values), Groups(group)) else { return nil }
    let sizes = method.effective.compactMap { Int($0.text) }
    #expect(method.warnings.isEmpty)
    #expect(method.provenQueueLoad == load(n, m, credits: sizes[0], perGrant: sizes[0] - sizes[1]))
    return (sizes[0], sizes[1])
  }

  @Test(arguments: [(2, 2, 497, 248), (5, 5, 187, 93), (10, 10, 73, 36), (20, 20, 11, 3), (10, 1, 971, 485)])
  func `safe picks the published values`(n: Int, m: Int, credits: Int, regrantBelow: Int) throws {
    let picked = try #require(try safe(n, m, limit: 1000))
    #expect(picked == (credits, regrantBelow))
  }

  @Test(arguments: [5, 12, 31, 60, 200])
  func `safe is the most credits that fit, with half of them for regrantBelow if that can be`(limit: Int)
    throws
  {
    for n in 1...6 {
      for m in 1...n {
        func fits(_ credits: Int, _ regrantBelow: Int) -> Bool {
          load(n, m, credits: credits, perGrant: credits - regrantBelow) <= limit
        }
        let half = (3...limit).last { fits($0, $0 / 2) }
        let any = (1...limit).last { credits in (0..<credits).contains { fits(credits, $0) } }
        let picked = try safe(n, m, limit: limit)
        #expect(picked?.c == half ?? any, "n \(n), m \(m), max \(limit)")
        if let picked, half == nil {
          #expect(picked.r == (0..<picked.c).last { fits(picked.c, $0) }, "n \(n), m \(m), max \(limit)")
        }
        let beside = try safe(n, m, limit: limit, ["regrantBelow": 2])
        #expect(beside?.c == (1...limit).last { $0 > 2 && fits($0, 2) }, "n \(n), m \(m), max \(limit)")
      }
    }
  }

  @Test func `where grants alone may fill a queue it says so`() throws {
    let run = RunDescription(
      duration: .seconds(1), members: (1...50).map { .sender(.burst(of: 1), name: "member-\($0)") })
    #expect {
      try resolve("credits", for: run)
    } throws: { error in
      error as? ParameterProblems
        == ParameterProblems(
          "credits",
          "no credits are proven safe for 50 members, 50 of them senders, with maxSessionMessages 1000: the grants"
            + " alone may fill a queue; give credits as a number or raise maxSessionMessages")
    }
    #expect(
      try resolve("credits", ["credits": 10], for: run).warnings == [
        "not proven kick-free: a session may have to hold 10302 messages and holds 1000; fewer credits or"
          + " \"safe\" are"
      ])
  }
}

extension FlowControl {
  /// Reads a control message of a member.
  fileprivate mutating func hear(_ message: ControlMessage, from member: Int) {
    #expect(controlRead(from: member, note: message.note, row: [Int64]().span, at: .zero) == nil)
  }
}
