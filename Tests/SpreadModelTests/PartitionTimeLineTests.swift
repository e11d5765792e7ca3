import EventKernel
import FlowControl
import SpreadModel
import Testing

/// Rings that break and form, instant by instant, against drawings made by hand. Hops take 10 µs, the stall 100 µs;
/// costs are zero unless told otherwise; at each daemon there is a member of the group that only receives.
@Suite struct PartitionTimeLineTests {
  private static let steps: Set<Journal.RingStep> = [
    .sent, .received, .delivered, .broken, .formed, .crashed, .hurry,
  ]

  private func run(
    _ daemonCount: Int, _ clients: [RingClient], _ faults: [DaemonFault], daemon: DaemonCosts = DaemonCosts(),
    for duration: Interval = .microseconds(300)
  ) -> RunDescription {
    var ring = TokenRing.of(daemonCount)
    ring.membershipStall = .microseconds(100)
    var run = RunDescription.ring(ring, from: clients, daemon: daemon, for: duration)
    run.members.removeFirst()
    run.members += (1...daemonCount).map { index in
      var member = MemberDescription.receiver("member-\(index)")
      member.daemon = index
      return member
    }
    run.daemonFaults = faults
    return run
  }

  @discardableResult
  private func expect(
    _ run: RunDescription, toLookLike expected: String, _ steps: Set<Journal.RingStep> = steps,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> RunOutcome {
    let outcome = try simulate(run)
    #expect(
      "\n" + TimeLine(steps: steps).drawing(of: run, outcome) == "\n" + expected,
      sourceLocation: sourceLocation)
    checkInvariants(run, outcome, sourceLocation: sourceLocation)
    return outcome
  }

  private func partition(_ sides: [[Int]], at time: Int64, for length: Int64? = nil) -> DaemonFault {
    DaemonFault(
      at: .microseconds(time), .partition(sides.map { $0.map { $0 - 1 } }),
      for: length.map { .microseconds($0) })
  }

  private func crash(_ daemon: Int, at time: Int64, for length: Int64? = nil) -> DaemonFault {
    DaemonFault(at: .microseconds(time), .crash(daemon - 1), for: length.map { .microseconds($0) })
  }

  /// What a member read and when, in µs.
  private func reads(_ member: String, _ run: RunDescription, _ outcome: RunOutcome) -> [Int64] {
    let index = run.members.firstIndex { $0.name == member }
    return (outcome.journal?.lines ?? []).filter { $0.step == .read && $0.member == index }
      .map { $0.at.nanoseconds / 1_000 }
  }

  // MARK: Stall and parts

  @Test func `a partition stalls for exactly its time; then each side runs alone with numbers of its own`()
    throws
  {
    let run = run(
      3, [RingClient(at: 1, .at([.microseconds(60)])), RingClient(at: 3, .at([.microseconds(60)]))],
      [partition([[1, 2], [3]], at: 50)], for: .microseconds(170))
    let outcome = try expect(
      run,
      toLookLike: """
        50  | broken                    | broken           | broken
        150 | formed, sent 1, deliver 0 | formed           | formed, deliver 0
        160 | -                         | got 1, deliver 0 | -
        """)
    #expect(outcome.ordered == 2)
    // The membership message, then the data.
    #expect(reads("member-1", run, outcome) == [150, 150])
    #expect(reads("member-2", run, outcome) == [150, 160])
  }

  @Test func `what was sent still arrives on its own side, and not across the partition`() throws {
    try expect(
      run(
        3, [RingClient(at: 1, .at([.zero]))], [partition([[1, 2], [3]], at: 35)], for: .microseconds(140)),
      toLookLike: """
        30  | sent 1, deliver 0 | -                | -
        35  | broken            | broken           | broken
        40  | -                 | got 1, deliver 0 | -
        135 | formed            | formed           | formed
        """)
  }

  @Test func `a packet that arrives at the very instant of the partition comes too late`() throws {
    let run = run(
      2, [RingClient(at: 1, .at([.zero]))], [partition([[1], [2]], at: 30)], for: .microseconds(140))
    try expect(
      run,
      toLookLike: """
        20  | sent 1, deliver 0 | -
        30  | broken            | broken
        130 | formed            | formed
        """)
  }

  @Test func `a safe message that all of a side have is delivered there before its membership message`()
    throws
  {
    let run = run(
      3, [RingClient(at: 1, .at([.zero]), .safe)], [partition([[1, 2], [3]], at: 45)],
      for: .microseconds(150))
    let outcome = try expect(
      run,
      toLookLike: """
        30  | sent 1            | -                 | -
        40  | -                 | got 1             | got 1
        45  | broken            | broken            | broken
        145 | deliver 0, formed | deliver 0, formed | deliver 0, formed
        """)
    for member in ["member-1", "member-2", "member-3"] {
      #expect(reads(member, run, outcome) == [145, 145])
    }
  }

  @Test func `behind a packet that a side does not have only its own messages are delivered`() throws {
    var run = run(
      3,
      [
        RingClient(at: 1, .at([.zero])), RingClient(at: 2, .at([.microseconds(35)])),
        RingClient(at: 1, .at([.microseconds(45)])),
      ], [partition([[1], [2, 3]], at: 65)], for: .microseconds(170))
    // Nothing arrives.
    if var token = run.ring.token {
      token.loss = 0.999_999
      run.ring = .token(token)
    }
    try expect(
      run,
      toLookLike: """
        30  | sent 1, deliver 0 | -                 | -
        40  | -                 | sent 2            | -
        60  | sent 1, sent 3    | -                 | -
        65  | broken            | broken            | broken
        165 | deliver 2, formed | deliver 1, formed | deliver 1, formed
        """, [.sent, .delivered, .broken, .formed])
  }

