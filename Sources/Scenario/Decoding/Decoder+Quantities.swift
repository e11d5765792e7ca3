import EventKernel

/// Single values: whole numbers, quantities with units, distributions.
extension Decoder {
  func choices(_ words: [String]) -> String {
    words.count == 1 ? "\"\(words[0])\"" : "one of \(list(words))"
  }

  func whole(_ node: Node, named name: String, in range: ClosedRange<Int>) -> Int? {
    guard let literal = node.number else {
      error("\(name) is \(node.kindName); write a whole number from \(range.lowerBound) to \(range.upperBound)", at: node)
      return nil
    }
    do {
      let number = try literal.integer()
      if let value = Int(exactly: number), range.contains(value) { return value }
      error("\(name) is \(number); the range is \(range.lowerBound) to \(range.upperBound)", at: node)
    } catch {
      self.error("\(name): \(error.message)", at: node)
    }
    return nil
  }

  /// A positive number that may have a fraction.
  func number(_ node: Node, named name: String, above least: Double) -> Double? {
    guard let literal = node.number else {
      error("\(name) is \(node.kindName); write a number", at: node)
      return nil
    }
    do {
      let value = try literal.double()
      if value > least, value.isFinite { return value }
      error("\(name) is \(literal.text); it must be more than \(Cells.text(least))", at: node)
    } catch {
      self.error("\(name): \(error.message)", at: node)
    }
    return nil
  }

  /// A quantity in quotes; a bare number is told that it has no unit.
  private func quantity<Value>(
    _ node: Node, named name: String, example: String, read: (String) throws(QuantityProblem) -> Value
  ) -> Value? {
    guard let text = node.string ?? node.number?.text else {
      error("\(name) is \(node.kindName); write \(example)", at: node)
      return nil
    }
    do {
      return try read(text)
    } catch {
      self.error("\(name): \(error.message)", at: node)
      return nil
    }
  }

  func interval(_ node: Node, named name: String, positive: Bool = false) -> Interval? {
    let read = quantity(node, named: name, example: "a duration such as \"50us\"") { text throws(QuantityProblem) in
      try Quantity.interval(text)
    }
    guard let nanoseconds = read else { return nil }
    if positive && nanoseconds == 0 {
      error("\(name) is 0; it must be positive, for example \"1ms\"", at: node)
      return nil
    }
    return Interval(nanoseconds: nanoseconds)
  }

  func rate(_ node: Node, named name: String) -> Rate? {
    let read = quantity(node, named: name, example: "a rate such as \"1000/s\"") { text throws(QuantityProblem) in
      try Quantity.rate(text)
    }
    return read.map { Rate(count: $0.count, per: Interval(nanoseconds: $0.perNanoseconds)) }
  }

  func size(_ node: Node, named name: String) -> Int64? {
    quantity(node, named: name, example: "a size such as \"100B\"") { text throws(QuantityProblem) in
      try Quantity.size(text)
    }
  }

  // MARK: Distributions

  private static let distributionNames = [
    "constant", "uniform", "exponential", "lognormal", "erlang", "hyperexponential", "empirical",
  ]

  /// A bare quantity, or an object with one key that names the distribution.
  func distribution(_ node: Node, named name: String) -> Distribution? {
    guard let members = node.members else { return interval(node, named: name).map { .constant($0) } }
    guard members.count == 1, let member = members.first else {
      error("\(name) is an object with \(members.count) keys; write one distribution: \(list(Self.distributionNames))", at: node)
      return nil
    }
    let key = member.key
    let value = member.node
    switch key {
    case "constant": return interval(value, named: "\(name).constant").map { .constant($0) }
    case "exponential": return interval(value, named: "\(name).exponential").map { .exponential(mean: $0) }
    case "uniform": return uniform(value, named: "\(name).uniform")
    case "lognormal":
      return meanAndSpread(value, named: "\(name).lognormal", spread: "cv", above: 0)
        .map { .lognormal(mean: $0, cv: $1) }
    case "erlang": return erlang(value, named: "\(name).erlang")
    case "hyperexponential": return hyperexponential(value, named: "\(name).hyperexponential")
    case "empirical": return empirical(value, named: "\(name).empirical")
    default:
      let hint = suggestion(key, among: Self.distributionNames)
      let repair = hint.isEmpty ? "; the distributions are \(Self.distributionNames.joined(separator: ", "))" : hint
      diagnostics.error("\(name): unknown distribution \"\(key)\"\(repair)", atKeyOf: member)
      return nil
    }
  }

