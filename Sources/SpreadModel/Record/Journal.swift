import EventKernel

/// Every step of every message, for tests and for whoever wants to see a run; off in ordinary runs.
public struct Journal: Hashable, Sendable {
  /// What happened.
  public enum Step: Hashable, Sendable {
    /// `SP_multicast` accepted a data message.
    case accepted
    /// It accepted a control message.
    case controlAccepted
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
  }

  /// One line of the journal.
  public struct Line: Hashable, Sendable {
    /// What happened.
    public let step: Step
    /// When.
    public let at: Instant
    /// To whom; -1 for everybody.
    public let member: Int
    /// The message's place in the total order of all kinds of messages, from 0.
    public let position: Int
  }

  /// In order of execution.
  public private(set) var lines: [Line] = []

  /// An empty journal.
  public init() {}

  mutating func note(_ step: Step, at now: Int64, member: Int, position: Int) {
    lines.append(Line(step: step, at: Instant(nanoseconds: now), member: member, position: position))
  }
}
