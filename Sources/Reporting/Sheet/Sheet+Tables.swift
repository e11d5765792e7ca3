/// The tables of the sheet.
extension Sheet {
  /// The methods of one point, the recommended one first.
  func writeMethods(of point: SheetPoint, into buffer: inout ByteBuffer) {
    var grid = TextGrid(heads(deadlocks: point.methods.contains { $0.deadlockedRunCount > 0 }))
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
    let deadlocks = rows.contains { $0.1.deadlockedRunCount > 0 }
    var grid = TextGrid([.init("POINT")] + heads(deadlocks: deadlocks))
    for (point, method) in rows.prefix(Sheet.rowLimit) {
      grid.append([.init(point.title)] + entries(method, at: point, deadlocks: deadlocks))
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

  private func heads(deadlocks: Bool) -> [TextGrid.Head] {
    let heads: [TextGrid.Head] = [
      .init("METHOD"), .init("KICKED"), .init("QUEUE MAX", .right), .init("BOUND"),
      .init("THROUGHPUT", .right),
      .init("OF BEST", .right), .init("P99", .right), .init("SENDERS BLOCKED", .right),
      .init("CONTROL / DATA", .right),
    ]
    return deadlocks ? heads + [.init("DEADLOCK")] : heads
  }

  private func entries(
    _ method: MethodResult, at point: SheetPoint, deadlocks: Bool? = nil
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
    if deadlocks ?? point.methods.contains(where: { $0.deadlockedRunCount > 0 }) {
      entries.append(.init(method.deadlockPhrase ?? "", .bad))
    }
    return entries
  }

  /// Throughput, alone and against the highest of the point.
  private func performance(_ method: MethodResult, at point: SheetPoint) -> [TextGrid.Entry] {
    let best = point.bestThroughput
    return [
      .init(HumanNumber.rate(perSecond: method.throughput)),
      .init(best > 0 ? HumanNumber.share(method.throughput / best) : ""),
    ]
  }
}
