import EventKernel
import Foundation
import Testing

@Suite struct ExactMathTests {
  /// The distance in units in the last place of `expected`, which Foundation's own error of up to 1 is part of.
  private func ulps(_ value: Double, _ expected: Double) -> Double { abs(value - expected) / expected.ulp }

  @Test func `log agrees with the C library to an ulp over the whole range`() {
    var stream = RandomStream(StreamKey(seed: 1, replication: 0, entity: 0, purpose: 0))
    for _ in 0..<100_000 {
      // Any positive finite bit pattern, and as many near 1, where the logarithm cancels.
      let any = Double(bitPattern: 1 + stream.below(0x7FEF_FFFF_FFFF_FFFF))
      let near = 0.5 + 1.5 * stream.unit()
      #expect(ulps(ExactMath.log(any), Foundation.log(any)) <= 1, "log \(any)")
      #expect(ulps(ExactMath.log(near), Foundation.log(near)) <= 1, "log \(near)")
    }
  }

  @Test func `exp agrees with the C library to an ulp over the whole range`() {
    var stream = RandomStream(StreamKey(seed: 2, replication: 0, entity: 0, purpose: 0))
    for _ in 0..<100_000 {
      let any = -745.2 + 1454.9 * stream.unit()
      let near = stream.unit() - 0.5
      #expect(ulps(ExactMath.exp(any), Foundation.exp(any)) <= 1, "exp \(any)")
      #expect(ulps(ExactMath.exp(near), Foundation.exp(near)) <= 1, "exp \(near)")
    }
  }

  @Test func `the square root agrees with the exact one to an ulp`() {
    var stream = RandomStream(StreamKey(seed: 3, replication: 0, entity: 0, purpose: 0))
    let least = Double.leastNormalMagnitude.bitPattern
    for _ in 0..<100_000 {
      let any = Double(bitPattern: least + stream.below(Double.infinity.bitPattern - least))
      #expect(ulps(ExactMath.squareRoot(any), any.squareRoot()) <= 1, "square root of \(any)")
    }
  }

  @Test func `the ends of the range and what is not a number`() {
    #expect(ExactMath.log(0) == -.infinity)
    #expect(ExactMath.log(-1).isNaN)
    #expect(ExactMath.log(.nan).isNaN)
    #expect(ExactMath.log(.infinity) == .infinity)
    #expect(ExactMath.log(1) == 0)
    #expect(ExactMath.exp(0) == 1)
    #expect(ExactMath.exp(.nan).isNaN)
    #expect(ExactMath.exp(-.infinity) == 0)
    #expect(ExactMath.exp(-745.14) == 0)
    #expect(ExactMath.exp(-745.13) == .leastNonzeroMagnitude)
    #expect(ExactMath.exp(709.78).isFinite)
    #expect(ExactMath.exp(709.79) == .infinity)
  }

  @Test func `the bits of both functions over many arguments are pinned`() {
    var stream = RandomStream(StreamKey(seed: 4, replication: 0, entity: 0, purpose: 0))
    var fingerprint = Fingerprint()
    for _ in 0..<100_000 {
      let argument = 50 * stream.unit()
      fingerprint.mix(ExactMath.log(argument).bitPattern)
      fingerprint.mix(ExactMath.exp(argument - 25).bitPattern)
      fingerprint.mix(ExactMath.squareRoot(argument).bitPattern)
    }
    #expect(fingerprint.hexadecimal == "662390ba33b7178a")
  }
}
