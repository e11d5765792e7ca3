import Metrics

/// What `sluice compare` prints for people: what differs, in a sentence, then the figures.
///
/// Groups are added as they are finished. Of more comparisons than a screen holds only those are shown that differ, and
/// only so many of them are kept.
public struct ComparisonSheet {
  /// What is compared with what.
  public struct Input: Sendable {
    /// The scenario's name.
    public let scenario: String
    /// What stands side by side: folders or methods.
    public let subjects: [String]
    /// Whether the subjects are methods of one folder, else they are two folders, called A and B.
    public let areMethods: Bool
    /// What the others are compared with.
    public let reference: ComparisonReference

    /// The heads of a sheet.
    public init(scenario: String, subjects: [String], areMethods: Bool, reference: ComparisonReference) {
      self.scenario = scenario
      self.subjects = subjects
      self.areMethods = areMethods
      self.reference = reference
    }

    /// How a subject is called in the table.
    func name(_ subject: Int) -> String {
      areMethods ? TextGrid.printable(subjects[subject]) : subject == 0 ? "A" : "B"
    }
  }

  /// Rows that are shown.
  static let rowLimit = 60

  struct Row {
    let key: ComparedGroup.Key
    let comparison: Comparison
  }

  let input: Input
  /// The first of all rows, and the first of those that differ.
  private(set) var firstRows: [Row] = []
  private(set) var clearRows: [Row] = []
  private(set) var counts: [Comparison.Verdict: Int] = [:]
  private(set) var rowCount = 0
  private(set) var groupCount = 0
  private(set) var replications: ClosedRange<Int64>?
  var notes: [String] = []

  private let metrics: Set<Column>

  /// An empty sheet.
  /// - Parameter metrics: those that are shown.
  public init(_ input: Input, metrics: [Column]) {
    self.input = input
    self.metrics = Set(metrics)
  }

  /// Adds the comparisons of a group.
  public mutating func append(_ group: ComparedGroup) {
    groupCount += 1
    let count = group.replicationCount
    replications =
      min(replications?.lowerBound ?? count, count)...max(replications?.upperBound ?? count, count)
    for comparison in group.comparisons where metrics.contains(comparison.metric) {
      let verdict = comparison.verdict
      rowCount += 1
      counts[verdict, default: 0] += 1
      if firstRows.count < Self.rowLimit { firstRows.append(Row(key: group.key, comparison: comparison)) }
      if verdict.isClear, clearRows.count < Self.rowLimit {
        clearRows.append(Row(key: group.key, comparison: comparison))
      }
    }
  }

  /// Adds a sentence that a reader should know.
  public mutating func note(_ text: String) { notes.append(TextGrid.printable(text)) }

  /// The rows to show.
  var rows: [Row] { rowCount <= Self.rowLimit ? firstRows : clearRows }

  /// Appends the sheet as aligned text.
  public func write(in style: Style, into buffer: inout ByteBuffer) {
    buffer.append("\(style.paint(TextGrid.printable(title), .strong)) · \(facts)\n")
    for line in legend { buffer.append("\(line)\n") }
    buffer.append("\n\(ComparisonSentence(self).text)\n\n")
    if !rows.isEmpty { grid.write(in: style, into: &buffer) }
    if let rest { buffer.append("\(rest)\n") }
    for note in notes { buffer.append("\n\(style.paint("NOTE", .caution)) \(note)\n") }
  }

  /// Appends the sheet as Markdown, for a pull request.
  public func writeMarkdown(into buffer: inout ByteBuffer) {
    buffer.append("**\(MarkdownFormat.escaped(title))** · \(MarkdownFormat.escaped(facts))\n\n")
    for line in legend { buffer.append("- \(MarkdownFormat.escaped(line))\n") }
    buffer.append(legend.isEmpty ? "" : "\n")
    buffer.append("\(MarkdownFormat.escaped(ComparisonSentence(self).text))\n\n")
    if !rows.isEmpty { grid.writeMarkdown(into: &buffer) }
    if let rest { buffer.append("\n\(rest)\n") }
    for note in notes { buffer.append("\nNote: \(MarkdownFormat.escaped(note))\n") }
  }

  private var title: String {
    guard input.areMethods else { return input.scenario }
    return input.subjects.count == 2
      ? "\(input.scenario): \(input.subjects[1]) against \(input.subjects[0])"
      : "\(input.scenario): \(HumanNumber.count(input.subjects.count)) methods against the best of each metric"
  }

  private var facts: String {
    var facts: [String] = []
    if groupCount > 1 {
      facts.append("\(HumanNumber.count(groupCount)) \(input.areMethods ? "points" : "points × methods")")
    }
    if let replications {
      let (least, most) = (
        HumanNumber.count(replications.lowerBound), HumanNumber.count(replications.upperBound)
      )
      facts.append(
        replications.upperBound == 1
          ? "one run each: no interval" : "\(least == most ? least : "\(least) to \(most)") replications")
    }
    return facts.joined(separator: ", ")
  }

  private var legend: [String] {
    input.areMethods ? [] : zip(["A", "B"], input.subjects).map { "\($0)  \(TextGrid.printable($1))" }
  }

  /// What is not shown.
  private var rest: String? {
    let hidden = rowCount - rows.count
    guard hidden > 0 else { return nil }
    let clearCount = counts.reduce(0) { $0 + ($1.key.isClear ? $1.value : 0) } - rows.count
    let more = clearCount > 0 ? "\(HumanNumber.count(clearCount)) more that differ and " : ""
    return "… \(more)\(HumanNumber.count(hidden - clearCount)) that do not are in --format csv"
  }
}
