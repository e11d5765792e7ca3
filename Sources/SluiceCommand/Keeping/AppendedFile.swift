import Foundation

/// A file that grows at its end, and says so when it cannot.
final class AppendedFile {
  let path: String
  private let descriptor: Int32

  /// Opens a file, or makes it.
  init(_ path: String) throws(WriteProblem) {
    self.path = path
    descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw WriteProblem(path, reason: errno) }
  }

  /// Cuts off what is beyond a size.
  func cut(to size: Int64) throws(WriteProblem) {
    guard ftruncate(descriptor, off_t(size)) == 0 else { throw WriteProblem(path, reason: errno) }
  }

  deinit { close(descriptor) }

  /// Whether the file is in no folder any more: what is written to it is lost.
  var isRemoved: Bool {
    var status = stat()
    return fstat(descriptor, &status) != 0 || status.st_nlink == 0
  }

  /// Whether nobody else holds the file; then others are told that somebody does. Where a file system knows no locks
  /// everybody is alone.
  func isHeldAlone() -> Bool { flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK }

  func append(_ bytes: [UInt8]) throws(WriteProblem) {
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw WriteProblem(path, reason: count < 0 ? errno : ENOSPC) }
      written += count
    }
  }

  /// Waits until the disk has it.
  func synchronize() throws(WriteProblem) {
    // What cannot be synchronised, such as a pipe, is not kept by it either.
    guard fsync(descriptor) == 0 || errno == EINVAL || errno == EROFS else {
      throw WriteProblem(path, reason: errno)
    }
  }
}
