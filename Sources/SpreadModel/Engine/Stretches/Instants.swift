/// Instants by position that never fall from one position to the next, kept in a ring and read some places ahead.
struct Instants {
  private let ring: UnsafePointer<Int64>
  private let mask: Int
  private let ahead: Int

  /// - Parameters:
  ///   - ring: as many instants as `mask` says, and one more, in ns.
  ///   - ahead: how many places behind a position its instant stands.
  @inline(__always)
  init(ring: UnsafePointer<Int64>, mask: Int, ahead: Int = 0) {
    self.ring = ring
    self.mask = mask
    self.ahead = ahead
  }

  private subscript(position: Int) -> Int64 {
    @inline(__always) get { ring[(position + ahead) & mask] }
  }

  /// The first of these positions whose instant is not after the other one's; their end, where there is none.
  ///
  /// As neither falls, an instant after the other one of a later position is after all in between: they are passed by with
  /// one look. Where both are far apart, that is all positions.
  /// - Parameter step: how many positions the first look takes in, 1 or more: all of them, or 1 where the two are close.
  /// - Complexity: O(positions), and O(1) looks where they are far apart.
  @inline(__always)
  func firstReached(by other: Instants, in positions: Range<Int>, step: Int) -> Int {
    var (position, step) = (positions.lowerBound, step)
    while position < positions.upperBound {
      let instant = self[position]
      step = min(step, positions.upperBound - position)
      while instant <= other[position + step - 1] {
        guard step > 1 else { return position }
        step >>= 1
      }
      position += step
      step <<= 1
    }
    return positions.upperBound
  }
}
