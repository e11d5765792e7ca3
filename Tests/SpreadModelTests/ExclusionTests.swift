import EventKernel
import FlowControl
import SpreadModel
import Testing

/// Members that are too slow are given up: `exclude`.
@Suite struct ExclusionTests {
  private static let twoSeconds = ExclusionRule.time(.seconds(2))

  private func run(
    _ run: RunDescription, under name: String = "hope-and-pray", _ values: Values = [:],
    excluding rule: ExclusionRule
  ) throws -> RunOutcome {
    let method = try resolve(name, values, for: run).modified(by: Modifiers(exclude: rule))
    let outcome = try method.run(run, Journal(), { false }).get()
    checkInvariants(run, outcome)
    return outcome
  }

  /// 100 messages a second to a fast receiver, and to one that is paused from 1 s on for so long.
  private func group(pausedFor pause: Interval, max: Int = 10_000) -> RunDescription {
    RunDescription(
      duration: .seconds(10), session: SessionRules(max: max),
      members: [
        .sender(Workload(.constant(.perSecond(100)))), .receiver("fast"), .receiver("stuck"),
      ],
      faults: [.pause(2, at: .seconds(1), for: pause)])
  }

  private func givenUp(_ outcome: RunOutcome) -> [Int] {
    outcome.members.indices.filter { outcome.members[$0].excludedAt != nil }
  }

  @Test func `a member that announces nothing new for the time is given up, at most half of it later`() throws
  {
    // It announced 50 at 0.5 s. The others look for 100 from 1 s on, and give the last announcement a tick more.
    let outcome = try run(group(pausedFor: .seconds(8)), excluding: Self.twoSeconds)
    #expect(givenUp(outcome) == [2])
    #expect(outcome.members[2].excludedAt == Instant(nanoseconds: 3_500_000_000))
    #expect(!outcome.members[2].survives)
    #expect(outcome.members[2].kickedAt == nil)
  }

  @Test func `a member that is back within the time is not`() throws {
    let outcome = try run(group(pausedFor: .milliseconds(1_900)), excluding: Self.twoSeconds)
    #expect(givenUp(outcome).isEmpty)
    #expect(outcome.members[2].survives)
  }

  @Test func `who reads that it was given up leaves, and was wrong to accuse the others`() throws {
    let outcome = try run(group(pausedFor: .seconds(4)), excluding: Self.twoSeconds)
    #expect(givenUp(outcome) == [2])
    #expect(outcome.members[2].goneAt == Instant(nanoseconds: 5_000_000_000))
    #expect(outcome.members[2].processed == 499)
    #expect(outcome.members[1].processed == 1000)
  }

  @Test func `who never reads it is kicked`() throws {
    let outcome = try run(group(pausedFor: .seconds(9), max: 400), excluding: Self.twoSeconds)
    #expect(givenUp(outcome) == [2])
    #expect(outcome.kicks.map(\.member) == [2])
    #expect(try #require(outcome.kicks.first).at > Instant(nanoseconds: 3_500_000_000))
  }

  @Test(arguments: ["agreed-ack", "ack-matrix", "ack-every-message", "credits"])
  func `senders that waited for it go on`(method: String) throws {
    let values: Values = method == "credits" ? ["credits": 30] : [:]
    let stuck = group(pausedFor: .seconds(60), max: 200)
    let alone = try simulate(stuck, under: method, values)
    #expect(alone.members[1].processed < 450)
    let outcome = try run(stuck, under: method, values, excluding: Self.twoSeconds)
    #expect(givenUp(outcome) == [2])
    // From 3.5 s on 100 messages a second.
    #expect(outcome.members[1].processed >= 650 + 90)
    #expect(outcome.boundHolds == true)
    #expect(!outcome.isDeadlocked)
  }

  @Test func `announcements may kick where the method alone is proven not to, and nothing else is claimed`()
    throws
  {
    let stuck = group(pausedFor: .seconds(60), max: 200)
    let alone = try resolve("credits", for: stuck)
    #expect(try #require(alone.provenQueueLoad) <= 200)
    #expect(try alone.run(stuck, nil, { false }).get().kicks.isEmpty)
    let method = alone.modified(by: Modifiers(exclude: Self.twoSeconds))
    #expect(try method.run(stuck, nil, { false }).get().kicks.map(\.member) == [2])
    #expect(method.provenQueueLoad == nil)
    #expect(method.warnings.count == alone.warnings.count + 1)
  }

