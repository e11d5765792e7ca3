import Foundation
import Testing

/// A folder of its own in which the real program is run; removed afterwards.
final class Workspace {
  let root: URL

  init() throws {
    root = FileManager.default.temporaryDirectory.appendingPathComponent("sluice-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: root) }

  /// What a command said and returned.
  struct Outcome {
    let code: Int32
    let out: String
    let talk: String
    var outLines: [String] { out.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }
    var talkLines: [String] { talk.split(separator: "\n").map(String.init) }
  }

  func url(_ path: String) -> URL { root.appendingPathComponent(path) }

  func write(_ text: String, to path: String) throws {
    try write(Data(text.utf8), to: path)
  }

  func write(_ data: Data, to path: String) throws {
    try FileManager.default.createDirectory(
      at: url(path).deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: url(path))
  }

  func read(_ path: String) throws -> String { try String(contentsOf: url(path), encoding: .utf8) }

  /// Every file and folder below the root, sorted.
  var listing: [String] {
    ((try? FileManager.default.subpathsOfDirectory(atPath: root.path)) ?? []).sorted()
  }

  /// Runs the program to its end. One that hangs is ended after two minutes, and its code tells it.
  func sluice(_ words: String...) throws -> Outcome { try sluice(words) }

  func sluice(_ words: [String]) throws -> Outcome {
    let running = try start(words)
    return running.finish()
  }

  func start(_ words: [String]) throws -> RunningProgram {
    try RunningProgram(words, in: root)
  }

  /// Runs the program below a shell that sets a limit first, such as `ulimit -f 8`.
  func sluice(_ words: [String], after setting: String) throws -> Outcome {
    try RunningProgram(words, in: root, after: setting).finish()
  }

  /// The bytes of every result file of a folder by name.
  func results(_ folder: String) throws -> [String: Data] {
    let names = ["kicks.csv", "manifest.json", "members.csv", "summary.csv"]
    return try Dictionary(
      uniqueKeysWithValues: names.map { ($0, try Data(contentsOf: url("\(folder)/\($0)"))) })
  }

  func remove(_ path: String) throws { try FileManager.default.removeItem(at: url(path)) }

  func copy(_ path: String, to other: String) throws {
    try FileManager.default.copyItem(at: url(path), to: url(other))
  }
}

/// The program while it runs; its streams go to files, so that no pipe can fill up.
final class RunningProgram {
  private let process = Process()
  private let out: URL
  private let talk: URL

  init(_ words: [String], in folder: URL, after setting: String? = nil) throws {
    let streams = FileManager.default.temporaryDirectory.appendingPathComponent("sluice-\(UUID().uuidString)")
    out = streams.appendingPathExtension("out")
    talk = streams.appendingPathExtension("talk")
    for stream in [out, talk] { try Data().write(to: stream) }
    let program: URL = try #require(Self.program, "the program is not beside the tests; build it first")
    process.executableURL = setting == nil ? program : URL(fileURLWithPath: "/bin/sh")
    process.arguments =
      setting.map { ["-c", "\($0); exec \"$0\" \"$@\"", program.path] + words } ?? words
    process.currentDirectoryURL = folder
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: out)
    process.standardError = try FileHandle(forWritingTo: talk)
    try process.run()
  }

  deinit { for stream in [out, talk] { try? FileManager.default.removeItem(at: stream) } }

  /// SIGINT is Ctrl-C, and SIGKILL what nobody can catch.
  func send(_ signal: Int32) { Foundation.kill(process.processIdentifier, signal) }

  var isRunning: Bool { process.isRunning }

  func finish() -> Workspace.Outcome {
    let watchdog = DispatchWorkItem { [process] in Foundation.kill(process.processIdentifier, SIGKILL) }
    DispatchQueue.global().asyncAfter(deadline: .now() + 120, execute: watchdog)
    process.waitUntilExit()
    watchdog.cancel()
    func text(_ url: URL) -> String { (try? String(contentsOf: url, encoding: .utf8)) ?? "" }
    return Workspace.Outcome(code: process.terminationStatus, out: text(out), talk: text(talk))
  }

  /// The program beside these tests.
  private static let program: URL? = {
    let bundle = Bundle.main.bundleURL
    return [bundle, bundle.deletingLastPathComponent()].map { $0.appendingPathComponent("sluice") }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
  }()
}

/// Scenarios that are run in a moment.
enum Sample {
  /// One sender and a receiver that is slower; the sender's own window does not look at it.
  static let small = """
    {
      question: "Who keeps the slow member?",
      duration: "2s",
      session: { maxSessionMessages: 100 },
      members: [
        { name: "sender", process: "1ms", send: { rate: "200/s" } },
        { name: "slow", process: "20ms" },
      ],
      methods: ["hope-and-pray", "agreed-ack"],
      expect: [{ method: "hope-and-pray", kicked: ["slow"] }, { method: "agreed-ack", kicks: 0, boundHolds: true }],
    }

    """

  /// The same with a random workload, several points and replications.
  static let random =
    small
    .replacing("send: { rate: \"200/s\" }", with: "send: { rate: \"200/s\", arrivals: \"poisson\" }")
    .replacing(
      "duration: \"2s\",",
      with: "duration: \"1s\", replications: 3, sweep: { \"members.slow.process\": [\"20ms\", \"30ms\"] },"
    )
    .replacing("{ method: \"hope-and-pray\", kicked: [\"slow\"] }, ", with: "")

  /// Some dozens of runs that take a second together, in a debug build too.
  static let many =
    random.replacing("replications: 3", with: "replications: 12").replacing(
      "duration: \"1s\"", with: "duration: \"500ms\"")

  /// One whose points need a dozen or some dozens of replications until their throughput is known.
  static let precise = """
    {
      question: "How fast?",
      duration: "500ms",
      members: [
        { name: "sender", process: "1us", send: { rate: "200/s", arrivals: "poisson" } },
        { name: "other", process: "1ms" },
      ],
      methods: ["hope-and-pray", { "agreed-ack": { window: 20 } }],
      sweep: { seed: [1, 2] },
    }

    """

  /// One that takes minutes.
  static let long = small.replacing("duration: \"2s\"", with: "duration: \"1000h\"")
}
