import EventKernel
import Testing

@Suite struct FingerprintTests {
  private func fingerprint(_ values: [UInt64]) -> Fingerprint {
    var fingerprint = Fingerprint()
    for value in values { fingerprint.mix(value) }
    return fingerprint
  }

  /// The values were computed by a program of another language, from the definition.
  @Test(
    arguments: [
      ([], "e220a8397b1dcdaf"), ([0], "ff1c4c3bfba59cf8"), ([1, 2, 3], "f85c1840eb6a5a12"),
      ([.max], "05e792f0870ba857"),
    ] as [([UInt64], String)])
  func `the hash of a sequence is pinned`(values: [UInt64], expected: String) {
    #expect(fingerprint(values).hexadecimal == expected)
  }

  @Test func `order, repetition and length count`() {
    let hashes = [[], [0], [0, 0], [1, 2], [2, 1], [1], [1, 2, 0]].map { fingerprint($0).value }
    #expect(Set(hashes).count == hashes.count)
  }

  @Test func `every single bit of a value changes about half of the hash`() {
    let plain = fingerprint([0, 0, 0]).value
    for bit in 0..<64 {
      let changed = (fingerprint([0, 1 << bit, 0]).value ^ plain).nonzeroBitCount
      #expect((12...52).contains(changed), "bit \(bit)")
    }
  }

  @Test func `the digits are sixteen, and those of the value`() throws {
    // A value that begins with a zero digit needs padding; there is one among any few hundred.
    let padded = try #require((0..<1_000).map { fingerprint([$0]) }.first { $0.value < 1 << 60 })
    #expect(padded.hexadecimal.count == 16)
    #expect(UInt64(padded.hexadecimal, radix: 16) == padded.value)
  }
}
