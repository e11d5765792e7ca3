/// What the process tells its caller; the numbers of sysexits.h where there is one.
enum ExitCode: Int32, Error {
  case fine = 0
  /// It ran, but the answer is no: a result differs, an expectation is missed.
  case answerIsNo = 1
  /// The command line is wrong.
  case usage = 64
  /// The scenario is wrong, or asks for more than the limits allow.
  case badScenario = 65
  /// There is no such input.
  case noInput = 66
  /// A bug of ours: a broken bound or invariant.
  case internalError = 70
  /// The results cannot be written.
  case cannotWrite = 73
  /// Ctrl-C, or SIGTERM.
  case interrupted = 130
}
