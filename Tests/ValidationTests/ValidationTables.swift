/// The tables of the documents, made of the committed results and the measured values.
struct ValidationTables {
  private let cases: [MeasuredCase]

  init() throws { cases = try MeasuredCase.all() }

  /// The names that documents use in `<!-- table: NAME -->`.
  static let names = [
    "telling", "criteria", "counts", "flat-out-kicks", "method-2", "method-3", "method-4", "whole-runs",
    "throughput",
    "deviations",
  ]

  /// The lines of a table; `nil` if there is no such table.
  func lines(_ name: String) -> [String]? {
    switch name {
    case "telling": telling.lines
    case "criteria": criteria.lines
    case "counts": counts.lines
    case "flat-out-kicks": flatOutKicks.lines
    case "method-2": group("method2").lines
    case "method-3": group("method3").lines
    case "method-4": group("method4").lines
    case "whole-runs": wholeRuns.lines
    case "throughput": throughput.lines
    case "deviations": deviations.lines
    default: nil
    }
  }

  /// One row a run at a fixed rate: a prediction is computed with the run's own rate.
  private var counts: MarkdownTable {
    var table = MarkdownTable(
      [
        "case", "in the kernel: measured", "predicted", "error", "message that kicks: measured", "predicted",
        "error", "",
      ], numbersFrom: 1)
    for measured in cases where measured.load == .fixed {
      guard let kernel = measured[.kernelMessages] else {
        let kicked = measured[.kickedMembers].map { Written.range($0.predicted) } ?? "–"
        table.append(
          [measured.name, "not kicked", kicked == "0" ? "not kicked" : "kicked"] + dashes(4) + [""])
        continue
      }
      let isNearCapacity = measured[.kickMessage] != nil && measured.criterion(of: .kickMessage) == nil
      for (index, run) in kernel.runs.enumerated() {
        let isMet = Criterion.kernelMessages.isMet(by: run, in: kernel.measured)
        let remarks = [isMet ? nil : Self.missed, isNearCapacity ? "near capacity" : nil]
        let kick = measured[.kickMessage].map { cells($0.runs[index]) } ?? dashes(3)
        table.append(
          [measured.name] + cells(run) + kick + [remarks.compactMap(\.self).joined(separator: ", ")])
      }
    }
    return table
  }

  /// One row a case at full speed, where only kicked or not is judged.
  private var flatOutKicks: MarkdownTable {
    var table = MarkdownTable(
      [
        "case", "kicked: measured", "predicted", "in the kernel: measured", "predicted",
        "message that kicks: measured", "predicted", "",
      ], numbersFrom: 1)
    for measured in cases
    where ["kick-flat-out", "burst-of-chunks", "receive-thread"].contains(measured.scenario) {
      table.append(
        [measured.name] + ranges(measured[.kickedMembers]) + ranges(measured[.kernelMessages])
          + ranges(measured[.kickMessage]) + [mark(measured, [.kickedMembers])])
    }
    return table
  }

  /// One row a case of a group.
  private func group(_ method: String) -> MarkdownTable {
    var table = MarkdownTable(
      [
        "case", "kicked: measured", "predicted", "first kick, ms: measured", "predicted",
        "sent/s: measured", "predicted", "error", "fast/s: measured", "predicted",
        "last/s: measured", "predicted", "",
      ], numbersFrom: 1)
    for measured in cases where measured.scenario.hasPrefix(method) {
      let error = Written.percent(measured[.orderedRate]?.medianError)
      let quantities: [Measurement.Quantity] = [.kickedMembers, .orderedRate, .fastRate, .slowRate]
      let rates = ranges(measured[.fastRate]) + ranges(measured[.slowRate])
      table.append(
        [measured.name] + ranges(measured[.kickedMembers]) + ranges(measured[.firstKick])
          + ranges(measured[.orderedRate]) + [error] + rates + [mark(measured, quantities)])
    }
    return table
  }

  /// One row a rate or round trip at full speed, without a method.
  private var throughput: MarkdownTable {
    var table = MarkdownTable(["case", "quantity", "measured", "predicted", "error", ""], numbersFrom: 2)
    for measured in cases where !measured.scenario.hasPrefix("method") {
      for comparison in measured.comparisons {
        let quantity = comparison.quantity
        guard quantity == .bufferMax || measured.criterion(of: quantity) == .flatOutRate else { continue }
        let what = Self.words[quantity] ?? quantity.rawValue
        let error = Written.percent(comparison.medianError)
        table.append(
          [measured.name, what] + ranges(comparison) + [error, mark(measured, [quantity])])
      }
    }
    return table
  }

  private static let words: [Measurement.Quantity: String] = [
    .senderRate: "sent/s", .orderedRate: "sent/s", .roundTrip: "round trip, us",
    .bufferMax: "most in memory",
  ]

