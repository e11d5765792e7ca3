import Testing

/// The committed results of `scenarios/validation/` beside what was measured of the real Spread.
@Suite("Validation")
struct ValidationTests {
  private static func comparisons(_ criterion: Criterion) throws -> [(name: String, comparison: Comparison)] {
    try MeasuredCase.all().flatMap { measured in
      measured.comparisons.filter { measured.criterion(of: $0.quantity) == criterion }
        .map { (measured.name, $0) }
    }
  }

  private static func isExcepted(_ name: String, _ quantity: Measurement.Quantity) -> Bool {
    Deviation.all.contains { $0.name == name && $0.quantities.contains(quantity) }
  }

  @Test("every case meets its criterion or is a known deviation", arguments: Criterion.allCases)
  func criterion(_ criterion: Criterion) throws {
    let comparisons = try Self.comparisons(criterion)
    #expect(!comparisons.isEmpty)
    for (name, comparison) in comparisons where !Self.isExcepted(name, comparison.quantity) {
      #expect(
        criterion.isMet(by: comparison),
        "\(name), \(comparison.quantity.rawValue): measured \(comparison.measured), predicted \(comparison.predicted)"
      )
    }
  }

  @Test("a known deviation deviates: one that the model meets leaves the list")
  func deviations() throws {
    let cases = try MeasuredCase.all()
    for deviation in Deviation.all {
      let measured = try #require(cases.first { $0.name == deviation.name }, "\(deviation.name)")
      for quantity in deviation.quantities {
        let comparison = try #require(measured[quantity], "\(deviation.name): \(quantity)")
        let criterion = try #require(measured.criterion(of: quantity), "\(deviation.name): \(quantity)")
        #expect(!criterion.isMet(by: comparison), "\(deviation.name), \(quantity.rawValue) is met now")
      }
    }
  }

  @Test(
    "the median error of counts at fixed rates is at most 3 %",
    arguments: [Criterion.kernelMessages, .kickMessage])
  func medianError(_ criterion: Criterion) throws {
    let errors = try Self.comparisons(criterion).flatMap(\.comparison.runs).compactMap(\.error).map(abs)
    #expect(errors.count > 20)
    #expect(try #require(median(errors)) <= Criterion.medianErrorLimit)
  }

  @Test("a known deviation is named once, with a reason")
  func deviationsAreDistinct() {
    let keys = Deviation.all.flatMap { deviation in deviation.quantities.map { "\(deviation.name) \($0)" } }
    #expect(Set(keys).count == keys.count)
    #expect(Deviation.all.allSatisfy { !$0.reason.isEmpty })
  }
}
