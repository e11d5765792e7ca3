/// Logarithm, exponential and square root from IEEE 754 `+ - * /` alone: the same bits on every platform.
///
/// The C library's differ in the last bit from one platform to another, and one bit is enough to swap two
/// events. These take the shape of fdlibm's (Sun Microsystems, 1993, netlib.org/fdlibm, `e_log.c` and
/// `e_exp.c`), but with the coefficients of the plain series instead of fitted ones: a term or three more for
/// numbers that anybody can check. Error below 1 unit in the last place, tested over the whole range.
///
/// No product and sum may be contracted into a fused multiply-add; Swift never does so by itself.
public enum ExactMath {
  // ln 2 in two parts: the high one ends in 21 zero bits, so that its product with an exponent is exact.
  private static let ln2High = 0x1.62e42feep-1
  private static let ln2Low = 0x1.a39ef35793c76p-33
  private static let inverseOfLn2 = 0x1.71547652b82fep0

  /// The natural logarithm: −∞ at 0, not a number below.
  public static func log(_ x: Double) -> Double {
    guard x > 0, x < .infinity else { return x == 0 ? -.infinity : x > 0 ? x : .nan }
    // x = (1 + f) · 2^k with 1 + f in √½ ... √2.
    let isSubnormal = x < .leastNormalMagnitude
    let bits = (isSubnormal ? x * 0x1p54 : x).bitPattern
    var exponent = Int64(bits >> 52) - 1023 - (isSubnormal ? 54 : 0)
    var significand = Double(bitPattern: bits & 0x000F_FFFF_FFFF_FFFF | 0x3FF0_0000_0000_0000)
    if significand > 0x1.6a09e667f3bcdp0 {
      significand *= 0.5
      exponent += 1
    }
    let f = significand - 1
    // ln(1 + f) = 2 artanh s = 2s + s·R = f − f²/2 + s·(f²/2 + R), s = f/(2 + f), |s| < 0.172.
    let s = f / (2 + f)
    let half = 0.5 * f * f
    let k = Double(exponent)
    return k * ln2High - ((half - (s * (half + artanhSeries(s * s)) + k * ln2Low)) - f)
  }

  /// The exponential function: 0 below −745.2, infinite above 709.8.
  public static func exp(_ x: Double) -> Double {
    guard x > -745.2, x < 709.8 else { return x > 0 ? .infinity : x.isNaN ? x : 0 }
    // x = k · ln 2 + r with |r| < 0.347, and r = high − low to more than 53 bits.
    let k = Int64(x * inverseOfLn2 + (x < 0 ? -0.5 : 0.5))
    let high = x - Double(k) * ln2High
    let low = Double(k) * ln2Low
    let r = high - low
    // e^r = 1 + 2r / (r coth(r/2) − r), and the even function r coth(r/2) = 2 + Q.
    let c = r - cothSeries(r * r)
    let power = 1 - ((low - r * c / (2 - c)) - high)
    // In two halves, as 2^k itself may lie outside the range of normal numbers where the result does not.
    return power * powerOfTwo(k >> 1) * powerOfTwo(k - (k >> 1))
  }

  /// The square root of a positive, finite, normal number; error at most 1 unit in the last place.
  ///
  /// The standard library's is exact, but compiles to a call of the C library for the sake of negative numbers,
  /// and whatever linked this module would have to link that too. Five steps of Newton's do for what is computed
  /// once; no sample takes a root.
  public static func squareRoot(_ x: Double) -> Double {
    precondition(x.isNormal && x > 0 && x < .infinity, "a square root needs a positive normal number")
    // Half the exponent: right to 6.1 %, of which a step leaves half the square: 2e-3, 2e-6, 2e-12, 2e-24.
    var root = Double(bitPattern: (x.bitPattern >> 1) + (1023 << 51))
    for _ in 0..<5 { root = 0.5 * (root + x / root) }
    return root
  }

  /// 2 · (z/3 + z²/5 + z³/7 + …) to z¹⁰: for z < 0.0295 the rest is below 2⁻⁶⁰.
  private static func artanhSeries(_ z: Double) -> Double {
    // Two independent chains over z² halve the waiting for one another.
    let w = z * z
    let odd = 2.0 / 3 + w * (2.0 / 7 + w * (2.0 / 11 + w * (2.0 / 15 + w * (2.0 / 19))))
    let even = 2.0 / 5 + w * (2.0 / 9 + w * (2.0 / 13 + w * (2.0 / 17 + w * (2.0 / 21))))
    return z * odd + w * even
  }

  /// r coth(r/2) − 2 = 2 · Σ B₂ₙ zⁿ / (2n)! with Bernoulli's numbers B₂ₙ and z = r², to z⁶: for z < 0.1202 the
  /// rest is below 2⁻⁵⁶.
  private static func cothSeries(_ z: Double) -> Double {
    let w = z * z
    let odd = 1.0 / 6 + w * (1.0 / 15_120 + w * (1.0 / 23_950_080))
    let even = -1.0 / 360 + w * (-1.0 / 604_800 + w * (-691.0 / 653_837_184_000))
    return z * odd + w * even
  }

  /// 2^k for −1022 ≤ k ≤ 1023.
  private static func powerOfTwo(_ k: Int64) -> Double {
    Double(bitPattern: UInt64(bitPattern: k + 1023) << 52)
  }
}
