import Foundation

/// Tells how far the runs of a scenario are: on a terminal a bar that is drawn again, else lines at growing intervals.
/// The clock is read for this talk only.
final class RunProgress {
  private let console: Console
  private let isQuiet: Bool
  private let name: String
  /// `nil` where it is not known, as a precision decides.
  private let total: Int?
  /// Points that are done, and how many there are, where that is all that is known.
  private var points: (done: Int, total: Int)
  /// Runs that were there before.
  private let restored: Int
  private var done: Int
  private var deliveryCount: Int64 = 0
  private var eventCount: Int64 = 0
  private let clock: () -> Double
  private let start: Double
  /// When the next line or bar is due, and how long after it the next but one.
  private var due: Double
  private var interval = 2.0
  private var hasBar = false

  /// A bar is drawn at most so often, in seconds.
  private static let barPeriod = 0.1
  /// The longest time between two lines, in seconds.
  private static let longestInterval = 60.0

  /// - Parameters:
  ///   - points: told where the number of runs is not known.
  ///   - clock: seconds since any time.
  init(
    _ console: Console, isQuiet: Bool, name: String, done: Int, of total: Int?,
    points: (done: Int, total: Int) = (0, 0),
    clock: @escaping () -> Double = RunProgress.uptime
  ) {
    self.console = console
    self.isQuiet = isQuiet
    self.name = name
    self.total = total
    self.points = points
    self.done = done
    restored = done
    self.clock = clock
    start = clock()
    // What takes no time needs no bar.
    due = start + (console.talkWidth() == nil ? interval : 0.5)
  }

  static func uptime() -> Double { Double(DispatchTime.now().uptimeNanoseconds) / 1e9 }

  /// Seconds since the begin.
  var seconds: Double { clock() - start }

  /// A run more is done.
  func advance(deliveries: Int64, events: Int64) {
    done += 1
    deliveryCount += deliveries
    eventCount += events
    tick()
  }

  /// A point more has enough runs.
  func pointDone() { points.done += 1 }

  /// Tells what is due.
  func tick() {
    guard !isQuiet else { return }
    let now = clock()
    guard now >= due else { return }
    if let width = console.talkWidth() {
      due = now + Self.barPeriod
      hasBar = true
      console.talk("\r\u{1B}[K\(bar(width, now - start))")
    } else {
      interval = min(2 * interval, Self.longestInterval)
      due = now + interval
      console.say(line(now - start))
    }
  }

  /// Clears the bar away.
  func end() {
    if hasBar { console.talk("\r\u{1B}[K") }
    hasBar = false
  }

  /// What was done, and in which time.
  var summary: String {
    let kept = restored > 0 ? ", \(HumanCount.text(restored, "run")) were there already" : ""
    return "\(name): \(HumanCount.text(deliveryCount)) deliveries in \(HumanCount.seconds(seconds))\(kept)"
  }

  /// `40 of 120 runs, 12 s left, 1.2 M events/s`, or `3 of 12 points, 240 runs, 1.2 M events/s`.
  private func facts(_ elapsed: Double) -> String {
    var parts: [String]
    if let total {
      parts = ["\(done) of \(HumanCount.text(total, "run"))"]
    } else {
      parts = ["\(points.done) of \(HumanCount.text(points.total, "point"))", HumanCount.text(done, "run")]
    }
    if done > restored {
      if let total {
        parts.append("\(Self.time(elapsed / Double(done - restored) * Double(total - done))) left")
      }
      if elapsed > 0, eventCount > 0 {
        parts.append("\(HumanCount.text(Int64(Double(eventCount) / elapsed))) events/s")
      }
    }
    return parts.joined(separator: ", ")
  }

  private func line(_ elapsed: Double) -> String { "\(name): \(facts(elapsed))" }

  /// The facts, and between name and facts as much of a bar as there is room for; never as wide as the terminal, so that
  /// no line is broken.
  private func bar(_ width: Int, _ elapsed: Double) -> String {
    let text = facts(elapsed)
    let room = min(30, width - name.count - text.count - 6)
    guard room >= 5 else { return String(line(elapsed).prefix(max(0, width - 1))) }
    let (part, whole) = total.map { (done, $0) } ?? points
    let filled = whole > 0 ? room * part / whole : room
    return
      "\(name) [\(String(repeating: "#", count: filled))\(String(repeating: "-", count: room - filled))] \(text)"
  }

  /// `12 s`, `3 min`, `2.5 h`.
  private static func time(_ seconds: Double) -> String {
    switch seconds {
    case ..<90: "\(Int(seconds.rounded(.up))) s"
    case ..<5400: "\(Int((seconds / 60).rounded())) min"
    default: "\((seconds / 360).rounded() / 10) h"
    }
  }
}