  /// One row a group that was simulated for the whole time of its measurement: what was sent in all.
  private var wholeRuns: MarkdownTable {
    var table = MarkdownTable(
      [
        "case", "data messages: measured", "predicted", "error", "control messages: measured", "predicted",
        "most in memory: measured", "predicted",
      ], numbersFrom: 1)
    for measured in cases {
      guard let sent = measured[.sentMessages] else { continue }
      table.append(
        [measured.name] + ranges(sent) + [Written.percent(sent.medianError)]
          + ranges(measured[.controlMessages]) + ranges(measured[.bufferMax]))
    }
    return table
  }

  /// One row a criterion: how many cases it judges, and how many meet it.
  private var criteria: MarkdownTable {
    var table = MarkdownTable(
      ["criterion", "values", "median error", "cases", "met", "medians within 8 %"], numbersFrom: 1)
    for criterion in Criterion.allCases {
      let judged = cases.flatMap { measured in
        measured.comparisons.filter { measured.criterion(of: $0.quantity) == criterion }.map {
          (measured, $0)
        }
      }
      let errors = judged.flatMap(\.1.runs).compactMap(\.error).map(abs)
      let isCount = criterion == .kernelMessages || criterion == .kickMessage
      let names = Set(judged.map(\.0.name))
      let missed = Set(judged.filter { !criterion.isMet(by: $0.1) }.map(\.0.name))
      // With it the repetitions of a case are one value, and a run that is unlike the others counts for nothing.
      let medianCount = judged.filter { $0.1.medianError.map { abs($0) <= Criterion.errorLimit } ?? false }
        .count
      table.append([
        criterion.rule, "\(judged.flatMap(\.1.runs).count)",
        isCount ? Written.percent(median(errors)).replacing("+", with: "") : "–", "\(names.count)",
        "\(names.count - missed.count)", isCount ? "\(medianCount)" : "–",
      ])
    }
    return table
  }

  private var deviations: MarkdownTable {
    var table = MarkdownTable(["case", "quantity", "measured", "predicted", "reason"], numbersFrom: 5)
    for deviation in Deviation.all {
      let measured = cases.first { $0.name == deviation.name }
      let comparisons = deviation.quantities.compactMap { measured?[$0] }
      table.append([
        deviation.name, deviation.quantities.map { "`\($0.rawValue)`" }.joined(separator: "<br>"),
        comparisons.map { Written.range($0.runs.map(\.measured)) }.joined(separator: "<br>"),
        comparisons.map { Written.range($0.predicted) }.joined(separator: "<br>"), deviation.reason,
      ])
    }
    return table
  }

  /// The rows that tell most, for the README.
  private var telling: MarkdownTable {
    var table = MarkdownTable(["case", "quantity", "measured", "predicted"], numbersFrom: 2)
    for (name, quantity, words) in Self.tellingRows {
      let comparison = cases.first { $0.name == name }?[quantity]
      table.append([name, words] + ranges(comparison))
    }
    return table
  }

  private static let tellingRows: [(String, Measurement.Quantity, String)] = [
    ("unix 100 B at 5000/s, 10 %", .kernelMessages, "messages in the kernel at the kick"),
    ("unix 100 B at 5000/s, 10 %", .kickMessage, "message that kicks"),
    ("unix 1400 B at 5000/s, 90 %", .kernelMessages, "messages in the kernel at the kick"),
    ("tcp 800 B at 5000/s, 10 %", .kickMessage, "message that kicks"),
    ("Method 2, k = 4, W = 200, no service time", .kickedMembers, "members kicked"),
    ("Method 2, k = 4, W = 500, no service time", .kickedMembers, "members kicked"),
    ("Method 2, k = 8, W = 1, slow one 2 ms", .kickedMembers, "members kicked"),
    ("Method 3, W = 100, slow one 2 ms", .orderedRate, "messages/s of the group"),
    ("Method 4v, W = 100, T = 50, A = 25, slow one 2 ms", .orderedRate, "messages/s of the group"),
    ("Method 4v, W = 100, T = 900, A = 50, slow one 2 ms", .kickedMembers, "members kicked"),
    ("Method 4v, W = 100, T = 500, A = 1, no service time", .kickedMembers, "members kicked"),
    ("1000 B to 4 receivers", .senderRate, "messages/s at full speed"),
    ("three daemons, 1000 B to 3 receivers", .senderRate, "messages/s at full speed"),
  ]

  private func cells(_ run: Comparison.Run) -> [String] {
    [
      Written.number(run.measured), Written.range([run.predicted].compactMap(\.self)),
      Written.percent(run.error),
    ]
  }

  private func ranges(_ comparison: Comparison?) -> [String] {
    guard let comparison else { return dashes(2) }
    return [Written.range(comparison.runs.map(\.measured)), Written.range(comparison.predicted)]
  }

  private func dashes(_ count: Int) -> [String] { Array(repeating: "–", count: count) }

  private static let missed = "**deviates**"

  /// Says where a criterion is missed.
  private func mark(_ measured: MeasuredCase, _ quantities: [Measurement.Quantity]) -> String {
    let isMissed = quantities.contains { quantity in
      guard let comparison = measured[quantity], let criterion = measured.criterion(of: quantity) else {
        return false
      }
      return !criterion.isMet(by: comparison)
    }
    return isMissed ? Self.missed : ""
  }
}
