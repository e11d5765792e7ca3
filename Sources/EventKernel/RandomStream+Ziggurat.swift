extension RandomStream {
  /// A draw from the exponential distribution of mean 1: 0 or more, without an upper bound.
  ///
  /// One word decides alone in 97.8 % of draws.
  public mutating func exponential() -> Double { exponential(Ziggurat.exponential) }

  /// The same for a caller that keeps the layers, which must be `Ziggurat.exponential`.
  @inlinable
  mutating func exponential(_ layers: ZigguratLayers) -> Double {
    let word = next()
    let layer = layers[word]
    let position = word >> 11
    let value = Double(Int64(bitPattern: position)) * layer.scale
    if position < layer.threshold { return value }
    let draw: Double
    (draw, self) = Self.exponentialAtTheEdge(of: word, layers, using: self)
    return draw
  }

  /// The rest of a draw whose word missed the sure part of its layer, and the stream after what else it took. Apart, to keep
  /// the usual path short, and by value, so that a loop that calls it has its stream in registers.
  @inline(never)
  @usableFromInline
  static func exponentialAtTheEdge(
    of word: UInt64, _ layers: ZigguratLayers, using stream: RandomStream
  ) -> (draw: Double, stream: RandomStream) {
    var (word, stream) = (word, stream)
    while true {
      let layer = layers[word]
      let position = word >> 11
      let value = Double(Int64(bitPattern: position)) * layer.scale
      // Of the first word that is known.
      if position < layer.threshold { return (value, stream) }
      // The exponential has no memory: beyond r it starts again.
      if word & 255 == 0 { return (Ziggurat.exponentialTail + stream.exponential(layers), stream) }
      if isUnderExponential(value, at: stream.unit(), in: layer) { return (value, stream) }
      word = stream.next()
    }
  }

  /// Whether a point of a layer lies under the density e⁻ˣ.
  /// - Parameter height: above the layer's lower side, as a share of its height.
  @inline(__always)
  private static func isUnderExponential(_ value: Double, at height: Double, in layer: ZigguratLayer) -> Bool
  {
    // The density is convex: it lies below the chord of the layer's part of it, and above the tangent at its end. That
    // decides mostly, without an exponential function; the margins are far above what rounding can do.
    let (end, rest) = (layer.scale * 0x1p53, layer.scale * 0x1p53 - value)
    if height * (end - Double(layer.threshold) * layer.scale) > rest + 1e-9 { return false }
    if height * layer.height < layer.floor * (rest - 1e-9) { return true }
    return layer.floor + height * layer.height < ExactMath.exp(-value)
  }

  /// A draw from the normal distribution of mean 0 and standard deviation 1.
  ///
  /// One word decides alone in 98.5 % of draws.
  public mutating func normal() -> Double {
    let word = next()
    let layer = Ziggurat.normal[word]
    let position = word >> 11
    let value = Double(Int64(bitPattern: position)) * layer.scale
    return position < layer.threshold
      ? signed(value, by: word) : normalAtTheEdge(of: layer, value: value, word: word)
  }

  /// The rest of a draw that missed the sure part of its layer; apart, to keep the usual path short.
  @inline(never)
  private mutating func normalAtTheEdge(of layer: ZigguratLayer, value: Double, word: UInt64) -> Double {
    if word & 255 == 0 { return signed(normalTail(), by: word) }
    let density = ExactMath.exp(-0.5 * value * value)
    return layer.floor + unit() * layer.height < density ? signed(value, by: word) : normal()
  }

  /// Makes bit 8 of `word` the sign, without a branch that would go either way at random.
  private func signed(_ magnitude: Double, by word: UInt64) -> Double {
    Double(bitPattern: magnitude.bitPattern | (word & 256) << 55)
  }

  /// A draw beyond r from the normal density, by Marsaglia's "Generating a variable from the tail of the normal
  /// distribution", 1964, doi:10.1080/00401706.1964.10490150, in the form of the ziggurat paper.
  private mutating func normalTail() -> Double {
    while true {
      let excess = exponential() / Ziggurat.normalTail
      if 2 * exponential() > excess * excess { return Ziggurat.normalTail + excess }
    }
  }
}
