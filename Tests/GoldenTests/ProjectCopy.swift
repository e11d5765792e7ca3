import Foundation
import SluiceCommand
import Synchronization

/// The project's scenarios and results in a folder of their own, so that a test that writes harms nothing.
final class ProjectCopy {
  /// The root of the checkout that these tests were built from.
  static let checkout = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  let root: URL

  init() throws {
    root = FileManager.default.temporaryDirectory.appendingPathComponent("sluice-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
    for folder in ["scenarios", "results"] {
      try FileManager.default.copyItem(
        at: Self.checkout.appendingPathComponent(folder), to: root.appendingPathComponent(folder))
    }
  }

  deinit { try? FileManager.default.removeItem(at: root) }

  /// The scenarios below `scenarios/`, without their ending.
  static var scenarioNames: [String] {
    let folder = checkout.appendingPathComponent("scenarios").path
    return ((try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? [])
      .filter { $0.hasSuffix(".json5") }.map { String($0.dropLast(6)) }.sorted()
  }
}

/// What a command line printed, and its exit code.
struct Transcript {
  var out = ""
  var talk = ""
  var code: Int32 = 0

  /// Runs a command line in this process.
  init(_ words: [String]) {
    let out = Printed(), talk = Printed()
    code = Sluice.run(words, console: Console(out: { out.append($0) }, talk: { talk.append($0) }))
    self.out = out.text
    self.talk = talk.text
  }
}

/// Text that several threads may append to.
private final class Printed: Sendable {
  private let state = Mutex("")
  func append(_ text: String) { state.withLock { $0 += text } }
  var text: String { state.withLock { $0 } }
}