  @Test func `the sides of a partition go on alone, stall together, and are one ring again`() throws {
    let run = run(
      2,
      [
        RingClient(at: 1, .at([.microseconds(160)])),
        RingClient(at: 2, .at([.microseconds(170), .microseconds(260)])),
      ], [partition([[1], [2]], at: 50, for: 200)], for: .microseconds(375))
    let outcome = try expect(
      run,
      toLookLike: """
        50  | broken           | broken
        150 | formed           | formed
        160 | deliver 0        | -
        170 | -                | deliver 0
        250 | broken           | broken
        350 | formed           | formed
        360 | -                | sent 1, deliver 0
        370 | got 1, deliver 0 | -
        """)
    #expect(reads("member-1", run, outcome) == [150, 160, 350, 370])
    #expect(reads("member-2", run, outcome) == [150, 170, 350, 360])
    #expect(outcome.ordered == 3)
  }

  @Test func `a merge is the end of whatever partition there is`() throws {
    try expect(
      run(
        3, [],
        [
          partition([[1], [2, 3]], at: 20), partition([[1, 2], [3]], at: 30, for: 500),
          DaemonFault(at: .microseconds(180), .merge),
        ]),
      toLookLike: """
        20  | broken | broken | broken
        130 | formed | formed | formed
        180 | broken | broken | broken
        280 | formed | formed | formed
        """)
  }

  // MARK: Faults within a stall

  @Test func `a partition within a stall begins it anew only where it changes something`() throws {
    try expect(
      run(3, [], [partition([[1, 2], [3]], at: 50), partition([[1], [2], [3]], at: 100)]),
      toLookLike: """
        50  | broken | broken | broken
        150 | -      | -      | formed
        200 | formed | formed | -
        """)
  }

  @Test func `daemons that part and meet within a stall tell their members nothing`() throws {
    let run = run(
      3, [RingClient(at: 2, .at([.microseconds(60)]))], [partition([[1, 2], [3]], at: 50, for: 40)],
      for: .microseconds(210))
    let outcome = try expect(
      run,
      toLookLike: """
        50  | broken           | broken            | broken
        190 | formed           | formed            | formed
        200 | -                | sent 1, deliver 0 | -
        210 | got 1, deliver 0 | -                 | got 1, deliver 0
        """)
    #expect(reads("member-3", run, outcome) == [210])
  }

  // MARK: Crashes

  @Test func `where the leader crashes with the token the next daemon leads`() throws {
    try expect(
      run(
        3, [RingClient(at: 3, .at([.microseconds(60)]))], [crash(1, at: 50)], for: .microseconds(170)),
      toLookLike: """
        50  | crashed | broken           | broken
        150 | -       | formed           | formed
        160 | -       | -                | sent 1, deliver 0
        170 | -       | got 1, deliver 0 | -
        """)
  }

  @Test func `of a visit that a crash breaks off what had left arrives and the rest is nobody's`() throws {
    let run = run(
      3, [RingClient(at: 2, .burst(of: 3, payloadBytes: 1_000))], [crash(2, at: 31)],
      daemon: DaemonCosts(packet: .microseconds(5)), for: .microseconds(140))
    let outcome = try expect(
      run,
      toLookLike: """
        31  | broken           | crashed | broken
        40  | got 1, deliver 0 | -       | got 1, deliver 0
        45  | got 2, deliver 1 | -       | got 2, deliver 1
        131 | formed           | -       | formed
        """, [.received, .delivered, .broken, .formed, .crashed])
    #expect(outcome.ordered == 3)
    #expect(outcome.members.dropFirst().map(\.delivered) == [2, 0, 2])
  }

  @Test func `a daemon that comes back stalls the others once more`() throws {
    try expect(
      run(3, [], [crash(1, at: 50, for: 140)]),
      toLookLike: """
        50  | crashed | broken | broken
        150 | -       | formed | formed
        190 | -       | broken | broken
        290 | formed  | formed | formed
        """)
  }

  @Test func `clients of a crashed daemon read what their sockets hold and are gone`() throws {
    var run = run(
      2, [RingClient(at: 1, .burst(of: 6)), RingClient(at: 2, .at([.microseconds(45), .microseconds(60)]))],
      [crash(2, at: 50)], for: .microseconds(400))
    run.session.socket = .messages(2)
    let index = try #require(run.members.firstIndex { $0.name == "member-2" })
    run.members[index].costs.process = .constant(.microseconds(40))
    let outcome = try simulate(run)
    checkInvariants(run, outcome)
    // One in its hands, two in the socket; three in the queue are lost.
    #expect(outcome.members[index].delivered == 6)
    #expect(outcome.members[index].processed == 3)
    #expect(outcome.members[index].lost == 3)
    #expect(outcome.members[index].goneAt == Instant(nanoseconds: 50_000))
    #expect(!outcome.members[index].survives)
    #expect(outcome.kicks.isEmpty)
    // A sender there finds out when it sends: what it was given before waited for a token that never came.
    #expect(outcome.members[1].sent == 1)
    #expect(outcome.ordered == 6)
  }

  // MARK: What a run says about it

  @Test(arguments: [120, 2_000])
  func `who waits for a stall does not wait for ever`(end: Int64) throws {
    var run = run(2, [], [partition([[1], [2]], at: 50, for: 300)], for: .microseconds(end))
    for index in run.members.indices {
      run.members[index].workload = Workload(.flatOut)
      run.members[index].costs.send = .constant(.microseconds(5))
    }
    let outcome = try simulate(run, under: "pipelining-senders", ["window": 2])
    #expect(!outcome.isDeadlocked)
    #expect(outcome.longestStall >= .microseconds(end > 200 ? 100 : 60))
  }
}
