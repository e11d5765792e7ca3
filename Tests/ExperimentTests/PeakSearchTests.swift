import Experiment
import Testing

@Suite("Search of a peak")
struct PeakSearchTests {
  private func search(_ high: Int64, _ score: (Int64) -> Double?) -> PeakSearch.Result {
    PeakSearch(SearchAxis(low: 1, high: high, resolution: .step(1))).run { values in values.map(score) }
  }

  @Test("a single peak is found exactly", arguments: [1, 2, 9, 250, 333, 998, 1000] as [Int64])
  func single(peak: Int64) {
    let result = search(1000) { -Double(abs($0 - peak)) }
    #expect(result.found == peak)
    #expect(result.probes.count <= 60)
  }

  @Test("a score that grows to the edge of what is allowed is followed to that edge")
  func constrained() {
    #expect(search(1000) { $0 <= 617 ? Double($0) : nil }.found == 617)
  }

  @Test("of a plateau the smallest value is taken")
  func plateau() { #expect(search(1000) { Double(min($0, 129)) }.found == 129) }

  @Test("where nothing is allowed there is no value")
  func nothing() {
    let result = search(1000) { _ in nil }
    #expect(result.found == nil && result.probes.count <= 9)
  }
}
