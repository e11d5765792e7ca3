import EventKernel
import FlowControl
import SpreadModel
import Testing

/// `detect: age` of Method 3: not how much waits in the buffer, but how long.
@Suite struct FireAgeTests {
  private static let age: Values = [
    "detect": "age", "highAge": .interval(.milliseconds(50)), "lowAge": .interval(.milliseconds(20)),
  ]

  /// Messages at these milliseconds, and a receiver (member 1) that reads in a thread.
  private func run(_ offsets: [Int64], process: Distribution) -> RunDescription {
    RunDescription(
      duration: .seconds(1),
      members: [
        .sender(.at(offsets.map { .milliseconds($0) })),
        .receiver(process: process, receiverThread: ReceiverThread()),
      ])
  }

  /// When member 1's control messages were accepted, in milliseconds.
  private func yells(_ run: RunDescription, _ values: Values = age) throws -> [Int64] {
    let outcome = try simulate(run, under: "yelling-fire", values)
    checkInvariants(run, outcome)
    #expect(outcome.bound == nil)
    return History(outcome).all(.controlAccepted, member: 1).map { $0.at.nanoseconds / 1_000_000 }
  }

  @Test func `FIRE when the next message has waited longer than highAge, ALL CLEAR when none is left`() throws
  {
    // Each takes 30 ms: the third is next at 60 ms, and the fifth is done at 150 ms.
    #expect(try yells(run([0, 0, 0, 0, 0], process: .milliseconds(30))) == [60, 150])
    // Exactly highAge is not longer.
    #expect(try yells(run([0, 0, 0], process: .milliseconds(50))) == [100, 150])
    #expect(try yells(run([0, 0], process: .milliseconds(50))) == [])
  }

  @Test func `a message that is read sees one that is stuck`() throws {
    #expect(try yells(run([0, 40, 50, 51, 52], process: .constant(.seconds(10)))) == [51])
  }

  @Test func `ALL CLEAR when the next message has waited less than lowAge`() throws {
    // Of 0, 0, 0 each takes 30 ms; those of 65, 75 and 85 ms wait at 90 ms for 25, 15 and 5.
    #expect(try yells(run([0, 0, 0], process: .milliseconds(30))) == [60, 90])
    // Nothing is sent while it burns, so that what comes later was on its way.
    let late = RunDescription(
      duration: .seconds(1),
      members: [
        .sender(.at([0, 0, 0].map { .milliseconds($0) })),
        .receiver(process: .milliseconds(30), receiverThread: ReceiverThread()),
        .sender(.at([.milliseconds(59)]), send: .milliseconds(20), process: .constant(.zero)),
      ])
    // The gate was asked at 59 ms: read at 79 ms, it has waited 11 ms at 90 ms.
    #expect(try yells(late) == [60, 90])
    let early = try yells(late, Self.age.merging(["lowAge": .interval(.milliseconds(11))]) { $1 })
    #expect(early == [60, 120])
  }

  @Test func `a long buffer that moves fast is no fire, and a short one that stands is`() throws {
    let burst: [Int64] = Array(repeating: 0, count: 400)
    let fast = run(burst, process: .constant(.microseconds(100)))
    #expect(try yells(fast) == [])
    #expect(try !yells(fast, ["high": 100]).isEmpty)
    let slow = run([0, 0, 0], process: .constant(.milliseconds(30)))
    #expect(try yells(slow, ["high": 100]) == [])
    #expect(try yells(slow) == [60, 90])
  }

  @Test func `senders stop between FIRE and ALL CLEAR`() throws {
    let run = run((0..<100).map { 10 * $0 }, process: .milliseconds(30))
    let outcome = try simulate(run, under: "yelling-fire", Self.age)
    let times = History(outcome).all(.accepted).map { $0.at.nanoseconds / 1_000_000 }
    let control = History(outcome).all(.controlAccepted, member: 1).map { $0.at.nanoseconds / 1_000_000 }
    #expect(control.count >= 4)
    for (fire, clear) in zip(control, control.dropFirst()).enumerated().filter({ $0.offset % 2 == 0 }).map(
      \.element)
    {
      #expect(!times.contains { fire < $0 && $0 < clear })
    }
    #expect(outcome.members[1].processed > 20)
  }

  @Test func `marks of the other kind are refused, and results name what is set`() throws {
    let run = run([0], process: .constant(.zero))
    func problems(_ values: Values) -> [String?] {
      do {
        _ = try resolve("yelling-fire", values, for: run)
        return []
      } catch { return (error as? ParameterProblems)?.problems.map(\.parameter) ?? ["?"] }
    }
    #expect(problems(["detect": "age", "high": 5, "low": 3]) == ["high", "low"])
    #expect(problems(["highAge": .interval(.seconds(1))]) == ["highAge"])
    #expect(problems(Self.age.merging(["lowAge": .interval(.milliseconds(51))]) { $1 }) == ["lowAge"])
    func told(_ values: Values) throws -> [String] {
      try resolve("yelling-fire", values, for: run).effective.map { "\($0.name)=\($0.text)" }
    }
    #expect(
      try told(["detect": "age", "highAge": .interval(.milliseconds(5))]).prefix(3)
        == ["detect=age", "highAge=5000000ns", "lowAge=5000000ns"])
    // As before there was a choice.
    #expect(try told(["detect": "length"]) == told([:]))
    #expect(try told([:]).prefix(2) == ["high=500", "low=100"])
  }

  @Test func `without a thread no message waits in the application, so that nobody yells`() throws {
    var run = run([0, 0, 0, 0, 0], process: .milliseconds(30))
    run.members[1].receiverThread = nil
    #expect(try yells(run) == [])
    #expect(
      try resolve("yelling-fire", Self.age, for: run).warnings == resolve("yelling-fire", for: run).warnings)
    #expect(try resolve("yelling-fire", Self.age, for: run).warnings.count == 1)
  }
}
