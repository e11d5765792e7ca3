import Foundation
import Reporting
import Synchronization

/// Where a command talks: stdout is data, stderr is talk. Tests give it buffers.
public struct Console: Sendable {
  /// Writes data.
  public var out: @Sendable (String) -> Void
  /// Writes talk.
  public var talk: @Sendable (String) -> Void
  /// Whether data goes to a terminal that shows colours.
  public var hasColor: Bool
  /// The columns of the terminal that talk goes to; `nil` if it is none, or a dumb one.
  public var talkWidth: @Sendable () -> Int?

  /// A console over two writers.
  public init(
    out: @escaping @Sendable (String) -> Void, talk: @escaping @Sendable (String) -> Void,
    hasColor: Bool = false, talkWidth: @escaping @Sendable () -> Int? = { nil }
  ) {
    self.out = out
    self.talk = talk
    self.hasColor = hasColor
    self.talkWidth = talkWidth
  }

  /// The process's own streams. Colour on a terminal unless `NO_COLOR` is set or the terminal is dumb.
  public static var process: Console {
    // A reader that closes the pipe early is no error of ours: what is written to it is lost, the results are kept.
    signal(SIGPIPE, SIG_IGN)
    // A file that may not grow any more is told like a full disk.
    signal(SIGXFSZ, SIG_IGN)
    let environment = ProcessInfo.processInfo.environment
    let isPlain = !(environment["NO_COLOR"] ?? "").isEmpty || environment["TERM"] == "dumb"
    return Console(
      out: { write($0, to: .standardOutput) }, talk: { write($0, to: .standardError) },
      hasColor: !isPlain && isatty(STDOUT_FILENO) == 1,
      talkWidth: { environment["TERM"] == "dumb" ? nil : terminalWidth(STDERR_FILENO) })
  }

  private static func terminalWidth(_ descriptor: Int32) -> Int? {
    guard isatty(descriptor) == 1 else { return nil }
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  private static func write(_ text: String, to handle: FileHandle) {
    do {
      try handle.write(contentsOf: Data(text.utf8))
    } catch {
      if handle === FileHandle.standardOutput, errno != EPIPE { lostOutput.store(true, ordering: .relaxed) }
    }
  }

  private static let lostOutput = Atomic(false)

  /// Whether data could not be written to stdout, for another reason than that its reader has gone.
  public static var hasLostOutput: Bool { lostOutput.load(ordering: .relaxed) }

  func line(_ text: String) { out(text + "\n") }
  func say(_ text: String) { talk(text + "\n") }
  func error(_ text: String) { talk("sluice: error: \(text)\n") }

  /// What is wrong in a file tells its place itself; that there is no file does not.
  func tell(_ problem: InputProblem) {
    if problem.code == .badScenario { say(problem.message) } else { error(problem.message) }
  }
}