  @Test func `with a lag it is given up when what it announced is further behind`() throws {
    let run = RunDescription(
      duration: .seconds(10),
      members: [
        .sender(Workload(.constant(.perSecond(100)))), .receiver("slow", process: .milliseconds(20)),
      ])
    let outcome = try self.run(run, excluding: .lag(100))
    #expect(givenUp(outcome) == [1])
    // 50 messages a second, announced every 25: at 1.76 s it is known to be at 75, and the sender at 176.
    #expect(outcome.members[1].excludedAt == Instant(nanoseconds: 1_760_000_000))
    #expect(try self.run(run, excluding: .lag(700)).members[1].excludedAt == nil)
  }

  @Test func `a slow member's accusations of the others are void`() throws {
    let run = RunDescription(
      duration: .seconds(20), session: SessionRules(max: 100_000),
      members: [
        .sender(Workload(.constant(.perSecond(500)))), .receiver("fast"),
        .receiver("slow", process: .milliseconds(40)),
      ])
    let outcome = try self.run(run, excluding: Self.twoSeconds)
    #expect(givenUp(outcome) == [2])
    #expect(outcome.members[1].processed == 10_000)
  }

  @Test func `a joiner starts where its view stands`() throws {
    var run = RunDescription(
      duration: .seconds(4),
      members: [.sender(Workload(.constant(.perSecond(100)))), .receiver("joiner")])
    run.faults = [Fault(at: .seconds(2), member: 1, .join)]
    for rule in [ExclusionRule.lag(50), .time(.milliseconds(400))] {
      let outcome = try self.run(run, excluding: rule)
      #expect(givenUp(outcome).isEmpty)
      #expect(outcome.members[1].survives)
    }
  }

  @Test func `a sender that is given up may still be heard, and says nothing to the methods`() throws {
    // It yells FIRE, and is given up before it can yell ALL CLEAR; its messages on the way still come.
    let run = RunDescription(
      duration: .seconds(10), ring: Ring(latency: .milliseconds(5)),
      members: [
        .sender(Workload(.constant(.perSecond(100)))), .receiver("fast"),
        .sender(
          Workload(.constant(.perSecond(10))), name: "burning", process: .milliseconds(100),
          receiverThread: ReceiverThread()),
      ])
    let values: Values = ["high": 30, "low": 2, "window": 20]
    let alone = try simulate(run, under: "yelling-fire", values)
    let outcome = try self.run(run, under: "yelling-fire", values, excluding: .lag(20))
    #expect(alone.members[1].processed < 300)
    #expect(givenUp(outcome) == [2])
    #expect(outcome.members[1].processed > 800)
  }

  @Test func `waiting for somebody who keeps up is a deadlock all the same`() throws {
    var run = RunDescription(
      duration: .seconds(10),
      members: [.sender(Workload(.constant(.perSecond(100)))), .receiver("joiner")])
    run.faults = [Fault(at: .seconds(2), member: 1, .join)]
    let values: Values = ["window": 20, "threshold": 20, "joiner": "zero"]
    #expect(try self.run(run, under: "agreed-ack", values, excluding: Self.twoSeconds).isDeadlocked)
  }

  // MARK: The rule by itself