  private func uniform(_ node: Node, named name: String) -> Distribution? {
    guard let ends = node.entries, ends.count == 2 else {
      error("\(name) needs its two ends; write [\"1us\", \"3us\"]", at: node)
      return nil
    }
    guard let low = interval(ends[0], named: name), let high = interval(ends[1], named: name) else { return nil }
    guard low <= high else {
      error("\(name) ends before it begins; write the smaller end first", at: node)
      return nil
    }
    return .uniform(low, high)
  }

  private static let spreadSections = ["cv", "k"].map { spread in
    Section(
      title: "the distribution",
      fields: [
        Field("mean", .interval, default: nil, "The mean."),
        Field(spread, spread == "k" ? .whole : .number, default: nil, spread == "k" ? "The number of stages." : "Standard deviation over mean."),
      ])
  }

  private func meanAndSpread(
    _ node: Node, named name: String, spread: String, above least: Double
  ) -> (Interval, Double)? {
    let reader = ObjectReader(node, Self.spreadSections[spread == "cv" ? 0 : 1], self)
    let mean = reader.value("mean").flatMap { interval($0, named: "\(name).mean") }
    let value = reader.value(spread).flatMap { number($0, named: "\(name).\(spread)", above: least) }
    guard let mean, let value else { return nil }
    return (mean, value)
  }

  private func erlang(_ node: Node, named name: String) -> Distribution? {
    let reader = ObjectReader(node, Self.spreadSections[1], self)
    let mean = reader.value("mean").flatMap { interval($0, named: "\(name).mean") }
    let stages = reader.value("k").flatMap { whole($0, named: "\(name).k", in: 1...Distribution.stageLimit) }
    guard let mean, let stages else { return nil }
    return .erlang(mean: mean, shape: stages)
  }

  /// `{ mean, cv }` with balanced means, or a list of branches `{ probability, mean }`.
  private func hyperexponential(_ node: Node, named name: String) -> Distribution? {
    guard let entries = node.entries else {
      guard let (mean, cv) = meanAndSpread(node, named: name, spread: "cv", above: 0) else { return nil }
      guard cv >= 1 else {
        error("\(name).cv is \(Cells.text(cv)); it is at least 1, for less variation use erlang or lognormal", at: node)
        return nil
      }
      return .hyperexponential(mean: mean, cv: cv)
    }
    let section = Section(
      title: "a branch",
      fields: [
        Field("probability", .number, default: nil, "How often it is taken; all add up to 1."),
        Field("mean", .interval, default: nil, "Its mean."),
      ])
    var branches: [(probability: Double, mean: Interval)] = []
    for entry in entries {
      let reader = ObjectReader(entry, section, self)
      let probability = reader.value("probability").flatMap { number($0, named: "probability", above: 0) }
      let mean = reader.value("mean").flatMap { interval($0, named: "mean") }
      guard let probability, let mean else { return nil }
      branches.append((probability, mean))
    }
    let sum = branches.reduce(0) { $0 + $1.probability }
    guard !branches.isEmpty, abs(sum - 1) < 1e-9 else {
      error("\(name): the probabilities add up to \(Cells.text(sum)); they must add up to 1", at: node)
      return nil
    }
    return .hyperexponential(branches: branches)
  }

  /// A CSV file with one duration in seconds a line, and optionally a weight.
  private func empirical(_ node: Node, named name: String) -> Distribution? {
    guard let path = node.string else {
      error("\(name) is \(node.kindName); write the name of a CSV file with a column time_s", at: node)
      return nil
    }
    guard let rows = csv(path, node, columns: ["time_s", "weight"], required: 1) else { return nil }
    var values: [(value: Interval, weight: Double)] = []
    for (line, row) in rows {
      guard let time = seconds(row[0]), let weight = row.count < 2 ? 1 : Double(row[1]), weight > 0, weight.isFinite
      else {
        error("\(name): line \(line) of \(path) is not a time in seconds and a positive weight", at: node)
        return nil
      }
      values.append((time, weight))
    }
    guard !values.isEmpty else {
      error("\(name): \(path) holds no values", at: node)
      return nil
    }
    return .empirical(values)
  }
}

/// Numbers in messages.
enum Cells {
  /// Without a fraction where there is none.
  static func text(_ value: Double) -> String {
    Int64(exactly: value).map(String.init) ?? value.description
  }
}
