import Metrics

/// What `sluice search` prints for people: the answer of each method, then the evidence on both sides of the edge.
public struct SearchSheet {
  private let report: SearchReport

  /// The sheet of a report.
  public init(_ report: SearchReport) { self.report = report }

  /// Appends the sheet as aligned text.
  public func write(in style: Style, into buffer: inout ByteBuffer) {
    buffer.append("\(style.paint(TextGrid.printable(report.scenario), .strong)) · \(report.question)\n\n")
    answers.write(in: style, into: &buffer)
    for answer in report.answers where !evidence(of: answer).isEmpty {
      buffer.append("\n\(style.paint(TextGrid.printable(answer.label), .strong))\n")
      grid(of: answer).write(in: style, into: &buffer)
      for probe in evidence(of: answer) where !probe.roles.contains(.again) {
        buffer.append("\(style.paint(TextGrid.printable(probe.command), .faint))\n")
      }
    }
    let notes = report.answers.flatMap { answer in answer.notes.map { "\(answer.label): \($0)" } }
    if !notes.isEmpty { buffer.append("\n") }
    for note in notes { buffer.append("\(style.paint("NOTE", .caution)) \(TextGrid.printable(note))\n") }
  }

  /// Appends the sheet as Markdown, for a pull request.
  public func writeMarkdown(into buffer: inout ByteBuffer) {
    buffer.append(
      "**\(MarkdownFormat.escaped(report.scenario))** · \(MarkdownFormat.escaped(report.question))\n\n")
    answers.writeMarkdown(into: &buffer)
    for answer in report.answers where !evidence(of: answer).isEmpty {
      buffer.append("\n**\(MarkdownFormat.escaped(answer.label))**\n\n")
      grid(of: answer).writeMarkdown(into: &buffer)
    }
    for answer in report.answers {
      for note in answer.notes {
        buffer.append("\nNote: \(MarkdownFormat.escaped("\(answer.label): \(note)"))\n")
      }
    }
  }

  /// One line a method.
  private var answers: TextGrid {
    // A best value has no edge.
    let hasEdge = report.answers.contains { $0.probes.contains { $0.roles.contains(.beyond) } }
    let edgeHeads: [TextGrid.Head] = hasEdge ? [.init("NOT AT", .right)] : []
    let metricHeads = report.metrics.map { TextGrid.Head($0.name, .right) }
    var grid = TextGrid(
      [.init("METHOD"), .init(report.head, .right)] + edgeHeads + [.init("PROVEN KICK-FREE", .right)]
        + metricHeads + [.init("RUNS", .right)])
    for answer in report.answers {
      let found = answer.probes.first { $0.roles.contains(.found) }
      let beyond = answer.probes.first { $0.roles.contains(.beyond) }
      let runCount = answer.probes.reduce(0) { $0 + $1.runCount }
      grid.append(
        [.init(answer.label), found.map { .init($0.value, .good) } ?? .init("none", .bad)]
          + (hasEdge ? [.init(beyond?.value ?? "")] : []) + [.init(answer.proven ?? "none")]
          + report.metrics.indices.map { .init(Self.text(found?.means[$0])) }
          + [.init(HumanNumber.count(runCount))])
    }
    return grid
  }

  /// The values that an answer rests on.
  private func evidence(of answer: SearchReport.Answer) -> [SearchReport.Probe] {
    answer.probes.filter { !$0.roles.isEmpty }
  }

  private func grid(of answer: SearchReport.Answer) -> TextGrid {
    var grid = TextGrid(
      [.init("VALUE", .right), .init("IS")] + report.metrics.map { .init($0.name, .right) } + [
        .init("WHY NOT")
      ])
    for probe in evidence(of: answer) {
      grid.append(
        [
          .init(probe.value),
          .init(
            probe.roles.map(\.rawValue).joined(separator: ", "), probe.roles.contains(.found) ? .good : .plain
          ),
        ] + probe.means.map { .init(Self.text($0)) } + [.init(probe.reason ?? "", .bad)])
    }
    return grid
  }

  private static func text(_ mean: Double??) -> String {
    guard let mean, let mean else { return "" }
    return HumanNumber.significant(mean)
  }
}
