import Testing

@testable import Scenario

/// What a condition says of these values.
private func holds(_ text: String, _ values: [String: ConditionValue] = [:]) throws -> Bool {
  try Condition(text).holds { values[$0] }
}

/// The problem with a text, as it is told.
private func problem(_ text: String, _ values: [String: ConditionValue] = [:]) -> String {
  do {
    return "holds: \(try holds(text, values))"
  } catch {
    return "\(error)"
  }
}

private func value(_ text: String) -> ConditionValue {
  ConditionValue(Node(.string(text))) ?? .text("none")
}

@Suite struct ConditionTests {
  @Test(arguments: [
    ("1 + 2 * 3 == 7", true), ("(1 + 2) * 3 == 9", true), ("10 - 2 - 3 == 5", true),
    ("12 / 2 / 3 == 2", true),
    ("-2 * -3 == 6", true), ("1 < 2 and 3 < 2 or 2 < 3", true), ("1 < 2 and (3 < 2 or 2 < 3)", true),
    ("3 < 2 and 1 < 2 or 3 < 2", false), ("not 1 < 2 or 2 < 1", false), ("not (1 > 2 or 2 < 1)", true),
    ("not not true", true), ("1 <= 1 and 1 >= 1 and 1 != 2", true), ("2 > 2 or 2 < 2", false),
  ])
  func `products bind tighter than sums, and sums than comparisons`(text: String, expected: Bool) throws {
    #expect(try holds(text) == expected)
  }

  @Test(arguments: [
    "0.1 + 0.2 == 0.3", "0.1 * 3 <= 0.3", "1 / 3 * 3 == 1", "1e3 == 1000", ".5 == 5e-1", "10% == 0.1",
    "1.5ms == 1500us", "0.5/ms == 500/s", "1min == 60 * 1s", "1MiB == 1024KiB",
    "1000B * 100/s == 0.8Mbit/s", "1s / 10ms == 100", "1000/s * 2s == 2000", "1 / 1ms == 1000/s",
    "\"5ms\" == 5ms",
  ])
  func `numbers and quantities are computed exactly, in their units`(text: String) throws {
    #expect(try holds(text))
  }

  @Test func `a minus belongs to a name unless a blank stands beside it`() throws {
    let values: [String: ConditionValue] = [
      "methods.agreed-ack.window": .number(90), "a-b": .number(1), "a": .number(5), "b": .number(2),
      "members.0.x_1": .number(3),
    ]
    #expect(try holds("methods.agreed-ack.window == 90", values))
    #expect(try holds("a-b == 1 and a - b == 3 and a -b == 3 and a- b == 3", values))
    #expect(try holds("members.0.x_1 - 1 == 2", values))
    #expect(try Condition("a + a-b + a > members.0.x_1").names == ["a", "a-b", "members.0.x_1"])
  }

  @Test func `a rate has no blank in it, a quotient may`() throws {
    let values: [String: ConditionValue] = ["s": .number(4), "rate": value("250/s"), "s2": .number(2)]
    #expect(try holds("1000/s == 4 * rate", values))
    #expect(try holds("1000 / s == rate / 1/s", values) == true)
    #expect(try holds("8/s2 == 4", values))
  }

