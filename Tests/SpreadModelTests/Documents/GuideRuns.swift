import EventKernel
import FlowControl
import SpreadModel
import Testing

/// The little group of `docs/methods.md`, and what it runs.
///
/// Two senders that have time to spare and a receiver that has not: 1.25 messages a millisecond come to it, and it
/// needs 3 ms for each. The ring takes 2 ms, and a session queue holds 20 messages. The same for every method and every
/// modifier, but for what one needs to have something to show.
struct GuideRun: Sendable, CustomStringConvertible {
  /// Of the method, or of the modifier that is shown.
  let name: String
  /// Of a modifier, the method that it is added to.
  var method: String?
  let values: Values
  var modifiers = Modifiers()
  var letters: [Character] = ["a"]
  /// Recommendation 2 of the 2002 mail, for the slow member.
  var slowHasThread = false
  var slowSends = false
  /// What the one order takes for each message.
  var orderCost = Interval.zero
  var isToldToSendersOnly = false
  /// Whether the values are proven to kick nobody, which the page says.
  var isSafe = false

  var description: String { name }
  static let width = 76

  var run: RunDescription {
    let quick = Distribution.constant(.microseconds(200))
    return RunDescription(
      duration: .milliseconds(Int64(Self.width)),
      ring: Ring(cost: .constant(orderCost), latency: .milliseconds(2)),
      session: SessionRules(max: 20),
      members: [
        .sender(Workload(.constant(Rate(count: 1, per: .milliseconds(1)))), name: "fast", process: quick),
        .sender(Workload(.constant(Rate(count: 1, per: .milliseconds(4)))), name: "even", process: quick),
        MemberDescription(
          name: "slow", costs: Costs(process: .milliseconds(3)),
          receiverThread: slowHasThread ? ReceiverThread() : nil,
          workload: slowSends ? Workload(.constant(Rate(count: 1, per: .milliseconds(4)))) : nil),
      ])
  }

  /// One line of what was set, then the drawing.
  func block() throws -> [String] {
    let run = run
    let method = try resolve(method ?? name, values, for: run).modified(by: modifiers)
    let outcome = try method.run(run, Journal(), { false }).get()
    checkInvariants(run, outcome)
    #expect((method.provenQueueLoad ?? .max <= run.session.maxSessionMessages) == isSafe)
    #expect(outcome.kicks.isEmpty || !isSafe)
    let added = Set(modifiers.effective.map(\.name))
    let shown = method.effective.filter { values[$0.name] != nil || added.contains($0.name) }
    let title = shown.map { "\($0.name) \($0.text.replacing("000000ns", with: " ms"))" }
      .joined(separator: ", ")
    let lanes = Lanes(width: Self.width, letters: letters, isToldToSendersOnly: isToldToSendersOnly)
    return [title.isEmpty ? method.name : "\(method.name) · \(title)"] + lanes.drawing(of: run, outcome)
  }

  /// In the order of the document.
  static let all = [
    GuideRun(name: "hope-and-pray", values: [:]),
    GuideRun(name: "pipelining-senders", values: ["window": 1]),
    GuideRun(
      name: "yelling-fire", values: ["high": 6, "low": 3, "window": 3], letters: ["F", "C"],
      slowHasThread: true),
    GuideRun(name: "ack-matrix", values: ["window": 1, "threshold": 2, "ackEvery": 2], isSafe: true),
    GuideRun(name: "agreed-ack", values: ["window": 2, "threshold": 4, "ackEvery": 3], isSafe: true),
    GuideRun(name: "ack-every-message", values: ["outstanding": 2], isSafe: true),
    GuideRun(name: "lockstep", values: ["window": 2], slowSends: true, isSafe: true),
    GuideRun(name: "credits", values: ["credits": 2, "regrantBelow": 0], letters: ["g"], isSafe: true),
    GuideRun(
      name: "adaptive", values: ["max": 6, "target": .interval(.milliseconds(5))],
      orderCost: .microseconds(900)),
    GuideRun(
      name: "min-status", values: ["window": 4, "statusEvery": 3], isToldToSendersOnly: true, isSafe: true),
    GuideRun(
      name: "exclude", method: "agreed-ack", values: ["window": 2, "threshold": 4, "ackEvery": 3],
      modifiers: Modifiers(exclude: .time(.milliseconds(12)))),
    GuideRun(
      name: "chunk", method: "hope-and-pray", values: [:],
      modifiers: Modifiers(chunk: Chunk(count: 3, delay: .milliseconds(6)))),
  ]
}
