/// Where every rendering goes: bytes that grow, and the few things that are appended to them.
///
///     var buffer = ByteBuffer()
///     CSVFormat().write(table, into: &buffer)
///     file.write(buffer.bytes)
///
/// Whoever owns the file or the stream empties the buffer when he likes; nothing here knows of either. Numbers
/// are written without a `String` in between where that is possible, since the tables of a large study have millions of them.
public struct ByteBuffer: Hashable, Sendable {
  /// What was appended, UTF-8.
  public private(set) var bytes: [UInt8] = []

  /// An empty buffer.
  /// - Parameter capacity: bytes to make room for beforehand.
  public init(capacity: Int = 0) { bytes.reserveCapacity(capacity) }

  /// How many bytes there are.
  public var count: Int { bytes.count }

  /// The bytes as text; whoever appended single bytes sees to it that they are UTF-8.
  public var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Forgets the bytes and keeps their room, for the next portion.
  public mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

  /// Appends one byte.
  public mutating func append(_ byte: UInt8) { bytes.append(byte) }

  /// Appends text.
  public mutating func append(_ text: String) { append(text.utf8.span) }

  /// Appends bytes.
  mutating func append(_ span: Span<UInt8>) {
    span.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
  }

  /// Appends a whole number in decimal digits.
  public mutating func append(_ number: Int64) {
    let magnitude = number.magnitude
    if magnitude < 10, number >= 0 {
      bytes.append(UInt8(ascii: "0") + UInt8(magnitude))
      return
    }
    // Int64.min has 19 digits and a sign.
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
      var rest = magnitude
      var start = digits.count
      repeat {
        start -= 1
        digits[start] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
        rest /= 10
      } while rest > 0
      if number < 0 {
        start -= 1
        digits[start] = UInt8(ascii: "-")
      }
      bytes.append(contentsOf: digits[start...])
    }
  }

  /// Appends the shortest decimal that reads back as the same number; a whole one below 2⁵³ has no fraction.
  ///
  /// - Parameter number: finite. JSON has no other numbers, and in a table nothing else was measured.
  public mutating func append(_ number: Double) {
    precondition(number.isFinite, "a table holds no \(number)")
    if let whole = Int64(exactly: number), whole.magnitude < 1 << 53 {
      append(whole)
    } else {
      append(number.description)
    }
  }
}
