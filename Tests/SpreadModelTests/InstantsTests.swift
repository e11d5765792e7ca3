import EventKernel
import Testing

@testable import SpreadModel

@Suite struct InstantsTests {
  /// A ring of 64 that holds positions 40 to 103, and so begins again in the midst of them.
  private static let positions = 40..<104

  /// Instants that stand still and leap, so that two of them meet, run close and part.
  private func ring(using stream: inout RandomStream) -> [Int64] {
    var ring = [Int64](repeating: 0, count: 64)
    var instant = Int64(stream.below(40))
    for position in Self.positions {
      ring[position & 63] = instant
      instant += stream.below(3) == 0 ? Int64(stream.below(12)) : 0
    }
    return ring
  }

  @Test(arguments: 1...300 as ClosedRange<UInt64>)
  func `the first instant that is not after the other one is found, whatever the first look takes in`(
    seed: UInt64
  ) {
    var stream = RandomStream(StreamKey(seed: seed, replication: 0, entity: 0, purpose: 0))
    let (ring, otherRing) = (ring(using: &stream), ring(using: &stream))
    let ahead = Int(stream.below(8))
    let start = 40 + Int(stream.below(20))
    let searched = start..<(start + Int(stream.below(36)))
    let expected = searched.first { ring[($0 + ahead) & 63] <= otherRing[$0 & 63] } ?? searched.upperBound
    ring.withUnsafeBufferPointer { ring in
      otherRing.withUnsafeBufferPointer { otherRing in
        let instants = Instants(ring: ring.baseAddress!, mask: 63, ahead: ahead)
        let others = Instants(ring: otherRing.baseAddress!, mask: 63)
        for step in [1, 2, 3, 17, 64] {
          let found = instants.firstReached(by: others, in: searched, step: step)
          #expect(found == expected, "seed \(seed), step \(step)")
        }
      }
    }
  }
}
