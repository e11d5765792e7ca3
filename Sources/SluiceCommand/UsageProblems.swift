/// Why a command line cannot be followed: all that is wrong with it, gathered so that it is told at once.
struct UsageProblems: Error {
  /// Each of them once, with its repair: two options may ask for the same value of a third.
  private(set) var messages: [String] = []

  /// None yet.
  init() {}

  init(_ message: String) { messages = [message] }

  var isEmpty: Bool { messages.isEmpty }

  mutating func add(_ message: String) {
    if !messages.contains(message) { messages.append(message) }
  }

  /// The value; `nil` where there is none for a problem, which is noted.
  @discardableResult
  mutating func noting<Value>(_ value: @autoclosure () throws(UsageProblems) -> Value) -> Value? {
    do {
      return try value()
    } catch {
      for message in error.messages { add(message) }
      return nil
    }
  }

  /// Throws itself, if there are any.
  func refuse() throws(UsageProblems) {
    if !isEmpty { throw self }
  }
}
