import EventKernel
import FlowControl
import Testing

@testable import Reporting

@Suite struct SheetSweepTests {
  @Test func `few sweep points have a table each`() throws {
    let reports = try [20, 100].enumerated().flatMap { point, size in
      try SmallRuns(maxSessionMessages: size).reports(
        [.init(name: "hope-and-pray"), .init(name: "agreed-ack")], point: point,
        sweep: "session.maxSessionMessages=\(size)")
    }
    #expect(
      sheet(reports) == """
        small · 3 members, 2 senders, 1 daemon, 5 s, seed 1, 2 points
        Which method keeps the slow member?

        USE  agreed-ack at each of the 2 points: nobody is kicked, proven at 2 of 2.
             Price: it gives 5.0 % of the highest throughput of each point.

        POINT                           USE                                                PROVEN      THROUGHPUT  OF BEST
        session.maxSessionMessages=20   agreed-ack (window 2, threshold 3, ackEvery 2)     ✓ 18 ≤ 20      19.8 /s    5.0 %
        session.maxSessionMessages=100  agreed-ack (window 27, threshold 27, ackEvery 14)  ✓ 96 ≤ 100     19.8 /s    5.0 %

        session.maxSessionMessages=20
        METHOD         KICKED           QUEUE MAX  BOUND  THROUGHPUT  OF BEST      P99  SENDERS BLOCKED  CONTROL / DATA
        agreed-ack     –                  14 / 20  ✓ 7       19.8 /s    5.0 %  0.446 s           97.2 %            1.36
        hope-and-pray  slow at 61.0 ms    20 / 20  none       400 /s    100 %  2.00 ms              0 %               0

        session.maxSessionMessages=100
        METHOD         KICKED           QUEUE MAX  BOUND  THROUGHPUT  OF BEST      P99  SENDERS BLOCKED  CONTROL / DATA
        agreed-ack     –                 28 / 100  ✓ 81      19.8 /s    5.0 %   1.52 s           94.3 %          0.0556
        hope-and-pray  slow at 0.271 s  100 / 100  none       400 /s    100 %  2.00 ms              0 %               0

        NOTE P99 of agreed-ack (at 2 of 2 points): a blocked sender generated no more, and what its schedule wanted meanwhile is not counted; blocking: false without a backlog counts it

        results/small/summary.csv, members.csv, kicks.csv · fingerprint \(fingerprint(reports))

        """)
  }

  @Test func `where the points ask for different methods, a table says which`() throws {
    let reports = try [50, 1000].enumerated().flatMap { point, size in
      try SmallRuns(slowProcess: .constant(.microseconds(2_600)), maxSessionMessages: size).reports(
        [
          .init(name: "hope-and-pray"),
          .init(name: "agreed-ack", values: ["window": .messages(1), "threshold": .messages(0)]),
        ], point: point, sweep: "session.maxSessionMessages=\(size);note=a|b")
    }
    #expect(
      sheet(reports) == """
        small · 3 members, 2 senders, 1 daemon, 5 s, seed 1, 2 points
        Which method keeps the slow member?

        USE  what the table says for each point: 2 of 2 have a method that kicks nobody, 1 of them a proven one.
             Safe at every point: agreed-ack.

        POINT                                      USE                                             PROVEN     THROUGHPUT  OF BEST
        session.maxSessionMessages=50, note=a|b    agreed-ack (window 1, threshold 0, ackEvery 1)  ✓ 11 ≤ 50      277 /s   69.4 %
        session.maxSessionMessages=1000, note=a|b  hope-and-pray                                   no             384 /s    100 %

        session.maxSessionMessages=50, note=a|b
        METHOD         KICKED          QUEUE MAX  BOUND  THROUGHPUT  OF BEST      P99  SENDERS BLOCKED  CONTROL / DATA
        agreed-ack     –                  5 / 50  ✓ 2        277 /s   69.4 %  13.4 ms           99.7 %            3.00
        hope-and-pray  slow at 3.20 s    50 / 50  none       400 /s    100 %  0.122 s              0 %               0

        session.maxSessionMessages=1000, note=a|b
        METHOD         KICKED   QUEUE MAX  BOUND  THROUGHPUT  OF BEST      P99  SENDERS BLOCKED  CONTROL / DATA
        hope-and-pray  –       78 / 1 000  none       384 /s    100 %  0.191 s              0 %               0
        agreed-ack     –        5 / 1 000  ✓ 2        277 /s   72.2 %  13.4 ms           99.7 %            3.00

        NOTE P99 of agreed-ack (at 2 of 2 points): a blocked sender generated no more, and what its schedule wanted meanwhile is not counted; blocking: false without a backlog counts it

        results/small/summary.csv, members.csv, kicks.csv · fingerprint \(fingerprint(reports))

        """)
  }

  @Test func `where no point has a safe method, each names the least far`() throws {
    let reports = try [20, 40].enumerated().flatMap { point, size in
      try SmallRuns(maxSessionMessages: size).reports(
        [.init(name: "hope-and-pray"), .init(name: "pipelining-senders")], point: point,
        sweep: "session.maxSessionMessages=\(size)")
    }
    #expect(
      sheet(reports) == """
        small · 3 members, 2 senders, 1 daemon, 5 s, seed 1, 2 points
        Which method keeps the slow member?

        USE  none: at none of the 2 points does any method keep every member and every sender going.

        POINT                          USE                             PROVEN  THROUGHPUT  OF BEST
        session.maxSessionMessages=20  none; least far: hope-and-pray  no          400 /s    100 %
        session.maxSessionMessages=40  none; least far: hope-and-pray  no          400 /s    100 %

        session.maxSessionMessages=20
        METHOD              KICKED           QUEUE MAX  BOUND  THROUGHPUT  OF BEST      P99  SENDERS BLOCKED  CONTROL / DATA
        hope-and-pray       slow at 61.0 ms    20 / 20  none       400 /s    100 %  2.00 ms              0 %               0
        pipelining-senders  slow at 61.0 ms    20 / 20  none       400 /s    100 %  2.00 ms              0 %               0

        session.maxSessionMessages=40
        METHOD              KICKED           QUEUE MAX  BOUND  THROUGHPUT  OF BEST      P99  SENDERS BLOCKED  CONTROL / DATA
        hope-and-pray       slow at 0.111 s    40 / 40  none       400 /s    100 %  2.00 ms              0 %               0
        pipelining-senders  slow at 0.111 s    40 / 40  none       400 /s    100 %  2.00 ms              0 %               0

        results/small/summary.csv, members.csv, kicks.csv · fingerprint \(fingerprint(reports))

        """)
  }

  @Test func `many sweep points share one table`() throws {
    let reports = try [20, 30, 40, 50, 60].enumerated().flatMap { point, size in
      try SmallRuns(maxSessionMessages: size).reports(
        [.init(name: "hope-and-pray"), .init(name: "agreed-ack")], point: point,
        sweep: "session.maxSessionMessages=\(size)")
    }
    #expect(
      sheet(reports) == """
        small · 3 members, 2 senders, 1 daemon, 5 s, seed 1, 5 points
        Which method keeps the slow member?

        USE  agreed-ack at each of the 5 points: nobody is kicked, proven at 5 of 5.
             Price: it gives 5.0 % of the highest throughput of each point.

        POINT                          USE                                               PROVEN     THROUGHPUT  OF BEST
        session.maxSessionMessages=20  agreed-ack (window 2, threshold 3, ackEvery 2)    ✓ 18 ≤ 20     19.8 /s    5.0 %
        session.maxSessionMessages=30  agreed-ack (window 4, threshold 5, ackEvery 3)    ✓ 26 ≤ 30     19.8 /s    5.0 %
        session.maxSessionMessages=40  agreed-ack (window 7, threshold 7, ackEvery 4)    ✓ 36 ≤ 40     19.8 /s    5.0 %
        session.maxSessionMessages=50  agreed-ack (window 10, threshold 11, ackEvery 6)  ✓ 46 ≤ 50     19.8 /s    5.0 %
        session.maxSessionMessages=60  agreed-ack (window 14, threshold 13, ackEvery 7)  ✓ 56 ≤ 60     19.8 /s    5.0 %

        POINT                          METHOD         KICKED           QUEUE MAX  BOUND  THROUGHPUT  OF BEST      P99  SENDERS BLOCKED  CONTROL / DATA
        session.maxSessionMessages=20  agreed-ack     –                  14 / 20  ✓ 7       19.8 /s    5.0 %  0.446 s           97.2 %            1.36
        session.maxSessionMessages=20  hope-and-pray  slow at 61.0 ms    20 / 20  none       400 /s    100 %  2.00 ms              0 %               0
        session.maxSessionMessages=30  agreed-ack     –                  12 / 30  ✓ 13      19.8 /s    5.0 %  0.544 s           97.1 %           0.708
        session.maxSessionMessages=30  hope-and-pray  slow at 86.0 ms    30 / 30  none       400 /s    100 %  2.00 ms              0 %               0
        session.maxSessionMessages=40  agreed-ack     –                  12 / 40  ✓ 21      19.8 /s    5.0 %  0.544 s           97.1 %           0.692
        session.maxSessionMessages=40  hope-and-pray  slow at 0.111 s    40 / 40  none       400 /s    100 %  2.00 ms              0 %               0
        session.maxSessionMessages=50  agreed-ack     –                  12 / 50  ✓ 31      19.8 /s    5.0 %  0.739 s           96.1 %           0.148
        session.maxSessionMessages=50  hope-and-pray  slow at 0.136 s    50 / 50  none       400 /s    100 %  2.00 ms              0 %               0
        session.maxSessionMessages=60  agreed-ack     –                  15 / 60  ✓ 41      19.8 /s    5.0 %  0.884 s           95.7 %           0.118
        session.maxSessionMessages=60  hope-and-pray  slow at 0.166 s    60 / 60  none       400 /s    100 %  2.00 ms              0 %               0

        NOTE P99 of agreed-ack (at 5 of 5 points): a blocked sender generated no more, and what its schedule wanted meanwhile is not counted; blocking: false without a backlog counts it

        results/small/summary.csv, members.csv, kicks.csv · fingerprint \(fingerprint(reports))

        """)
  }

  @Test func `replications are counted, and their throughputs have a range`() throws {
    var runs = SmallRuns(slowProcess: .exponential(mean: .milliseconds(3)))
    runs.replications = 4
    let reports = try runs.reports([.init(name: "hope-and-pray"), .init(name: "agreed-ack")])
    #expect(
      sheet(reports) == """
        small · 3 members, 2 senders, 1 daemon, 5 s, seed 1, 4 replications
        Which method keeps the slow member?

        USE  agreed-ack (window 27, threshold 27, ackEvery 14): nobody is kicked in any of 4 runs, proven (96 ≤ 100 messages).
             Throughput 331 /s (321 to 339 in 4 runs), 99 % of what was processed within 84.1 ms.
             Price: 17.3 % less throughput than hope-and-pray with 400 /s, which kicks slow in 4 of 4 runs, first at 1.48 s.

        METHOD         KICKED                                QUEUE MAX  BOUND   THROUGHPUT  OF BEST      P99  SENDERS BLOCKED  CONTROL / DATA
        agreed-ack     –                                      26 / 100  ✓ 81   331 ± 13 /s   82.7 %  84.1 ms           24.3 %          0.0703
        hope-and-pray  slow in 4 of 4 runs, first at 1.48 s  100 / 100  none    400 ± 0 /s    100 %  0.220 s              0 %               0

        NOTE P99 of agreed-ack: a blocked sender generated no more, and what its schedule wanted meanwhile is not counted; blocking: false without a backlog counts it

        results/small/summary.csv, members.csv, kicks.csv · fingerprint \(fingerprint(reports))

        """)
  }
}
