import EventKernel
import FlowControl
import SpreadModel
import Testing

/// `ackTo: "aggregated"`: one member of each daemon announces the least of its daemon.
@Suite struct AggregatedAckTests {
  private static let methods = ["agreed-ack", "ack-matrix"]

  private func aggregated(_ window: Int, _ threshold: Int, every: Int, _ more: Values = [:]) -> Values {
    [
      "window": .messages(window), "threshold": .messages(threshold), "ackEvery": .messages(every),
      "ackTo": "aggregated",
    ].merging(more) { $1 }
  }

  /// Members that are put on daemons in turn; each sends as told, processes for 100 µs, and is 1 ms away.
  private func group(
    of count: Int, on daemons: Int, senders: Range<Int>, rate: Int64 = 200, faults: [Fault] = []
  ) -> RunDescription {
    let members = (0..<count).map { index in
      var member = MemberDescription.receiver("member-\(index)", process: .constant(.microseconds(100)))
      if senders.contains(index) { member.workload = Workload(.constant(.perSecond(rate))) }
      member.daemon = index % daemons + 1
      return member
    }
    return RunDescription(
      duration: .seconds(2), ring: Ring(latency: .milliseconds(1)), members: members, faults: faults)
  }

  // MARK: Fewer announcements

  @Test(arguments: methods)
  func `ten members on a daemon announce to the group a tenth as often`(method: String) throws {
    let run = group(of: 10, on: 1, senders: 0..<1, rate: 1_000)
    /// Control messages of others that the last member reads: what everybody gets.
    func readByLast(_ audience: ParameterValue) throws -> Int {
      let values = aggregated(40, 40, every: 10, ["piggyback": false, "ackTo": audience])
      let outcome = try simulate(run, under: method, values)
      checkInvariants(run, outcome)
      #expect(outcome.ordered >= 1_990 && outcome.boundHolds == true)
      let history = History(outcome)
      let own = Set(history.all(.controlAccepted, member: 9).map(\.position))
      return history.read(.control, by: 9).count { !own.contains($0) }
    }
    let toAll = try readByLast("group")
    let aggregates = try readByLast("aggregated")
    #expect(toAll >= 9 * 195 && aggregates >= 190 && aggregates <= 200)
  }

  @Test func `the storm of fifty members on five daemons does not kick a member that stands for 5 s`() throws
  {
    var run = group(of: 50, on: 5, senders: 0..<50, rate: 1)
    run.duration = .seconds(7)
    run.faults = [.pause(49, for: .seconds(5))]
    let storm: Values = ["ackPeriod": .interval(.milliseconds(100)), "onProgressOnly": false]
    func kicked(_ audience: ParameterValue, standing: Int) throws -> [Int] {
      run.faults = [.pause(standing, for: .seconds(5))]
      let values = aggregated(9, 149, every: 75, storm).merging(["ackTo": audience]) { $1 }
      return try simulate(run, under: "agreed-ack", values, isJournaled: false).kicks.map(\.member)
    }
    #expect(try kicked("group", standing: 49) == [49])
    #expect(try kicked("aggregated", standing: 49) == [])
    // A speaker gets the rows of its nine mates too.
    #expect(try kicked("aggregated", standing: 2) == [])
  }

  @Test(arguments: methods, 0..<30 as Range<UInt64>)
  func `with one member a daemon it is the form that tells the group`(method: String, seed: UInt64) throws {
    var random = RandomRuns(seed: seed)
    var run = random.run(isFree: false)
    for index in run.members.indices { run.members[index].daemon = index + 1 }
    let card = try #require(Catalogue.entry(named: method)).card
    var values = aggregated(Int(1 + seed % 7), Int(seed % 5), every: 1 + Int(seed % 3))
    for (name, value) in random.values(for: card) where values[name] == nil { values[name] = value }
    let aggregated = try simulate(run, under: method, values, isJournaled: false)
    values["ackTo"] = "group"
    let group = try simulate(run, under: method, values, isJournaled: false)
    #expect(aggregated.fingerprint == group.fingerprint, "seed \(seed)")
    #expect(aggregated.members == group.members && aggregated.bound == group.bound, "seed \(seed)")
  }

  // MARK: Truth

