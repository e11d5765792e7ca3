import EventKernel
import FlowControl
import Testing

@testable import Reporting

@Suite struct SheetTests {
  @Test func `a method that kicks is never recommended, however fast it is`() throws {
    let reports = try SmallRuns().reports([.init(name: "hope-and-pray"), .init(name: "agreed-ack")])
    #expect(
      sheet(reports) == """
        small · 3 members, 2 senders, 1 daemon, 5 s, seed 1
        Which method keeps the slow member?

        USE  agreed-ack (window 27, threshold 27, ackEvery 14): nobody is kicked, proven (96 ≤ 100 messages).
             Throughput 19.8 /s, 99 % of what was processed within 1.52 s.
             Price: 95.0 % less throughput than hope-and-pray with 400 /s, which kicks slow at 0.271 s.

        METHOD         KICKED           QUEUE MAX  BOUND  THROUGHPUT  OF BEST      P99  SENDERS BLOCKED  CONTROL / DATA
        agreed-ack     –                 28 / 100  ✓ 81      19.8 /s    5.0 %   1.52 s           94.3 %          0.0556
        hope-and-pray  slow at 0.271 s  100 / 100  none       400 /s    100 %  2.00 ms              0 %               0

        NOTE P99 of agreed-ack: a blocked sender generated no more, and what its schedule wanted meanwhile is not counted; blocking: false without a backlog counts it

        results/small/summary.csv, members.csv, kicks.csv · fingerprint \(fingerprint(reports))

        """)
  }

  @Test func `among safe methods within 1 % of the highest throughput the proven one is recommended`() throws
  {
    let reports = try SmallRuns(slowProcess: .constant(.milliseconds(1))).reports(
      [.init(name: "hope-and-pray"), .init(name: "pipelining-senders"), .init(name: "agreed-ack")])
    #expect(
      sheet(reports) == """
        small · 3 members, 2 senders, 1 daemon, 5 s, seed 1
        Which method keeps the slow member?

        USE  agreed-ack (window 27, threshold 27, ackEvery 14): nobody is kicked, proven (96 ≤ 100 messages).
             Throughput 400 /s, 99 % of what was processed within 3.00 ms.
             Price: none, no other method is faster.
             As fast within 1 %: hope-and-pray (not proven), pipelining-senders (not proven).

        METHOD              KICKED  QUEUE MAX  BOUND  THROUGHPUT  OF BEST      P99  SENDERS BLOCKED  CONTROL / DATA
        agreed-ack          –         1 / 100  ✓ 81       400 /s    100 %  3.00 ms              0 %          0.0710
        hope-and-pray       –         1 / 100  none       400 /s    100 %  3.00 ms              0 %               0
        pipelining-senders  –         1 / 100  none       400 /s    100 %  3.00 ms              0 %               0

        results/small/summary.csv, members.csv, kicks.csv · fingerprint \(fingerprint(reports))

        """)
  }

  @Test func `among proven methods of the same throughput the lower latency is recommended`() throws {
    let reports = try SmallRuns().reports([.init(name: "ack-matrix"), .init(name: "agreed-ack")])
    #expect(
      sheet(reports) == """
        small · 3 members, 2 senders, 1 daemon, 5 s, seed 1
        Which method keeps the slow member?

        USE  agreed-ack (window 27, threshold 27, ackEvery 14): nobody is kicked, proven (96 ≤ 100 messages).
             Throughput 19.8 /s, 99 % of what was processed within 1.52 s.
             Price: none, no other method is faster.
             As fast within 1 %: ack-matrix.

        METHOD      KICKED  QUEUE MAX  BOUND  THROUGHPUT  OF BEST     P99  SENDERS BLOCKED  CONTROL / DATA
        agreed-ack  –        28 / 100  ✓ 81      19.8 /s    100 %  1.52 s           94.3 %          0.0556
        ack-matrix  –        40 / 100  ✓ 76      19.8 /s    100 %  2.05 s           93.9 %          0.0385

        NOTE P99 of agreed-ack, ack-matrix: a blocked sender generated no more, and what its schedule wanted meanwhile is not counted; blocking: false without a backlog counts it

        results/small/summary.csv, members.csv, kicks.csv · fingerprint \(fingerprint(reports))

        """)
  }

  @Test func `a safe method whose proven need exceeds the queue is called not proven`() throws {
    let reports = try SmallRuns().reports([
      .init(name: "hope-and-pray"),
      .init(
        name: "agreed-ack",
        values: ["window": .messages(50), "threshold": .share(numerator: 1, denominator: 2)],
        label: "agreed-ack large"),
    ])
    #expect(
      sheet(reports) == """
        small · 3 members, 2 senders, 1 daemon, 5 s, seed 1
        Which method keeps the slow member?

        USE  agreed-ack large (window 50, threshold 50, ackEvery 25): nobody is kicked, not proven (167 > 100 messages).
             Throughput 19.8 /s, 99 % of what was processed within 2.52 s.
             Price: 95.0 % less throughput than hope-and-pray with 400 /s, which kicks slow at 0.271 s.

        METHOD            KICKED           QUEUE MAX  BOUND  THROUGHPUT  OF BEST      P99  SENDERS BLOCKED  CONTROL / DATA
        agreed-ack large  –                 51 / 100  ✓ 150     19.8 /s    5.0 %   2.52 s           93.8 %          0.0234
        hope-and-pray     slow at 0.271 s  100 / 100  none       400 /s    100 %  2.00 ms              0 %               0

        NOTE agreed-ack large: not proven kick-free: a session may have to hold 167 messages and holds 100; window 19 with threshold 50 and ackEvery 25 is
        NOTE P99 of agreed-ack large: a blocked sender generated no more, and what its schedule wanted meanwhile is not counted; blocking: false without a backlog counts it

        results/small/summary.csv, members.csv, kicks.csv · fingerprint \(fingerprint(reports))

        """)
  }

  @Test func `if every method kicks, none is recommended and the least far is named`() throws {
    let reports = try SmallRuns().reports([
      .init(name: "hope-and-pray"),
      .init(name: "pipelining-senders", values: ["window": .messages(10), "count": .word("processed")]),
      .init(
        name: "agreed-ack", values: ["window": .messages(200), "threshold": .messages(200)],
        label: "too-large"),
    ])
    #expect(
      sheet(reports) == """
        small · 3 members, 2 senders, 1 daemon, 5 s, seed 1
        Which method keeps the slow member?

        USE  none: no method of the scenario keeps every member and every sender going.
             Least far: hope-and-pray, which kicks slow at 0.271 s.
             No theorem bounds its queue: no sizing of it is proven safe, and a longer queue may only delay the kick.

        METHOD              KICKED           QUEUE MAX  BOUND  THROUGHPUT  OF BEST      P99  SENDERS BLOCKED  CONTROL / DATA
        hope-and-pray       slow at 0.271 s  100 / 100  none       400 /s    100 %  2.00 ms              0 %               0
        pipelining-senders  slow at 0.271 s  100 / 100  none       400 /s    100 %  2.00 ms              0 %               0
        too-large           slow at 0.271 s  100 / 100  ✓ 600      400 /s    100 %  2.00 ms              0 %               0

        NOTE too-large: not proven kick-free: a session may have to hold 617 messages and holds 100; smaller values are

        results/small/summary.csv, members.csv, kicks.csv · fingerprint \(fingerprint(reports))

        """)
  }

  @Test func `a method whose senders wait for ever is not recommended`() throws {
    let reports = try SmallRuns().reports([
      .init(
        name: "agreed-ack",
        values: ["window": .messages(5), "threshold": .messages(5), "ackEvery": .messages(50)])
    ])
    #expect(
      sheet(reports) == """
        small · 3 members, 2 senders, 1 daemon, 5 s, seed 1
        Which method keeps the slow member?

        USE  none: no method of the scenario keeps every member and every sender going.
             Least far: agreed-ack (window 5, threshold 5, ackEvery 50), which lets senders wait for ever.
             It kicks nobody: what stops the senders is its rule or its parameters, see the note below.

        METHOD      KICKED  QUEUE MAX  BOUND  THROUGHPUT  OF BEST      P99  SENDERS BLOCKED  CONTROL / DATA  DEADLOCK
        agreed-ack  –         5 / 100  ✓ 15      1.20 /s    100 %  0.291 s           99.6 %               0  senders wait for ever

        DEADLOCK agreed-ack: fast-1 and 1 more wait for slow since 20.0 ms

        NOTE agreed-ack: ackEvery 50 is more than threshold + 1 = 6: a receiver may never announce what a blocked sender waits for; give an ackEvery of at most 6
        NOTE P99 of agreed-ack: a blocked sender generated no more, and what its schedule wanted meanwhile is not counted; blocking: false without a backlog counts it

        results/small/summary.csv, members.csv, kicks.csv · fingerprint \(fingerprint(reports))

        """)
  }

  @Test func `colours are around the words and nowhere in the padding`() throws {
    let reports = try SmallRuns().reports([.init(name: "hope-and-pray"), .init(name: "agreed-ack")])
    #expect(
      sheet(reports, style: .ansi) == """
        \u{1B}[1msmall\u{1B}[0m · 3 members, 2 senders, 1 daemon, 5 s, seed 1
        Which method keeps the slow member?

        \u{1B}[1mUSE\u{1B}[0m  \u{1B}[32magreed-ack (window 27, threshold 27, ackEvery 14)\u{1B}[0m: nobody is kicked, \u{1B}[32mproven (96 ≤ 100 messages)\u{1B}[0m.
             Throughput 19.8 /s, 99 % of what was processed within 1.52 s.
             Price: 95.0 % less throughput than hope-and-pray with 400 /s, which kicks slow at 0.271 s.

        \u{1B}[1mMETHOD\u{1B}[0m         \u{1B}[1mKICKED\u{1B}[0m           \u{1B}[1mQUEUE MAX\u{1B}[0m  \u{1B}[1mBOUND\u{1B}[0m  \u{1B}[1mTHROUGHPUT\u{1B}[0m  \u{1B}[1mOF BEST\u{1B}[0m      \u{1B}[1mP99\u{1B}[0m  \u{1B}[1mSENDERS BLOCKED\u{1B}[0m  \u{1B}[1mCONTROL / DATA\u{1B}[0m
        \u{1B}[32magreed-ack\u{1B}[0m     –                 28 / 100  ✓ 81      19.8 /s    5.0 %   1.52 s           94.3 %          0.0556
        hope-and-pray  \u{1B}[31mslow at 0.271 s\u{1B}[0m  100 / 100  none       400 /s    100 %  2.00 ms              0 %               0

        \u{1B}[33mNOTE\u{1B}[0m P99 of agreed-ack: a blocked sender generated no more, and what its schedule wanted meanwhile is not counted; blocking: false without a backlog counts it

        \u{1B}[2mresults/small/summary.csv, members.csv, kicks.csv · fingerprint \(fingerprint(reports))\u{1B}[0m

        """)
  }
}
