/// What a member's CPU is busy with.
enum Phase: UInt8 {
  case receive, process, sendData, sendControl
  /// Asking for what was missed, and sending it again to who asked.
  case sendRequest, resend
}

/// One stretch of CPU time of a thread; it can be held by a pause or by the reader, and resumed.
struct Service {
  enum State: UInt8 {
    case none, running, held
    /// Inside `SP_multicast`, whose socket has no room. It takes no CPU.
    case blocked
  }

  var state = State.none
  var phase = Phase.process
  /// When it ends, while running, ns.
  var end: Int64 = 0
  /// What is left, while held, ns.
  var remaining: Int64 = 0
  /// The order of its entry in the event list; another one there is stale.
  var order: UInt64 = 0

  mutating func run(until end: Int64, order: UInt64) {
    state = .running
    self.end = end
    self.order = order
  }

  /// Its work goes on, or will when nothing holds it.
  var isBusy: Bool { state == .running || state == .held }

  mutating func hold(at now: Int64) {
    guard state == .running else { return }
    remaining = end - now
    state = .held
    order = 0
  }
}