  @Test func `text and flags are equal or not, and have no order`() throws {
    let values: [String: ConditionValue] = ["ring.model": .text("token"), "deadlock": .flag(false)]
    #expect(try holds("ring.model == 'token' and ring.model != \"sequencer\"", values))
    #expect(try holds("not deadlock and deadlock == false", values))
    #expect(
      problem("ring.model < 'x'", values) == "column 12: text has no order; write == or !=")
  }

  @Test func `or and and stop where the left side decides`() throws {
    #expect(try holds("n == 0 or 10 / n > 1", ["n": .number(0)]))
    #expect(try holds("n != 0 and 10 / n > 1", ["n": .number(0)]) == false)
  }

  @Test func `the value of a key is its number, quantity, text or flag`() {
    #expect(ConditionValue(Node(.number(NumberLiteral(text: "0x10")))) == .number(16))
    #expect(value("unix") == .text("unix"))
    #expect(ConditionValue(Node(.boolean(true))) == .flag(true))
    #expect(ConditionValue(Node(.array([]))) == nil)
    #expect(ConditionValue(Node(.null)) == nil)
  }

  @Test(arguments: [
    ("", "column 1: the condition is empty; write one, as in kicks == 0"),
    ("a <", "column 4: the condition ends too early; something is missing behind '<'"),
    ("a = 1", "column 3: '=' is not known here; write =="),
    ("a && b", "column 3: '&&' is not known here; write and"),
    ("!a", "column 1: '!' is not known here; write not"),
    ("a <> 1", "column 3: '<>' is not known here; write !="),
    ("a # 1", "column 3: '#' is not known here; write names, numbers and < <= > >= == != + - * / ( )"),
    ("1 < a < 3", "column 7: two comparisons in a row; write both in full, as in 1 < window and window < 5"),
    ("(a < 1", "column 1: the parenthesis is not closed; write ) at its end"),
    ("a < 1)", "column 6: ')' was not expected here; write a name, a number or an operator"),
    ("a b", "column 3: 'b' was not expected here; write a name, a number or an operator"),
    ("a + 1", "column 3: this is no condition; compare it, as in kicks == 0"),
    ("a < 1 and 5", "column 11: this is no condition; compare it, as in kicks == 0"),
    ("a", "column 1: this is a number without a unit and no condition; compare it, as in kicks == 0"),
    ("a == 'x", "column 6: the quotation mark has no partner; write it at both ends"),
    ("c < 1", "column 1: 'c' has no value here"),
    ("a / 0 < 1", "column 3: division by zero; ask before, as in x != 0 and 10 / x < 5"),
    (
      "a + 5ms < 1s",
      "column 3: a number without a unit stands left of + and a duration right of it; both sides must be of one kind"
    ),
    (
      "a * 1s < 100B",
      "column 8: a duration stands left of < and a size right of it; both sides must be of one kind"
    ),
    (
      "1s == 'unix'",
      "column 4: a duration stands left of == and text right of it; both sides must be of one kind"
    ),
    (
      "1 min > 59s",
      "column 3: 'min' stands behind a number; write an operator between them, or a unit without the blank"
    ),
    ("a + true == 1", "column 5: this is true or false; only numbers are computed with"),
    (
      "a < 5parsec",
      "column 5: '5parsec' is no number and no quantity; the units are those of scenarios, as in 50us, 1000/s, 400KiB, 1Gbit/s, 5%"
    ),
  ])
  func `a problem says column, rule and repair`(text: String, message: String) {
    #expect(problem(text, ["a": .number(2), "b": .number(3)]) == message)
  }

  @Test func `a name without a value is told`() {
    #expect {
      try Condition("kiks == 0").holds { _ in nil }
    } throws: {
      ($0 as? ConditionProblem)?.unknownName == "kiks"
    }
  }

  @Test func `a text that is too long or too deep is refused`() {
    #expect(problem(String(repeating: "1", count: 1001)).hasPrefix("column 1: a condition has at most 1000"))
    let deep = String(repeating: "(", count: 65) + "true" + String(repeating: ")", count: 65)
    #expect(problem(deep) == "column 65: nested more than 64 deep; write several conditions")
    #expect(problem(String(repeating: "not ", count: 65) + "true").contains("nested more than 64 deep"))
    #expect(problem(String(repeating: "-", count: 65) + "1 < 2").contains("nested more than 64 deep"))
  }

  /// Random texts of the language's own words: each is read or refused at a column inside it, never a crash.
  @Test func `no text of the words of the language crashes the reader`() {
    let words = [
      "a", "b-c", "1", "5ms", "10/s", "and", "or", "not", "(", ")", "+", "-", "*", "/", "<", "==", "'x'", "%",
      ".",
      "true", "\"", "é", "99999999999999999999999999999999999999", "1e400", "0x",
    ]
    for seed in UInt64(1)...2000 {
      var state = seed
      var text = ""
      for _ in 0..<(1 + seed % 12) {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        text += words[Int(state >> 33) % words.count] + (state >> 62 == 0 ? "" : " ")
      }
      do {
        _ = try Condition(text).holds { $0 == "a" ? .number(3) : nil }
      } catch {
        let isInside = (1...text.unicodeScalars.count + 1).contains(error.column)
        #expect(isInside, "seed \(seed): \(text): \(error)")
      }
    }
  }

  @Test func `beyond 128 bits it goes on in binary`() throws {
    #expect(try holds("123456789012345678901234567890 * 1e30 > 1e59"))
    #expect(try holds("throughput_per_s < 0.98", ["throughput_per_s": .number(0.97999)]))
    #expect(try holds("throughput_per_s == 0.98", ["throughput_per_s": .number(0.98)]))
  }
}
