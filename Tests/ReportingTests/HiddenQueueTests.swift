import EventKernel
import FlowControl
import Metrics
import SpreadModel
import Testing

@testable import Reporting

/// Who is not kicked need not keep up: the sheet says where messages waited in memory that no kick bounds.
@Suite struct HiddenQueueTests {
  /// 400 messages a second meet a slow member of 20 a second that reads them all into its buffer.
  private func notes(
    _ method: String = "hope-and-pray", slowReads: Bool = false, isBlocking: Bool = true
  ) throws -> [String] {
    var runs = SmallRuns()
    runs.slowHasThread = slowReads
    runs.backlogLimit = isBlocking ? 1 : nil
    let text = sheet(try runs.reports([.init(name: method)]))
    return text.split(separator: "\n").filter { $0.hasPrefix("NOTE") }.map(String.init)
  }

  @Test func `a buffer that outgrew a session queue is mentioned`() throws {
    let notes = try notes(slowReads: true)
    #expect(notes.count == 1)
    #expect(
      notes.first?.contains("messages waited in the buffer of slow, in memory that no kick bounds") ?? false)
  }

  @Test func `a backlog that outgrew a session queue is mentioned`() throws {
    let notes = try notes("agreed-ack", isBlocking: false)
    #expect(notes.count == 2)
    #expect(notes.first?.contains("waited to be sent, in memory that no kick bounds") ?? false)
  }

  @Test func `what was generated and never sent is mentioned, since no latency speaks of it`() throws {
    let notes = try notes("agreed-ack", isBlocking: false)
    #expect(notes.last?.contains("of the messages generated were still unsent at the end") ?? false)
  }

  @Test func `of several runs it is the greatest that is mentioned, whichever run had it`() throws {
    func run(slow milliseconds: Int64) throws -> SheetRun {
      var runs = SmallRuns()
      runs.backlogLimit = nil
      runs.slowProcess = .constant(.milliseconds(milliseconds))
      return SheetRun(try runs.reports([.init(name: "agreed-ack")])[0])
    }
    let (calm, slow, slower) = (try run(slow: 1), try run(slow: 20), try run(slow: 50))
    #expect(MethodResult(calm).notes.isEmpty)
    let alone = MethodResult(slower).notes
    #expect(alone.count == 2 && alone != MethodResult(slow).notes)
    for order in [[calm, slow, slower], [slower, calm, slow], [slow, slower, calm]] {
      #expect(MethodResult(runs: order).notes == [alone[0], "up to " + alone[1]])
    }
  }

  @Test func `queues that stay short are not`() throws {
    #expect(try notes("hope-and-pray").isEmpty)
  }

  /// Coordinated omission: the schedule waits with its sender, and no latency knows.
  @Test func `senders that generate nothing while they are blocked are mentioned, once for all methods`()
    throws
  {
    var runs = SmallRuns()
    let methods = ["agreed-ack", "hope-and-pray", "credits"].map { SmallRuns.Entry(name: $0) }
    func notes() throws -> [String] {
      sheet(try runs.reports(methods)).split(separator: "\n").filter { $0.hasPrefix("NOTE P99") }.map(
        String.init)
    }
    #expect(
      try notes() == [
        "NOTE P99 of agreed-ack, credits: a blocked sender generated no more, and what its schedule wanted meanwhile is"
          + " not counted; blocking: false without a backlog counts it"
      ])
    runs.slowProcess = .constant(.milliseconds(1))
    #expect(try notes().isEmpty, "nobody is blocked")
    runs.slowProcess = .constant(.milliseconds(50))
    runs.backlogLimit = nil
    #expect(try notes().isEmpty, "everything is generated on time")
  }

  /// A pause of the slow member blocks the senders, who are as much behind their schedule afterwards.
  @Test func `what short waits at the gate hold back is not mentioned`() throws {
    func report(pause milliseconds: Int64) throws -> RunReport {
      var runs = SmallRuns()
      runs.slowProcess = .constant(.milliseconds(1))
      runs.faults = [
        Fault(at: .seconds(1), member: 2, .pause(.constant(.milliseconds(milliseconds))))
      ]
      let entry = SmallRuns.Entry(
        name: "agreed-ack",
        values: ["window": .messages(1), "threshold": .messages(0), "ackEvery": .messages(1)])
      return try runs.reports([entry])[0]
    }
    let short = try report(pause: 30)
    let sent = try #require(short.outcome.members.first)
    #expect(sent.blocked > .milliseconds(20) && sent.scheduleDelay > .milliseconds(20))
    #expect(!MethodResult(SheetRun(short)).hasWithheld, "less than a hundredth of five seconds")
    let long = try report(pause: 500)
    #expect(MethodResult(SheetRun(long)).hasWithheld)
    for report in [short, long] {
      for sender in report.outcome.members.prefix(2) {
        // 200 a second for 5 s, and one every 5 ms that the schedule is late is missing.
        let missing = Double(1_000 - sender.generated)
        #expect(abs(sender.scheduleDelay.inSeconds * 200 - missing) <= 1)
      }
    }
  }

  @Test func `a note names its point, or counts them where there are more`() throws {
    var runs = SmallRuns()
    runs.backlogLimit = nil
    let methods = [SmallRuns.Entry(name: "agreed-ack")]
    func places(slow milliseconds: [Int64]) throws -> [Substring] {
      var reports: [RunReport] = []
      for (point, slow) in milliseconds.enumerated() {
        runs.slowProcess = .constant(.milliseconds(slow))
        reports += try runs.reports(methods, point: point, sweep: "slow=\(slow)ms;n=3")
      }
      return sheet(reports).split(separator: "\n").filter { $0.hasPrefix("NOTE") }
        .map { $0.prefix { $0 != ":" } }
    }
    #expect(
      try places(slow: [1, 50]) == Array(repeating: "NOTE agreed-ack (at slow=50ms, n=3)", count: 2))
    #expect(
      try places(slow: [50, 1, 50]) == Array(repeating: "NOTE agreed-ack (at 2 of 3 points)", count: 2))
  }

  @Test func `of several runs one is enough for that`() throws {
    var runs = SmallRuns()
    let held = SheetRun(try runs.reports([.init(name: "agreed-ack")])[0])
    runs.slowProcess = .constant(.milliseconds(1))
    let free = SheetRun(try runs.reports([.init(name: "agreed-ack")])[0])
    #expect(MethodResult(free, held).hasWithheld && MethodResult(held, free).hasWithheld)
    #expect(!MethodResult(free, free).hasWithheld)
  }
}
