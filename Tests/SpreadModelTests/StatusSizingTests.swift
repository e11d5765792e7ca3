import EventKernel
import FlowControl
import SpreadModel
import Testing

/// `min-status`: its bound is attained, and its proven queue load kicks nobody.
@Suite struct StatusSizingTests {
  private func group(_ memberCount: Int, _ senderCount: Int, limit: Int, threadCount: Int = 0) -> GroupFacts {
    GroupFacts(
      isSender: (0..<memberCount).map { $0 < senderCount }, maxSessionMessages: limit,
      hasReceiverThread: (0..<memberCount).map { $0 < threadCount })
  }

  // MARK: The bound

  @Test(arguments: [1, 2, 7, 40])
  func `m·W is attained when all senders fire at a receiver that stands`(window: Int) throws {
    let run = RunDescription(
      duration: .seconds(2), ring: Ring(latency: .milliseconds(1)),
      members: [
        .sender(.burst(of: 3 * window, at: .milliseconds(10)), name: "first"),
        .sender(.burst(of: 3 * window, at: .milliseconds(10)), name: "second"), .receiver("stands"),
      ],
      faults: [.pause(2, for: .seconds(3))])
    let outcome = try simulate(run, under: "min-status", ["window": .messages(window)])
    checkInvariants(run, outcome)
    #expect(outcome.bound == Int64(2 * window))
    #expect(outcome.members[2].backlogMax == Int64(2 * window))
    #expect(outcome.boundHolds == true)
  }

  @Test func `no bound is told where only some receivers hold a sender back`() throws {
    let run = RunDescription(
      duration: .seconds(1), members: [.sender(.burst(of: 30)), .receiver(), .receiver()])
    #expect(try simulate(run, under: "min-status").bound != nil)
    #expect(try simulate(run, under: "min-status", ["select": "max"]).bound == nil)
    #expect(try simulate(run, under: "min-status", ["select": "tagged", "tags": 3]).bound == nil)
    // Nobody joined: the gate does not matter.
    #expect(try simulate(run, under: "min-status", ["joinGate": false]).bound != nil)
  }

  // MARK: Safe values

  /// mW of data, one own status, and of each other member two and one more for every p of the mW; of twice as many
  /// where it has a receiver thread.
  private func load(_ window: Int, _ every: Int, _ group: GroupFacts) -> Int {
    let data = group.senderCount * window
    let threadCount = min(group.hasReceiverThread.count { $0 }, group.memberCount - 1)
    let others = (0..<(group.memberCount - 1)).map {
      $0 < threadCount ? 2 + 2 * data / every : 2 + data / every
    }
    return data + 1 + others.reduce(0, +)
  }

  private func resolved(_ group: GroupFacts, _ values: Values = [:]) -> (window: Int, every: Int, load: Int?)?
  {
    guard
      let method = try? Catalogue.entry(named: "min-status")?.resolve(ParameterValues(values), Groups(group))
    else {
      return nil
    }
    func number(_ name: String) -> Int {
      method.effective.first { $0.name == name }.flatMap { Int($0.text) } ?? -1
    }
    return (number("window"), number("statusEvery"), method.provenQueueLoad)
  }

  /// Every pair is tried: the greatest W − p, then the largest W.
  private func bruteForce(_ group: GroupFacts, limit: Int) -> [Int]? {
    var best: [Int]?
    for window in 1...limit {
      for every in 1...window where load(window, every, group) <= limit {
        let pair = [window - every, window]
        if best.map({ $0.lexicographicallyPrecedes(pair) }) ?? true { best = pair }
      }
    }
    return best
  }

