import EventKernel
import SpreadModel
import Testing

/// Small runs on a token ring, instant by instant, against drawings made by hand from model §2.4 and §2.5. Hops take
/// 10 µs; the receiver is at the first daemon, the leader; costs are zero unless told otherwise.
@Suite struct TimeLineTests {
  private func expect(
    _ run: RunDescription, toLookLike expected: String, _ timeLine: TimeLine = TimeLine(),
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let outcome = try simulate(run)
    #expect("\n" + timeLine.drawing(of: run, outcome) == "\n" + expected, sourceLocation: sourceLocation)
    checkInvariants(run, outcome, sourceLocation: sourceLocation)
  }

  // MARK: One daemon

  @Test func `one daemon orders each message as soon as it has read it`() throws {
    let run = RunDescription.ring(
      .of(1), from: [RingClient(at: 1, .at([.microseconds(5), .microseconds(5), .microseconds(20)]))],
      daemon: DaemonCosts(ingest: .microseconds(1), deliver: .microseconds(2)), for: .microseconds(30))
    try expect(
      run,
      toLookLike: """
        6  | token
        8  | deliver 0
        9  | token
        11 | deliver 1
        21 | token
        23 | deliver 2
        """)
  }

  @Test func `with one daemon a safe message waits for nobody`() throws {
    let run = RunDescription.ring(
      .of(1), from: [RingClient(at: 1, .burst(of: 1, at: .microseconds(5)), .safe)], for: .microseconds(30))
    try expect(run, toLookLike: "5 | token, deliver 0")
  }

  // MARK: Hold and hurry

  @Test func `a message elsewhere pays a hurry and the token's way; the third quiet visit holds it`() throws {
    let run = RunDescription.ring(
      .of(3), from: [RingClient(at: 2, .burst(of: 1, at: .microseconds(4)))], for: .microseconds(200))
    try expect(
      run,
      toLookLike: """
        4   | -                | hurry                    | -
        24  | -                | token, sent 1, deliver 0 | -
        34  | got 1, deliver 0 | -                        | got 1, deliver 0, token
        44  | token            | -                        | -
        54  | -                | token                    | -
        64  | -                | -                        | token
        74  | token            | -                        | -
        84  | -                | token                    | -
        94  | -                | -                        | token
        104 | token            | -                        | -
        114 | -                | token                    | -
        124 | -                | -                        | token
        134 | token, held      | -                        | -
        """)
  }

  @Test func `the leader's own message lets the token go and waits a rotation for it`() throws {
    let run = RunDescription.ring(
      .of(3), from: [RingClient(at: 1, .burst(of: 1, at: .microseconds(4)))], for: .microseconds(60))
    try expect(
      run,
      toLookLike: """
        14 | -                        | token                   | -
        24 | -                        | -                       | token
        34 | token, sent 1, deliver 0 | -                       | -
        44 | -                        | got 1, deliver 0, token | got 1, deliver 0
        54 | -                        | -                       | token
        """)
  }

  @Test func `a token that is held again is asked for again`() throws {
    let run = RunDescription.ring(
      .of(2), from: [RingClient(at: 2, .at([.microseconds(0), .microseconds(500)]))], for: .microseconds(530))
    try expect(
      run,
      toLookLike: """
        0   | -                | hurry
        20  | -                | sent 1, deliver 0
        30  | got 1, deliver 0 | -
        90  | held             | -
        500 | -                | hurry
        520 | -                | sent 2, deliver 1
        530 | got 2, deliver 1 | -
        """, TimeLine(steps: [.sent, .received, .delivered, .held, .hurry]))
  }

  // MARK: Packets

  @Test func `messages that wait together go in one packet`() throws {
    let run = RunDescription.ring(
      .of(3), from: [RingClient(at: 2, .burst(of: 2))], for: .microseconds(50))
    try expect(
      run,
      toLookLike: """
        0  | -                  | hurry                      | -
        20 | -                  | token, sent 1, deliver 0-1 | -
        30 | got 1, deliver 0-1 | -                          | got 1, deliver 0-1, token
        40 | token              | -                          | -
        50 | -                  | token                      | -
        """)
  }

