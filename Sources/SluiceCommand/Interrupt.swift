import Foundation
import Synchronization

/// Ctrl-C, or SIGTERM, by which batch systems and containers ask: the first one stops the runs at their next look, so that
/// what is finished is kept; the second one is the system's own.
enum Interrupt {
  private static let isPending = Atomic(false)

  /// Listens from now on.
  static func listen() {
    // A parent that starts programs from a worker thread passes on that the signal is held back there.
    var own = sigset_t()
    sigemptyset(&own)
    for number in [SIGINT, SIGTERM] {
      sigaddset(&own, number)
      signal(number) { _ in
        Interrupt.isPending.store(true, ordering: .relaxed)
        signal(SIGINT, SIG_DFL)
        signal(SIGTERM, SIG_DFL)
      }
    }
    pthread_sigmask(SIG_UNBLOCK, &own, nil)
  }

  /// Whether somebody wants to stop.
  static var wasAsked: Bool { isPending.load(ordering: .relaxed) }
}
