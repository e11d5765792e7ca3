// Quantities of any kind: what conditions and ranges compute with.

extension Quantity {
  /// A number with its unit, of whichever kind the unit says.
  struct Measure {
    /// How many base units: nanoseconds, messages per nanosecond, bytes, bits per second, or a share of one.
    let value: ExactRatio
    let dimension: Dimension
    /// The unit as it is usually spelt.
    let unit: String
  }

  /// The kinds of quantities.
  enum Dimension: CaseIterable {
    case duration, rate, size, bandwidth, share

    var kind: Kind {
      switch self {
      case .duration: durations
      case .rate: rates
      case .size: sizes
      case .bandwidth: bandwidths
      case .share: shares
      }
    }
  }

  /// The quantity that a text is: `50us`, `1000/s`, `5%`; `nil` where it is none, or has too many digits.
  static func measure(_ text: String) -> Measure? {
    for dimension in Dimension.allCases {
      let kind = dimension.kind
      guard let parts = try? parts(of: text, as: kind), let number = ExactRatio(parts.value),
        let scale = ExactRatio(Int128(parts.scale), over: 1)
      else { continue }
      let value: ExactRatio?
      switch dimension {
      case .duration, .size, .bandwidth: value = number.multiplied(by: scale)
      case .rate: value = number.divided(by: scale)
      case .share: value = number.divided(by: ExactRatio(100))
      }
      let unit = kind.variants[parts.unit] ?? parts.unit
      return value.map { Measure(value: $0, dimension: dimension, unit: unit) }
    }
    return nil
  }
}
