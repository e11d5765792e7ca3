import EventKernel
import SpreadModel

/// Single values: whole numbers and quantities with units.
extension ScenarioDecoder {
  /// - Parameter reason: for the message, where the range has one that is not plain.
  func whole(
    _ node: Node, named name: String, in range: ClosedRange<Int>, because reason: String = ""
  ) -> Int? {
    let rule =
      "write a whole number from \(range.lowerBound) to \(range.upperBound)"
      + (reason.isEmpty ? "" : ", " + reason)
    guard let literal = node.number else {
      error("\(name) is \(node.kindName); \(rule)", at: node)
      return nil
    }
    if let number = try? literal.integer(), let value = Int(exactly: number), range.contains(value) {
      return value
    }
    error("\(name) is \(excerpt(literal.text)); \(rule)", at: node)
    return nil
  }

  /// A number that may have a fraction, and lies above `least` and not above `most`.
  func number(_ node: Node, named name: String, above least: Double, upTo most: Double) -> Double? {
    guard let literal = node.number else {
      error("\(name) is \(node.kindName); write a number", at: node)
      return nil
    }
    do {
      let value = try literal.double()
      if value > least, value <= most { return value }
      error(
        "\(name) is \(excerpt(literal.text)); write a number above \(Self.text(least)), at most \(Self.text(most))",
        at: node)
    } catch {
      self.error("\(name): \(error.message)", at: node)
    }
    return nil
  }

  /// A number without a fraction where there is none.
  static func text(_ value: Double) -> String { Int64(exactly: value).map(String.init) ?? value.description }

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

  /// A duration of at most 31 years, so that no sum of times overflows.
  func interval(_ node: Node, named name: String, positive: Bool = false) -> Interval? {
    let read = quantity(node, named: name, example: "a duration such as \"50us\"") {
      text throws(QuantityProblem) in
      try Quantity.interval(text)
    }
    guard let nanoseconds = read else { return nil }
    if positive && nanoseconds == 0 {
      error("\(name) is 0; write a positive duration, for example \"1ms\"", at: node)
      return nil
    }
    guard nanoseconds <= ScenarioReader.durationLimit.nanoseconds else {
      error("\(name) is longer than 31 years; write at most \"277777h\"", at: node)
      return nil
    }
    return Interval(nanoseconds: nanoseconds)
  }

  func rate(_ node: Node, named name: String) -> Rate? {
    let read = quantity(node, named: name, example: "a rate such as \"1000/s\"") {
      text throws(QuantityProblem) in
      try Quantity.rate(text)
    }
    return read.map { Rate(count: $0.count, per: Interval(nanoseconds: $0.perNanoseconds)) }
  }

  func bandwidth(_ node: Node, named name: String) -> Bandwidth? {
    let read = quantity(node, named: name, example: "a bandwidth such as \"1Gbit/s\"") {
      text throws(QuantityProblem) in
      try Quantity.bandwidth(text)
    }
    return read.map { Bandwidth(bitCount: $0, per: .seconds(1)) }
  }

  /// A share of less than all: `"1%"`, or the number 0.01.
  func share(_ node: Node, named name: String) -> Double? {
    let value: Double?
    do {
      if let text = node.string {
        let share = try Quantity.share(text)
        value = Double(share.numerator) / Double(share.denominator)
      } else {
        value = try node.number?.double()
      }
    } catch {
      self.error("\(name): \(error.message)", at: node)
      return nil
    }
    if let value, value >= 0, value < 1 { return value }
    error(
      "\(name) is \(shown(node)); write a share from \"0%\" to less than \"100%\", or a number from 0 to less than 1",
      at: node)
    return nil
  }

  func size(_ node: Node, named name: String) -> Int64? {
    quantity(node, named: name, example: "a size such as \"100B\"") { text throws(QuantityProblem) in
      try Quantity.size(text)
    }
  }
}
