import Experiment
import Testing

@Suite("Search of an edge")
struct EdgeSearchTests {
  private func axis(_ low: Int64, _ high: Int64, _ resolution: SearchAxis.Resolution = .step(1)) -> SearchAxis
  {
    SearchAxis(low: low, high: high, resolution: resolution)
  }

  private func search(
    _ axis: SearchAxis, _ side: EdgeSearch.Side, _ holds: (Int64) -> Bool
  ) -> EdgeSearch.Result {
    EdgeSearch(axis, side: side).run { values in values.map(holds) }
  }

  @Test(
    "whole numbers are found exactly, wherever the edge is",
    arguments: [1, 2, 7, 40, 117, 118, 999] as [Int64])
  func exact(edge: Int64) {
    let largest = search(axis(1, 1000), .largest) { $0 <= edge }
    #expect(largest.found == edge && largest.beyond == edge + 1 && largest.isMonotone)
    let smallest = search(axis(1, 1000), .smallest) { $0 > edge }
    #expect(smallest.found == edge + 1 && smallest.beyond == edge && smallest.isMonotone)
  }

  @Test("every edge of every short range is found")
  func exhaustive() {
    for high in 1...24 as ClosedRange<Int64> {
      for edge in -1...high {
        let result = search(axis(0, high), .largest) { $0 <= edge }
        #expect(result.found == (edge < 0 ? nil : edge), "0..\(high), edge \(edge)")
        #expect(result.beyond == (edge == high || edge < 0 ? nil : edge + 1), "0..\(high), edge \(edge)")
      }
    }
  }

  @Test("where all hold it is the end of the range, and where none does there is no value")
  func allAndNone() {
    let all = search(axis(1, 1000), .largest) { _ in true }
    #expect(all.found == 1000 && all.beyond == nil && all.isMonotone && all.probes.count <= 9)
    #expect(search(axis(1, 1000), .smallest) { _ in true }.found == 1)
    let none = search(axis(1, 1000), .largest) { _ in false }
    #expect(none.found == nil && none.beyond == nil && none.probes.count <= 9)
  }

  @Test("values behind the first edge where it holds again are told, and not taken")
  func notMonotone() {
    let result = search(axis(1, 1000), .largest) { $0 <= 20 || $0 >= 500 }
    #expect(result.found == 20 && result.beyond == 21 && !result.isMonotone)
    #expect(!result.again.isEmpty && result.again.allSatisfy { $0 >= 500 })
    let mirrored = search(axis(1, 1000), .smallest) { $0 <= 20 || $0 >= 500 }
    #expect(mirrored.found == 500 && mirrored.beyond == 499 && mirrored.again.contains(1))
  }

  @Test("a stretch in the middle is found by its edge on the side that is asked for")
  func island() {
    let largest = search(axis(1, 1000), .largest) { (200...600).contains($0) }
    #expect(largest.found == 600 && !largest.holdsAtStart && !largest.isMonotone)
    let smallest = search(axis(1, 1000), .smallest) { (200...600).contains($0) }
    #expect(smallest.found == 200 && smallest.beyond == 199)
  }

  @Test("a resolution ends the search when both sides are that close")
  func resolution() throws {
    let share = search(axis(1_000_000, 10_000_000_000, .share(0.01)), .largest) { $0 <= 1_440_000_123 }
    let found = try #require(share.found), beyond = try #require(share.beyond)
    #expect(found <= 1_440_000_123 && beyond > 1_440_000_123)
    #expect(Double(beyond - found) <= 0.01 * Double(found))
    let step = search(axis(0, 10_000, .step(50)), .largest) { $0 <= 1234 }
    #expect(try #require(step.beyond) - #require(step.found) <= 50)
  }

  @Test("no value is asked twice, each is inside the range, and their number is small")
  func economy() {
    for edge in stride(from: Int64(1), to: 1_000_000, by: 34_567) {
      var asked: [Int64] = []
      _ = search(axis(1, 1_000_000), .largest) { value in
        asked.append(value)
        return value <= edge
      }
      #expect(Set(asked).count == asked.count && asked.allSatisfy { (1...1_000_000).contains($0) })
      #expect(asked.count <= 60, "edge \(edge): \(asked.count) values")
    }
  }

  @Test(
    "values in the middle are round where they may be",
    arguments: [
      (1, 1000, 30), (1, 10, 3), (200, 300, 250), (201, 202, nil), (1_000_000, 10_000_000_000, 100_000_000),
      (117, 121, 120), (0, 1000, 500),
    ] as [(Int64, Int64, Int64?)])
  func middles(low: Int64, high: Int64, middle: Int64?) {
    #expect(axis(0, 1).middle(low, high) == middle)
  }

  @Test("what a value throws ends the search")
  func failure() {
    struct Broken: Error {}
    #expect(throws: Broken.self) {
      try EdgeSearch(axis(1, 10), side: .largest).run { _ throws(Broken) in throw Broken() }
    }
  }
}
