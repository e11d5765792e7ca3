import EventKernel
import FlowControl
import SpreadModel
import Testing

/// Several groups per session: each with a flow control of its own, all in one queue.
@Suite struct GroupTests {
  private let names = ["a", "b"]

  private func member(
    _ name: String, in groups: [Int], sends workload: Workload? = nil, to group: Int? = nil,
    process: Distribution = .constant(.zero)
  ) -> MemberDescription {
    MemberDescription(
      name: name, groups: groups, sendGroup: group ?? groups[0], costs: Costs(process: process),
      workload: workload)
  }

  private func run(
    _ members: [MemberDescription], faults: [Fault] = [], max: Int = 1000, ring: Ring = Ring()
  ) -> RunDescription {
    RunDescription(
      duration: .seconds(2), ring: ring, session: SessionRules(max: max), groupNames: names, members: members,
      faults: faults)
  }

  private var tokenRing: Ring { .token(TokenRing(daemonCount: 2)) }

  @Test(arguments: [false, true])
  func `a member gets the messages of its groups and of no other`(onTokenRing: Bool) throws {
    var members = [
      member("a", in: [0], sends: .burst(of: 30)), member("b", in: [1], sends: .burst(of: 50)),
      member("both", in: [0, 1]), member("to-b", in: [0, 1], sends: .burst(of: 7), to: 1),
    ]
    for index in members.indices { members[index].daemon = index % 2 + 1 }
    let run = run(members, ring: onTokenRing ? tokenRing : Ring())
    let outcome = try simulate(run)
    #expect(outcome.members.map(\.processed) == [30, 57, 87, 87])
    let shares = outcome.members.map { $0.groups.map(\.processedMeasured) }
    #expect(shares == [[30], [57], [30, 57], [30, 57]])
  }

  /// With max = 10, the 11th message that waits kicks, whichever group it is of.
  @Test func `messages of all groups count together in a session queue`() throws {
    let members = [
      member("a", in: [0], sends: .burst(of: 6, at: .milliseconds(1))),
      member("b", in: [1], sends: .burst(of: 5, at: .milliseconds(2))), member("both", in: [0, 1]),
    ]
    let pause = Fault.pause(2, for: .seconds(1))
    let outcome = try simulate(run(members, faults: [pause], max: 10))
    let kick = try #require(outcome.kicks.first)
    #expect(outcome.kicks.count == 1 && kick.member == 2 && kick.message == 11)
    #expect(kick.queuedBySender.map(\.count) == [6, 4])
    // In one of the two groups it would have lived.
    for groups in [[0], [1]] {
      let alone = [members[0], members[1], member("one", in: groups)]
      #expect(try simulate(run(alone, faults: [pause], max: 10)).kicks.isEmpty)
    }
  }

  /// Everything costs nothing, so that groups without a common member cannot meet.
  @Test(arguments: ["hope-and-pray", "pipelining-senders", "ack-matrix", "agreed-ack", "credits", "lockstep"])
  func `groups without a common member are as if each were alone`(method: String) throws {
    let slow = Distribution.constant(.milliseconds(7))
    let flow = Workload(.constant(.perSecond(500)))
    let first = [member("a", in: [0], sends: flow), member("slow", in: [0], process: slow)]
    let second = [member("b", in: [1], sends: flow, process: slow), member("c", in: [1], sends: flow)]
    // The order of members is that of their acts at one instant, which the other group must not notice.
    let together = run([first[0], second[0], first[1], second[1]], max: 60)
    let outcome = try simulate(together, under: method)
    for (group, places) in [(first, [0, 2]), (second, [1, 3])] {
      let alone = RunDescription(
        duration: .seconds(2), session: SessionRules(max: 60),
        members: group.map { one in
          var one = one
          (one.groups, one.sendGroup) = ([0], 0)
          return one
        })
      let expected = try simulate(alone, under: method)
      for (one, place) in zip(expected.members, places) {
        var member = outcome.members[place]
        member.groups = []
        #expect(member == one, "\(method) \(together.members[place].name)")
      }
    }
  }

  @Test func `a kick is told to every group of the member, and to who shares several in each`() throws {
    let members = [
      member("a", in: [0], sends: Workload(.constant(.perSecond(100)), total: 6)),
      member("both", in: [0, 1]),
      member("slow", in: [0, 1]), member("b", in: [1]),
    ]
    let outcome = try simulate(run(members, faults: [.pause(2, for: .seconds(1))], max: 5))
    #expect(outcome.kicks.map(\.member) == [2])
    let lines = try #require(outcome.journal).lines.filter { $0.step == .read && $0.at > .zero }
    let data = 6
    #expect(lines.count { $0.member == 0 } == data + 1)
    #expect(lines.count { $0.member == 1 } == data + 2)
    #expect(lines.count { $0.member == 3 } == 1)
  }

  @Test(arguments: [false, true])
  func `a joiner of two groups reads a view of each before any message of theirs`(onTokenRing: Bool) throws {
    let flow = Workload(.constant(.perSecond(2000)))
    var members = [
      member("a", in: [0], sends: flow), member("b", in: [1], sends: flow), member("both", in: [0, 1]),
    ]
    for index in members.indices { members[index].daemon = index % 2 + 1 }
    let join = Fault(at: .milliseconds(500), member: 2, .join)
    let run = run(members, faults: [join], ring: onTokenRing ? tokenRing : Ring())
    for method in ["agreed-ack", "ack-matrix", "credits", "ack-every-message"] {
      let outcome = try simulate(run, under: method)
      let journal = try #require(outcome.journal)
      let reads = journal.lines.filter { $0.step == .read && $0.member == 2 }
      #expect(reads[1].position == reads[0].position + 1, "\(method): nothing comes between the two views")
      #expect(!outcome.isDeadlocked && outcome.members[2].processed > 1000, "\(method)")
      #expect(outcome.boundHolds ?? true)
    }
  }

