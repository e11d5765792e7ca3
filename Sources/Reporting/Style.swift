/// How text for people may look: whoever knows the terminal decides once, the rendering only asks.
public enum Style: Hashable, Sendable {
  /// The text and nothing else.
  case plain
  /// Colours by the escape sequences of ECMA-48, which every terminal of today understands.
  case ansi

  /// The text in that ink.
  func paint(_ text: String, _ ink: Ink) -> String {
    guard self == .ansi, ink != .plain else { return text }
    return "\u{1B}[\(ink.rawValue)m\(text)\u{1B}[0m"
  }
}

/// What a text is, from which its colour follows; the value is ECMA-48's parameter. Nothing is told by colour
/// alone.
enum Ink: String {
  case plain = ""
  case strong = "1"
  case faint = "2"
  case bad = "31"
  case good = "32"
  case caution = "33"
}
