import Synchronization
import Testing

@testable import SluiceCommand

/// What is told while runs go on, by a clock that the test moves.
@Suite struct ProgressTests {
  private final class Clock: Sendable {
    let now = Mutex(100.0)
    func move(_ seconds: Double) { now.withLock { $0 += seconds } }
  }

  private let clock = Clock()
  private let transcript = InProcessConsole()

  private func progress(
    width: Int? = nil, isQuiet: Bool = false, done: Int = 0, of total: Int? = 100,
    points: (done: Int, total: Int) = (0, 0)
  ) -> RunProgress {
    var console = transcript.console
    console.talkWidth = { width }
    return RunProgress(
      console, isQuiet: isQuiet, name: "s", done: done, of: total, points: points,
      clock: { [clock] in clock.now.withLock { $0 } })
  }

  @Test func `without a terminal there are plain lines at growing intervals`() {
    let progress = progress(of: 1000)
    var times: [Double] = []
    for quarter in 1...1200 {
      let before = transcript.talk.count
      clock.move(0.25)
      if quarter % 4 == 0 { progress.advance(deliveries: 2_000, events: 4_000) } else { progress.tick() }
      if transcript.talk.count > before { times.append(Double(quarter) / 4) }
    }
    #expect(times == [2, 6, 14, 30, 62, 122, 182, 242])
    #expect(transcript.talk.hasPrefix("s: 2 of 1000 runs, 17 min left, 4000 events/s\n"))
    #expect(!transcript.talk.contains("\r") && transcript.talk.hasSuffix("\n"))
  }

  @Test func `on a terminal a bar is drawn over itself at most ten times a second, and cleared`() {
    let progress = progress(width: 80)
    for _ in 0..<10_240 {
      clock.move(1.0 / 1024)
      progress.tick()
    }
    let drawn = transcript.talk.count { $0 == "\r" }
    #expect(drawn > 80 && drawn <= 96)
    for _ in 0..<25 { progress.advance(deliveries: 100_000, events: 200_000) }
    clock.move(1)
    progress.tick()
    let bar = transcript.talk.split(separator: "\r").last ?? ""
    #expect(
      bar
        == "\u{1B}[Ks [#######-----------------------] 25 of 100 runs, 33 s left, 454 k events/s")
    progress.end()
    #expect(transcript.talk.hasSuffix("\r\u{1B}[K"))
  }

  @Test(arguments: [1, 10, 30, 40, 60, 200])
  func `a bar is never as wide as the terminal`(width: Int) {
    let progress = progress(width: width)
    clock.move(1)
    progress.advance(deliveries: 1_000_000, events: 2_000_000)
    let bars = transcript.talk.split(separator: "\r").map { $0.dropFirst("\u{1B}[K".count) }
    #expect(bars.count == 1 && bars.allSatisfy { $0.count < width })
  }

  @Test(arguments: [nil, 80])
  func `quiet tells nothing`(width: Int?) {
    let progress = progress(width: width, isQuiet: true)
    for _ in 0..<100 {
      clock.move(10)
      progress.advance(deliveries: 1, events: 2)
    }
    progress.end()
    #expect(transcript.talk == "")
  }

  @Test func `runs of before count as done, and not for the time that is left`() {
    let progress = progress(done: 50)
    clock.move(10)
    progress.advance(deliveries: 10, events: 20)
    #expect(transcript.talk == "s: 51 of 100 runs, 8 min left, 2 events/s\n")
    #expect(progress.summary == "s: 10 deliveries in 10.0 s, 50 runs were there already")
  }

  @Test func `where a precision decides, the points are told that are done, and no time left`() {
    let lines = progress(done: 40, of: nil, points: (1, 4))
    clock.move(10)
    lines.advance(deliveries: 10, events: 20)
    #expect(transcript.talk == "s: 1 of 4 points, 41 runs, 2 events/s\n")
    let bar = progress(width: 60, of: nil, points: (1, 4))
    bar.pointDone()
    clock.move(1)
    bar.tick()
    #expect(transcript.talk.hasSuffix("\r\u{1B}[Ks [###############---------------] 2 of 4 points, 0 runs"))
  }

  @Test func `what is done in a moment tells nothing but its end`() {
    let progress = progress(width: 80, of: 2)
    progress.advance(deliveries: 1, events: 2)
    progress.advance(deliveries: 1, events: 2)
    progress.end()
    #expect(transcript.talk == "" && progress.summary == "s: 2 deliveries in 0.0 s")
  }
}
