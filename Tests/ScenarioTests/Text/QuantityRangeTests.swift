import Scenario
import Testing

@Suite("Ranges of quantities")
struct QuantityRangeTests {
  @Test(
    "both ends are read exactly, in whole steps",
    arguments: [
      ("1..1000", 1, 1000), ("0..3", 0, 3), ("1ms..10s", 1_000_000, 10_000_000_000),
      ("0.5us..1us", 500, 1000),
      ("10/s..2/ms", 10_000, 2_000_000), ("1KiB..1MB", 1024, 1_000_000), ("1%..50%", 1000, 50_000),
      ("0.5..2", 500, 2000), ("1Mbit/s..1Gbit/s", 1_000_000, 1_000_000_000),
    ] as [(String, Int64, Int64)])
  func ends(text: String, low: Int64, high: Int64) throws {
    let range = try QuantityRange(text)
    #expect(range.low == low && range.high == high)
  }

  @Test(
    "a value is written as a person would write it, and reads back as itself",
    arguments: [
      ("1..1000", 117, "117"), ("1ns..10s", 1_440_000_000, "1.44s"), ("1ns..10s", 300_000, "300us"),
      ("1ns..10s", 1_001, "1.001us"), ("1ns..10s", 7, "7ns"), ("1/s..10/ms", 250_500, "250.5/s"),
      ("1B..1GB", 409_600, "409.6kB"), ("1%..99%", 12_500, "12.5%"), ("0.5..2", 1_250, "1.25"),
      ("1/s..10/ms", 500, "0.5/s"), ("1KiB..1MiB", 1_048_576, "1MiB"),
    ] as [(String, Int64, String)])
  func texts(range: String, value: Int64, text: String) throws {
    let range = try QuantityRange(range)
    #expect(range.text(of: value) == text)
    #expect(try range.steps(text) == value)
  }

  @Test(
    "what is wrong is told with the rule and the repair",
    arguments: [
      ("1-1000", "'1-1000' is no range; write both ends, such as 1..1000 or 1ms..10s"),
      ("10..1", "'10..1' does not go up; write the smaller end first"),
      ("5..5", "'5..5' does not go up; write the smaller end first"),
      ("1ms..10", "the ends of '1ms..10' are of different kinds; write both with a unit of one kind"),
      ("1ms..10kB", "the ends of '1ms..10kB' are of different kinds; write both with a unit of one kind"),
      ("0.5ns..1s", "'0.5ns' is finer than a search goes; write whole multiples of 1ns"),
      ("1/h..1/s", "'1/h' is finer than a search goes; write whole multiples of 0.001/s"),
      ("a..b", "'a' is not a number"),
      ("-5..5", "'-5' is negative; write 0 or more"),
    ])
  func messages(text: String, message: String) throws {
    let problem = #expect(throws: QuantityProblem.self) { try QuantityRange(text) }
    #expect(problem?.message == message)
  }
}
