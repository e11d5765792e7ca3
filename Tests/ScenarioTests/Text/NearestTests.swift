import Testing

@testable import Scenario

@Suite("Did you mean")
struct NearestTests {
  private static let keys = ["duration", "warmup", "seed", "ring", "session", "members", "methods", "at"]

  @Test(
    "one slip in three letters is forgiven, three at most",
    arguments: [
      ("duraton", "duration"), ("durration", "duration"), ("durotion", "duration"), ("duratoin", "duration"),
      ("dyratoin", "duration"), ("sede", "seed"), ("sed", "seed"), ("rnig", "ring"), ("RING", "ring"),
      ("At", "at"),
      ("method", "methods"), ("member", "members"), ("durationabc", "duration"),
      ("durationabcd", nil), ("abcd", nil), ("xing", "ring"),
      ("xiny", nil), ("a", nil), ("it", nil), ("", nil),
    ] as [(String, String?)])
  func match(word: String, expected: String?) {
    #expect(Nearest.match(word, among: Self.keys) == expected)
  }

  @Test("of equally near words the first is meant")
  func ties() {
    #expect(Nearest.match("back", among: ["pack", "hack"]) == "pack")
    #expect(Nearest.match("back", among: ["hack", "pack"]) == "hack")
    #expect(Nearest.match("hack", among: ["pack", "hack"]) == "hack")
  }

  @Test(
    "the beginning of one word only, in four letters and more, is that word",
    arguments: [
      ("throughput", "throughput_per_s"), ("THRO", "throughput_per_s"), ("thr", nil), ("latency_p", nil),
      ("latency_p5", "latency_p50_ms"), ("kicking", nil), ("kiks", "kicks"),
    ] as [(String, String?)])
  func beginnings(word: String, expected: String?) {
    let names = ["kicks", "throughput_per_s", "latency_p50_ms", "latency_p99_ms"]
    #expect(Nearest.match(word, among: names) == expected)
  }

  @Test("neither no candidates nor a word without end is a trouble")
  func extremes() {
    #expect(Nearest.match("seed", among: []) == nil)
    let long = String(repeating: "seed", count: 100_000)
    #expect(Nearest.match(long, among: [long]) == nil)
  }
}
