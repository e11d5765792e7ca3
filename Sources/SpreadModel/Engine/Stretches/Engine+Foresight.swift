import EventKernel

/// The future of a member that goes on alone.
extension Engine {
  /// Messages foreseen in one go, where there are so many.
  static var foresightCount: Int { 64 }

  /// Computes the ends of service of a member at least up to a position, all of them data messages in the log.
  @inline(__always)
  mutating func foresee(_ index: Int, upTo limit: Int) {
    if stretches[index].foreseen < limit { foreseeMore(index, upTo: limit) }
  }

  @inline(never)
  private mutating func foreseeMore(_ index: Int, upTo wanted: Int) {
    let stretch = stretches + index
    let start = stretch.pointee.foreseen
    let limit = max(wanted, min(start + Self.foresightCount, logs[0].end, nextOther(from: start)))
    stretch.pointee.reserve(upTo: limit)
    drawServices(of: index, upTo: limit)
    let (ends, mask) = (stretch.pointee.ends, stretch.pointee.mask)
    let (deliverAt, timesMask) = (times.deliverAt, times.mask)
    var end = ends[(start - 1) & mask]
    for position in start..<limit {
      end = max(end, deliverAt[position & timesMask]) &+ ends[position & mask]
      ends[position & mask] = end
    }
    stretch.pointee.foreseen = limit
  }

  /// Draws the times of service up to a position, in its order.
  @inline(never)
  private func drawServices(of index: Int, upTo limit: Int) {
    let stretch = stretches + index
    let mask = stretch.pointee.mask
    while stretch.pointee.drawn < limit {
      // Up to where the ring begins again.
      let place = stretch.pointee.drawn & mask
      let count = min(limit - stretch.pointee.drawn, mask + 1 - place)
      costs[index].process.sample(
        into: UnsafeMutableBufferPointer(start: stretch.pointee.ends + place, count: count),
        using: &members[index].processStream)
      stretch.pointee.drawn += count
    }
  }

  /// How long the processing of a message takes: drawn before, if a stretch had foreseen it.
  mutating func processCost(at position: Int, for index: Int) -> Interval {
    guard mayStretch, position < stretches[index].drawn else {
      return costs[index].process.sample(using: &members[index].processStream)
    }
    return Interval(nanoseconds: stretches[index][position])
  }
}
