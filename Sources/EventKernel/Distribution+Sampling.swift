extension Distribution {
  /// Whether every sample is 0.
  @inlinable
  public var isZero: Bool {
    if case .constant(.zero) = shape { true } else { false }
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
