import EventKernel

/// Closed forms from queueing theory: what an idealised run must meet, in IEEE 754 `+ - * /` and integers alone.
///
/// Throughout, `capacity` is what stands between the daemon and a member that is busy: the messages of its socket
/// and `maxSessionMessages`. One more is in the member's hands, and the message that finds all of it taken kicks.
public enum Theory {
  /// The message that kicks a receiver of constant speed μ under a constant rate λ > μ:
  /// ⌊capacity / (1 − μ/λ)⌋ + 2, counted from 1.
  ///
  /// When message m + 1 arrives, m − ⌊mμ/λ⌋ are in the system; the first m at which that exceeds capacity is
  /// ⌊capacity / (1 − μ/λ)⌋ + 1. Computed in integers, exact.
  /// - Precondition: a receiver that was idle before, and no arrival rounded across a completion.
  /// - Returns: `nil` if λ ≤ μ, when nobody is kicked, or if the numbers do not fit into 128 bits.
  public static func kickMessage(arrivals: Rate, service: Interval, capacity: Int) -> Int64? {
    // 1 − μ/λ = (count · service − per) / (count · service).
    let (busy, isBeyond) = Int128(arrivals.count).multipliedReportingOverflow(by: Int128(service.nanoseconds))
    guard !isBeyond, busy > Int128(arrivals.per), capacity >= 0 else { return nil }
    let (scaled, overflow) = busy.multipliedReportingOverflow(by: Int128(capacity))
    return overflow ? nil : Int64(exactly: scaled / (busy - Int128(arrivals.per)) + 2)
  }

  /// The message that kicks a member which never reads: capacity + 1. Nothing is in its hands.
  public static func kickMessageOfSilence(capacity: Int) -> Int64 { Int64(capacity) + 1 }

  /// Mean time in seconds in which an M/M/1 queue that starts empty first holds `level` messages:
  /// N(N+1)/(2λ) if λ = μ, else with r = μ/λ: (1/(λ(r−1))) · (r(r^N − 1)/(r−1) − N).
  ///
  /// Birth and death chain: h(k) = 1/λ + r·h(k−1) is the mean time from k to k + 1, and the sum of h(0) … h(N−1)
  /// the time asked for. Summed as it stands, since all terms are positive and the closed form cancels near r = 1.
  /// With one message in service the kick is level capacity + 2. Infinite where it is beyond the range of `Double`.
  /// - Complexity: O(level).
  public static func firstPassage(level: Int, arrivalsPerSecond: Double, servicesPerSecond: Double) -> Double
  {
    let ratio = servicesPerSecond / arrivalsPerSecond
    var step = 0.0
    var total = 0.0
    for _ in 0..<level {
      step = 1 / arrivalsPerSecond + ratio * step
      total += step
    }
    return total
  }

  /// Mean time in seconds to the kick of a receiver beside a sender of the same exponential speed μ that keeps a
  /// window of W full (Method 2): ((capacity+2)(capacity+3) − W(W+1)) / (2μ).
  ///
  /// W messages arrive at once; from then on the receiver is a queue with births and deaths at the same rate,
  /// whose first passage from i to N takes (N(N+1) − i(i+1))/(2μ).
  /// - Precondition: 1 ≤ window ≤ capacity + 1, else the first window kicks.
  public static func firstPassage(ofWindow window: Int, capacity: Int, servicesPerSecond: Double) -> Double {
    let level = Double(capacity) + 2
    let start = Double(window)
    return (level * (level + 1) - start * (start + 1)) / (2 * servicesPerSecond)
  }

  /// Throughput per second of a closed network with one class of `population` messages, a delay of
  /// `thinkSeconds` and exponential single servers of the given mean times.
  ///
  /// Exact mean value analysis, for w = 1 … W: R(k) = D(k)·(1 + Q(k)), X = w / (Z + ΣR), Q(k) = X·R(k).
  /// Reiser and Lavenberg, "Mean-value analysis of closed multichain queuing networks", 1980,
  /// doi:10.1145/322186.322195. The delay may have any distribution.
  /// - Precondition: the times are not negative and not all zero.
  /// - Complexity: O(population · servers).
  public static func throughputPerSecond(
    population: Int, thinkSeconds: Double, serviceSeconds: [Double]
  ) -> Double {
    var queued = [Double](repeating: 0, count: serviceSeconds.count)
    var throughput = 0.0
    for size in 0..<population {
      var cycle = thinkSeconds
      for (index, demand) in serviceSeconds.enumerated() {
        queued[index] = demand * (1 + queued[index])
        cycle += queued[index]
      }
      throughput = Double(size + 1) / cycle
      for index in queued.indices { queued[index] *= throughput }
    }
    return throughput
  }

  /// The same network where nothing is random: min(W / (Z + ΣD), 1 / D_max), once the start is forgotten.
  ///
  /// The asymptotic bounds of Denning and Buzen, "The operational analysis of queueing network models", 1978,
  /// doi:10.1145/356733.356735, which constant times attain.
  public static func constantThroughputPerSecond(
    population: Int, thinkSeconds: Double, serviceSeconds: [Double]
  ) -> Double {
    let cycle = serviceSeconds.reduce(thinkSeconds, +)
    let slowest = serviceSeconds.max() ?? 0
    return min(Double(population) / cycle, 1 / slowest)
  }

  /// H(n) = 1 + 1/2 + … + 1/n, 0 for n = 0: the mean of the largest of n exponential times of mean 1.
  ///
  /// The least of k of them has the mean 1/k; when it is over, k − 1 begin anew. Summed from the smallest term, so
  /// that each addition loses least.
  /// - Complexity: O(n).
  public static func harmonicNumber(_ count: Int) -> Double {
    var total = 0.0
    for term in stride(from: count, to: 0, by: -1) { total += 1 / Double(term) }
    return total
  }

  /// Throughput per second of a sender that waits for the acknowledgments of n receivers before each next message:
  /// 1 / (RTT + H(n)/μ), every receiver exponential with the rate μ.
  /// - Precondition: at least one receiver.
  public static func throughputPerSecond(
    receiverCount: Int, roundTripSeconds: Double, servicesPerSecond: Double
  ) -> Double {
    1 / (roundTripSeconds + harmonicNumber(receiverCount) / servicesPerSecond)
  }
}
