import Foundation
import Testing

/// The transcripts of README and docs are what the commands print.
///
/// A block marked ```` ```console ```` holds commands behind `$ ` and below each its stdout. The program is run for
/// every command that begins with `sluice` (or `swift run -c release sluice`), in a copy of the project.
@Suite("Documents")
struct DocumentTests {
  struct Command: CustomTestStringConvertible, Sendable {
    let document: String
    let line: Int
    let words: [String]
    let output: String
    var testDescription: String { "\(document):\(line) \(words.joined(separator: " "))" }
  }

  @Test("a transcript is what its command prints", arguments: Self.commands)
  func transcript(_ command: Command) throws {
    let project = try ProjectCopy()
    let process = Process()
    process.executableURL = Self.program
    process.arguments = command.words
    process.currentDirectoryURL = project.root
    let out = Pipe()
    process.standardOutput = out
    process.standardError = Pipe()
    try process.run()
    let data = try out.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    #expect(String(decoding: data, as: UTF8.self) == command.output)
  }

  @Test("the README shows transcripts")
  func readmeHasTranscripts() {
    #expect(Self.commands.contains { $0.document == "README.md" })
  }

  @Test("the program stands beside its tests")
  func programIsBuilt() {
    #expect(Self.program != nil)
  }

  /// The program beside these tests.
  static var program: URL? {
    let start = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    return sequence(first: start) { $0.path == "/" ? nil : $0.deletingLastPathComponent() }
      .map { $0.appendingPathComponent("sluice") }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) && !isFolder($0) }
  }

  private static func isFolder(_ url: URL) -> Bool {
    (try? url.resourceValues(forKeys: [.isDirectoryKey]).isDirectory) ?? false
  }

  static let commands: [Command] = {
    let root = ProjectCopy.checkout
    let docs =
      (try? FileManager.default.contentsOfDirectory(atPath: root.appendingPathComponent("docs").path)) ?? []
    return (["README.md"] + docs.sorted().filter { $0.hasSuffix(".md") }.map { "docs/\($0)" }).flatMap {
      name in
      commands(
        in: (try? String(contentsOf: root.appendingPathComponent(name), encoding: .utf8)) ?? "", of: name)
    }
  }()

  private static func commands(in text: String, of document: String) -> [Command] {
    var found: [Command] = []
    var isInside = false
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if line.hasPrefix("```") {
        isInside = line == "```console"
      } else if isInside, line.hasPrefix("$ ") {
        let words = line.dropFirst(2).replacing("swift run -c release ", with: "").split(separator: " ").map(
          String.init)
        guard words.first == "sluice" else { continue }
        found.append(
          Command(document: document, line: index + 1, words: Array(words.dropFirst()), output: ""))
      } else if isInside, let last = found.popLast() {
        found.append(
          Command(
            document: last.document, line: last.line, words: last.words, output: last.output + line + "\n"))
      }
    }
    return found
  }
}
