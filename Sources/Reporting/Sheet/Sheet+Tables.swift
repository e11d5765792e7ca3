/// The tables of the sheet.
extension Sheet {
  /// The methods of one point, the recommended one first.
  func writeMethods(of point: SheetPoint, into buffer: inout ByteBuffer) {
    var grid = TextGrid(heads(of: point.methods))
    for method in point.methods { grid.append(entries(method, at: point)) }
    grid.write(in: style, into: &buffer)
  }

  /// What to use at each point, then the methods: in a table a point where there are few points, else in one.
  func writeSweep(into buffer: inout ByteBuffer) {
    Verdict(sweep: points, style: style).write(into: &buffer)
    buffer.append("\n")
    writeChoices(into: &buffer)
    guard points.count > Sheet.blockLimit else {
      for point in points {
        buffer.append("\n\(style.paint(TextGrid.printable(point.title), .strong))\n")
        writeMethods(of: point, into: &buffer)
      }
      return
    }
    buffer.append("\n")
    let rows = points.flatMap { point in point.methods.map { (point, $0) } }
    let methods = rows.map(\.1)
    var grid = TextGrid([.init("POINT")] + heads(of: methods))
    for (point, method) in rows.prefix(Sheet.rowLimit) {
      grid.append([.init(point.title)] + entries(method, at: point, among: methods))
    }
    grid.write(in: style, into: &buffer)
    writeRest(rows.count - Sheet.rowLimit, into: &buffer)
  }

  private func writeChoices(into buffer: inout ByteBuffer) {
    var grid = TextGrid([
      .init("POINT"), .init("USE"), .init("PROVEN"), .init("THROUGHPUT", .right), .init("OF BEST", .right),
    ])
    for point in points.prefix(Sheet.rowLimit) {
      let nearest = point.methods[0]
      let use: TextGrid.Entry =
        point.choice.map { .init($0.title, .good) }
        ?? .init("none; least far: \(nearest.title)", .bad)
      let proven: TextGrid.Entry =
        nearest.isProven ? .init("✓ \(nearest.comparison)", .good) : .init("no")
      grid.append([.init(point.title), use, proven] + performance(nearest, at: point))
    }
    grid.write(in: style, into: &buffer)
    writeRest(points.count - Sheet.rowLimit, into: &buffer)
  }

  private func writeRest(_ count: Int, into buffer: inout ByteBuffer) {
    guard count > 0 else { return }
    let place = input.files.first.map { " are in \(input.resultsFolder)/\($0)" } ?? " are not shown"
    buffer.append(
      "… \(HumanNumber.count(count)) more \(count == 1 ? "row" : "rows")\(TextGrid.printable(place))\n")
  }

  /// The columns of a table; those that only some tables need come last.
  private func heads(of methods: [MethodResult]) -> [TextGrid.Head] {
    let heads: [TextGrid.Head] = [
      .init("METHOD"), .init("KICKED"), .init("QUEUE MAX", .right), .init("BOUND"),
      .init("THROUGHPUT", .right),
      .init("OF BEST", .right), .init("P99", .right), .init("SENDERS BLOCKED", .right),
      .init("CONTROL / DATA", .right),
    ]
    return heads + (Self.hasDeadlock(methods) ? [.init("DEADLOCK")] : [])
      + (Self.hasGivenUp(methods) ? [.init("GIVEN UP")] : [])
  }

  private func entries(
    _ method: MethodResult, at point: SheetPoint, among methods: [MethodResult]? = nil
  ) -> [TextGrid.Entry] {
    let queue = "\(HumanNumber.count(method.queueMax)) / \(HumanNumber.count(method.queueLimit))"
    let bound = method.boundPhrase
    var entries: [TextGrid.Entry] = [
      .init(method.label, method.isSafe ? .good : .plain),
      .init(method.kickedPhrase ?? "", .bad),
      .init(queue),
      .init(bound, bound.hasPrefix("✗") ? .bad : .plain),
    ]
    entries += performance(method, at: point)
    entries += [
      .init(method.latencyP99.map { HumanNumber.time(seconds: $0) } ?? ""),
      .init(method.blockedRatio.map(HumanNumber.share) ?? ""),
      .init(method.controlPerData.map(HumanNumber.significant) ?? ""),
    ]
    let methods = methods ?? point.methods
    if Self.hasDeadlock(methods) { entries.append(.init(method.deadlockPhrase ?? "", .bad)) }
    if Self.hasGivenUp(methods) { entries.append(.init(method.givenUpPhrase ?? "", .caution)) }
    return entries
  }

  private static func hasDeadlock(_ methods: [MethodResult]) -> Bool {
    methods.contains { $0.deadlockedRunCount > 0 }
  }

  private static func hasGivenUp(_ methods: [MethodResult]) -> Bool {
    methods.contains { !$0.keepsEverybody }
  }

  /// Throughput, alone and against the highest of the point.
  private func performance(_ method: MethodResult, at point: SheetPoint) -> [TextGrid.Entry] {
    let best = point.bestThroughput
    return [
      .init(method.throughputEntry),
      .init(best > 0 ? HumanNumber.share(method.throughput / best) : ""),
    ]
  }
}
