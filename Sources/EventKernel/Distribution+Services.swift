/// Services one after the other, computed in one loop.
extension Distribution {
  /// When services end at a server that takes one arrival after the other: each that long after its arrival, or after the
  /// end before where that is later, as ``sample(using:)`` draws, and always so much longer.
  /// Lindley, "The theory of queues with a single server", 1952, doi:10.1017/S0305004100027638. O(services); nothing is
  /// allocated.
  ///
  /// - Parameters:
  ///   - arrivals: as many instants as there is room for ends, in ns.
  ///   - end: when the service before ended, in ns.
  ///   - overhead: what every service takes besides what is drawn, in ns.
  ///   - ends: receives the ends, in ns. A sum beyond the range of `Int64` wraps around.
  ///   - stream: has drawn one duration for each service afterwards.
  public func serve(
    _ arrivals: UnsafePointer<Int64>, after end: Int64, overhead: Int64,
    into ends: UnsafeMutableBufferPointer<Int64>, using stream: inout RandomStream
  ) {
    if case .exponential(let mean, let layers) = shape, mean < RandomStream.sureMeanLimit {
      stream = RandomStream.serve(
        arrivals, after: end, overhead: overhead, into: ends, exponentialMean: mean, layers, using: stream)
      return
    }
    var end = end
    for index in ends.indices {
      end = max(end, arrivals[index]) &+ sample(using: &stream).nanoseconds &+ overhead
      ends[index] = end
    }
  }
}

extension RandomStream {
  /// A draw from the sure part of a layer is below 8: times a mean below this, it is rounded by one sum of doubles.
  fileprivate static var sureMeanLimit: Double { 0x1p49 }

  /// Serves with exponential times of a mean below ``sureMeanLimit``. By value and apart: the state stays in registers, and
  /// what not every service needs is one call.
  /// - Returns: the stream after the last draw.
  @inline(never)
  fileprivate static func serve(
    _ arrivals: UnsafePointer<Int64>, after end: Int64, overhead: Int64,
    into ends: UnsafeMutableBufferPointer<Int64>, exponentialMean mean: Double, _ layers: ZigguratLayers,
    using stream: RandomStream
  ) -> RandomStream {
    var (stream, end) = (stream, end)
    // So that the overhead costs nothing.
    let zero = 0x1p52.bitPattern &- UInt64(bitPattern: overhead)
    for index in ends.indices {
      let word = stream.next()
      let layer = layers[word]
      let position = word >> 11
      let duration: Int64
      if position < layer.threshold {
        let scaled = Double(Int64(bitPattern: position)) * layer.scale * mean
        duration = Int64(bitPattern: (scaled + 0x1p52).bitPattern &- zero)
      } else {
        let draw: Double
        (draw, stream) = exponentialAtTheEdge(of: word, layers, using: stream)
        duration = Interval(nearestNanoseconds: draw * mean).nanoseconds &+ overhead
      }
      end = max(end, arrivals[index]) &+ duration
      ends[index] = end
    }
    return stream
  }
}
