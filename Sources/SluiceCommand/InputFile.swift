import Foundation
import Scenario

/// Why an input file cannot be used.
struct InputProblem: Error {
  let message: String
  let code: ExitCode
}

/// Reading files whole, within a limit. Nothing but a regular file is read, so that a pipe cannot hang the program
/// nor a device fill its memory.
enum InputFile {
  /// The largest trace or table of durations, in bytes (16 MiB): about a million lines.
  static let dataLimit = 16 << 20

  /// - Parameter limit: in bytes.
  static func read(_ path: String, limit: Int) throws(InputProblem) -> [UInt8] {
    // Without O_NONBLOCK opening a pipe waits for somebody who writes.
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw unopened(path, errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw unopened(path, errno) }
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw InputProblem(message: "\"\(path)\" is a folder; name a file in it", code: .noInput)
    default: throw InputProblem(message: "\"\(path)\" is not a regular file; name a file", code: .noInput)
    }
    guard status.st_size <= limit else { throw tooLarge(path, Int(status.st_size), limit) }
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
    // The size may be a fiction, as in /proc, or grow meanwhile.
    guard let data = try? handle.read(upToCount: limit + 1) ?? Data() else {
      throw InputProblem(message: "\"\(path)\" cannot be read", code: .noInput)
    }
    guard data.count <= limit else { throw tooLarge(path, data.count, limit) }
    return [UInt8](data)
  }

  private static func unopened(_ path: String, _ code: Int32) -> InputProblem {
    let message =
      switch code {
      case ENOENT: "there is no file \"\(path)\"\(neighbour(of: path))"
      case EACCES, EPERM: "\"\(path)\" cannot be read; check its permissions"
      default: "\"\(path)\" cannot be read: \(String(cString: strerror(code)))"
      }
    return InputProblem(message: message, code: .noInput)
  }

  private static func tooLarge(_ path: String, _ byteCount: Int, _ limit: Int) -> InputProblem {
    let message =
      limit == JSON5Reader.maximumBytes
      ? JSON5Reader.tooLargeMessage(byteCount: byteCount)
      : "the file has \(byteCount) bytes; at most \(limit) (\(limit >> 20) MiB) are read"
    return InputProblem(message: "\(path): error: \(message)", code: .badScenario)
  }

  /// A file of nearly that name in the same folder.
  private static func neighbour(of path: String) -> String {
    let url = URL(fileURLWithPath: path)
    let folder = url.deletingLastPathComponent().path
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    return Nearest.match(url.lastPathComponent, among: names).map { "; did you mean \"\($0)\"?" } ?? ""
  }
}
