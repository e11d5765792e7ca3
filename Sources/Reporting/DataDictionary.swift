import Metrics

/// `results/README.md`: what each file of a result folder holds and what each column means, generated from the
/// definitions that the columns are computed by, so that the two cannot differ.
public struct DataDictionary: Sendable {
  /// One CSV file.
  public struct File: Sendable {
    /// Its name, `.csv` included.
    public let name: String
    /// What one row is.
    public let row: String
    /// Its columns.
    public let columns: [Column]

    /// A file of the dictionary.
    public init(name: String, row: String, columns: [Column]) {
      self.name = name
      self.row = row
      self.columns = columns
    }
  }

  /// One key of `manifest.json`.
  public struct ManifestKey: Hashable, Sendable {
    /// The key.
    public let name: String
    /// One sentence.
    public let meaning: String

    /// A key of the manifest.
    public init(_ name: String, _ meaning: String) {
      self.name = name
      self.meaning = meaning
    }
  }

  /// The files of every result folder, and those that are there on request or where there is reason to.
  public static let files = [
    File(
      name: "summary.csv", row: "One row is one run: sweep point × method × replication.",
      columns: ResultTables.summaryColumns),
    File(name: "members.csv", row: "One row is one member in one run.", columns: ResultTables.memberColumns),
    File(
      name: "kicks.csv",
      row: "One row is one kick, with what stood in the queue. A scenario without kicks has only the header.",
      columns: ResultTables.kickColumns),
    File(
      name: "aggregate.csv",
      row: "One row is one metric of one method at one point. Only where there are several replications.",
      columns: Aggregate.columns),
    File(
      name: "timeline.csv",
      row:
        "On request (`record: { timeline: \"100ms\" }`, or `--timeline`). One row is one member at one instant: every so often, or whenever its state has become another.",
      columns: ResultTables.timelineColumns),
    File(
      name: "events.csv",
      row:
        "On request (`record: { events: true }`, or `--events`). One row is one step of a message or a daemon.",
      columns: ResultTables.eventColumns),
  ]

  private let files: [File]
  private let manifestKeys: [ManifestKey]

  /// - Parameters:
  ///   - files: in the order of the text.
  ///   - manifestKeys: what `manifest.json` holds, from whoever writes it; without keys it is not mentioned.
  public init(files: [File] = DataDictionary.files, manifestKeys: [ManifestKey]) {
    self.files = files
    self.manifestKeys = manifestKeys
  }

  /// Appends the whole text, Markdown.
  public func write(into buffer: inout ByteBuffer) {
    buffer.append(Self.introduction)
    for file in files {
      buffer.append("\n## \(file.name)\n\n\(file.row)\n\n")
      writeColumns(file.columns, into: &buffer)
    }
    guard !manifestKeys.isEmpty else { return }
    buffer.append("\n## manifest.json\n\nWhat the results were made from; keys are sorted.\n\n")
    MarkdownFormat.writeRow(["key", "meaning"], into: &buffer)
    MarkdownFormat.writeRow(["---", "---"], into: &buffer)
    for key in manifestKeys {
      MarkdownFormat.writeRow(["`\(key.name)`", Self.cell(key.meaning)], into: &buffer)
    }
  }

  private func writeColumns(_ columns: [Column], into buffer: inout ByteBuffer) {
    MarkdownFormat.writeRow(["column", "unit", "kind", "better", "meaning"], into: &buffer)
    MarkdownFormat.writeRow(Array(repeating: "---", count: 5), into: &buffer)
    for column in columns {
      MarkdownFormat.writeRow(
        [
          "`\(column.name)`", column.unit ?? "", Self.name(column.kind),
          column.polarity == .neither ? "" : column.polarity.rawValue, Self.cell(column.meaning),
        ], into: &buffer)
    }
  }

  /// A meaning is Markdown already; only what would end its cell is escaped.
  private static func cell(_ markdown: String) -> String { markdown.replacing("|", with: "\\|") }

  private static func name(_ kind: Column.Kind) -> String {
    switch kind {
    case .text: "text"
    case .count: "whole number"
    case .number: "number"
    case .flag: "true or false"
    }
  }

  private static let introduction = """
    <!-- Generated from the column definitions in Sources/Metrics by `sluice check --update`; do not edit. -->

    # Results

    One sub-folder a scenario, named like the scenario's file below `scenarios/`. The simulator is deterministic:
    `sluice check` runs every scenario again and compares these files byte for byte.

    - The tables are tidy: one observation a row, identifiers first, then what was measured. `scenario`, `point`,
      `method` and `replication` identify a run in every file.
    - The unit is the last word of a column's name: `_s`, `_ms`, `_bytes`, `_per_s`. No unit: a count or a ratio.
    - An empty cell was not measured or does not apply. It is never 0, and there is no NaN.
    - Numbers are the shortest decimals that read back as the same 64-bit number; flags are `true` and `false`.
    - CSV after RFC 4180, a header always, line feeds, UTF-8. A list within a cell is separated by `;`.
    - New columns come at the end.

    """
}
