import Metrics

/// The table of the figures.
extension ComparisonSheet {
  var grid: TextGrid {
    let hasPoints = rows.contains { !$0.key.sweep.isEmpty }
    var heads: [TextGrid.Head] = hasPoints ? [.init("POINT")] : []
    if !input.areMethods { heads.append(.init("METHOD")) }
    heads.append(.init("METRIC"))
    if input.reference == .best {
      heads += [.init("METHOD"), .init("MEAN", .right), .init("OF BEST", .right)]
    } else {
      let (reference, compared) = (input.name(0), input.name(1))
      let ratio = input.areMethods ? "RATIO" : "B / A"
      heads += [.init(reference, .right), .init(compared, .right), .init(ratio, .right)]
    }
    heads += [.init("DIFFERENCE", .right), .init("VERDICT")]
    var grid = TextGrid(heads)
    for row in rows { grid.append(entries(row, hasPoints: hasPoints)) }
    return grid
  }

  private func entries(_ row: Row, hasPoints: Bool) -> [TextGrid.Entry] {
    let (comparison, pairs) = (row.comparison, row.comparison.pairs)
    var entries: [TextGrid.Entry] = hasPoints ? [.init(row.key.sweep.replacing(";", with: ", "))] : []
    if let method = row.key.method { entries.append(.init(method)) }
    entries.append(.init(comparison.metric.name))
    if input.reference == .best {
      entries += [.init(input.name(comparison.subject)), .init(Self.mean(pairs.compared))]
    } else {
      entries += [.init(Self.mean(pairs.reference)), .init(Self.mean(pairs.compared))]
    }
    entries.append(.init(pairs.ratio.flatMap { $0.isFinite ? HumanNumber.share($0) : nil } ?? ""))
    let isItself = comparison.subject == comparison.reference
    entries.append(.init(isItself ? "" : Self.difference(pairs)))
    let verdict = comparison.verdict
    entries.append(.init(verdict.rawValue, Self.ink(verdict)))
    return entries
  }

  private static func mean(_ sample: SampleStatistics) -> String {
    sample.mean.map(HumanNumber.significant) ?? ""
  }

  /// `-0.41 ± 0.08`.
  private static func difference(_ pairs: PairedStatistics) -> String {
    guard let mean = pairs.difference.mean else { return "" }
    let sign = mean > 0 ? "+" : ""
    guard let width = pairs.difference.halfWidth, width > 0 else {
      return sign + HumanNumber.significant(mean)
    }
    return "\(sign)\(HumanNumber.significant(mean)) ± \(HumanNumber.significant(width))"
  }

  private static func ink(_ verdict: Comparison.Verdict) -> Ink {
    switch verdict {
    case .better, .best: .good
    case .worse: .bad
    case .more, .less: .caution
    case .level, .oneRun, .notMeasured: .plain
    }
  }
}

extension TextGrid {
  /// The same as a table of GitHub's Markdown.
  func writeMarkdown(into buffer: inout ByteBuffer) {
    MarkdownFormat.writeRow(heads.map { MarkdownFormat.escaped($0.text) }, into: &buffer)
    MarkdownFormat.writeRow(heads.map { $0.alignment == .right ? "---:" : "---" }, into: &buffer)
    for row in rows { MarkdownFormat.writeRow(row.map { MarkdownFormat.escaped($0.text) }, into: &buffer) }
  }
}
