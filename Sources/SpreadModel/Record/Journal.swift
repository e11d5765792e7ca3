import EventKernel

/// Every step of every message, for tests and for whoever wants to see a run; off in ordinary runs.
public struct Journal: Hashable, Sendable {
  /// What happened.
  public enum Step: Hashable, Sendable {
    /// `SP_multicast` accepted a data message.
    case accepted
    /// It accepted a control message.
    case controlAccepted
    /// A token ring gave a data message its place.
    case ordered
    /// It gave a control message its place.
    case controlOrdered
    /// A message is delivered to the sessions; the member is -1.
    case delivered
    /// `SP_receive` returned a message.
    case read
    /// The application is done with a data message.
    case processed
    /// A session was kicked by the message.
    case kicked
    /// A generated message begins to wait at a closed gate.
    case blocked
    /// It waits no more.
    case unblocked
    /// A member came back, and does not get what it missed before this position, that of its view.
    case gap
  }

  /// One line of the journal.
  public struct Line: Hashable, Sendable {
    /// What happened.
    public let step: Step
    /// When.
    public let at: Instant
    /// To whom; -1 for everybody.
    public let member: Int
    /// The message's place in the total order of all kinds of messages, from 0; in the order of the member's daemon
    /// where reliable messages overtake. -1 where a token ring has yet to give it one.
    public let position: Int
  }

  /// What happened at a daemon of a token ring.
  public enum RingStep: Hashable, Sendable {
    /// The token's visit begins.
    case token
    /// The last bit of a packet leaves.
    case sent
    /// A packet is received for the first time.
    case received
    /// A packet did not arrive.
    case lost
    /// The message of a place in the order is delivered to the sessions.
    case delivered
    /// The leader keeps the token.
    case held
    /// The daemon asks the leader for the token.
    case hurry
    /// The daemon's ring is broken by a fault.
    case broken
    /// It is gone with all that it held.
    case crashed
    /// A new one of the daemons that reach each other begins.
    case formed
  }

  /// One line about a daemon.
  public struct RingLine: Hashable, Sendable {
    /// What happened.
    public let step: RingStep
    /// When.
    public let at: Instant
    /// From 0.
    public let daemon: Int
    /// The packet's number, from 1; of a delivery the place of the message, from 0; of a new ring its leader, from 1;
    /// else 0.
    public let number: Int
  }

  /// In order of execution.
  public private(set) var lines: [Line] = []
  /// The same for the daemons of a token ring.
  public private(set) var ringLines: [RingLine] = []

  /// An empty journal.
  public init() {}

  /// Bytes that its lines take, their growth included.
  var size: Int { lines.bytesWithGrowth + ringLines.bytesWithGrowth }

  mutating func note(_ step: Step, at now: Int64, member: Int, position: Int) {
    lines.append(Line(step: step, at: Instant(nanoseconds: now), member: member, position: position))
  }

  mutating func noteRing(_ step: RingStep, at now: Int64, daemon: Int, number: Int = 0) {
    ringLines.append(
      RingLine(step: step, at: Instant(nanoseconds: now), daemon: daemon, number: number))
  }

  mutating func noteOrdered(_ kind: MessageKind, at now: Int64, position: Int) {
    guard kind == .data || kind == .control else { return }
    note(kind == .data ? .ordered : .controlOrdered, at: now, member: -1, position: position)
  }
}

extension Array {
  /// Bytes that it takes or, where it is nearly full, will take while it grows: itself, and one of twice the size.
  var bytesWithGrowth: Int {
    (count + count / 8 < capacity ? capacity : 3 * capacity) * MemoryLayout<Element>.stride
  }
}
