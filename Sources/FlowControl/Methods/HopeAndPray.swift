/// Method 1 of the 2002 mail: always send. Nothing is announced and nothing is bounded.
public struct HopeAndPray: FlowControl {
  /// It has no parameters.
  public struct Settings: Hashable, Sendable {}

  public static let card = MethodCard(
    name: "hope-and-pray",
    summary: "always send, and hope that every queue is long enough",
    source: "2002 mail, Method 1",
    bound: "none")

  public static func settings(
    _ values: ParameterValues, for group: GroupFacts
  ) throws(ParameterProblems) -> Settings { Settings() }

  public static func effective(_ settings: Settings) -> [(name: String, text: String)] { [] }
  public static func isWindowed(_ settings: Settings) -> Bool { false }

  public init(_ settings: Settings, member: Int, group: GroupFacts, view: View) {}

  public var needs: Needs { [] }
  public var isOpen: Bool { true }
}
