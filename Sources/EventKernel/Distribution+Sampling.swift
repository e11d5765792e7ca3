extension Distribution {
  /// Whether every sample is 0.
  @inlinable
  public var isZero: Bool {
    if case .constant(.zero) = shape { true } else { false }
  }

  /// Whether every sample is the same.
  public var isConstant: Bool {
    constant != nil
  }

  /// What every sample is; `nil` where they differ.
  public var constant: Interval? {
    if case .constant(let interval) = shape { interval } else { nil }
  }

  /// Whether two samples are hardly ever equal, with a chance of about 10⁻³ or less: the density, times 1 ns, is that
  /// small everywhere, and the limit hardly ever cuts a sample off. Never true of what has a table.
  public var isFine: Bool {
    switch shape {
    case .constant, .hyperexponential, .empirical: false
    case .uniform(_, let count): count >= 1000
    case .exponential(let mean, _): mean >= 1000 && mean <= 0x1p56
    // The mode's density is exp(σ²/2)/(√(2π) σ) over the median.
    case .lognormal(let mu, let sigma):
      0.4 * ExactMath.exp(0.5 * sigma * sigma - mu) / sigma <= 1e-3 && mu + 8 * sigma <= 42
    case .erlang(let stageMean, let stageCount):
      stageMean >= 1000 && stageMean * Double(stageCount) <= 0x1p56
    }
  }

  /// Draws a duration: to the nearest nanosecond (halves to even), from 0 to `Interval.limit`.
  ///
  /// Constant durations draw nothing. Nothing is allocated. The usual shapes are decided at the place of the
  /// call, without a call.
  @inlinable
  public func sample(using stream: inout RandomStream) -> Interval {
    switch shape {
    case .constant(let value): return value
    case .exponential(let mean, let layers):
      return Interval(nearestNanoseconds: stream.exponential(layers) * mean)
    default: return sampleOtherShape(using: &stream)
    }
  }

  @usableFromInline
  @inline(never)
  func sampleOtherShape(using stream: inout RandomStream) -> Interval {
    switch shape {
    case .constant(let value):
      return value
    case .uniform(let least, let count):
      return least + Interval(nanoseconds: Int64(stream.below(count)))
    case .exponential(let mean, let layers):
      return Interval(nearestNanoseconds: stream.exponential(layers) * mean)
    case .lognormal(let mu, let sigma):
      return Interval(nearestNanoseconds: ExactMath.exp(mu + sigma * stream.normal()))
    case .erlang(let stageMean, let stageCount):
      var sum = 0.0
      for _ in 0..<stageCount { sum += stream.exponential() }
      return Interval(nearestNanoseconds: sum * stageMean)
    case .hyperexponential(let branches):
      let mean = branches.value(at: stream.unit())
      return Interval(nearestNanoseconds: stream.exponential() * mean)
    case .empirical(let values):
      return Interval(nearestNanoseconds: values.value(at: stream.unit()))
    }
  }
}
