import EventKernel
import FlowControl
import SpreadModel
import Testing

/// What a test writes for a method's parameters: `["window": 5, "count": "received"]`.
typealias Values = [String: ParameterValue]

/// Resolves a method for a run and runs it.
func simulate(
  _ run: RunDescription, under name: String = "hope-and-pray", _ values: Values = [:],
  isJournaled: Bool = true
) throws -> RunOutcome {
  try resolve(name, values, for: run).run(run, isJournaled ? Journal() : nil, { false }).get()
}

/// A method of the catalogue with its parameters resolved for the group of a run.
func resolve(_ name: String, _ values: Values = [:], for run: RunDescription) throws -> ResolvedMethod {
  let entry = try #require(Catalogue.entry(named: name), "no method \(name)")
  return try entry.resolve(ParameterValues(values), run.groups)
}

/// An outsider's messages, all at 1 ms, at a receiver (member 1) that is paused for the first of two seconds.
func burstAtPausedReceiver(
  of count: Int, at rules: SessionRules, payloads: [Int]? = nil
) -> RunDescription {
  let payloads = payloads ?? Array(repeating: 100, count: count)
  let workload = Workload(
    .trace(payloads.map { .init(offset: .milliseconds(1), payloadBytes: $0) }), backlogLimit: nil)
  return RunDescription(
    duration: .seconds(2), session: rules, members: [.outsider(workload), .receiver()],
    faults: [.pause(1, for: .seconds(1))])
}

extension ParameterValue: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral,
  ExpressibleByBooleanLiteral
{
  /// Messages.
  public init(integerLiteral value: Int) { self = .messages(value) }
  /// A word.
  public init(stringLiteral value: String) { self = .word(value) }
  /// A flag.
  public init(booleanLiteral value: Bool) { self = .flag(value) }
}

extension Rate {
  /// So many a second.
  static func perSecond(_ count: Int64) -> Rate { Rate(count: count, per: .seconds(1)) }
}

extension Distribution {
  /// Always so many milliseconds.
  static func milliseconds(_ count: Int64) -> Distribution { .constant(.milliseconds(count)) }
}

extension Workload {
  /// Messages at these times, generated whether or not those before were accepted.
  static func at(_ offsets: [Interval], payloadBytes: Int = 100) -> Workload {
    Workload(
      .trace(offsets.map { .init(offset: $0, payloadBytes: payloadBytes) }), backlogLimit: nil)
  }

  /// So many messages at once.
  static func burst(of count: Int, at offset: Interval = .zero, payloadBytes: Int = 100) -> Workload {
    .at(Array(repeating: offset, count: count), payloadBytes: payloadBytes)
  }
}

extension MemberDescription {
  /// Sends from outside the group and takes no time for it.
  static func outsider(_ workload: Workload) -> MemberDescription {
    MemberDescription(name: "outsider", isInGroup: false, workload: workload)
  }

  /// Sends and receives, in no time unless told otherwise.
  static func sender(
    _ workload: Workload, name: String = "sender", send: Distribution = .constant(.zero),
    process: Distribution = .constant(.zero), receiverThread: ReceiverThread? = nil
  ) -> MemberDescription {
    MemberDescription(
      name: name, costs: Costs(send: send, process: process), receiverThread: receiverThread,
      workload: workload)
  }

  /// Only receives.
  static func receiver(
    _ name: String = "receiver", receive: Distribution = .constant(.zero),
    process: Distribution = .constant(.zero), receiverThread: ReceiverThread? = nil
  ) -> MemberDescription {
    MemberDescription(
      name: name, costs: Costs(receive: receive, process: process), receiverThread: receiverThread)
  }
}

extension Fault {
  /// The member stands still for so long.
  static func pause(_ member: Int, at start: Interval = .zero, for length: Interval) -> Fault {
    Fault(at: start, member: member, .pause(.constant(length)))
  }
}

extension SessionRules {
  /// A limit and a socket.
  init(max: Int, _ socket: Socket = .none) { self.init(maxSessionMessages: max, socket: socket) }
}
