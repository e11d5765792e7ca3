import Metrics
import Reporting
import Scenario

/// Writes comparisons as they come: for other tools row by row, for people at the end.
final class ComparisonOutput {
  /// Where a condition of `--fail-if` came true, or had no answer.
  private(set) var failures: [String] = []
  private let input: ComparisonSheet.Input
  private let options: ComparisonOptions
  private let console: Console
  private var sheet: ComparisonSheet
  private var rowCount = 0

  init(_ input: ComparisonSheet.Input, _ options: ComparisonOptions, _ console: Console) {
    self.input = input
    self.options = options
    self.console = console
    sheet = ComparisonSheet(input, metrics: options.shownMetrics)
  }

  /// Takes a group.
  func append(_ group: ComparedGroup) {
    let comparisons = group.comparisons
    test(comparisons, in: group.key)
    switch options.format {
    case .table, .markdown: sheet.append(group)
    case .csv, .json: write(comparisons, in: group.key)
    }
  }

  /// Adds a sentence that a reader should know.
  func note(_ text: String) {
    switch options.format {
    case .table, .markdown: sheet.note(text)
    case .csv, .json: console.say("note: \(text)")
    }
  }

  /// Writes what comes at the end.
  func finish(hasColor: Bool) {
    var buffer = ByteBuffer()
    switch options.format {
    case .table: sheet.write(in: hasColor ? .ansi : .plain, into: &buffer)
    case .markdown: sheet.writeMarkdown(into: &buffer)
    case .csv: break
    case .json: buffer.append(rowCount == 0 ? "[]\n" : "\n]\n")
    }
    if buffer.count > 0 { console.out(buffer.text) }
  }

  private func write(_ comparisons: [Comparison], in key: ComparedGroup.Key) {
    var buffer = ByteBuffer()
    for comparison in comparisons where options.shownMetrics.contains(comparison.metric) {
      let row = ComparisonTable.row(comparison, in: key, subjects: input.subjects)
      if options.format == .json {
        if rowCount == 0 { buffer.append("[") }
        JSONFormat().writeRow(row, under: ComparisonTable.columns, isFirst: rowCount == 0, into: &buffer)
      } else {
        if rowCount == 0 { CSVFormat().writeHeader(ComparisonTable.columns, into: &buffer) }
        CSVFormat().writeRow(row, into: &buffer)
      }
      rowCount += 1
    }
    console.out(buffer.text)
  }

  private func test(_ comparisons: [Comparison], in key: ComparedGroup.Key) {
    for condition in options.failConditions {
      for subject in input.subjects.indices {
        let own = comparisons.filter {
          $0.subject == subject && ($0.reference != subject || input.reference == .best)
        }
        guard !own.isEmpty else { continue }
        let whose = input.areMethods ? input.subjects[subject] : key.method
        let place = [whose, key.sweep.isEmpty ? nil : key.sweep].compactMap(\.self).joined(separator: " at ")
        do {
          guard let failure = try condition.failure(of: own) else { continue }
          failures.append("\(place): failed, as \(condition.text): \(failure)")
        } catch {
          failures.append("\(place): failed, as \(condition.text) has no answer: \(error)")
        }
      }
    }
  }
}