  @Test(arguments: 0..<30 as Range<UInt64>)
  func `no aggregate is above the truth, whatever happens`(block: UInt64) throws {
    for seed in block * 20..<(block + 1) * 20 {
      var random = RandomRuns(seed: 7_000 + seed)
      var run = seed.isMultiple(of: 3) ? random.tokenRun(isFree: false) : random.run(isFree: false)
      if run.ring.token == nil {
        for index in run.members.indices { run.members[index].daemon = 1 + index % (1 + Int(seed % 2)) }
      }
      let method = Self.methods[Int(seed % 2)]
      let card = try #require(Catalogue.entry(named: method)).card
      var values = aggregated(1 + Int(seed % 5), Int(seed % 4), every: 1 + Int(seed % 3))
      let free = ["joiner", "count", "reference"]
      for (name, value) in random.values(for: card) where values[name] == nil && !free.contains(name) {
        values[name] = value
      }
      let outcome = try simulate(run, under: method, values)
      let hasBound = outcome.bound != nil
      #expect(
        hasBound || run.mayOvertake || !outcome.members.contains(where: \.survives), "seed \(7_000 + seed)")
      checkInvariants(run, outcome, "seed \(7_000 + seed)")
    }
  }

  // MARK: Speakers come and go

  @Test(arguments: methods, [Fault.Kind.crash, .leave])
  func `when a speaker goes the next member speaks`(method: String, end: Fault.Kind) throws {
    // Member 1 speaks for the odd ones, then member 3, then member 5.
    var run = group(of: 8, on: 2, senders: 0..<8)
    run.faults = [
      Fault(at: .milliseconds(500), member: 1, end), Fault(at: .milliseconds(900), member: 3, end),
    ]
    for piggyback in [false, true] {
      let outcome = try simulate(
        run, under: method, aggregated(5, 9, every: 5, ["piggyback": .flag(piggyback)]))
      checkInvariants(run, outcome)
      #expect(!outcome.isDeadlocked && outcome.boundHolds == true && outcome.kicks.isEmpty)
      // Those that stay send all that they generate.
      for member in [0, 2, 4, 5, 6, 7] { #expect(outcome.members[member].sent >= 395) }
    }
  }

  @Test(arguments: methods)
  func `when a speaker is kicked the next member speaks`(method: String) throws {
    var run = group(of: 6, on: 2, senders: 0..<6)
    run.session.maxSessionMessages = 20
    run.faults = [.pause(1, at: .milliseconds(500), for: .seconds(9))]
    let outcome = try simulate(run, under: method, aggregated(5, 40, every: 5))
    checkInvariants(run, outcome)
    #expect(outcome.kicks.map(\.member) == [1])
    #expect(!outcome.isDeadlocked && outcome.boundHolds == true)
    for member in [0, 2, 3, 4, 5] { #expect(outcome.members[member].sent >= 390) }
  }

  @Test(arguments: methods, [1, 5])
  func `a joiner is counted from its view, and takes the word where it is the first`(
    method: String, joiner: Int
  ) throws {
    var run = group(of: 8, on: 2, senders: 0..<8)
    run.faults = [
      Fault(at: .milliseconds(500), member: joiner, .join),
      .pause(joiner, at: .milliseconds(800), for: .milliseconds(200)),
    ]
    for piggyback in [false, true] {
      let outcome = try simulate(
        run, under: method, aggregated(5, 9, every: 5, ["piggyback": .flag(piggyback)]))
      checkInvariants(run, outcome)
      #expect(!outcome.isDeadlocked && outcome.boundHolds == true && outcome.kicks.isEmpty)
      // 200 a second for 2 s, or 1.5 s, and 0.2 s of standing.
      for member in 0..<8 { #expect(outcome.members[member].sent >= (member == joiner ? 250 : 330)) }
    }
  }

  @Test func `what a speaker said for all stays the least when a view takes the word from it`() throws {
    let group = GroupFacts(
      isSender: [true, true, false], maxSessionMessages: 100, hasReceiverThread: [false, true, false])
    let settings = try AckMatrix.settings(
      ParameterValues(aggregated(20, 20, every: 2, ["piggyback": false])), for: group)
    var speaker = AckMatrix(
      settings, member: 1, group: group, view: .initial(isPresent: [false, true, true], senderCount: 2))
    #expect(hear(&speaker, from: 2, Note(kind: 1, number: 0), [0, 1]) == nil)
    for _ in 0..<4 {
      let answer = speaker.dataProcessed(from: 1, at: .zero)
      #expect(answer == nil)
    }
    let aggregate = try #require(hear(&speaker, from: 2, Note(kind: 1, number: 0), [0, 2]))
    #expect(aggregate.recipients == .group)
    // The receiver thread reads that member 0 joined, who speaks from now on, before the message is accepted.
    let view = View(isPresent: [true, true, true], position: 4, sentBefore: [0, 4], joined: [0])
    let early = speaker.viewRead(view, at: .zero)
    #expect(early == nil)
    func written(_ note: Note) -> [Int64] {
      var row: [Int64] = [-1, -1]
      var span = row.mutableSpan
      speaker.writeRow(of: note, into: &span)
      return row
    }
    #expect(written(aggregate.note) == [0, 2])
    let report = try #require(hear(&speaker, from: 1, aggregate.note, [0, 2]))
    #expect(report.recipients == .member(0))
    #expect(written(report.note) == [0, 4])
  }

  private func hear<Method: FlowControl>(
    _ method: inout Method, from sender: Int, _ note: Note, _ row: [Int64] = []
  ) -> ControlMessage? {
    method.controlRead(from: sender, note: note, row: row.span, at: .zero)
  }

  // MARK: Nobody blocks for ever

  /// A speaker (member 1) whose mates tell 3, then 6 and 8 of ten messages, with p = 3: it has announced 6, and nothing
  /// more is due. The sender of another daemon is at 10: 4 = 2(p − 1) ahead.
  @Test(arguments: [(3, false), (4, true)])
  func `a sender may stay 2(p − 1) ahead of what is told`(threshold: Int, goesOn: Bool) throws {
    let group = GroupFacts(
      isSender: [true, false, false, false], maxSessionMessages: 1_000,
      hasReceiverThread: Array(repeating: false, count: 4), daemon: [1, 2, 2, 2])
    let settings = try AgreedAck.settings(
      ParameterValues(aggregated(20, threshold, every: 3, ["piggyback": false])), for: group)
    let all = View.initial(isPresent: Array(repeating: true, count: 4), senderCount: 1)
    var speaker = AgreedAck(settings, member: 1, group: group, view: all)
    for _ in 0..<10 { _ = speaker.dataProcessed(from: 0, at: .zero) }
    var told: [Int64] = []
    for (mate, row) in [(2, 3), (3, 3), (2, 6), (3, 8), (2, 9)] as [(Int, Int64)] {
      guard let answer = hear(&speaker, from: mate, Note(kind: 1, number: row)) else { continue }
      told.append(answer.note.number)
      #expect(hear(&speaker, from: 1, answer.note) == nil)
    }
    #expect(told == [3, 6])
    var sender = AgreedAck(settings, member: 0, group: group, view: all)
    for _ in 0..<10 {
      _ = sender.dataAccepted(at: .zero)
      _ = sender.dataProcessed(from: 0, at: .zero)
    }
    _ = hear(&sender, from: 1, Note(kind: 3, number: 6))
    #expect(sender.isOpen == goesOn)
    #expect(AgreedAck.warnings(settings, for: group).contains { $0.contains("⌊threshold/2⌋ + 1") } != goesOn)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `nobody blocks for ever if 2p is at most T + 2`(block: UInt64) throws {
    for seed in block * 20..<(block + 1) * 20 {
      var random = RandomRuns(seed: 9_000 + seed)
      var run = random.run(isFree: false)
      run.faults.removeAll { [.crash, .leave, .join].contains($0.kind) }
      run.session.maxSessionMessages = 1_000
      for index in run.members.indices { run.members[index].daemon = 1 + index % (1 + Int(seed % 2)) }
      let threshold = Int(seed % 7)
      let values = aggregated(
        1 + Int(seed % 4), threshold, every: threshold / 2 + 1,
        ["piggyback": .flag(seed.isMultiple(of: 3)), "selfClocked": .flag(!seed.isMultiple(of: 5))])
      for method in Self.methods {
        let outcome = try simulate(run, under: method, values, isJournaled: false)
        #expect(!outcome.isDeadlocked, "seed \(9_000 + seed), \(method)")
      }
    }
  }
}
