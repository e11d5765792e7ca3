import EventKernel
import FlowControl
import Testing

@testable import SpreadModel

/// What is recorded on request: a timeline and every event.
@Suite struct RecordingTests {
  private func record(_ run: RunDescription, _ recording: Recording) throws -> RunOutcome {
    var run = run
    run.recording = recording
    return try simulate(run, isJournaled: false)
  }

  private func draw(_ seed: UInt64) -> RunDescription {
    var random = RandomRuns(seed: seed)
    return seed % 3 == 0 ? random.tokenRun(isFree: true) : random.run(isFree: true)
  }

  @Test func `a queue that grows and is emptied, instant by instant`() throws {
    // Messages at 1, 2 and 3 ms, each processed for 2 ms, behind a socket that holds none: the first is taken at once.
    let sender = Workload.at([.milliseconds(1), .milliseconds(2), .milliseconds(3)])
    let run = RunDescription(
      duration: .milliseconds(8),
      members: [.outsider(sender), .receiver(process: .milliseconds(2))])
    let every = try record(run, Recording(timeline: .every(.milliseconds(1)))).timeline
    let receiver = every.filter { $0.member == 1 }
    #expect(receiver.map(\.at) == (0...8).map { Instant(nanoseconds: $0 * 1_000_000) })
    #expect(receiver.map(\.state.sessionQueue) == [0, 0, 1, 1, 1, 0, 0, 0, 0])
    #expect(receiver.map(\.state.backlog) == [0, 1, 2, 2, 2, 1, 1, 0, 0])
    #expect(receiver.map(\.state.processed) == [0, 0, 0, 1, 1, 2, 2, 3, 3])
    #expect(every.filter { $0.member == 0 }.map(\.state.sent) == [0, 1, 2, 3, 3, 3, 3, 3, 3])
    #expect(every.map(\.state.standing).prefix(2) == [.outside, .member])
    let changes = try record(run, Recording(timeline: .onChange)).timeline.filter { $0.member == 1 }
    #expect(changes.map(\.at.nanoseconds) == [0, 1, 2, 3, 5, 7].map { $0 * 1_000_000 })
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `recording changes nothing, and what it says at the end is the outcome`(block: UInt64) throws {
    for seed in block * 10..<(block + 1) * 10 {
      let run = draw(seed)
      let plain = try simulate(run, isJournaled: false)
      let recorded = try record(run, Recording(timeline: .onChange, keepsEvents: true))
      #expect(recorded.fingerprint == plain.fingerprint, "seed \(seed)")
      #expect(recorded.members == plain.members, "seed \(seed)")
      #expect(recorded.kicks == plain.kicks, "seed \(seed)")
      for (index, member) in plain.members.enumerated() {
        let points = recorded.timeline.filter { $0.member == index }
        let last = try #require(points.last?.state)
        #expect(last.sent == member.sent, "seed \(seed) member \(index)")
        #expect(last.delivered == member.delivered, "seed \(seed) member \(index)")
        #expect(last.processed == member.processed, "seed \(seed) member \(index)")
        #expect(last.appBacklog == Int(member.appBacklog), "seed \(seed) member \(index)")
        #expect(points.allSatisfy { $0.state.sessionQueue <= member.sessionQueueMax }, "seed \(seed)")
        #expect(zip(points, points.dropFirst()).allSatisfy { $0.state != $1.state }, "seed \(seed)")
        #expect(
          points.contains { $0.state.standing == .kicked } == (member.kickedAt != nil),
          "seed \(seed) member \(index)")
      }
    }
  }

  @Test(arguments: 0..<60 as Range<UInt64>)
  func `a sample is what the last change before it left`(seed: UInt64) throws {
    let run = draw(seed)
    let period = Interval(nanoseconds: max(1, run.duration.nanoseconds / 37))
    let changes = try record(run, Recording(timeline: .onChange)).timeline
    let samples = try record(run, Recording(timeline: .every(period))).timeline
    #expect(samples.count == run.members.count * Int(run.duration.nanoseconds / period.nanoseconds + 1))
    for sample in samples {
      let last = changes.last { $0.member == sample.member && $0.at <= sample.at }
      #expect(last?.state == sample.state, "seed \(seed) at \(sample.at)")
    }
  }

  @Test(arguments: 0..<30 as Range<UInt64>)
  func `events are those of a journal`(seed: UInt64) throws {
    let run = draw(seed)
    let recorded = try record(run, Recording(keepsEvents: true))
    #expect(recorded.timeline.isEmpty)
    #expect(recorded.journal == (try simulate(run)).journal, "seed \(seed)")
  }

  @Test(arguments: [
    Recording(timeline: .onChange), Recording(timeline: .every(.microseconds(1))),
    Recording(keepsEvents: true),
  ])
  func `what is recorded is within the limit of memory`(recording: Recording) throws {
    var run = RunDescription(
      duration: .seconds(10), members: [.outsider(Workload(.constant(.perSecond(1000)))), .receiver()],
      limits: RunLimits(memoryBytes: 1 << 17))
    run.recording = recording
    let result = try resolve("hope-and-pray", for: run).run(run, nil) { false }
    guard case .failure(.tooMuchMemory(let limit, let instant)) = result else {
      Issue.record("\(recording): \(result)")
      return
    }
    #expect(limit == 1 << 17)
    #expect(instant.inSeconds < 5)
    // Not even the room that its arrays have made is more.
    var engine = Engine<HopeAndPray>(
      run, groups: run.groups,
      settings: [try HopeAndPray.settings(ParameterValues([:]), for: run.groups.facts[0])],
      modifiers: Modifiers(), journal: nil)
    _ = engine.run(isCancelled: { false })
    let points = engine.recorder.points.capacity * MemoryLayout<TimelinePoint>.stride
    let lines = (engine.journal?.lines.capacity ?? 0) * MemoryLayout<Journal.Line>.stride
    #expect(max(points, lines) <= 1 << 17)
  }
}
