import EventKernel

/// A sample of independent runs, and how far its mean lies from what theory expects.
struct Sample {
  private(set) var values: [Double] = []

  /// The values that `run` yields for the seeds of a range; the same seeds give the same values for ever, so that
  /// a bound that holds once always holds.
  init(seeds: ClosedRange<UInt64>, _ run: (UInt64) throws -> Double) rethrows {
    values = try seeds.map(run)
  }

  var mean: Double { values.reduce(0, +) / Double(values.count) }

  /// Standard error of the mean, estimated from the sample.
  var standardError: Double {
    let size = Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (size - 1)
    return (variance / size).squareRoot()
  }

  /// Distance of the mean from a value, in standard errors.
  func standardErrors(from expected: Double) -> Double { abs(mean - expected) / standardError }
}

/// Where the mean of a right simulator lies but once in 16,000 choices of the seeds, in standard errors.
let standardErrorLimit = 4.0
