import Dispatch
import Metrics

extension Experiment {
  /// Finished runs that wait for one before them, at most; a run may take as long as so many others.
  private static let windowSize = 1024
  /// Bytes that they may take together (32 MiB), by the weights that the caller gives.
  private static let windowBytes = 32 << 20

  /// Runs a part of the plan on `jobs` threads, and hands out what is made of each run strictly in the order of the
  /// plan. Memory does not grow with the plan.
  ///
  /// - Parameters:
  ///   - part: which runs.
  ///   - start: how many of them are left out, as they are done already.
  ///   - isCancelled: asked now and then by every run, from any thread.
  ///   - make: called by the thread that ran it, so that rendering is shared out too.
  ///   - weight: bytes that a product takes until it is handed out.
  ///   - whileWaiting: called by the caller's thread every tenth of a second without a finished run.
  ///   - each: called by the caller's thread.
  /// - Returns: the first failure in the order of the plan; all runs before it were handed out. `nil` for none.
  /// - Throws: what `whileWaiting` or `each` throws; the runs under way are then cancelled.
  public func stream<Product: Sendable, Problem: Error>(
    _ part: RunPart = .whole, from start: Int = 0, jobs: Int,
    isCancelled: @escaping @Sendable () -> Bool = { false },
    make: @escaping @Sendable (RunReport) -> Product,
    weight: @escaping @Sendable (Product) -> Int = { _ in 0 },
    whileWaiting: () throws(Problem) -> Void, each: (Product) throws(Problem) -> Void
  ) throws(Problem) -> ExperimentFailure? {
    let end = part.size(of: plan.count)
    guard start < end else { return nil }
    let window = RunWindow<Product>(
      start..<end, size: min(max(Self.windowSize, jobs), end - start), weightLimit: Self.windowBytes)
    let workers = DispatchGroup()
    for _ in 0..<max(1, min(jobs, end - start)) {
      // A serial queue each: those get threads at once, while a concurrent one shares its few with whoever waits there.
      DispatchQueue(label: "sluice.runs").async(group: workers) {
        while let ordinal = window.claim() {
          let report = run(plan[part.index(ordinal)]) { window.isClosed || isCancelled() }
          let product = report.map(make)
          window.put(product, at: ordinal, weight: (try? product.get()).map(weight) ?? 0)
        }
      }
    }
    defer {
      window.close()
      workers.wait()
    }
    for _ in start..<end {
      var taken = window.take()
      while taken == nil {
        try whileWaiting()
        taken = window.take()
      }
      switch taken {
      case .success(let product): try each(product)
      case .failure(let failure): return failure
      case nil: break
      }
    }
    return nil
  }
}
