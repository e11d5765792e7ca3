import EventKernel
import SpreadModel

/// What a client of a daemon sends; daemons count from 1, as in a scenario.
struct RingClient {
  let daemon: Int
  let workload: Workload

  init(at daemon: Int, _ workload: Workload, _ service: ServiceLevel = .agreed) {
    self.daemon = daemon
    self.workload = workload.with(service)
  }
}

extension RunDescription {
  /// A token ring whose hops take 10 µs unless told otherwise, with a receiver at its first daemon, and senders from
  /// outside the group.
  static func ring(
    _ ring: TokenRing, from clients: [RingClient], daemon: DaemonCosts = DaemonCosts(),
    session: SessionRules = SessionRules(), for duration: Interval, seed: UInt64 = 1
  ) -> RunDescription {
    RunDescription(
      duration: duration, seed: seed, ring: .token(ring), daemon: daemon, session: session,
      members: [.receiver()]
        + clients.map {
          MemberDescription(
            name: "at-\($0.daemon)", daemon: $0.daemon, isInGroup: false, workload: $0.workload)
        })
  }
}

extension TokenRing {
  /// A ring whose hops take 10 µs.
  static func of(
    _ daemonCount: Int, window: Int = 160, personalWindow: Int = 20, bandwidth: Bandwidth? = nil,
    loss: Double = 0
  ) -> TokenRing {
    TokenRing(
      daemonCount: daemonCount, window: window, personalWindow: personalWindow, hop: .microseconds(10),
      bandwidth: bandwidth, loss: loss)
  }
}

extension Workload {
  /// The same under another level of service.
  func with(_ service: ServiceLevel) -> Workload {
    var workload = self
    workload.service = service
    return workload
  }

  /// As many as are accepted, of a size.
  static func flatOut(payloadBytes: Int = 1000) -> Workload {
    Workload(.flatOut, payloadBytes: [payloadBytes])
  }
}

/// One visit of the token: when, where, and how many packets were sent in it, new ones and old.
struct TokenVisit: Hashable {
  let at: Instant
  let daemon: Int
  var packetCount = 0

  /// All visits of a run with a journal, in order.
  static func all(of outcome: RunOutcome) -> [TokenVisit] {
    var visits: [TokenVisit] = []
    for line in outcome.journal?.ringLines ?? [] {
      // What a visit sends is told right after it.
      switch line.step {
      case .token: visits.append(TokenVisit(at: line.at, daemon: line.daemon))
      case .sent: visits[visits.count - 1].packetCount += 1
      default: continue
      }
    }
    return visits
  }
}
