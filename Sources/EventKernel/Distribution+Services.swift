/// Services one after the other, computed in one loop.
extension Distribution {
  /// When services end at a server that takes one arrival after the other: each that long after its arrival, or after the
  /// end before where that is later, as ``sample(using:)`` draws.
  /// Lindley, "The theory of queues with a single server", 1952, doi:10.1017/S0305004100027638. O(services); nothing is
  /// allocated.
  ///
  /// - Parameters:
  ///   - arrivals: as many instants as there is room for ends, in ns.
  ///   - end: when the service before ended, in ns.
  ///   - ends: receives the ends, in ns. A sum beyond the range of `Int64` wraps around.
  ///   - stream: has drawn one duration for each service afterwards.
  public func serve(
    _ arrivals: UnsafePointer<Int64>, after end: Int64, into ends: UnsafeMutableBufferPointer<Int64>,
    using stream: inout RandomStream
  ) {
    var end = end
    var index = 0
    while index < ends.count {
      if case .exponential(let mean, let layers) = shape, mean < RandomStream.sureMeanLimit {
        let (after, count, word) = RandomStream.serveSurely(
          arrivals + index, after: end, into: UnsafeMutableBufferPointer(rebasing: ends[index...]),
          mean: mean, layers, using: stream)
        stream = after
        index += count
        guard index < ends.count else { return }
        if count > 0 { end = ends[index - 1] }
        end = max(end, arrivals[index]) &+ stream.exponentialAtTheEdge(of: word, mean: mean, layers)
      } else {
        end = max(end, arrivals[index]) &+ sample(using: &stream).nanoseconds
      }
      ends[index] = end
      index += 1
    }
  }
}

extension RandomStream {
  /// A draw from the sure part of a layer is below 8: times a mean below this, it is rounded by one sum of doubles.
  fileprivate static var sureMeanLimit: Double { 0x1p49 }

  /// Serves up to the first draw that misses the sure part of its layer. By value and apart: the state stays in registers,
  /// and nothing is in the loop that not every service needs.
  /// - Returns: the stream after that draw, how many services there were before it, and its word.
  @inline(never)
  fileprivate static func serveSurely(
    _ arrivals: UnsafePointer<Int64>, after end: Int64, into ends: UnsafeMutableBufferPointer<Int64>,
    mean: Double, _ layers: ZigguratLayers, using stream: RandomStream
  ) -> (stream: RandomStream, count: Int, word: UInt64) {
    var (stream, end) = (stream, end)
    for index in ends.indices {
      let word = stream.next()
      let layer = layers[word]
      let position = word >> 11
      guard position < layer.threshold else { return (stream, index, word) }
      let scaled = Double(Int64(bitPattern: position)) * layer.scale * mean
      let duration = Int64(bitPattern: (scaled + 0x1p52).bitPattern &- 0x1p52.bitPattern)
      end = max(end, arrivals[index]) &+ duration
      ends[index] = end
    }
    return (stream, ends.count, 0)
  }

  /// The duration whose word missed the sure part of its layer, in ns.
  fileprivate mutating func exponentialAtTheEdge(
    of word: UInt64, mean: Double, _ layers: ZigguratLayers
  ) -> Int64 {
    let layer = layers[word]
    let value = Double(Int64(bitPattern: word >> 11)) * layer.scale
    return Interval(nearestNanoseconds: exponentialAtTheEdge(of: layer, value: value, word: word) * mean)
      .nanoseconds
  }
}
