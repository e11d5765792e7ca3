import SluiceCommand
import Synchronization

/// Runs a command line in this process.
func sluice(_ words: [String]) -> (code: Int32, out: String, talk: String) {
  let transcript = InProcessConsole()
  let code = Sluice.run(words, console: transcript.console)
  return (code, transcript.out, transcript.talk)
}

/// A console that keeps what it is told.
final class InProcessConsole: Sendable {
  private let texts = Mutex((out: "", talk: ""))

  var console: Console {
    Console(
      out: { text in self.texts.withLock { $0.out += text } },
      talk: { text in self.texts.withLock { $0.talk += text } })
  }
  var out: String { texts.withLock { $0.out } }
  var talk: String { texts.withLock { $0.talk } }
}
