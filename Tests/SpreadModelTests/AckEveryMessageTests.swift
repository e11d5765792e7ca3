import EventKernel
import FlowControl
import Metrics
import SpreadModel
import Testing

/// `ack-every-message`: done when every member has acknowledged.
@Suite struct AckEveryMessageTests {
  /// A sender without a stop that takes no time, and receivers.
  private func run(
    _ process: [Distribution], latency: Interval = .milliseconds(1),
    for duration: Interval = .milliseconds(70)
  ) -> RunDescription {
    RunDescription(
      duration: duration, ring: Ring(latency: latency),
      members: [.sender(Workload(.flatOut))]
        + process.enumerated().map { .receiver("receiver-\($0)", process: $1) })
  }

  // MARK: Without commits

  @Test func `a message takes a round trip and the slowest member, and each receiver acknowledges it`() throws
  {
    let run = run([.milliseconds(3), .milliseconds(5)])
    let outcome = try simulate(run, under: "ack-every-message")
    // At 0, 7, …, 70 ms.
    #expect(outcome.accepted == 11)
    #expect(outcome.controlMessages == 20)
    #expect(outcome.bound == 1)
    #expect(outcome.members[2].backlogMax == 1)
    #expect(outcome.members[2].awaitedNanoseconds > outcome.members[0].awaitedNanoseconds)
    checkInvariants(run, outcome)
  }

  @Test func `so many are under way as outstanding says`() throws {
    let outcome = try simulate(
      run([.constant(.zero), .constant(.zero)]), under: "ack-every-message", ["outstanding": 4])
    // Four at each of 0, 2, …, 70 ms; those of the last two milliseconds are not acknowledged.
    #expect(outcome.accepted == 4 * 36)
    #expect(outcome.controlMessages == 2 * 4 * 35)
  }

  @Test func `a sender alone is held to its own processing without any message`() throws {
    let alone = RunDescription(
      duration: .milliseconds(70), ring: Ring(latency: .milliseconds(1)),
      members: [.sender(Workload(.flatOut), process: .milliseconds(4))])
    let outcome = try simulate(alone, under: "ack-every-message")
    #expect(outcome.accepted == 15)
    #expect(outcome.controlMessages == 0)
    #expect(try resolve("ack-every-message", for: alone).provenQueueLoad == 1)
  }

  @Test(arguments: [(1, 1), (2, 1), (3, 20)])
  func `m · outstanding is attained when all senders fire at a receiver that stands`(
    count: Int, outstanding: Int
  ) throws {
    let run = RunDescription(
      duration: .seconds(1), ring: Ring(latency: .milliseconds(1)),
      members: (1...count).map { .sender(.burst(of: 100), name: "member-\($0)") } + [.receiver()],
      faults: [.pause(count, for: .seconds(2))])
    let outcome = try simulate(run, under: "ack-every-message", ["outstanding": .messages(outstanding)])
    #expect(outcome.bound == Int64(count * outstanding))
    #expect(outcome.members[count].backlogMax == Int64(count * outstanding))
    #expect(outcome.boundHolds == true)
    checkInvariants(run, outcome)
  }

  @Test func `who joins acknowledges what comes after its view, and who is gone is not waited for`() throws {
    var run = run([.milliseconds(1), .milliseconds(1)], for: .seconds(1))
    run.faults = [
      .pause(1, at: .milliseconds(100), for: .seconds(2)), Fault(at: .milliseconds(300), member: 1, .crash),
      Fault(at: .milliseconds(500), member: 2, .join),
    ]
    let outcome = try simulate(run, under: "ack-every-message")
    #expect(outcome.boundHolds == true)
    #expect(!outcome.isDeadlocked)
    // One in 3 ms until it stands, none until it is gone, one in 1 ms alone, one in 3 ms with the joiner.
    #expect((33 + 195 + 160...34 + 200 + 168).contains(outcome.accepted))
    #expect(outcome.members[2].controlSent == outcome.members[2].processed)
    checkInvariants(run, outcome)
    // A member that stands and stays stops everybody, but not for ever.
    run.faults.removeSubrange(1...)
    #expect(try simulate(run, under: "ack-every-message").isDeadlocked == false)
  }

  @Test func `nobody acknowledges the messages of a sender that is gone`() throws {
    var run = run([.milliseconds(10)], for: .seconds(1))
    run.members[0].workload = .burst(of: 20)
    run.members.append(.receiver("reads", process: .milliseconds(10), receiverThread: ReceiverThread()))
    run.faults = [Fault(at: .milliseconds(25), member: 0, .crash)]
    let outcome = try simulate(run, under: "ack-every-message", ["outstanding": 20])
    #expect(outcome.members.map(\.processed) == [20, 20, 20])
    // One loop reads the view behind all 20 messages; the thread has read it when the third is processed.
    #expect(outcome.members[1].controlSent == 20)
    #expect(outcome.members[2].controlSent == 2)
  }

