import EventKernel

/// How messages get their one order.
public enum Ring: Hashable, Sendable {
  /// One server: for theory and speed.
  case sequencer(Sequencer)
  /// The daemons of Spread, each with a CPU, that pass a token.
  case token(TokenRing)

  /// A sequencer, ideal unless told otherwise.
  public init(cost: Distribution = .constant(.zero), latency: Interval = .zero) {
    self = .sequencer(Sequencer(cost: cost, latency: latency))
  }

  /// The sequencer, if it is one.
  public var sequencer: Sequencer? { if case .sequencer(let sequencer) = self { sequencer } else { nil } }

  /// The token ring, if it is one.
  public var token: TokenRing? { if case .token(let ring) = self { ring } else { nil } }
}

/// One server orders the messages, and every session gets them `latency` later.
public struct Sequencer: Hashable, Sendable {
  /// Time of the one server per message; a message is numbered when it is over.
  public var cost: Distribution
  /// From the numbering to the delivery; pipelined.
  public var latency: Interval

  /// Ideal unless told otherwise.
  public init(cost: Distribution = .constant(.zero), latency: Interval = .zero) {
    self.cost = cost
    self.latency = latency
  }

  /// Whether a message is never delivered at the instant at which it is sent.
  var takesTime: Bool { latency > .zero || (cost.isConstant && !cost.isZero) }
}

/// Daemons that pass a token; whoever has it sends packets to all others.
public struct TokenRing: Hashable, Sendable {
  /// Daemons in the ring; the first one is its leader.
  public var daemonCount: Int
  /// Packets that all daemons together may send in one rotation.
  public var window: Int
  /// Packets that one daemon may send in one visit.
  public var personalWindow: Int
  /// From the last bit of a packet, or of the token, to its arrival at any other daemon; positive.
  public var hop: Interval
  /// Of each daemon's link; `nil` for no limit.
  public var bandwidth: Bandwidth?
  /// Probability that a packet does not arrive at a given daemon; only a fault loses the token.
  public var loss: Double
  /// From a change of the daemons that can be reached to the ring of those that can; positive.
  public var membershipStall: Interval

  /// Spread's own windows over a link without loss or limit.
  public init(
    daemonCount: Int = 1, window: Int = 160, personalWindow: Int = 20, hop: Interval = .microseconds(50),
    bandwidth: Bandwidth? = nil, loss: Double = 0, membershipStall: Interval = Self.spreadMembershipStall
  ) {
    self.daemonCount = daemonCount
    self.window = window
    self.personalWindow = personalWindow
    self.hop = hop
    self.bandwidth = bandwidth
    self.loss = loss
    self.membershipStall = membershipStall
  }

  /// What Spread takes where daemons are on one local network: 1.25 s until it misses the token, 0.5 s in which those
  /// of a segment gather, and 1.25 s in which segments do (Token_timeout, Seg_timeout and Gather_timeout of
  /// membership.c; 5 s, 0.5 s and 2.5 s in a wide network).
  public static let spreadMembershipStall = Interval.seconds(3)

  /// Daemons that a ring of Spread may have: MAX_PROCS_RING of its spread_params.h.
  public static let daemonLimit = 128
}

/// What a link carries per time.
public struct Bandwidth: Hashable, Sendable {
  /// Bits, per ``per``.
  public var bitCount: Int64
  /// The time in which they pass; positive.
  public var per: Interval

  /// So many bits in so long.
  public init(bitCount: Int64, per: Interval) {
    self.bitCount = bitCount
    self.per = per
  }

  /// The time that so many bytes take, rounded up to the nanosecond.
  public func duration(ofBytes byteCount: Int) -> Interval {
    let bits = Int128(byteCount) * 8
    let time = (bits * Int128(per.nanoseconds) + Int128(bitCount) - 1) / Int128(bitCount)
    return Interval(nanoseconds: Int64(min(time, Int128(Interval.limit.nanoseconds))))
  }
}

/// CPU time of a daemon, and when it stops reading.
public struct DaemonCosts: Hashable, Sendable {
  /// Per message read from a client.
  public var ingest: Interval
  /// Per packet sent to, or received from, another daemon; with one daemon there are none.
  public var packet: Interval
  /// Per copy of a message that goes to a session.
  public var deliver: Interval
  /// Per further fragment of a message that takes more than one packet: when it is read from a client, and with each
  /// copy.
  public var fragment: Interval
  /// Per copy that has to wait in a session queue, in place of ``deliver``; `nil` for the same.
  public var enqueue: Interval?
  /// Per message moved from a session queue into its socket.
  public var drain: Interval
  /// Messages of local clients that wait for the token at which the daemon reads no more from any of them.
  public var waterMark: Int

  /// No time, and Spread's water mark, unless told otherwise.
  public init(
    ingest: Interval = .zero, packet: Interval = .zero, deliver: Interval = .zero, fragment: Interval = .zero,
    enqueue: Interval? = nil, drain: Interval = .zero, waterMark: Int = 500
  ) {
    self.ingest = ingest
    self.packet = packet
    self.deliver = deliver
    self.fragment = fragment
    self.enqueue = enqueue
    self.drain = drain
    self.waterMark = waterMark
  }
}
