import EventKernel

/// What `sluice run` prints for a scenario, in the order of the questions: what to use and at what price, is it
/// safe, what does it give, what does it cost, where is more.
///
/// A method that kicks a member, or leaves a sender blocked for ever, in any run is never recommended. Among the
/// others the highest mean throughput wins; within 1 % of it a proven method, then the lower 99th percentile,
/// then the order of the catalogue. The same input gives the same bytes on every machine: nothing here knows of
/// the time that the computation took.
public struct Sheet {
  /// Up to so many sweep points have a table of their own; more share one.
  static let blockLimit = 4
  /// Rows of a table over sweep points; the rest is in the summary.
  static let rowLimit = 40
  /// Notes of the methods that are shown.
  static let noteLimit = 12

  let input: SheetInput
  let style: Style
  let points: [SheetPoint]

  /// - Parameter style: whether colours are wanted.
  public init(_ input: SheetInput, style: Style = .plain) {
    self.input = input
    self.style = style
    points = input.points
  }

  /// Appends the sheet.
  public func write(into buffer: inout ByteBuffer) {
    writeHeader(into: &buffer)
    buffer.append("\n")
    if points.isEmpty {
      buffer.append("No run finished.\n")
    } else if points.count == 1 {
      Verdict(points[0], style: style).write(into: &buffer)
      buffer.append("\n")
      writeMethods(of: points[0], into: &buffer)
    } else {
      writeSweep(into: &buffer)
    }
    writeDeadlocks(into: &buffer)
    writeNotes(into: &buffer)
    writeFooter(into: &buffer)
  }

  private func writeHeader(into buffer: inout ByteBuffer) {
    var facts: [String] = []
    if let extent = input.extent {
      facts = [
        Self.counted(extent.members, "member", "members"), Self.counted(extent.senders, "sender", "senders"),
        Self.counted(extent.daemons, "daemon", "daemons"),
        Self.span(extent.duration, text: HumanNumber.duration),
        "seed \(Self.span(extent.seed, text: { String($0) }))",
      ]
      let replications = points.flatMap { $0.methods.map(\.runCount) }.max() ?? 1
      if points.count > 1 { facts.append("\(HumanNumber.count(points.count)) points") }
      if replications > 1 { facts.append("\(HumanNumber.count(replications)) replications") }
    }
    let name = style.paint(TextGrid.printable(input.name), .strong)
    buffer.append("\(name)\(facts.isEmpty ? "" : " · ")\(facts.joined(separator: ", "))\n")
    if let question = input.question, !question.isEmpty { buffer.append("\(TextGrid.printable(question))\n") }
  }

  private func writeFooter(into buffer: inout ByteBuffer) {
    var parts: [String] = []
    if let first = input.files.first {
      parts.append(([input.resultsFolder + "/" + first] + input.files.dropFirst()).joined(separator: ", "))
    }
    parts.append("fingerprint \(input.fingerprint.hexadecimal)")
    buffer.append("\n\(style.paint(TextGrid.printable(parts.joined(separator: " · ")), .faint))\n")
  }

  private static func counted(_ counts: ClosedRange<Int>, _ one: String, _ many: String) -> String {
    "\(span(counts, text: HumanNumber.count)) \(counts == 1...1 ? one : many)"
  }

  /// `10`, or `10 to 50` where a sweep varies it.
  private static func span<Value>(_ range: ClosedRange<Value>, text: (Value) -> String) -> String {
    let (least, greatest) = (range.lowerBound, range.upperBound)
    return least == greatest ? text(least) : "\(text(least)) to \(text(greatest))"
  }
}
