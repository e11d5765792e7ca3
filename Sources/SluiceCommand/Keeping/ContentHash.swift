import EventKernel

/// The kernel's 64-bit hash over bytes that come in pieces: eight at a time, what is left as one number, the length
/// last. How the bytes are cut into pieces does not matter.
struct ContentHash {
  private var print = Fingerprint()
  private var word: UInt64 = 0
  private var filled = 0
  private(set) var byteCount = 0

  init(_ bytes: [UInt8] = []) { add(bytes) }

  mutating func add(_ bytes: [UInt8]) {
    byteCount += bytes.count
    for byte in bytes {
      word = word << 8 | UInt64(byte)
      filled += 1
      guard filled == 8 else { continue }
      print.mix(word)
      (word, filled) = (0, 0)
    }
  }

  /// The hash of the bytes so far; there may come more.
  var value: UInt64 { closed.value }

  /// In 16 hexadecimal digits.
  var hexadecimal: String { closed.hexadecimal }

  private var closed: Fingerprint {
    var print = print
    if filled > 0 { print.mix(word) }
    print.mix(UInt64(byteCount))
    return print
  }
}