  @Test(arguments: [0, 1, 40])
  func `safe is the best of all values that fit`(threadCount: Int) {
    for limit in [5, 20, 60, 150] {
      for n in [1, 2, 3, 5, 8, 13] {
        for m in Set([1, (n + 1) / 2, n]).sorted() {
          let group = group(n, m, limit: limit, threadCount: min(n, threadCount))
          let safe = resolved(group)
          #expect(
            safe.map { [$0.window - $0.every, $0.window] } == bruteForce(group, limit: limit),
            "n \(n), m \(m), max \(limit)")
          guard let safe else { continue }
          #expect(safe.load == load(safe.window, safe.every, group), "n \(n), m \(m), max \(limit)")
        }
      }
    }
  }

  @Test(arguments: [(1, 1, 999, 1), (5, 5, 171, 25), (10, 10, 71, 23), (20, 20, 22, 16), (100, 1, 603, 202)])
  func `safe picks the published values`(n: Int, m: Int, window: Int, every: Int) throws {
    let safe = try #require(resolved(group(n, m, limit: 1000)))
    #expect(safe.window == window && safe.every == every)
  }

  @Test func `p that is given stays, and what cannot be safe says so`() throws {
    let ten = group(10, 10, limit: 1000)
    let given = try #require(resolved(ten, ["statusEvery": 50]))
    #expect(given.every == 50 && given.window > 61 && given.load ?? 1001 <= 1000)
    #expect(resolved(group(60, 60, limit: 1000)) == nil)
    #expect(resolved(ten, ["window": 100])?.load ?? 0 > 1000)
    let conditions: [Values] = [
      ["select": "max"], ["select": "tagged", "tags": 10], ["joinGate": false],
      ["livenessTimeout": .interval(.seconds(5))], ["statusPeriod": .interval(.seconds(1))],
    ]
    for values in conditions {
      #expect(resolved(ten, values).map { $0.load == nil } == true)
      let warnings = try Catalogue.entry(named: "min-status")?.resolve(ParameterValues(values), Groups(ten))
        .warnings
      #expect(warnings?.last?.hasPrefix("not proven kick-free: ") == true)
    }
  }

  // MARK: Kicks

  /// Members 2 to 19 take 1 ms a message, so that they are five behind when member 1, which sends nothing, comes to a
  /// stand at 4.5 ms with ten read. Ten more come one by one, and ten at once.
  @Test func `two statuses of a member may tell of what the one at rest had read already`() throws {
    let offsets = repeated(0, 5) + repeated(3, 5) + (0..<10).map { 20 + 2 * $0 } + repeated(60, 60)
    let run = RunDescription(
      duration: .seconds(1), ring: Ring(latency: .milliseconds(1)),
      members: [.sender(.at(offsets.map { .milliseconds($0) })), .sender(.at([.seconds(2)]), name: "stands")]
        + (2..<20).map { .receiver("slow-\($0)", process: .milliseconds(1)) },
      faults: [.pause(1, at: .microseconds(4_500), for: .seconds(3))])
    let outcome = try simulate(run, under: "min-status", ["window": 20, "statusEvery": 5])
    checkInvariants(run, outcome)
    let kinds = History(outcome).all(.controlAccepted).filter { $0.at > .zero + .milliseconds(4) }
    let ofSlow = (2..<20).map { member in kinds.count { $0.member == member } }
    #expect(ofSlow == Array(repeating: 2 + 20 / 5, count: 18))
    // 20 of data, its own, six each of the slow ones, five of the sender.
    #expect(outcome.members[1].backlogMax == 20)
    #expect(outcome.members[1].sessionQueueMax == 20 + 1 + 18 * 6 + 5)
  }

  private func repeated(_ offset: Int64, _ count: Int) -> [Int64] { Array(repeating: offset, count: count) }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `where the queue holds the proven load nobody is kicked`(block: UInt64) throws {
    for seed in block * 20..<(block + 1) * 20 {
      var random = RandomRuns(seed: seed)
      var run = seed.isMultiple(of: 2) ? random.run(isFree: false) : random.tokenRun(isFree: false)
      // Membership messages apart, and one order for all.
      run.faults.removeAll { [.crash, .leave, .join].contains($0.kind) }
      for index in run.members.indices { run.members[index].workload?.service = .agreed }
      run.session.socket = .none
      let window = 1 + Int(seed % 9)
      let values: Values = [
        "window": .messages(window), "statusEvery": .messages(1 + Int(seed / 9) % window),
      ]
      run.session.maxSessionMessages = try #require(resolve("min-status", values, for: run).provenQueueLoad)
      let outcome = try simulate(run, under: "min-status", values)
      checkInvariants(run, outcome, "seed \(seed)")
      #expect(outcome.kicks.isEmpty, "seed \(seed)")
      #expect(outcome.bound != nil, "seed \(seed)")
    }
  }
}
