/// Why a command line cannot be followed: all that is wrong with it.
struct UsageProblem: Error {
  /// At least one, each with its repair.
  let messages: [String]

  init(_ message: String) { messages = [message] }

  fileprivate init(_ messages: [String]) { self.messages = messages }
}

/// What is wrong with a command line, gathered so that it is told at once.
struct UsageProblems {
  /// Each of them once: two options may ask for the same value of a third.
  private var messages: [String] = []

  var isEmpty: Bool { messages.isEmpty }

  /// To be thrown where there is a problem.
  var all: UsageProblem { UsageProblem(messages) }

  mutating func add(_ message: String) {
    if !messages.contains(message) { messages.append(message) }
  }

  /// The value; `nil` where there is none for a problem, which is noted.
  @discardableResult
  mutating func noting<Value>(_ value: @autoclosure () throws(UsageProblem) -> Value) -> Value? {
    do {
      return try value()
    } catch {
      for message in error.messages { add(message) }
      return nil
    }
  }

  /// Throws all problems, if there are any.
  func refuse() throws(UsageProblem) {
    if !isEmpty { throw all }
  }
}
