import EventKernel

/// Numbers for people: three digits that matter, groups of three, the unit that fits.
///
/// Groups are separated by a plain space, U+0020, because it has one width in every terminal and can be typed in
/// a search; columns of a table are two spaces apart. Only products, roundings and integers are used, so that the
/// text is the same on every machine.
public enum HumanNumber {
  /// What stands for a value that there is not.
  static let none = "–"

  /// A whole number, in groups of three from the right: `1 940`.
  public static func count(_ number: Int64) -> String {
    grouped(String(number.magnitude), isNegative: number < 0)
  }

  /// A whole number, in groups of three from the right.
  public static func count(_ number: Int) -> String { count(Int64(number)) }

  /// Three significant digits, more where the whole part has more: `0.0512`, `20.0`, `1 940`.
  public static func significant(_ number: Double) -> String {
    guard number.isFinite else { return none }
    if number == 0 { return "0" }
    let size = number.magnitude
    // One decimal more would round to four digits from 99.95 on.
    guard size < 0x1p53, let decimals = powersOfTen.firstIndex(where: { size * $0 >= 99.95 }) else {
      return number.description
    }
    return fixed(number, decimals: decimals)
  }

  /// So many per second: `1 940 /s`.
  public static func rate(perSecond number: Double) -> String {
    number.isFinite ? significant(number) + " /s" : none
  }

  /// So many per second, give or take: `896 ± 3 /s`, the latter rounded up to the decimals of the former.
  public static func rate(perSecond number: Double, halfWidth: Double) -> String {
    let size = max(number.magnitude, halfWidth)
    guard number.isFinite, halfWidth.isFinite, size < 0x1p53,
      let decimals = powersOfTen.firstIndex(where: {
        (number == 0 ? halfWidth : number.magnitude) * $0 >= 99.95
      })
        ?? (size == 0 ? 0 : nil),
      halfWidth * powersOfTen[decimals] < 0x1p53
    else { return rate(perSecond: number) }
    let width = (halfWidth * powersOfTen[decimals]).rounded(.up) / powersOfTen[decimals]
    return "\(significant(number)) ± \(width == 0 ? "0" : fixed(width, decimals: decimals)) /s"
  }

  /// A length of time or an instant: seconds from a tenth on, below it the unit that leaves less than a thousand.
  public static func time(seconds: Double) -> String {
    guard seconds.isFinite else { return none }
    let size = seconds.magnitude
    if size == 0 || size >= 0.09995 { return significant(seconds) + " s" }
    if size >= 0.9995e-3 { return significant(seconds * 1e3) + " ms" }
    if size >= 0.9995e-6 { return significant(seconds * 1e6) + " µs" }
    return significant(seconds * 1e9) + " ns"
  }

  /// A length of time that somebody chose, exactly and in its largest unit up to seconds: `60 s`, `1.5 ms`.
  public static func duration(_ interval: Interval) -> String {
    let nanoseconds = interval.nanoseconds.magnitude
    let (size, decimals, unit): (UInt64, Int, String) =
      switch nanoseconds {
      case 0: (1, 0, "s")
      case 1_000_000_000...: (1_000_000_000, 9, "s")
      case 1_000_000...: (1_000_000, 6, "ms")
      case 1_000...: (1_000, 3, "µs")
      default: (1, 0, "ns")
      }
    let whole = grouped(String(nanoseconds / size), isNegative: interval.nanoseconds < 0)
    var fraction = padded(nanoseconds % size, digits: decimals)
    while fraction.hasSuffix("0") { fraction.removeLast() }
    return whole + (fraction.isEmpty ? "" : "." + fraction) + " " + unit
  }

  /// A ratio as a percentage with one decimal. `0 %` and `100 %` are said of nothing else than these:
  /// what would round to them is `< 0.1 %` and `> 99.9 %`.
  public static func share(_ ratio: Double) -> String {
    guard ratio.isFinite else { return none }
    let percentage = ratio * 100
    switch ratio {
    case 0: return "0 %"
    case 1: return "100 %"
    case 0..<1 where percentage < 0.05: return "< 0.1 %"
    case 0..<1 where percentage >= 99.95: return "> 99.9 %"
    case -10..<10: return fixed(percentage, decimals: 1) + " %"
    default: return significant(percentage) + " %"
    }
  }

  /// Exact as doubles; beyond them a number is left in its scientific form.
  private static let powersOfTen: [Double] = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9]

  private static func fixed(_ number: Double, decimals: Int) -> String {
    let scaled = UInt64((number.magnitude * powersOfTen[decimals]).rounded())
    let size = UInt64(powersOfTen[decimals])
    let whole = grouped(String(scaled / size), isNegative: number < 0 && scaled > 0)
    return decimals == 0 ? whole : whole + "." + padded(scaled % size, digits: decimals)
  }

  private static func padded(_ number: UInt64, digits: Int) -> String {
    guard digits > 0 else { return "" }
    let text = String(number)
    return String(repeating: "0", count: digits - text.count) + text
  }

  private static func grouped(_ digits: String, isNegative: Bool) -> String {
    var result = isNegative ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { result.append(" ") }
      result.append(digit)
    }
    return result
  }
}