  @Test func `a slow member holds back the senders of its groups only`() throws {
    let flow = Workload(.constant(.perSecond(1000)))
    let members = [
      member("a", in: [0], sends: flow), member("b", in: [1], sends: flow),
      member("slow", in: [0], process: .constant(.milliseconds(10))), member("fast", in: [0, 1]),
    ]
    let outcome = try simulate(run(members), under: "agreed-ack")
    #expect(outcome.kicks.isEmpty && outcome.boundHolds == true)
    #expect(outcome.members[1].sent >= 1999 && outcome.members[0].sent < 1000)
    #expect(outcome.members[0].blocked > .seconds(1) && outcome.members[1].blocked == .zero)
  }

  @Test func `a group with a name is a group without one`() throws {
    for seed in 0..<40 as Range<UInt64> {
      var random = RandomRuns(seed: seed)
      let run = seed % 2 == 0 ? random.run(isFree: false) : random.tokenRun(isFree: false)
      var named = run
      named.groupNames = ["a"]
      let outcomes = try [run, named].map { try simulate($0, under: "pipelining-senders", ["window": 3]) }
      #expect(outcomes[0].fingerprint == outcomes[1].fingerprint, "seed \(seed)")
      #expect(outcomes[0].members == outcomes[1].members, "seed \(seed)")
    }
  }

  /// One method a seed in turn, with small numbers where the groups are too large for its defaults.
  private func method(_ seed: UInt64, for run: RunDescription) -> ResolvedMethod? {
    let entry = Catalogue.entries[Int(seed) % Catalogue.entries.count]
    let small = ParameterValues(["window": 3, "credits": 3])
    return (try? entry.resolve(ParameterValues(), run.groups)) ?? (try? entry.resolve(small, run.groups))
  }

  /// Daemons part, meet and crash under several groups, and members come back; what is conserved is checked at the end
  /// of every run.
  @Test(arguments: 0..<10 as Range<UInt64>)
  func `random groups keep the laws through faults of daemons`(block: UInt64) throws {
    var viewCount = 0
    for seed in block * 12..<(block + 1) * 12 {
      var random = RandomRuns(seed: seed)
      var run = random.tokenRun(isFree: false)
      guard var ring = run.ring.token, ring.daemonCount > 1 else { continue }
      ring.membershipStall = .milliseconds(2)
      run.ring = .token(ring)
      let others = Array(1..<ring.daemonCount)
      run.daemonFaults = [
        DaemonFault(at: .milliseconds(5), .partition([[0], others]), for: .milliseconds(10)),
        DaemonFault(at: .milliseconds(22), .crash(Int(seed) % ring.daemonCount), for: .milliseconds(6)),
      ]
      run.groupNames = ["a", "b"]
      for index in run.members.indices {
        run.members[index].groups = [[0], [0, 1], [1]][(index + Int(seed)) % 3]
        run.members[index].sendGroup = run.members[index].groups[0]
        if index % 2 == 1 { run.members[index].rejoin = Rejoin(after: .milliseconds(3)) }
      }
      guard let method = method(seed, for: run) else { continue }
      let outcome = try method.run(run, Journal(), { false }).get()
      #expect(outcome.bound == nil, "seed \(seed): \(method.name)")
      let again = try method.run(run, nil, { false }).get()
      #expect(again.members == outcome.members && again.fingerprint == outcome.fingerprint, "seed \(seed)")
      viewCount += outcome.journal?.ringLines.count { $0.step == .formed } ?? 0
    }
    #expect(viewCount > 0)
  }

  /// What the conservation laws and bounds say is checked at the end of every run.
  @Test(arguments: 0..<10 as Range<UInt64>)
  func `random groups keep the laws`(block: UInt64) throws {
    for seed in block * 12..<(block + 1) * 12 {
      var random = RandomRuns(seed: seed)
      var run = seed % 2 == 0 ? random.run(isFree: false) : random.tokenRun(isFree: false)
      run.groupNames = ["a", "b", "c"]
      for index in run.members.indices {
        run.members[index].groups = [[0], [0, 1], [1, 2], [0, 1, 2]][(index + Int(seed / 4)) % 4]
        run.members[index].sendGroup =
          run.members[index].groups[(index + Int(seed)) % run.members[index].groups.count]
      }
      guard let method = method(seed, for: run) else { continue }
      let outcome = try method.run(run, nil, { false }).get()
      #expect(outcome.boundHolds ?? true, "seed \(seed): \(method.name)")
      let again = try method.run(run, nil, { false }).get()
      #expect(again.members == outcome.members && again.fingerprint == outcome.fingerprint, "seed \(seed)")
      for (index, member) in outcome.members.enumerated() {
        #expect(
          member.groups.reduce(0) { $0 + $1.processedMeasured } == member.processedMeasured,
          "seed \(seed) \(index)")
      }
    }
  }
}
