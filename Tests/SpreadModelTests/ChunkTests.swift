import EventKernel
import FlowControl
import SpreadModel
import Testing

/// The packing layer between application and gate: `chunk`.
@Suite struct ChunkTests {
  private func chunk(_ count: Int, _ milliseconds: Int64) -> Modifiers {
    Modifiers(chunk: Chunk(count: count, delay: .milliseconds(milliseconds)))
  }

  private func pack(
    _ run: RunDescription, under name: String = "hope-and-pray", _ values: Values = [:],
    in modifiers: Modifiers
  ) throws -> RunOutcome {
    let method = try resolve(name, values, for: run).modified(by: modifiers)
    let outcome = try method.run(run, Journal(), { false }).get()
    checkInvariants(run, outcome)
    return outcome
  }

  /// When `SP_multicast` accepted each pack of a member, in ms.
  private func acceptances(_ outcome: RunOutcome, of member: Int = 0) -> [Double] {
    History(outcome).all(.accepted, member: member).map { $0.at.inSeconds * 1000 }
  }

  private func each(_ milliseconds: ClosedRange<Int64>) -> Workload {
    .at(milliseconds.map { .milliseconds($0) })
  }

  @Test func `a pack goes when it is full, and else when its first message is as old as the delay`() throws {
    let run = RunDescription(
      duration: .seconds(1), members: [.outsider(each(1...5)), .receiver(process: .milliseconds(1))])
    let outcome = try pack(run, in: chunk(3, 10))
    #expect(acceptances(outcome) == [3, 14])
    let sender = outcome.members[0]
    #expect([sender.generated, sender.sent, sender.admitted, sender.appBacklog] == [5, 2, 5, 0])
    let receiver = outcome.members[1]
    #expect([receiver.delivered, receiver.processed, receiver.unpacked] == [2, 2, 5])
    #expect(receiver.processedMeasuredBytes == 500)
    #expect(outcome.ordered == 2)
  }

  @Test func `the latency of every message in a pack counts, each processed for its own time`() throws {
    let run = RunDescription(
      duration: .seconds(1), members: [.outsider(each(1...5)), .receiver(process: .milliseconds(1))])
    let outcome = try pack(run, in: chunk(3, 10))
    // Three are done at 6 ms, two at 16 ms.
    #expect(outcome.members[1].latencySum == 35_000_000)
    #expect(outcome.latency.count == 5)
    #expect(outcome.latency.maxNanoseconds == 12_000_000)
  }

  @Test func `a message generated when the delay of the pack is over opens the next one`() throws {
    let run = RunDescription(
      duration: .seconds(1),
      members: [.outsider(.at([1, 6, 11, 12].map { .milliseconds($0) })), .receiver()])
    #expect(acceptances(try pack(run, in: chunk(9, 10))) == [11, 21])
    #expect(try pack(run, in: chunk(9, 10)).latency.maxNanoseconds == 10_000_000)
  }

  @Test func `a blocking application goes on until its pack is ready, and blocks until that is accepted`()
    throws
  {
    let run = RunDescription(
      duration: .milliseconds(300), ring: Ring(latency: .milliseconds(100)),
      members: [.sender(Workload(.constant(.perSecond(1000))))])
    let outcome = try pack(run, under: "pipelining-senders", ["window": 1], in: chunk(4, 50))
    // The fifth to eighth message fill a pack that waits for the gate; the ninth is late and comes at once.
    #expect(acceptances(outcome) == [4, 104, 204])
    #expect(outcome.members[0].generated == 16)
    #expect(outcome.members[0].appBacklogMax == 4)
    #expect(outcome.members[0].blocked == .milliseconds(286))
  }

  @Test func `ready packs wait in order, while one that cannot block fills the next`() throws {
    let run = RunDescription(
      duration: .milliseconds(350), ring: Ring(latency: .milliseconds(100)),
      members: [.sender(Workload(.constant(.perSecond(100)), total: 8, backlogLimit: nil))])
    let outcome = try pack(run, under: "pipelining-senders", ["window": 1], in: chunk(3, 15))
    // Generated at 10, 20, …, 80 ms; packs close at 25, 45, 65, 85 with two each; the gate opens every 100 ms.
    #expect(acceptances(outcome) == [25, 125, 225, 325])
    #expect(outcome.members[0].admitted == 8)
  }

  @Test func `flat out a pack is full at once, and the last of a total goes at its delay`() throws {
    let run = RunDescription(
      duration: .seconds(1),
      members: [
        .sender(Workload(.flatOut, total: 120), send: .milliseconds(2)), .receiver(process: .milliseconds(1)),
      ])
    let outcome = try pack(run, in: chunk(50, 7))
    // The third pack is opened when the second is accepted at 4 ms, and takes 2 ms to send after its delay.
    #expect(acceptances(outcome) == [2, 4, 13])
    #expect(outcome.members[0].admitted == 120)
    #expect(outcome.members[1].unpacked == 120)
  }

