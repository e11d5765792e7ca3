/// One of the 256 layers of equal area that cover a falling density f: from the upright axis to `edge`.
@frozen
@usableFromInline
struct ZigguratLayer: Sendable {
  /// A draw below this, of 2⁵³, lies under the density for certain.
  @usableFromInline let threshold: UInt64
  /// The layer's width over 2⁵³.
  @usableFromInline let scale: Double
  /// f where the layer ends: its lower side.
  let floor: Double
  /// From its lower to its upper side.
  let height: Double
}

/// The 256 layers of one density. Whoever draws often keeps this: to look a global up costs a call each time, which
/// is as long as half a draw.
@frozen
@usableFromInline
struct ZigguratLayers: Hashable, @unchecked Sendable {
  // Unchecked: the table is complete before anybody sees it and never changes nor goes.
  @usableFromInline let first: UnsafePointer<ZigguratLayer>

  init(_ first: UnsafePointer<ZigguratLayer>) { self.first = first }

  /// The layer that the low 8 bits of a random word choose.
  @inlinable
  subscript(word: UInt64) -> ZigguratLayer { first[Int(truncatingIfNeeded: word & 255)] }
}

/// The layers of the ziggurat method.
///
/// Marsaglia and Tsang, "The ziggurat method for generating random variables", 2000, doi:10.18637/jss.v005.i08.
/// Layer, position and sign come from separate bits of one word, which mends the correlation in the paper's code
/// (Doornik, "An improved ziggurat method to generate normal random samples", 2005). The tables are computed by
/// `ExactMath`, so that they are the same on every platform.
enum Ziggurat {
  /// Where the tail of the exponential density begins, for 256 layers.
  static let exponentialTail = 7.697_117_470_131_05
  /// Where the tail of the normal density begins, for 256 layers.
  static let normalTail = 3.654_152_885_361_009
  /// The area of each layer under exp(−x²/2): r · exp(−r²/2) plus the tail beyond r, r being `normalTail`.
  private static let normalArea = 0.004_928_673_233_974_655

  /// Layers of exp(−x); never freed, one table a process.
  static let exponential = layers(
    tail: exponentialTail,
    area: (exponentialTail + 1) * ExactMath.exp(-exponentialTail),
    density: { ExactMath.exp(-$0) },
    inverse: { -ExactMath.log($0) })

  /// Layers of exp(−x²/2); never freed, one table a process.
  static let normal = layers(
    tail: normalTail,
    area: normalArea,
    density: { ExactMath.exp(-0.5 * $0 * $0) },
    inverse: { ExactMath.squareRoot(-2 * ExactMath.log($0)) })

  /// Layer 0 holds the tail, and as a rectangle it is as wide as its area asks for; layer 255 reaches the top.
  private static func layers(
    tail: Double, area: Double, density: (Double) -> Double, inverse: (Double) -> Double
  ) -> ZigguratLayers {
    let table = UnsafeMutablePointer<ZigguratLayer>.allocate(capacity: 256)
    var (edge, level) = (area / density(tail), 0.0)
    for index in 0..<256 {
      let nextLevel = index == 255 ? 1 : index == 0 ? density(tail) : level + area / edge
      let nextEdge = index == 255 ? 0 : index == 0 ? tail : inverse(nextLevel)
      let layer = ZigguratLayer(
        threshold: UInt64(nextEdge / edge * 0x1p53), scale: edge * 0x1p-53, floor: level,
        height: nextLevel - level)
      (table + index).initialize(to: layer)
      // Only the right area lets the last layer end exactly on top: a mistyped constant does not get through.
      let isClosed = index < 255 || abs(edge * (1 - level) / area - 1) < 1e-9
      precondition(isClosed, "the ziggurat's layers do not close")
      (edge, level) = (nextEdge, nextLevel)
    }
    return ZigguratLayers(UnsafePointer(table))
  }
}
