/// Quantities with their units, `"50us"` or `"1000/s"`, as exact whole numbers of a base unit.
///
/// A text is a decimal number as JSON5 has it, at most one blank, and a unit. Each function throws a problem
/// whose message is meant for the user. Results are at most 2^62 of the base unit, so that two of them can
/// be added.
public enum Quantity {
  /// The largest result: 2^62; as nanoseconds about 146 years.
  public static let maximum: Int64 = 1 << 62
  /// Longer texts are refused; no quantity needs so many scalars, and messages repeat the text.
  static let maximumBytes = 64

  /// A kind of quantity: how it is called, and its units.
  struct Kind {
    /// "a duration".
    let name: String
    /// The units as they are written, and as many base units as each has.
    let units: [(spelling: String, scale: UInt64)]
    /// Other spellings that are accepted, and the unit they stand for.
    var variants: [String: String] = [:]
    /// Usual misspellings in lower case, and what was perhaps meant.
    var misspellings: [String: [String]] = [:]
    /// Units to propose where there is none.
    let proposals: [String]
    /// A text of this kind.
    let example: String
    /// The units, for messages.
    var unitList: String {
      let spellings = units.map(\.spelling)
      return (spellings.count == 1 ? "the only unit is " : "the units are ")
        + spellings.joined(separator: ", ")
    }
  }

  /// A text taken apart.
  struct Parts {
    /// The text as it was given.
    let text: String
    /// The number as it was written.
    let number: String
    let value: ExactDecimal
    /// How many base units one of the unit has.
    let scale: UInt64
    /// The unit as it was written.
    let unit: String
  }

  /// Takes a text apart, and refuses a missing number, a missing unit and a wrong unit.
  static func parts(of text: String, as kind: Kind) throws(QuantityProblem) -> Parts {
    let bytes = Array(text.utf8)
    guard bytes.count <= maximumBytes else {
      throw QuantityProblem("\(quoted(text)) is too long for \(kind.name); write a number and a unit")
    }
    let (value, length) = try number(of: text, bytes, as: kind)
    var rest = bytes[length...]
    let number = String(decoding: bytes[..<length], as: UTF8.self)
    if rest.first == UInt8(ascii: " ") { rest = rest.dropFirst() }
    let written = String(decoding: rest, as: UTF8.self)
    guard !written.isEmpty else {
      let proposals = kind.proposals.map { "\"\(number)\($0)\"" }
      throw QuantityProblem("\(quoted(text)) has no unit; write \(alternatives(proposals))")
    }
    let spelling = kind.variants[written] ?? written
    guard let unit = kind.units.first(where: { $0.spelling == spelling }) else {
      throw wrongUnit(text, number: number, unit: written, as: kind)
    }
    return Parts(text: text, number: number, value: value, scale: unit.scale, unit: written)
  }

  private static func number(
    of text: String, _ bytes: [UInt8], as kind: Kind
  ) throws(QuantityProblem) -> (ExactDecimal, Int) {
    do {
      return try ExactDecimal.read(bytes)
    } catch {
      guard error == .noNumber else { throw .tooManyDigits(text) }
      throw QuantityProblem(
        "\(quoted(text)) is not \(kind.name); write a number and a unit, such as \"\(kind.example)\"")
    }
  }

  private static func wrongUnit(
    _ text: String, number: String, unit: String, as kind: Kind
  ) -> QuantityProblem {
    let folded = unit.lowercased()
    let sameButCase = kind.units.map(\.spelling).filter { $0.lowercased() == folded }
    let meant = kind.misspellings[folded] ?? sameButCase
    let message = "\(quoted(text)) is not \(kind.name); \(kind.unitList)"
    guard !meant.isEmpty else { return QuantityProblem(message) }
    return QuantityProblem("\(message); did you mean \(alternatives(meant.map { "\"\(number)\($0)\"" }))?")
  }

  /// `a`, `a or b`, `a, b or c`.
  private static func alternatives(_ words: [String]) -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " or " + last
  }
}
