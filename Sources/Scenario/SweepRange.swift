/// `{ from: 10, to: 100, step: 10 }` or `{ from: "1ms", to: "1s", factor: 10 }`: the values of a swept key, computed
/// exactly, the end included where it is hit.
struct SweepRange {
  /// A number as it was written.
  private struct Term {
    let value: ExactRatio
    let dimension: Quantity.Dimension?
    let unit: String
    let node: Node

    var kindName: String { dimension?.kind.name ?? "a number without a unit" }
  }

  /// The values, at least one; `nil` where something was reported.
  private(set) var values: [Node]?
  private let decoder: ScenarioDecoder

  init(_ node: Node, of key: String, _ decoder: ScenarioDecoder) {
    self.decoder = decoder
    let reader = ObjectReader(node, ScenarioFormat.sweepRange, decoder)
    let from = reader.value("from").flatMap { term($0, "from") }
    let to = reader.value("to").flatMap { term($0, "to") }
    let isStep = reader.has("step")
    guard isStep != reader.has("factor") else {
      decoder.error(
        "the range of \(decoder.shown(key)) has \(isStep ? "step and factor" : "neither step nor factor"); write one of them",
        at: node)
      return
    }
    let name = isStep ? "step" : "factor"
    guard let from, let to, let advance = reader.value(name).flatMap({ term($0, name) }) else { return }
    let isFine =
      isOfOneKind(from, to, "to")
      && (isStep ? isStepFine(from, to, advance) : isFactorFine(from, to, advance))
    guard isFine else { return }
    values = Series(from: from.value, to: to.value, advance: advance.value, isStep: isStep).values.flatMap {
      written($0, from, to, isStep ? [from, to, advance] : [], node)
    }
    if values == nil {
      decoder.error(
        "a value of the range needs more digits than can be kept exactly; write a rounder \(name), or a list",
        at: node)
    } else if let count = values?.count, count > ScenarioReader.pointLimit {
      values = nil
      decoder.error(
        "the range has more than \(ScenarioReader.pointLimit) values; write a larger \(name)",
        at: advance.node)
    }
  }

  private func term(_ node: Node, _ name: String) -> Term? {
    if let number = node.number, let value = (try? number.decimal()).flatMap({ ExactRatio($0) }) {
      return Term(value: value, dimension: nil, unit: "", node: node)
    }
    if let measure = node.string.flatMap({ Quantity.measure($0) }) {
      return Term(value: measure.value, dimension: measure.dimension, unit: measure.unit, node: node)
    }
    decoder.error(
      "\(name) is \(decoder.shown(node)); write a number, or a quantity such as \"10ms\"", at: node)
    return nil
  }

  private func isOfOneKind(_ from: Term, _ other: Term, _ name: String) -> Bool {
    guard from.dimension != other.dimension else { return true }
    decoder.error(
      "from is \(from.kindName) and \(name) is \(other.kindName); write both in units of one kind",
      at: other.node)
    return false
  }

  private func isStepFine(_ from: Term, _ to: Term, _ step: Term) -> Bool {
    guard isOfOneKind(from, step, "step") else { return false }
    guard step.value.numerator != 0 else {
      decoder.error("step is 0 and leads nowhere; write how far one value is from the next", at: step.node)
      return false
    }
    return isRightWay(from, to, isUp: step.value.numerator > 0, step.node, "step")
  }

  private func isFactorFine(_ from: Term, _ to: Term, _ factor: Term) -> Bool {
    guard factor.dimension == nil else {
      decoder.error(
        "factor is \(factor.kindName); write a number without a unit, how many times one value the next is",
        at: factor.node)
      return false
    }
    guard factor.value.numerator > 0, factor.value != ExactRatio(1) else {
      decoder.error(
        "factor is \(decoder.shown(factor.node)) and leads nowhere; write a number above 0 that is not 1",
        at: factor.node)
      return false
    }
    for (term, name) in [(from, "from"), (to, "to")] where term.value.numerator <= 0 {
      decoder.error(
        "\(name) is \(decoder.shown(term.node)); with a factor both ends are above 0, for a step write step",
        at: term.node)
      return false
    }
    return isRightWay(
      from, to, isUp: factor.value.isLess(than: ExactRatio(1)) == false, factor.node, "factor")
  }

