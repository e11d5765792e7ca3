import EventKernel
import FlowControl
import SpreadModel

/// The model's part of the benchmark: deliveries of whole runs. No clock in it; whoever calls it measures.
public enum ModelBenchmark {
  /// What a run did, so that nobody makes it faster by changing what it does.
  public struct Work: Hashable, Sendable {
    /// Messages of all kinds delivered to sessions.
    public let deliveries: Int64
    /// Data messages that the ring numbered.
    public let ordered: Int64
    /// Sessions disconnected.
    public let kicks: Int
    /// The hash of the trajectory.
    public let fingerprint: String
  }

  /// `members` members that all send and receive, flat out under a window of 1000/(2n) own messages that they have
  /// not processed themselves, a sequencer of 10 µs, exponential service of 50 µs and of 500 µs at member 0, which
  /// is kicked soon.
  ///
  /// - Parameters:
  ///   - members: 2 to 500.
  ///   - milliseconds: simulated time.
  ///   - method: a method of the catalogue; `pipelining-senders` counts processed.
  public static func flatOut(members: Int, milliseconds: Int64, method: String = "pipelining-senders")
    -> Work?
  {
    let service: [Interval] = (0..<members).map { .microseconds($0 == 0 ? 500 : 50) }
    let run = RunDescription(
      duration: .milliseconds(milliseconds), ring: Ring(cost: .constant(.microseconds(10))),
      members: (0..<members).map { index in
        MemberDescription(
          name: "m\(index)", costs: Costs(process: .exponential(mean: service[index])),
          workload: Workload(.flatOut))
      })
    var values = ParameterValues()
    if method == "pipelining-senders" {
      values["window"] = .messages(1000 / (2 * members))
      values["count"] = .word("processed")
    }
    guard let resolved = try? Catalogue.entry(named: method)?.resolve(values, run.groups),
      case .success(let outcome) = resolved.run(run, nil, { false })
    else { return nil }
    return Work(
      deliveries: outcome.deliveries, ordered: outcome.ordered, kicks: outcome.kicks.count,
      fingerprint: outcome.fingerprint.hexadecimal)
  }
}
