import Testing

@testable import Scenario

@Suite("Quantity messages")
struct QuantityMessageTests {
  private func message(_ read: () throws -> Void) -> String? {
    do {
      try read()
      return nil
    } catch {
      return (error as? QuantityProblem)?.message
    }
  }

  private static let units = "is not a duration; the units are ns, us, ms, s, min, h"

  @Test(
    "a duration",
    arguments: [
      ("50", "'50' has no unit; write \"50us\", \"50ms\" or \"50s\""),
      ("", "'' is not a duration; write a number and a unit, such as \"50us\""),
      ("ms", "'ms' is not a duration; write a number and a unit, such as \"50us\""),
      (" 5ms", "' 5ms' is not a duration; write a number and a unit, such as \"50us\""),
      ("Infinity", "'Infinity' is not a duration; write a number and a unit, such as \"50us\""),
      ("50kg", "'50kg' \(units)"),
      ("5  ms", "'5  ms' \(units)"),
      ("5ms ", "'5ms ' \(units)"),
      ("0,5ms", "'0,5ms' \(units)"),
      ("50sec", "'50sec' \(units); did you mean \"50s\"?"),
      ("1.5 Minutes", "'1.5 Minutes' \(units); did you mean \"1.5min\"?"),
      ("50MS", "'50MS' \(units); did you mean \"50ms\"?"),
      ("5m", "'5m' \(units); did you mean \"5min\" or \"5ms\"?"),
      ("-5ms", "'-5ms' is negative; a duration is 0 or more"),
      ("1.5ns", "'1.5ns' is not a whole number of nanoseconds; write \"1ns\" or \"2ns\""),
      ("1e-10s", "'1e-10s' is not a whole number of nanoseconds; write \"0ns\" or \"1ns\""),
      (
        "4611686018427387904.5ns",
        "'4611686018427387904.5ns' is too large; a duration is at most 4611686018427387904ns, about 146 years"
      ),
      ("1281024h", "'1281024h' is too large; a duration is at most 4611686018427387904ns, about 146 years"),
      ("1e99s", "'1e99s' is too large; a duration is at most 4611686018427387904ns, about 146 years"),
      ("1e-99s", "'1e-99s' has more than 34 digits; write fewer"),
      (
        "0.12345678901234567890123456789012345s",
        "'0.12345678901234567890123456789012345s' has more than 34 digits; write fewer"
      ),
      (
        String(repeating: "0", count: 80) + "s",
        "'\(String(repeating: "0", count: 40))…' is too long for a duration; write a number and a unit"
      ),
    ])
  func interval(text: String, expected: String) {
    #expect(message { _ = try Quantity.interval(text) } == expected)
  }

  @Test(
    "a rate",
    arguments: [
      ("1000", "'1000' has no unit; write \"1000/s\" or \"1000/ms\""),
      ("flat", "'flat' is not a rate; write a number and a unit, such as \"1000/s\""),
      ("5kg", "'5kg' is not a rate; the units are /ns, /us, /ms, /s, /min, /h"),
      ("5/sec", "'5/sec' is not a rate; the units are /ns, /us, /ms, /s, /min, /h; did you mean \"5/s\"?"),
      ("5 Hz", "'5 Hz' is not a rate; the units are /ns, /us, /ms, /s, /min, /h; did you mean \"5/s\"?"),
      (
        "5/m",
        "'5/m' is not a rate; the units are /ns, /us, /ms, /s, /min, /h; did you mean \"5/min\" or \"5/ms\"?"
      ),
      ("0/s", "'0/s' is zero; a rate is above 0"),
      ("-5/s", "'-5/s' is negative; a rate is above 0"),
      (
        "1e19/ns",
        "'1e19/ns' is out of range: as a ratio of messages and nanoseconds its terms are above 2^62"
      ),
      (
        "1e-12/h",
        "'1e-12/h' is out of range: as a ratio of messages and nanoseconds its terms are above 2^62"
      ),
    ])
  func rate(text: String, expected: String) {
    #expect(message { _ = try Quantity.rate(text) } == expected)
  }

  @Test(
    "a size",
    arguments: [
      ("400", "'400' has no unit; write \"400B\", \"400kB\" or \"400KiB\""),
      ("x", "'x' is not a size; write a number and a unit, such as \"400KiB\""),
      ("4s", "'4s' is not a size; the units are B, kB, MB, GB, KiB, MiB, GiB"),
      (
        "4KB",
        "'4KB' is not a size; the units are B, kB, MB, GB, KiB, MiB, GiB; did you mean \"4kB\" or \"4KiB\"?"
      ),
      ("4kib", "'4kib' is not a size; the units are B, kB, MB, GB, KiB, MiB, GiB; did you mean \"4KiB\"?"),
      ("-4B", "'-4B' is negative; a size is 0 or more"),
      ("0.1KiB", "'0.1KiB' is not a whole number of bytes; write \"102B\" or \"103B\""),
      ("1e19B", "'1e19B' is too large; a size is at most 4611686018427387904B"),
    ])
  func size(text: String, expected: String) {
    #expect(message { _ = try Quantity.size(text) } == expected)
  }

  @Test(
    "a bandwidth",
    arguments: [
      ("1", "'1' has no unit; write \"1Mbit/s\" or \"1Gbit/s\""),
      ("fast", "'fast' is not a bandwidth; write a number and a unit, such as \"1Gbit/s\""),
      ("1MB/s", "'1MB/s' is not a bandwidth; the units are bit/s, kbit/s, Mbit/s, Gbit/s"),
      (
        "1Gbps",
        "'1Gbps' is not a bandwidth; the units are bit/s, kbit/s, Mbit/s, Gbit/s; did you mean \"1Gbit/s\"?"
      ),
      ("0bit/s", "'0bit/s' is zero; a bandwidth is above 0"),
      ("-1bit/s", "'-1bit/s' is negative; a bandwidth is above 0"),
      ("0.5bit/s", "'0.5bit/s' is not a whole number of bits per second; write \"0bit/s\" or \"1bit/s\""),
      ("1e18kbit/s", "'1e18kbit/s' is too large; a bandwidth is at most 4611686018427387904bit/s"),
    ])
  func bandwidth(text: String, expected: String) {
    #expect(message { _ = try Quantity.bandwidth(text) } == expected)
  }

  @Test(
    "a share",
    arguments: [
      ("50", "'50' has no unit; write \"50%\""),
      ("half", "'half' is not a share; write a number and a unit, such as \"50%\""),
      ("5ms", "'5ms' is not a share; the only unit is %"),
      ("5 percent", "'5 percent' is not a share; the only unit is %; did you mean \"5%\"?"),
      ("-1%", "'-1%' is negative; a share is from 0% to 100%"),
      ("100.1%", "'100.1%' is above 100%; a share is from 0% to 100%"),
      ("1e40%", "'1e40%' is above 100%; a share is from 0% to 100%"),
      ("1e-30%", "'1e-30%' has more digits than can be kept exactly; write fewer"),
    ])
  func share(text: String, expected: String) {
    #expect(message { _ = try Quantity.share(text) } == expected)
  }
}
