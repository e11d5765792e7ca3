import EventKernel

/// The future of a member that goes on alone.
extension Engine {
  /// Messages foreseen in one go, where there are so many: between 64 and 256, of all members together 2¹⁴ if that allows it,
  /// so that a core's cache keeps what is foreseen until it has passed.
  var foresightCount: Int { min(max(64, 1 << 14 / memberCount), 256) }

  /// The same where their times of service are drawn already: a stretch ended before its time, and the next one may too,
  /// so that less is taken back again.
  static var foresightCountWhenDrawn: Int { 8 }

  /// Computes the ends of service of a member at least up to a position: data and control messages in the log.
  @inline(__always)
  mutating func foresee(_ index: Int, upTo limit: Int) {
    if stretches[index].foreseen < limit { foreseeMore(index, upTo: limit) }
  }

  @inline(never)
  private mutating func foreseeMore(_ index: Int, upTo wanted: Int) {
    let stretch = stretches + index
    let start = stretch.pointee.foreseen
    let count = start < stretch.pointee.drawn ? Self.foresightCountWhenDrawn : foresightCount
    let limit = max(wanted, min(start + count, logs[0].end, nextStop(of: index, from: start)))
    stretch.pointee.reserve(upTo: limit)
    // What was drawn before a stretch ended before its time.
    var position = start
    while position < min(limit, stretch.pointee.drawn) {
      stretch.pointee[position] += beginOfService(position, by: index)
      position += 1
    }
    while position < limit {
      let end = min(limit, nextOther(from: position))
      guard position < end else {
        // A control message is served in no time.
        stretch.pointee[position] = beginOfService(position, by: index)
        position += 1
        continue
      }
      let (ends, place, count) = rowInMemory(position..<end, of: index)
      costs[index].process.serve(
        times.deliverAt + place, after: stretch.pointee[position - 1],
        overhead: members[index].receiveNanoseconds,
        into: UnsafeMutableBufferPointer(start: ends, count: count),
        using: &members[index].processStream)
      position += count
    }
    stretch.pointee.drawn = max(stretch.pointee.drawn, limit)
    stretch.pointee.foreseen = limit
  }

  /// When a member takes a message: at the end of the service before, or when it is delivered.
  @inline(__always)
  func beginOfService(_ position: Int, by index: Int) -> Int64 {
    max(stretches[index][position - 1], times.deliverAt[position & times.mask])
  }

  /// Where positions stand in memory: the ends of a member's services from the first of them on, the place of that one in
  /// ``times``, and how many follow before one of the two rings begins again.
  @inline(__always)
  func rowInMemory(
    _ positions: Range<Int>, of index: Int
  ) -> (ends: UnsafeMutablePointer<Int64>, place: Int, count: Int) {
    let (first, stretch) = (positions.lowerBound, stretches + index)
    let place = first & times.mask
    let placeOfEnd = first & stretch.pointee.mask
    let count = min(positions.count, times.mask + 1 - place, stretch.pointee.mask + 1 - placeOfEnd)
    return (stretch.pointee.ends + placeOfEnd, place, count)
  }

  /// How long the processing of a message takes: drawn before, if a stretch had foreseen it.
  mutating func processCost(at position: Int, for index: Int) -> Interval {
    guard mayStretch, position < stretches[index].drawn else {
      return costs[index].process.sample(using: &members[index].processStream)
    }
    return Interval(nanoseconds: stretches[index][position] - members[index].receiveNanoseconds)
  }
}
