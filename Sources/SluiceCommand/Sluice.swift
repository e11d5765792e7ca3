import Foundation
import Scenario

/// The command line of Sluice.
public enum Sluice {
  /// The version of the program.
  public static let version = "0.1.0"

  /// Runs the process's command line, and says so where its output got lost.
  public static func main() -> Int32 {
    let code = run(Array(CommandLine.arguments.dropFirst()), console: .process)
    guard Console.hasLostOutput else { return code }
    Console.process.error("stdout: cannot write there; what was printed is not complete")
    return ExitCode.cannotWrite.rawValue
  }

  /// Runs a command line, without the program's name.
  /// - Returns: the exit code; see the README.
  public static func run(_ words: [String], console: Console) -> Int32 {
    guard let first = words.first else {
      console.talk(Command.overview)
      return ExitCode.usage.rawValue
    }
    if first == "help", words.count > 1 { return run([words[1], "--help"], console: console) }
    if ["--help", "-h", "help"].contains(first) {
      console.out(Command.overview)
      return ExitCode.fine.rawValue
    }
    if first == "--version" {
      console.line("sluice \(version)")
      return ExitCode.fine.rawValue
    }
    guard let command = Command(rawValue: first) else {
      let hint = Nearest.match(first, among: Command.allCases.map(\.rawValue) + ["--help", "--version"]).map {
        "; did you mean \"\($0)\"?"
      }
      let all = Command.allCases.map(\.rawValue).joined(separator: ", ")
      console.error("unknown command '\(first)'\(hint ?? "; the commands are \(all)")")
      return ExitCode.usage.rawValue
    }
    return run(command, Array(words.dropFirst()), console: console).rawValue
  }

  private static func run(_ command: Command, _ words: [String], console: Console) -> ExitCode {
    do {
      let options = try Options(words, of: command)
      if options.has("--help") {
        console.out(command.help)
        return .fine
      }
      var console = console
      if options.has("--no-color") { console.hasColor = false }
      switch command {
      case .run: return try RunCommand(options, console).run()
      case .compare: return try CompareCommand(options, console).run()
      case .search: return try SearchCommand(options, console).run()
      case .merge: return try MergeCommand(options, console).run()
      case .check: return try CheckCommand(options, console).run()
      case .validate: return try ValidateCommand(options, console).run()
      case .methods: return try MethodsCommand(options, console).run()
      }
    } catch let problem as UsageProblems {
      for message in problem.messages { console.error(message) }
      console.say("\(command.synopsis); see \"sluice \(command.rawValue) --help\"")
      return .usage
    } catch let code as ExitCode {
      return code
    } catch {
      console.error("\(error)")
      return .internalError
    }
  }
}
