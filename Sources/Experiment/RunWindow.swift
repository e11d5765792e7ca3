import Dispatch
import Synchronization

/// Finished runs on their way from many workers to one reader who wants them in order.
///
/// Workers claim ordinals in order and put results back in any; the reader takes them in order. Whoever is too far
/// ahead of the reader waits, so that memory does not grow with the plan. Nobody waits for ever: the run that the
/// reader awaits was claimed before all others that are under way, and its worker waits for nothing.
final class RunWindow<Product: Sendable>: Sendable {
  private struct State {
    /// Results by ordinal modulo their number.
    var slots: [Result<Product, ExperimentFailure>?]
    /// The next to be claimed.
    var next: Int
    /// The next to be taken.
    var awaited: Int
    /// The sum of the weights of what is in the slots.
    var weight = 0
    var weights: [Int]
    var waitingWorkers = 0
    var isReaderWaiting = false
    /// Nothing more is to be claimed: a run failed, or the reader has gone.
    var isOver = false
  }

  private let state: Mutex<State>
  private let end: Int
  private let weightLimit: Int
  private let closed = Atomic(false)
  private let hasRoom = DispatchSemaphore(value: 0)
  private let hasResult = DispatchSemaphore(value: 0)

  /// - Parameters:
  ///   - ordinals: what is claimed.
  ///   - size: results under way and not yet taken, at most.
  ///   - weightLimit: above this sum of weights nothing more is claimed.
  init(_ ordinals: Range<Int>, size: Int, weightLimit: Int) {
    end = ordinals.upperBound
    self.weightLimit = weightLimit
    state = Mutex(
      State(
        slots: .init(repeating: nil, count: size), next: ordinals.lowerBound, awaited: ordinals.lowerBound,
        weights: .init(repeating: 0, count: size)))
  }

  /// Whether the reader wants nothing more.
  var isClosed: Bool { closed.load(ordering: .relaxed) }

  /// The next run for a worker, who may have to wait; `nil` when there is none.
  func claim() -> Int? {
    while true {
      let (claimed, mustWait): (Int?, Bool) = state.withLock { state in
        guard !state.isOver, state.next < end else { return (nil, false) }
        guard state.next - state.awaited < state.slots.count, state.weight <= weightLimit else {
          state.waitingWorkers += 1
          return (nil, true)
        }
        state.next += 1
        return (state.next - 1, false)
      }
      guard mustWait else { return claimed }
      hasRoom.wait()
    }
  }

  /// Gives a claimed run's result back.
  func put(_ result: Result<Product, ExperimentFailure>, at ordinal: Int, weight: Int) {
    let wakesReader = state.withLock { state in
      let slot = ordinal % state.slots.count
      state.slots[slot] = result
      state.weights[slot] = weight
      state.weight += weight
      if case .failure = result { state.isOver = true }
      guard state.isReaderWaiting, ordinal == state.awaited else { return false }
      state.isReaderWaiting = false
      return true
    }
    if wakesReader { hasResult.signal() }
  }

  /// The next result in order; `nil` after a tenth of a second without it.
  func take() -> Result<Product, ExperimentFailure>? {
    if let result = takeNow(orWait: true) { return result }
    if hasResult.wait(timeout: .now() + .milliseconds(100)) == .success { return takeNow(orWait: false) }
    return nil
  }

  private func takeNow(orWait: Bool) -> Result<Product, ExperimentFailure>? {
    let (result, woken): (Result<Product, ExperimentFailure>?, Int) = state.withLock { state in
      let slot = state.awaited % state.slots.count
      guard let result = state.slots[slot] else {
        state.isReaderWaiting = orWait
        return (nil, 0)
      }
      state.slots[slot] = nil
      state.weight -= state.weights[slot]
      state.awaited += 1
      state.isReaderWaiting = false
      defer { state.waitingWorkers = 0 }
      return (result, state.waitingWorkers)
    }
    for _ in 0..<woken { hasRoom.signal() }
    return result
  }

  /// Says that the reader has gone: nothing more is claimed, and nobody waits any longer.
  func close() {
    closed.store(true, ordering: .relaxed)
    let woken = state.withLock { state in
      state.isOver = true
      defer { state.waitingWorkers = 0 }
      return state.waitingWorkers
    }
    for _ in 0..<woken { hasRoom.signal() }
  }
}