  private func isRightWay(_ from: Term, _ to: Term, isUp: Bool, _ node: Node, _ name: String) -> Bool {
    guard from.value != to.value, let ascends = from.value.isLess(than: to.value), ascends != isUp else {
      return true
    }
    decoder.error(
      "\(name) \(decoder.shown(node)) leads \(isUp ? "up" : "down"), but the range goes from"
        + " \(decoder.shown(from.node)) \(ascends ? "up" : "down") to \(decoder.shown(to.node));"
        + " swap from and to, or turn the \(name) round",
      at: node)
    return false
  }

  /// The values with their unit, the largest in which a value is at least 1 and has three decimals at most: of those
  /// that were written, and for a factor also of those between them. So 1ms to 1s is 1ms, 10ms, 100ms, 1s.
  private func written(
    _ values: [ExactRatio], _ from: Term, _ to: Term, _ steps: [Term], _ range: Node
  ) -> [Node]? {
    var nodes: [Node] = []
    for value in values {
      let text: String?
      if let dimension = from.dimension {
        let units = units(of: dimension, steps.isEmpty ? [from, to] : steps, isDense: steps.isEmpty)
        text =
          units.lazy.compactMap { Self.text(value, dimension, $0, digits: 3, least: 1) }.first
          ?? Self.text(value, dimension, from.unit, digits: ExactDecimal.maximumDigits, least: 0)
      } else {
        text = value.decimalText(digits: ExactDecimal.maximumDigits)
      }
      guard let text else { return nil }
      let kind: Node.Kind = from.dimension == nil ? .number(NumberLiteral(text: text)) : .string(text)
      nodes.append(Node(kind, place: range.place, origin: range.origin))
    }
    return nodes
  }

  /// The units to choose from, the largest first. Rates stay in the unit of their beginning.
  private func units(of dimension: Quantity.Dimension, _ terms: [Term], isDense: Bool) -> [String] {
    guard dimension != .rate else { return [terms[0].unit] }
    let all = dimension.kind.units.sorted { $0.scale > $1.scale }
    let written = terms.map(\.unit)
    // Powers of 1000 and of 1024 are two families.
    let isBinary = written.contains { $0.contains("i") }
    let scales = all.filter { written.contains($0.spelling) }.map(\.scale)
    return all.filter { unit in
      if written.contains(unit.spelling) { return true }
      guard isDense, let least = scales.min(), let most = scales.max() else { return false }
      let isOfFamily = dimension != .size || unit.spelling.contains("i") == isBinary
      return isOfFamily && (least...most).contains(unit.scale)
    }.map(\.spelling)
  }

  /// `nil` where the value is less than `least` units, or has more than `digits` decimals.
  private static func text(
    _ value: ExactRatio, _ dimension: Quantity.Dimension, _ unit: String, digits: Int, least: Int64
  ) -> String? {
    guard let one = Quantity.measure("1" + unit)?.value, let number = value.divided(by: one),
      number.isLess(than: ExactRatio(least)) != true || least == 0
    else { return nil }
    return number.decimalText(digits: digits).map { $0 + unit }
  }
}

/// Arithmetic or geometric, the end included where it is hit.
private struct Series {
  let from: ExactRatio
  let to: ExactRatio
  let advance: ExactRatio
  let isStep: Bool

  /// `nil` where 128 bits do not hold a value. One more than the limit are enough to see that there are too many.
  var values: [ExactRatio]? {
    let isUp = from.isLess(than: to)
    var values = [from]
    while values.count <= ScenarioReader.pointLimit {
      let last = values[values.count - 1]
      guard from != to, let next = isStep ? last.adding(advance) : last.multiplied(by: advance),
        let isPast = isUp == true ? to.isLess(than: next) : next.isLess(than: to)
      else { return from == to ? values : nil }
      if isPast { break }
      values.append(next)
    }
    return values
  }
}
