import Foundation

/// Reads a file from its begin on, in pieces. It is opened for each piece and closed again, so that the files of ten
/// thousand parts can be read in turn.
struct PieceReader {
  private let path: String
  private let pieceSize: Int
  /// Where the next piece begins.
  private var offset = 0
  private var piece: [UInt8] = []
  private var position = 0

  init(_ path: String, pieceSize: Int = 1 << 18) {
    self.path = path
    self.pieceSize = pieceSize
  }

  /// The next line without its end; `nil` where no whole one is left, or none that is shorter than the limit.
  mutating func line(limit: Int = 1 << 28) -> [UInt8]? {
    var line: [UInt8] = []
    while position < piece.count || refill() {
      let rest = piece[position...]
      guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else {
        line.append(contentsOf: rest)
        position = piece.count
        if line.count > limit { return nil }
        continue
      }
      line.append(contentsOf: piece[position..<end])
      position = end + 1
      return line
    }
    return nil
  }

  /// So many bytes, or fewer at the end of the file.
  mutating func bytes(_ count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < count, position < piece.count || refill() {
      let end = min(piece.count, position + count - bytes.count)
      bytes.append(contentsOf: piece[position..<end])
      position = end
    }
    return bytes
  }

  /// The next bytes, however many; empty at the end of the file.
  mutating func any() -> [UInt8] {
    guard position < piece.count || refill() else { return [] }
    defer { position = piece.count }
    return position == 0 ? piece : Array(piece[position...])
  }

  /// What cannot be read ends the file, as what is missing does.
  private mutating func refill() -> Bool {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    let (size, start) = (pieceSize, offset)
    piece = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      count = max(0, pread(descriptor, buffer.baseAddress, size, start))
    }
    position = 0
    offset += piece.count
    return !piece.isEmpty
  }
}
