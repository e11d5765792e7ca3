/// The answer in sentences, one a line: what to use and at what price, or which method is the least far.
struct Verdict {
  private let lines: [String]

  /// The verdict on one sweep point, or on a scenario without a sweep.
  init(_ point: SheetPoint, style: Style) {
    lines = point.choice.map { Self.recommendation($0, at: point, style) } ?? Self.refusal(point, style)
  }

  /// The verdict on a whole sweep; what to use at each point stands in a table below it.
  init(sweep points: [SheetPoint], style: Style) {
    let use = style.paint("USE", .strong)
    let choices = points.compactMap(\.choice)
    let count = HumanNumber.count(points.count)
    let proven = HumanNumber.count(choices.count(where: \.isProven))
    guard let first = choices.first else {
      lines = [
        "\(use)  \(style.paint("none", .bad)): at none of the \(count) points does any method keep every member"
          + " and every sender going."
      ]
      return
    }
    if choices.count == points.count, choices.allSatisfy({ $0.label == first.label }) {
      lines = [
        "\(use)  \(style.paint(TextGrid.printable(first.label), .good)) at each of the \(count) points: nobody is"
          + " kicked, proven at \(proven) of \(count).",
        Self.price(of: points),
      ]
      return
    }
    let safe = points[0].methods.map(\.label).filter { label in
      points.allSatisfy { $0.methods.contains { $0.label == label && $0.isSafe } }
    }
    lines = [
      "\(use)  what the table says for each point: \(HumanNumber.count(choices.count)) of \(count) have a method"
        + " that kicks nobody, \(proven) of them a proven one.",
      safe.isEmpty
        ? "No method is safe at every point."
        : "Safe at every point: \(safe.map(TextGrid.printable).joined(separator: ", ")).",
    ]
  }

  /// The price of the choices over a sweep, as the least and the greatest share of what is possible.
  private static func price(of points: [SheetPoint]) -> String {
    let shares = points.compactMap { point in
      point.bestThroughput > 0 ? point.choice.map { $0.throughput / point.bestThroughput } : nil
    }
    guard let least = shares.min(), let greatest = shares.max() else {
      return "Price: unknown, nothing was processed."
    }
    let range = (HumanNumber.share(least), HumanNumber.share(greatest))
    let text = range.0 == range.1 ? range.0 : "\(range.0) to \(range.1)"
    return "Price: it gives \(text) of the highest throughput of each point."
  }

  /// Lines after the first stand below its text.
  func write(into buffer: inout ByteBuffer) {
    for (index, line) in lines.enumerated() { buffer.append("\(index == 0 ? "" : "     ")\(line)\n") }
  }

  private static func recommendation(_ choice: MethodResult, at point: SheetPoint, _ style: Style) -> [String]
  {
    let runs = choice.runCount == 1 ? "" : " in any of \(HumanNumber.count(choice.runCount)) runs"
    let latency = choice.latencyP99.map {
      ", 99 % of what was processed within \(HumanNumber.time(seconds: $0))"
    }
    let kept = choice.givenUpPhrase.map { "it gives up \($0), nobody else is kicked" } ?? "nobody is kicked"
    var lines = [
      "\(style.paint("USE", .strong))  \(style.paint(choice.title, .good)): \(kept)\(runs),"
        + " \(style.paint(choice.proofPhrase, choice.isProven ? .good : .caution)).",
      "Throughput \(choice.throughputPhrase)\(latency ?? "").",
      price(of: choice, among: point.methods.filter { $0.label != choice.label }),
    ]
    let comparable = point.methods.filter { $0.isSafe && $0.keepsEverybody == choice.keepsEverybody }
    let equals = Ranking.ties(of: comparable).filter { $0.label != choice.label }
    if !equals.isEmpty {
      let names = equals.map { "\(TextGrid.printable($0.label))\($0.isProven ? "" : " (not proven)")" }
      lines.append("As fast within 1 %: \(names.joined(separator: ", ")).")
    }
    if choice.keepsEverybody, let other = point.methods.first(where: { $0.isSafe && !$0.keepsEverybody }),
      choice.throughput < Ranking.tieShare * other.throughput, let whom = other.givenUpPhrase
    {
      lines.append(
        "If the others matter more: \(TextGrid.printable(other.label)) gives up \(whom), and has"
          + " \(other.throughputPhrase).")
    }
    return lines
  }

  /// The price against the fastest of the others, which is as a rule one that kicks.
  private static func price(of choice: MethodResult, among others: [MethodResult]) -> String {
    guard let best = others.max(by: { $0.throughput < $1.throughput }) else {
      return "Price: unknown, no other method was run."
    }
    let name = TextGrid.printable(best.label)
    guard best.throughput > choice.throughput else { return "Price: none, no other method is faster." }
    let loss = HumanNumber.share(1 - choice.throughput / best.throughput)
    let rate = HumanNumber.rate(perSecond: best.throughput)
    let fault = best.faultPhrase.map { ", which \($0)" } ?? ""
    return "Price: \(loss) less throughput than \(name) with \(rate)\(fault)."
  }

  private static func refusal(_ point: SheetPoint, _ style: Style) -> [String] {
    let nearest = point.methods[0]
    return [
      "\(style.paint("USE", .strong))  \(style.paint("none", .bad)):"
        + " no method of the scenario keeps every member and every sender going.",
      "Least far: \(nearest.title)\(nearest.faultPhrase.map { ", which \($0)" } ?? "").",
      remedy(for: nearest),
    ]
  }

  /// What is known about other sizes of a method that failed.
  private static func remedy(for method: MethodResult) -> String {
    if method.kickedRunCount == 0 {
      guard method.deadlockedRunCount > 0 else { return "A broken bound is an error of the simulator." }
      let hint = method.notes.isEmpty ? "" : ", see the note below"
      return "It kicks nobody: what stops the senders is its rule or its parameters\(hint)."
    }
    guard method.proof.need != nil else {
      return "No theorem bounds its queue: no sizing of it is proven safe, and a longer queue may only delay"
        + " the kick."
    }
    return method.proof.isEnough
      ? "Its proof (\(method.comparison) messages) does not cover this run: a condition is not met."
      : "Its proven need does not fit (\(method.comparison) messages): smaller values or a longer queue that"
        + " make it fit are safe."
  }
}