  @Test(arguments: 0..<200 as Range<UInt64>)
  func `an accusation is judged alike by all, whatever each has processed`(seed: UInt64) {
    var random = RandomStream(StreamKey(seed: seed, replication: 0, entity: 0, purpose: 98))
    let count = 4
    let group = GroupFacts(
      isSender: [true, true, true, true], maxSessionMessages: 100,
      hasReceiverThread: [false, false, false, false])
    let view = View.initial(isPresent: Array(repeating: true, count: count), senderCount: count)
    let rule = seed % 2 == 0 ? ExclusionRule.lag(3) : .time(.seconds(1))
    var members = (0..<count).map { Exclusion(rule, member: $0, group: group, view: view) }
    var order: [(sender: Int, note: Note)] = []
    for _ in 0..<400 {
      let index = Int(random.below(UInt64(count)))
      // The last one is the slowest.
      if index < count - 1 || random.below(5) == 0 { members[index].dataProcessed() }
      if random.below(6) == 0 { _ = members[index].tick() }
      if let message = members[index].nextMessage() { order.append((index, message.note)) }
      guard random.below(3) == 0 else { continue }
      for (sender, note) in order {
        let verdicts = members.indices.map { members[$0].noteRead(from: sender, note) }
        #expect(Set(verdicts).count == 1, "seed \(seed)")
      }
      order.removeAll()
    }
  }

  @Test func `where positions count on from a merge, nobody is accused of what it never got`() {
    let group = GroupFacts(
      isSender: [true, true, true], maxSessionMessages: 100, hasReceiverThread: [false, false, false])
    let first = View(isPresent: [true, true, false], position: 0, sentBefore: [0, 0, 0])
    for rule in [ExclusionRule.lag(20), .time(.seconds(1))] {
      var member = Exclusion(rule, member: 0, group: group, view: first)
      for _ in 0..<10 {
        member.dataRead(from: 0)
        member.dataProcessed()
      }
      let merged = View(
        isPresent: [true, true, true], position: 110, sentBefore: [10, 0, 100], joined: [2],
        skippedBefore: [0, 0, 100])
      #expect(member.viewRead(merged) == merged)
      #expect(member.view(without: 1).position == 110)
      for _ in 0..<10 { member.dataProcessed() }
      for _ in 0..<3 { _ = member.tick() }
      // It tells its own position, and accuses nobody: 120 and 100 are 20 apart.
      #expect(member.nextMessage()?.note.number == 120)
      #expect(member.nextMessage() == nil)
    }
  }

  @Test(arguments: 0..<30 as Range<UInt64>)
  func `random runs in which members are given up keep the invariants, and their bounds`(block: UInt64) throws
  {
    for seed in block * 20..<(block + 1) * 20 {
      let (run, method) = try draw(seed)
      let outcome = try method.run(run, Journal(), { false }).get()
      checkInvariants(run, outcome, "seed \(seed): \(method.name) \(method.effective)")
      let again = try method.run(run, nil, { false }).get()
      #expect(again.members == outcome.members, "seed \(seed)")
    }
  }

  /// A method, its parameters, a rule and a run with some members that are slower than others.
  private func draw(_ seed: UInt64) throws -> (RunDescription, ResolvedMethod) {
    var random = RandomRuns(seed: seed + 200_000)
    let entry = Catalogue.entries[Int(seed % UInt64(Catalogue.entries.count))]
    let run = seed % 3 == 0 ? random.tokenRun(isFree: false) : random.run(isFree: false)
    let rule =
      seed % 2 == 0
      ? ExclusionRule.lag(1 + Int64(seed % 23)) : .time(.milliseconds(1 + Int64(seed % 9)))
    let chunk = seed % 5 == 0 ? Chunk(count: 3, delay: .milliseconds(2)) : nil
    for values in [random.values(for: entry.card), [:]] {
      if let method = try? entry.resolve(ParameterValues(values), run.groups) {
        return (run, method.modified(by: Modifiers(exclude: rule, chunk: chunk)))
      }
    }
    let values = ParameterValues(["window": 3, "credits": 3])
    return (run, try entry.resolve(values, run.groups).modified(by: Modifiers(exclude: rule, chunk: chunk)))
  }

  @Test func `these random runs are worth their time`() throws {
    var (runs, bounded) = (0, 0)
    for seed in 0..<200 as Range<UInt64> {
      let (run, method) = try draw(seed)
      let outcome = try method.run(run, nil, { false }).get()
      runs += givenUp(outcome).isEmpty ? 0 : 1
      bounded += !givenUp(outcome).isEmpty && outcome.bound != nil ? 1 : 0
    }
    #expect(runs > 60)
    #expect(bounded > 20)
  }
}
