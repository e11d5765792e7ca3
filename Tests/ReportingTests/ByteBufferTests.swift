import EventKernel
import Metrics
import Testing

@testable import Reporting

@Suite struct ByteBufferTests {
  @Test(arguments: [0, 1, 9, 10, 99, 100, 1_234_567_890, .max, -1, -10, .min] as [Int64])
  func `a whole number is written in its decimal digits`(number: Int64) {
    var buffer = ByteBuffer()
    buffer.append(number)
    #expect(buffer.text == String(number))
  }

  @Test func `any whole number reads back`() {
    for seed: UInt64 in 0..<20 {
      var stream = RandomStream(StreamKey(seed: seed, replication: 0, entity: 0, purpose: 0))
      for _ in 0..<100 {
        let number = Int64(bitPattern: stream.next()) >> Int64(stream.below(64))
        var buffer = ByteBuffer()
        buffer.append(number)
        #expect(Int64(buffer.text) == number, "seed \(seed)")
      }
    }
  }

  @Test(
    arguments: [
      (0, "0"), (-0.0, "0"), (1, "1"), (-3, "-3"), (0.1, "0.1"), (1e15, "1000000000000000"), (1e16, "1e+16"),
      (1e-7, "1e-07"), (0x1p53 - 1, "9007199254740991"),
      (.greatestFiniteMagnitude, "1.7976931348623157e+308"),
    ] as [(Double, String)])
  func `a number is the shortest text that reads back, whole ones without a fraction`(
    number: Double, text: String
  ) {
    var buffer = ByteBuffer()
    buffer.append(number)
    #expect(buffer.text == text)
    #expect(Double(buffer.text) == number)
    #expect(Cell.number(number).text == text)
  }

  @Test func `removing the bytes leaves an empty buffer that goes on`() {
    var buffer = ByteBuffer(capacity: 16)
    buffer.append("größe")
    #expect(buffer.count == 7)
    buffer.removeAll()
    buffer.append(UInt8(ascii: "x"))
    #expect(buffer.bytes == [0x78])
  }
}