  @Test func `a message of three packets is delivered with the last of them`() throws {
    let run = RunDescription.ring(
      .of(3, bandwidth: .kilobytePerMicrosecond),
      from: [RingClient(at: 2, .burst(of: 1, payloadBytes: 3000))], for: .microseconds(45))
    // Bodies of 1432, 1432 and 216 bytes, with 40 of packet header each.
    try expect(
      run,
      toLookLike: """
        0       | -                | hurry            | -
        20      | -                | token, deliver 0 | -
        21472ns | -                | sent 1           | -
        22944ns | -                | sent 2           | -
        23200ns | -                | sent 3           | -
        31472ns | got 1            | -                | got 1
        32944ns | got 2            | -                | got 2
        33200ns | got 3, deliver 0 | -                | got 3, deliver 0, token
        43200ns | token            | -                | -
        """)
  }

  @Test func `the last fragment of a message has room for whole messages behind it`() throws {
    let run = RunDescription.ring(
      .of(2), from: [RingClient(at: 2, .burst(of: 1, payloadBytes: 1400)), RingClient(at: 2, .burst(of: 2))],
      for: .microseconds(30))
    try expect(
      run,
      toLookLike: """
        0  | -                           | hurry
        20 | -                           | token, sent 1-2, deliver 0-2
        30 | got 1-2, deliver 0-2, token | -
        """)
  }

  // MARK: Windows

  /// Window 3, personal window 2: at 40 µs four packets of the last rotation leave 3 + 2 − 4 = 1.
  @Test func `windows split a burst over visits`() throws {
    let run = RunDescription.ring(
      .of(3, window: 3, personalWindow: 2),
      from: [
        RingClient(at: 1, .burst(of: 3, payloadBytes: 1000)),
        RingClient(at: 2, .burst(of: 5, payloadBytes: 1000)),
      ], for: .microseconds(90))
    try expect(
      run,
      toLookLike: """
        10 | -               | token, sent 1-2 | -
        20 | -               | -               | token
        30 | token, sent 3-4 | -               | -
        40 | -               | token, sent 5   | -
        50 | -               | -               | token
        60 | token, sent 6   | -               | -
        70 | -               | token, sent 7-8 | -
        80 | -               | -               | token
        90 | token           | -               | -
        """, TimeLine(steps: [.token, .sent]))
  }

  // MARK: Time

  @Test func `packets cost the sender and the receivers CPU, and copies come before packets`() throws {
    let run = RunDescription.ring(
      .of(3), from: [RingClient(at: 2, .burst(of: 2, payloadBytes: 1000))],
      daemon: DaemonCosts(ingest: .microseconds(1), packet: .microseconds(3), deliver: .microseconds(2)),
      for: .microseconds(65))
    try expect(
      run,
      toLookLike: """
        1  | -         | hurry               | -
        21 | -         | token               | -
        24 | -         | sent 1              | -
        27 | -         | sent 2, deliver 0-1 | -
        37 | got 1     | -                   | got 1, deliver 0
        39 | deliver 0 | -                   | -
        40 | -         | -                   | got 2, deliver 1, token
        42 | got 2     | -                   | -
        44 | deliver 1 | -                   | -
        50 | token     | -                   | -
        60 | -         | token               | -
        """)
  }

  @Test func `packets leave one after the other over a link, and the token travels behind them`() throws {
    // 1000 of payload, 80 of message header and group name, 40 of packet header: 1120 ns each.
    let run = RunDescription.ring(
      .of(2, bandwidth: .kilobytePerMicrosecond),
      from: [RingClient(at: 2, .burst(of: 2, payloadBytes: 1000))], for: .microseconds(35))
    try expect(
      run,
      toLookLike: """
        0       | -                       | hurry
        20      | -                       | token, deliver 0-1
        21120ns | -                       | sent 1
        22240ns | -                       | sent 2
        31120ns | got 1, deliver 0        | -
        32240ns | got 2, deliver 1, token | -
        """)
  }
}

extension Bandwidth {
  /// 8 Gbit/s: a nanosecond a byte.
  fileprivate static let kilobytePerMicrosecond = Bandwidth(bitCount: 8_000, per: .microseconds(1))
}