  // MARK: Commits

  @Test(arguments: ["nosync", "sync"])
  func `with one outstanding a commit makes the cycle longer`(commit: String) throws {
    let run = run([.milliseconds(3), .milliseconds(5)], for: .milliseconds(1_700))
    let values: Values = ["commit": .word(commit), "commitTime": .interval(.milliseconds(10))]
    let outcome = try simulate(run, under: "ack-every-message", values)
    // At 0, 17, …, 1700 ms.
    #expect(outcome.accepted == 101)
    #expect(outcome.controlMessages == 200)
    checkInvariants(run, outcome)
  }

  @Test func `commits of a member follow one another with sync and overlap with nosync`() throws {
    let run = run([.constant(.zero)], for: .milliseconds(1_200))
    func accepted(_ commit: String) throws -> Int64 {
      try simulate(
        run, under: "ack-every-message",
        ["outstanding": 3, "commit": .word(commit), "commitTime": .interval(.milliseconds(10))]
      ).accepted
    }
    // Three in 12 ms; or one in 10 ms after the first at 12 ms.
    #expect(try accepted("nosync") == 3 * 101)
    #expect(try accepted("sync") == 3 + 119)
  }

  @Test func `the CPU goes on while the disk writes, and the disk while the member stands`() throws {
    var run = run([.milliseconds(4)], for: .milliseconds(100))
    run.members[0].workload = .burst(of: 5)
    run.faults = [.pause(1, at: .milliseconds(24), for: .milliseconds(36))]
    let outcome = try simulate(
      run, under: "ack-every-message",
      ["outstanding": 5, "commit": "sync", "commitTime": .interval(.milliseconds(8))])
    let history = History(outcome)
    func times(_ step: Journal.Step) -> [Instant] { history.all(step, member: 1).map(\.at) }
    func milliseconds(_ counts: Int64...) -> [Instant] { counts.map { .zero + .milliseconds($0) } }
    #expect(times(.processed) == milliseconds(5, 9, 13, 17, 21))
    // Commits end at 13, 21, 29, 37 and 45 ms. At 13 ms the one loop has begun the fourth message; what ends in the
    // pause is told when it is over.
    #expect(times(.controlAccepted) == milliseconds(17, 21, 60, 60, 60))
    checkInvariants(run, outcome)
  }

  @Test func `a commit under way at the end is no deadlock`() throws {
    var run = run([.constant(.zero)], for: .milliseconds(50))
    let values: Values = ["commit": "sync", "commitTime": .interval(.milliseconds(100))]
    #expect(try simulate(run, under: "ack-every-message", values).isDeadlocked == false)
    run.duration = .milliseconds(300)
    #expect(try simulate(run, under: "ack-every-message", values).accepted == 3)
  }

  @Test(
    arguments: [
      (
        ["commit": "sync"], "commit",
        "\"sync\" takes time and none is told; give a commitTime, for example"
          + " commitTime: \"5ms\""
      ),
      (
        ["commitTime": .interval(.milliseconds(5))], "commitTime",
        "commitTime has a meaning only with a commit; remove it or add commit: \"sync\""
      ),
    ] as [(Values, String, String)])
  func `commit and its time stand together`(values: Values, parameter: String, message: String) {
    #expect {
      try resolve("ack-every-message", values, for: run([.constant(.zero)]))
    } throws: { error in
      error as? ParameterProblems == ParameterProblems(parameter, message)
    }
  }

  // MARK: Closed form

  @Test(arguments: [1, 2, 5, 20])
  func `throughput is 1 ÷ (RTT + H(n)÷μ) for n exponential receivers`(count: Int) throws {
    var run = run(
      Array(repeating: .exponential(mean: .milliseconds(1)), count: count), latency: .milliseconds(2),
      for: .seconds(1))
    let expected = Theory.throughputPerSecond(
      receiverCount: count, roundTripSeconds: 0.004, servicesPerSecond: 1000)
    let method = try resolve("ack-every-message", for: run)
    let sample = try Sample(seeds: 1...20) { seed in
      run.seed = seed
      return Double(try method.run(run, nil, { false }).get().members[0].processed)
    }
    #expect(
      sample.standardErrors(from: expected) < standardErrorLimit,
      "seeds 1...20: \(sample.mean) ± \(sample.standardError) per second, theory \(expected)")
    #expect(sample.standardError < 0.01 * expected)
  }
}
