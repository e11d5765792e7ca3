/// What a scenario says of Method 4 on vectors, and what is known before a run.
extension AckMatrix {
  /// The settings of Method 4, and how two rows are compared.
  public struct Settings: Hashable, Sendable {
    var common: AckSettings
    var difference: RowDifference
  }

  public static let card = MethodCard(
    name: "ack-matrix",
    summary:
      "a sender blocks while any receiver's row of processed counts is more than T behind its own; window W besides",
    source: "2002 mail, Method 4",
    bound: "mW + (m − 1)T if every member sends, else m(W + T);"
      + " T + mW for signedSum on one order while no sender leaves",
    parameters: AckSettings.parameters + [
      Parameter(
        "difference", .word, words: RowDifference.allCases.map(\.rawValue), default: "\"max\"",
        "how far a row is behind: its largest component, the sum of the positive ones, or of all")
    ])

  public static func settings(
    _ values: ParameterValues, for group: GroupFacts
  ) throws(ParameterProblems) -> Settings {
    let difference = RowDifference(rawValue: values.word("difference", default: "max")) ?? .max
    return Settings(
      common: try AckSettings(values, for: group, rule: difference.rule(for: group)), difference: difference)
  }

  public static func effective(_ settings: Settings) -> [(name: String, text: String)] {
    settings.common.effective + [("difference", settings.difference.rawValue)]
  }
  public static func warnings(_ settings: Settings, for group: GroupFacts) -> [String] {
    settings.common.warnings(for: group, rule: settings.difference.rule(for: group))
  }
  public static func provenQueueLoad(_ settings: Settings, for group: GroupFacts) -> Int? {
    settings.common.provenQueueLoad(for: group, rule: settings.difference.rule(for: group))
  }
  public static func countsProcessed(_ settings: Settings) -> Bool { settings.common.countsProcessed }
  public static func isWindowed(_ settings: Settings) -> Bool { true }
  public static func rowWidth(_ settings: Settings, for group: GroupFacts) -> Int { group.senderCount }

  public static func stateBytes(_ settings: Settings, for group: GroupFacts) -> Int64 {
    let (entries, overflow) = Int64(group.senderCount * group.senderCount)
      .multipliedReportingOverflow(by: Int64(group.memberCount) * 8)
    let local =
      settings.common.audience == .aggregated ? DaemonRows.bytes(group, width: group.senderCount) : 0
    let (sum, isTooMuch) = entries.addingReportingOverflow(local)
    return overflow || isTooMuch ? .max : sum
  }
}
