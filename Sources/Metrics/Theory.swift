import EventKernel
import SpreadModel

/// Closed forms from queueing theory, and which of them covers a run.
public enum Theory {
  static func firstKick(of run: RunDescription, method: ResolvedMethod) -> Double? { nil }
  static func throughput(of run: RunDescription, method: ResolvedMethod) -> Double? { nil }
}
