import Foundation
import Testing

/// The transcripts of README and docs are what the commands print.
///
/// A block marked ```` ```console ```` holds commands behind `$ ` and below each its stdout. A shell runs those of a block
/// one after the other in one copy of the project, where `sluice` (or `swift run -c release sluice`) is the program.
@Suite("Documents")
struct DocumentTests {
  struct Command: Sendable {
    let line: String
    var output = ""
  }

  struct Block: CustomTestStringConvertible, Sendable {
    let document: String
    let line: Int
    var commands: [Command] = []
    var testDescription: String {
      "\(document):\(line) \(commands.first?.line ?? "")"
    }
  }

  @Test("a transcript is what its commands print", arguments: Self.blocks)
  func transcript(_ block: Block) throws {
    let project = try ProjectCopy()
    for command in block.commands { try run(command, in: project) }
  }

  private func run(_ command: Command, in project: ProjectCopy) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", command.line]
    process.currentDirectoryURL = project.root
    var environment = ProcessInfo.processInfo.environment
    let folder = try #require(Self.program?.deletingLastPathComponent().path)
    environment["PATH"] = "\(folder):\(environment["PATH"] ?? "/usr/bin:/bin")"
    process.environment = environment
    let out = Pipe()
    process.standardOutput = out
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = try out.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    #expect(String(decoding: data, as: UTF8.self) == command.output)
  }

  @Test("the README shows transcripts")
  func readmeHasTranscripts() {
    #expect(Self.blocks.contains { $0.document == "README.md" })
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

  static let blocks: [Block] = {
    let root = ProjectCopy.checkout
    let docs =
      (try? FileManager.default.contentsOfDirectory(atPath: root.appendingPathComponent("docs").path)) ?? []
    return (["README.md"] + docs.sorted().filter { $0.hasSuffix(".md") }.map { "docs/\($0)" }).flatMap {
      name in
      blocks(
        in: (try? String(contentsOf: root.appendingPathComponent(name), encoding: .utf8)) ?? "", of: name)
    }
  }()

  /// The blocks that hold commands.
  private static func blocks(in text: String, of document: String) -> [Block] {
    var found: [Block] = []
    var isInside = false
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if line.hasPrefix("```") {
        isInside = line == "```console"
        if isInside { found.append(Block(document: document, line: index + 1)) }
      } else if isInside, line.hasPrefix("$ ") {
        let command = line.dropFirst(2).replacing("swift run -c release sluice", with: "sluice")
        found[found.count - 1].commands.append(Command(line: String(command)))
      } else if isInside, let last = found.last?.commands.indices.last {
        found[found.count - 1].commands[last].output += line + "\n"
      }
    }
    return found.filter { !$0.commands.isEmpty }
  }
}
