import EventKernel

/// Random times: a bare quantity is constant, an object with one key names its distribution.
extension ScenarioDecoder {
  private static let distributionExamples: KeyValuePairs = [
    "constant": #""50us""#, "uniform": #"["1us", "3us"]"#, "exponential": #""50us""#,
    "lognormal": #"{ mean: "50us", cv: 1.5 }"#, "erlang": #"{ mean: "50us", k: 3 }"#,
    "hyperexponential": #"{ mean: "50us", cv: 2 }"#, "empirical": #""times.csv""#,
  ]
  /// Beyond it a coefficient of variation has no use, and the arithmetic of the draws no digits.
  private static let variationLimit = 1e6

  func distribution(_ node: Node, named name: String) -> Distribution? {
    guard let members = node.members else { return interval(node, named: name).map { .constant($0) } }
    guard members.count == 1, let member = members.first else {
      // What belongs inside often stands beside: the example is of the distribution that was meant.
      let meant = Self.distributionExamples.first { example in members.contains { $0.key == example.key } }
      let example = meant.map { "\($0.key): \($0.value)" } ?? #"exponential: "50us""#
      error(
        "\(name) is an object with \(members.count) keys; write one distribution, for example { \(example) }",
        at: node)
      return nil
    }
    let value = member.node
    let inner = "\(name).\(member.key)"
    let example = Self.distributionExamples.first { $0.key == member.key }?.value ?? ""
    let isList = member.key == "hyperexponential" && value.entries != nil
    if example.hasPrefix("{"), value.members == nil, !isList {
      error("\(inner) is \(value.kindName); write { \(member.key): \(example) }", at: value)
      return nil
    }
    switch member.key {
    case "constant": return interval(value, named: inner).map { .constant($0) }
    case "exponential": return interval(value, named: inner).map { .exponential(mean: $0) }
    case "uniform": return uniform(value, named: inner)
    case "lognormal": return meanAndVariation(value, named: inner).map { .lognormal(mean: $0, cv: $1) }
    case "erlang": return erlang(value, named: inner)
    case "hyperexponential":
      return value.entries.map { branches($0, of: value, named: inner) }
        ?? hyperexponential(value, named: inner)
    case "empirical": return empirical(value, named: inner)
    default:
      let repair = suggestion(
        member.key, among: Self.distributionExamples.map(\.key), orAll: "the distributions are")
      diagnostics.error("\(name): unknown distribution \(shown(member.key))\(repair)", atKeyOf: member)
      return nil
    }
  }

  private func uniform(_ node: Node, named name: String) -> Distribution? {
    guard let ends = node.entries, ends.count == 2 else {
      error("\(name) needs its two ends; write [\"1us\", \"3us\"]", at: node)
      return nil
    }
    let low = interval(ends[0], named: name)
    let high = interval(ends[1], named: name)
    guard let low, let high else { return nil }
    guard low <= high else {
      error("\(name) ends before it begins; write the smaller end first", at: node)
      return nil
    }
    return .uniform(low, high)
  }

  private func meanAndVariation(_ node: Node, named name: String) -> (Interval, Double)? {
    let reader = ObjectReader(node, ScenarioFormat.meanAndVariation, self)
    let mean = reader.value("mean").flatMap { interval($0, named: "\(name).mean") }
    let value = reader.value("cv").flatMap {
      number($0, named: "\(name).cv", above: 0, upTo: Self.variationLimit)
    }
    guard let mean, let value else { return nil }
    return (mean, value)
  }

  private func erlang(_ node: Node, named name: String) -> Distribution? {
    let reader = ObjectReader(node, ScenarioFormat.meanAndStages, self)
    let mean = reader.value("mean").flatMap { interval($0, named: "\(name).mean") }
    let stages = reader.value("k").flatMap { whole($0, named: "\(name).k", in: 1...Distribution.stageLimit) }
    guard let mean, let stages else { return nil }
    return .erlang(mean: mean, shape: stages)
  }

  /// `{ mean, cv }`, with balanced means.
  private func hyperexponential(_ node: Node, named name: String) -> Distribution? {
    guard let (mean, cv) = meanAndVariation(node, named: name) else { return nil }
    guard cv >= 1 else {
      error(
        "\(name).cv is \(Self.text(cv)); write at least 1, or for less variation take erlang or lognormal",
        at: node["cv"] ?? node)
      return nil
    }
    return .hyperexponential(mean: mean, cv: cv)
  }

  /// A list of branches `{ probability, mean }`.
  private func branches(_ entries: [Node], of node: Node, named name: String) -> Distribution? {
    var branches: [(probability: Double, mean: Interval)] = []
    for entry in entries {
      let reader = ObjectReader(entry, ScenarioFormat.branch, self)
      let probability = reader.value("probability").flatMap {
        number($0, named: "\(name).probability", above: 0, upTo: 1)
      }
      let mean = reader.value("mean").flatMap { interval($0, named: "\(name).mean") }
      if let probability, let mean { branches.append((probability, mean)) }
    }
    guard branches.count == entries.count else { return nil }
    let sum = branches.reduce(0) { $0 + $1.probability }
    guard abs(sum - 1) < 1e-9 else {
      error("\(name): the probabilities add up to \(Self.text(sum)); let them add up to 1", at: node)
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
    if let known = files.distributions[path] { return known }
    guard let rows = csv(path, node, named: name, columns: ["time_s", "weight"], required: 1) else {
      return nil
    }
    var values: [(value: Interval, weight: Double)] = []
    for (line, row) in rows {
      guard let time = seconds(row[0]), let weight = row.count < 2 ? 1 : Double(row[1]), weight > 0,
        weight < 1e100
      else {
        error(
          "\(name): \(shown(path)) line \(line) is not a time in seconds and a positive weight; write for example 0.005,1",
          at: node)
        return nil
      }
      values.append((time, weight))
    }
    let distribution = Distribution.empirical(values)
    files.distributions[path] = distribution
    return distribution
  }
}
