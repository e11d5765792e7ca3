import Testing

@testable import Scenario

@Suite("Number literals")
struct NumberLiteralTests {
  @Test(
    "a whole number is exact, however it is written",
    arguments: [
      ("0", 0), ("-0", 0), ("+7", 7), ("1e3", 1000), ("2.0", 2), ("12.50e1", 125), ("0x1F", 31),
      ("-0X10", -16),
      ("9223372036854775807", .max), ("-9223372036854775808", .min), ("0.0e99", 0), ("5.", 5),
    ] as [(String, Int64)])
  func integers(text: String, value: Int64) throws {
    #expect(try NumberLiteral(text: text).integer() == value)
  }

  @Test(
    "what is no whole number of 64 bits is told why",
    arguments: [
      ("1.5", "'1.5' is not a whole number"),
      ("1e-1", "'1e-1' is not a whole number"),
      ("Infinity", "'Infinity' is not a finite number; write digits"),
      ("-Infinity", "'-Infinity' is not a finite number; write digits"),
      ("NaN", "'NaN' is not a finite number; write digits"),
      ("9223372036854775808", "'9223372036854775808' is outside the range of whole numbers of 64 bits"),
      ("-9223372036854775809", "'-9223372036854775809' is outside the range of whole numbers of 64 bits"),
      ("1e99", "'1e99' is outside the range of whole numbers of 64 bits"),
      ("0x10000000000000000", "'0x10000000000000000' is outside the range of whole numbers of 64 bits"),
      (
        "12345678901234567890123456789012345",
        "'12345678901234567890123456789012345' has more than 34 digits; write fewer"
      ),
    ])
  func notIntegers(text: String, message: String) {
    #expect { try NumberLiteral(text: text).integer() } throws: {
      ($0 as? QuantityProblem)?.message == message
    }
  }

  @Test(
    "a binary number is the nearest",
    arguments: [
      ("0.1", 0.1), ("-.5", -0.5), ("5.", 5), ("+5e-1", 0.5), ("0x10", 16), ("1e308", 1e308), ("1e-999", 0),
    ])
  func doubles(text: String, value: Double) throws {
    #expect(try NumberLiteral(text: text).double() == value)
  }

  @Test("a binary number that is not finite is refused")
  func notFinite() {
    #expect { try NumberLiteral(text: "1e309").double() } throws: {
      ($0 as? QuantityProblem)?.message == "'1e309' is too large for a number"
    }
    #expect { try NumberLiteral(text: "+NaN").double() } throws: {
      ($0 as? QuantityProblem)?.message == "'+NaN' is not a finite number; write digits"
    }
  }

  @Test("a decimal number is kept without trailing zeros")
  func decimals() throws {
    #expect(try NumberLiteral(text: "-1.2500").decimal() == ExactDecimal.read(Array("-125e-2".utf8)).value)
    let value = try NumberLiteral(text: "1200").decimal()
    #expect(value.coefficient == 12)
    #expect(value.exponent == 2)
    #expect(!value.isNegative)
    #expect(try NumberLiteral(text: "0x64").decimal().exponent == 2)
  }
}
