import EventKernel
import FlowControl
import SpreadModel
import Testing

/// What `ackTo: "aggregated"` may put into a session queue, and what `"safe"` makes of it.
@Suite struct AggregatedLoadTests {
  private func group(_ memberCount: Int, _ senderCount: Int, on daemons: Int, limit: Int) -> GroupFacts {
    GroupFacts(
      isSender: (0..<memberCount).map { $0 < senderCount }, maxSessionMessages: limit,
      hasReceiverThread: Array(repeating: false, count: memberCount),
      daemon: (0..<memberCount).map { $0 % daemons + 1 })
  }

  private func sizes(_ method: ResolvedMethod) -> [Int] {
    ["window", "threshold", "ackEvery"].map { name in
      method.effective.first { $0.name == name }.flatMap { Int($0.text) } ?? -1
    }
  }

  @Test func `safe is proven, and live, where groups of announcers to all find nothing`() throws {
    let entry = try #require(Catalogue.entry(named: "agreed-ack"))
    for (count, senders, daemons, limit) in [
      (10, 10, 2, 1_000), (50, 50, 5, 1_000), (200, 1, 8, 1_000), (700, 1, 20, 1_000), (30, 30, 30, 1_000),
    ] {
      let group = group(count, senders, on: daemons, limit: limit)
      let method = try entry.resolve(ParameterValues(["ackTo": "aggregated"]), group)
      #expect(method.warnings.isEmpty && method.provenQueueLoad ?? .max <= limit, "n \(count)")
      let (threshold, every) = (sizes(method)[1], sizes(method)[2])
      #expect(2 * every <= threshold + 2, "n \(count)")
    }
    #expect(throws: ParameterProblems.self) {
      try entry.resolve(ParameterValues(), group(700, 1, on: 20, limit: 1_000))
    }
  }

  /// A member stands after twenty messages, of which a slow one with a thread has processed none. That one catches up,
  /// and goes on as far again: twice the backlog, in aggregates of one message each.
  @Test(arguments: ["agreed-ack", "ack-matrix"])
  func `aggregates may tell of twice the backlog`(method: String) throws {
    var members: [MemberDescription] = [
      .sender(Workload(.flatOut), send: .constant(.microseconds(10))), .receiver("speaks"),
      .receiver("slow", process: .milliseconds(10), receiverThread: ReceiverThread()), .receiver("stands"),
    ]
    for (index, daemon) in [1, 2, 2, 3].enumerated() { members[index].daemon = daemon }
    var run = RunDescription(
      duration: .seconds(2), ring: Ring(latency: .milliseconds(1)), members: members,
      faults: [.pause(3, at: .milliseconds(8), for: .seconds(3))])
    let values: Values = [
      "window": 10, "threshold": 10, "ackEvery": 1, "piggyback": false, "ackTo": "aggregated",
    ]
    let proven = try #require(try resolve(method, values, for: run).provenQueueLoad)
    let backlog = 20
    // At `slow`: its own row, the sender's and the standing member's, and what `speaks` tells for both.
    #expect(proven == backlog + 1 + 2 * (2 + backlog) + (2 + 2 * backlog))
    let outcome = try simulate(run, under: method, values)
    checkInvariants(run, outcome)
    let history = History(outcome)
    let aggregates = history.all(.controlAccepted, member: 1).count { $0.at > .zero + .milliseconds(8) }
    #expect(aggregates > 2 + backlog && aggregates <= 2 + 2 * backlog)
    run.session.maxSessionMessages = proven
    #expect(try simulate(run, under: method, values, isJournaled: false).kicks.isEmpty)
  }

  @Test(arguments: 0..<30 as Range<UInt64>)
  func `where the queue holds the proven load nobody is kicked`(block: UInt64) throws {
    for seed in block * 20..<(block + 1) * 20 {
      var random = RandomRuns(seed: seed)
      var run = seed.isMultiple(of: 2) ? random.run(isFree: false) : random.tokenRun(isFree: false)
      // Membership messages apart, and one order for all.
      run.faults.removeAll { [.crash, .leave, .join].contains($0.kind) }
      for index in run.members.indices {
        run.members[index].workload?.service = .agreed
        if run.ring.token == nil { run.members[index].daemon = 1 + index % (1 + Int(seed % 3)) }
      }
      run.session.socket = .none
      let values: Values = [
        "window": .messages(1 + Int(seed % 9)), "threshold": .messages(Int(seed % 11)),
        "ackEvery": .messages(1 + Int(seed / 9) % 4), "piggyback": .flag(seed % 4 < 2),
        "ackTo": "aggregated",
      ]
      for method in ["agreed-ack", "ack-matrix"] {
        run.session.maxSessionMessages = 1_000
        run.session.maxSessionMessages = try #require(resolve(method, values, for: run).provenQueueLoad)
        let outcome = try simulate(run, under: method, values, isJournaled: false)
        #expect(outcome.kicks.isEmpty && outcome.boundHolds ?? true, "seed \(seed), \(method)")
      }
    }
  }

  @Test func `announcements that do not wait, or come without progress, are not proven`() throws {
    let ten = group(10, 10, on: 2, limit: 1_000)
    let entry = try #require(Catalogue.entry(named: "agreed-ack"))
    let base: Values = ["window": 10, "ackTo": "aggregated"]
    for change in [["selfClocked": false], ["onProgressOnly": false], ["joiner": "zero"]] as [Values] {
      let method = try entry.resolve(ParameterValues(base.merging(change) { $1 }), ten)
      #expect(method.provenQueueLoad == nil)
    }
    // Beside a number p leaves room for both steps.
    #expect(sizes(try entry.resolve(ParameterValues(base), ten)) == [10, 10, 2])
  }
}
