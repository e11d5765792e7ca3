import Testing

@testable import EventKernel

/// What chord and tangent decide at the edge of a layer is what the exponential function decides.
@Suite struct ZigguratEdgeTests {
  @Test(arguments: 1..<256)
  func `a draw at the edge of a layer is accepted if and only if it lies below the density`(index: Int) {
    let layer = Ziggurat.exponential[UInt64(index)]
    var stream = RandomStream(StreamKey(seed: 7, replication: 0, entity: UInt64(index), purpose: 0))
    for number in 0..<2_000 {
      // Positions of all sizes, down to the very corners.
      let width = (1 << 53) - layer.threshold
      var offset = stream.below(width) >> stream.below(53)
      if number % 2 == 1 { offset = width - 1 - offset }
      let position = layer.threshold + offset
      let value = Double(Int64(bitPattern: position)) * layer.scale
      var exact = stream
      let height = exact.unit()
      let isBelow = layer.floor + height * layer.height < ExactMath.exp(-value)
      let expected = isBelow ? value : exact.exponential()
      let drawn: Double
      (drawn, stream) = RandomStream.exponentialAtTheEdge(
        of: position << 11 | UInt64(index), Ziggurat.exponential, using: stream)
      #expect(drawn == expected, "layer \(index), position \(position)")
      #expect(stream == exact, "layer \(index), position \(position)")
    }
  }
}