  @Test func `a pause holds a pack back that its delay has closed meanwhile`() throws {
    var run = RunDescription(
      duration: .seconds(1), members: [.outsider(each(1...3)), .receiver()])
    run.faults = [.pause(0, at: .milliseconds(2), for: .milliseconds(50))]
    #expect(acceptances(try pack(run, in: chunk(9, 10))) == [52])
  }

  @Test func `a pack is one message for queue and kick, whatever it holds`() throws {
    var run = burstAtPausedReceiver(of: 500, at: SessionRules(max: 10))
    #expect(try pack(run, in: chunk(50, 10)).kicks.isEmpty)
    run = burstAtPausedReceiver(of: 550, at: SessionRules(max: 10))
    let outcome = try pack(run, in: chunk(50, 10))
    #expect(outcome.kicks.count == 1)
    #expect(outcome.members[1].sessionQueueMax == 10)
    #expect(outcome.members[1].queueBytesMax == 10 * 5_080)
  }

  @Test func `who waits for a pack that still fills does not wait for ever`() throws {
    // Lockstep: the first sender waits for a message of the second, whose pack goes at 1.001 s.
    var run = RunDescription(
      duration: .milliseconds(500),
      members: [.sender(Workload(.flatOut)), .sender(each(1...1), name: "second")])
    #expect(try !pack(run, under: "lockstep", ["window": 1], in: chunk(10, 1000)).isDeadlocked)
    run.duration = .milliseconds(1500)
    let outcome = try pack(run, under: "lockstep", ["window": 1], in: chunk(10, 1000))
    #expect(outcome.members.map(\.sent) == [2, 1])
    #expect(outcome.isDeadlocked)
  }

  @Test func `a long run keeps exact latencies and forgets old ones`() throws {
    let run = RunDescription(
      duration: .seconds(20), session: SessionRules(max: 100_000),
      members: [
        .outsider(Workload(.constant(.perSecond(5_000)), backlogLimit: nil)), .receiver(),
        .receiver("slow", process: .constant(.microseconds(250))),
      ])
    let method = try resolve("hope-and-pray", for: run).modified(by: chunk(10, 100))
    let outcome = try method.run(run, nil, { false }).get()
    #expect(outcome.members[1].unpacked == 100_000)
    // Messages 0.2 ms apart in packs of ten: 1.8 ms for the first of each, nothing for the last.
    #expect(outcome.members[1].latencySum == UInt128(100_000) * 900_000)
    #expect(outcome.members[2].unpacked == 79_990)
    checkInvariants(run, outcome)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `packs of one are the method alone`(block: UInt64) throws {
    for seed in block * 10..<(block + 1) * 10 {
      var random = RandomRuns(seed: seed)
      let entry = Catalogue.entries[Int(seed % UInt64(Catalogue.entries.count))]
      let isFree = entry.card.parameters.isEmpty
      let run = seed % 2 == 0 ? random.run(isFree: isFree) : random.tokenRun(isFree: isFree)
      guard let method = try? entry.resolve(ParameterValues(), run.groups) else { continue }
      let alone = try method.run(run, Journal(), { false }).get()
      let packed = try method.modified(by: chunk(1, 5)).run(run, Journal(), { false }).get()
      #expect(alone.fingerprint == packed.fingerprint, "seed \(seed)")
      #expect(alone.members == packed.members, "seed \(seed)")
      #expect(alone.latency == packed.latency, "seed \(seed)")
      #expect(alone.journal == packed.journal, "seed \(seed)")
    }
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `random runs with packs keep the invariants`(block: UInt64) throws {
    for seed in block * 15..<(block + 1) * 15 {
      var random = RandomRuns(seed: seed + 100_000)
      let entry = Catalogue.entries[Int(seed % UInt64(Catalogue.entries.count))]
      let isFree = entry.card.parameters.isEmpty
      let run = seed % 2 == 0 ? random.run(isFree: isFree) : random.tokenRun(isFree: isFree)
      guard let plain = try? entry.resolve(ParameterValues(), run.groups) else { continue }
      let method = plain.modified(by: chunk(1 + Int(seed % 7), 1 + Int64(seed % 11)))
      let outcome = try method.run(run, Journal(), { false }).get()
      checkInvariants(run, outcome, "seed \(seed): \(method.name)")
      let again = try method.run(run, nil, { false }).get()
      #expect(again.members == outcome.members, "seed \(seed)")
    }
  }
}
