import Testing

@testable import Scenario

@Suite("Hostile input")
struct HostileInputTests {
  /// 1 MiB of one pattern.
  private static func flood(_ prefix: String, _ pattern: String) -> [UInt8] {
    let count = (JSON5Reader.maximumBytes - prefix.utf8.count) / pattern.utf8.count
    return Array((prefix + String(repeating: pattern, count: count)).utf8)
  }

  @Test(
    "a mebibyte of one mistake gives one message, and soon",
    arguments: [
      ("", "["), ("", "{a:"), ("/*", "x"), ("", "/**/ /*x"), ("", "\""), ("", "'"), ("", ","), ("[", ","),
      ("", "]"), ("", "[["), ("", "a"), ("", "-"), ("", "0"), ("", "1us"), ("'", "\\"), ("'", "\\x"),
      ("[", "0 "),
      ("{", "a "), ("", "\n"), ("", "/"), ("", "//\n"), ("[", "\"\n"), ("", "[#"), ("{", "'' "),
      ("{'", "\u{301}\u{323}"),
      ("[", "[],"), ("[(", "{}"), ("[(", "'\n"), ("", "\u{FEFF}"), ("[(", "/*"), ("1", "_"),
    ])
  func flood(prefix: String, pattern: String) {
    let clock = ContinuousClock()
    let start = clock.now
    let reading = Reading(Self.flood(prefix, pattern))
    // Linear work takes a second of a debug build here; quadratic work would take hours.
    #expect(clock.now - start < .seconds(30))
    #expect(reading.node == nil)
    #expect(reading.messages.count == 1)
    #expect(reading.messages.allSatisfy { $0.utf8.count < 400 })
  }

  @Test(
    "a mebibyte of many mistakes stops at the limit",
    arguments: [("[", "x,"), ("{", "a:1,"), ("[0", "\n0"), ("", "{a="), ("{", "x y,")])
  func manyMistakes(prefix: String, pattern: String) {
    #expect(Reading(Self.flood(prefix, pattern)).messages.count == JSON5Reader.maximumErrors + 1)
  }

  @Test("a mebibyte that is right is read")
  func valid() {
    let digits = [UInt8](repeating: UInt8(ascii: "1"), count: JSON5Reader.maximumBytes)
    let number = Reading(digits).node?.number
    #expect(number != nil)
    #expect(throws: QuantityProblem.self) { try number?.integer() }
    #expect(throws: QuantityProblem.self) { try number?.double() }
    let keys = (0..<50_000).map { "k\($0):[]," }.joined()
    #expect(Reading("{" + keys + "}").node?.members?.count == 50_000)
  }

  @Test("no bytes crash the reader, and a refusal always has a message", arguments: 0..<40)
  func anyBytes(seed: Int) {
    var random = TextRandom(seed: UInt64(seed))
    let alphabet =
      Array("{}[]:,'\"\\/*\n\r\t +-.0123456789abcdefxuUINn_$#=é\u{2028}\u{FEFF}😀".utf8) + [0, 0xFF]
    for round in 0..<100 {
      let count = random.below(60)
      let bytes = (0..<count).map { _ in
        random.below(4) == 0 ? UInt8(random.below(256)) : random.pick(alphabet)
      }
      let reading = Reading(bytes)
      #expect((reading.node == nil) == reading.diagnostics.hasErrors, "seed \(seed) round \(round): \(bytes)")
      #expect(reading.diagnostics.count <= JSON5Reader.maximumErrors + 1, "seed \(seed) round \(round)")
    }
  }

  @Test(
    "no mutation of a right document crashes the reader, and every place lies inside it", arguments: 0..<40)
  func mutations(seed: Int) {
    var random = TextRandom(seed: UInt64(seed))
    for round in 0..<50 {
      var text = RandomDocument.text(using: &random)
      RandomDocument.mutate(&text, count: 1 + random.below(4), using: &random)
      let reading = Reading(text)
      let lineCount = text.reduce(into: 1) { $0 += $1.isNewline ? 1 : 0 }
      for diagnostic in reading.diagnostics.sorted {
        let line = diagnostic.place?.line ?? 0
        #expect((1...lineCount).contains(line), "seed \(seed) round \(round): \(text)")
      }
      if reading.node == nil {
        #expect(reading.diagnostics.hasErrors, "seed \(seed) round \(round): \(text)")
      }
      #expect(Reading(text).diagnostics == reading.diagnostics, "seed \(seed) round \(round)")
    }
  }
}
