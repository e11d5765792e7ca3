import Metrics
import Testing

@testable import Reporting

@Suite struct DataDictionaryTests {
  private func text(_ dictionary: DataDictionary) -> String {
    var buffer = ByteBuffer()
    dictionary.write(into: &buffer)
    return buffer.text
  }

  /// The lines of the table below `## file`.
  private func rows(of file: String, in text: String) -> [Substring] {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let section = lines.drop { $0 != "## \(file)" }.dropFirst().prefix { !$0.hasPrefix("## ") }
    return section.filter { $0.hasPrefix("| `") }
  }

  @Test func `every column of every file is listed exactly once, in its order`() {
    let whole = text(DataDictionary(manifestKeys: []))
    for (file, columns) in [
      ("summary.csv", ResultTables.summaryColumns), ("members.csv", ResultTables.memberColumns),
      ("kicks.csv", ResultTables.kickColumns),
    ] {
      let names = rows(of: file, in: whole).map { $0.split(separator: "`")[1] }
      #expect(names == columns.map { Substring($0.name) }, "\(file)")
    }
  }

  @Test func `it says that it is generated, and by what`() {
    let first = text(DataDictionary(manifestKeys: [])).prefix { $0 != "\n" }
    #expect(
      first
        == "<!-- Generated from the column definitions in Sources/Metrics by `sluice check --update`; do not edit. -->"
    )
  }

  @Test func `a column shows unit, kind, what is better and meaning`() {
    let file = DataDictionary.File(
      name: "sample.csv", row: "One row is a sample.",
      columns: [
        Column("goodput_bytes_per_s", .number, .larger, "A | B."),
        Column("first_kick_s", .number, .neither, "When."), Column("kicks", .count, .smaller, "How many."),
        Column("deadlock", .flag, .smaller, "Whether."), Column("method", .text, .neither, "Which."),
      ])
    let whole = text(
      DataDictionary(files: [file], manifestKeys: [.init("formatVersion", "1 since the first release.")]))
    let sections = whole[(whole.firstRange(of: "## sample.csv")?.lowerBound ?? whole.endIndex)...]
    #expect(
      sections == #"""
        ## sample.csv

        One row is a sample.

        | column | unit | kind | better | meaning |
        | --- | --- | --- | --- | --- |
        | `goodput_bytes_per_s` | bytes/s | number | larger | A \| B. |
        | `first_kick_s` | s | number | | When. |
        | `kicks` | | whole number | smaller | How many. |
        | `deadlock` | | true or false | smaller | Whether. |
        | `method` | | text | | Which. |

        ## manifest.json

        What the results were made from; keys are sorted.

        | key | meaning |
        | --- | --- |
        | `formatVersion` | 1 since the first release. |

        """#)
  }
}
