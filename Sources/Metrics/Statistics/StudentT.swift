/// Student's distribution, as far as 95 % intervals need it.
public enum StudentT {
  /// The value that a variable of Student's distribution stays below with probability 0.975; 12.7 with one degree of
  /// freedom, 1.96 with infinitely many.
  ///
  /// Below ``seriesStart`` found by bisection in the closed form of Abramowitz and Stegun, 26.7.3 and 26.7.4; above from
  /// the normal quantile by the series of Cornish and Fisher (26.7.5). Within 10⁻⁹, with `+ - * /` and roots alone.
  /// - Parameter degreesOfFreedom: at least 1.
  /// - Complexity: O(`degreesOfFreedom`) below ``seriesStart``, else O(1).
  public static func quantile975(degreesOfFreedom: Int64) -> Double {
    precondition(degreesOfFreedom >= 1, "an interval needs two values")
    guard degreesOfFreedom < seriesStart else { return series(Double(degreesOfFreedom)) }
    var low = normalQuantile
    var high = 13.0
    // Until the two are neighbours.
    for _ in 0..<60 {
      let middle = 0.5 * (low + high)
      if twoSided(middle, Int(degreesOfFreedom)) < 0.95 { low = middle } else { high = middle }
    }
    return high
  }

  /// The 0.975 quantile of the normal distribution.
  static let normalQuantile = 1.959963984540054
  /// Where the series is closer than 10⁻⁹.
  static let seriesStart: Int64 = 100

  /// The probability of a value between −`t` and `t`.
  static func twoSided(_ t: Double, _ degreesOfFreedom: Int) -> Double {
    let root = Double(degreesOfFreedom).squareRoot()
    let length = (t * t + Double(degreesOfFreedom)).squareRoot()
    let (sine, cosine) = (t / length, root / length)
    let isOdd = degreesOfFreedom % 2 == 1
    // 1 + 1/2 cos² + (1·3)/(2·4) cos⁴ + …; of odd degrees cos + 2/3 cos³ + …
    var term = isOdd ? cosine : 1
    var sum = 0.0
    var index = isOdd ? 1 : 0
    while index <= degreesOfFreedom - 2 {
      sum += term
      term *= Double(index + 1) / Double(index + 2) * cosine * cosine
      index += 2
    }
    return isOdd ? 2 / Double.pi * (arctangent(t / root) + sine * sum) : sine * sum
  }

  /// Of a number from 0 to 13: halved three times, then by its series.
  private static func arctangent(_ x: Double) -> Double {
    var x = x
    for _ in 0..<3 { x = x / (1 + (1 + x * x).squareRoot()) }
    var power = x
    var sum = 0.0
    for index in 0..<20 {
      sum += (index % 2 == 0 ? power : -power) / Double(2 * index + 1)
      power *= x * x
    }
    return 8 * sum
  }

  private static func series(_ n: Double) -> Double {
    let z = normalQuantile
    let square = z * z
    let first = (square + 1) * z / 4
    let second = ((5 * square + 16) * square + 3) * z / 96
    let third = (((3 * square + 19) * square + 17) * square - 15) * z / 384
    let fourth = ((((79 * square + 776) * square + 1482) * square - 1920) * square - 945) * z / 92160
    return z + (first + (second + (third + fourth / n) / n) / n) / n
  }
}
