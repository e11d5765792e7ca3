import EventKernel
import FlowControl
import SpreadModel
import Testing

@testable import Reporting

/// The sheet says of each method in which senders wait for ever who waits for whom.
@Suite struct DeadlockSheetTests {
  private func lines(_ entries: [SmallRuns.Entry], replications: Int = 1) throws -> [String] {
    var runs = SmallRuns()
    runs.replications = replications
    return sheet(try runs.reports(entries)).split(separator: "\n").filter { $0.hasPrefix("DEADLOCK") }
      .map(String.init)
  }

  /// No acknowledgment ever comes, as ten processed messages are more than any gate lets through: both senders have sent
  /// three at 15 ms, and want to send the fourth at 20 ms.
  private let silent = SmallRuns.Entry(
    name: "agreed-ack",
    values: [
      "window": .messages(3), "threshold": .messages(5), "ackEvery": .messages(10), "piggyback": .flag(false),
    ])

  @Test func `one clear line for a method`() throws {
    let lines = try lines([silent, .init(name: "hope-and-pray")])
    #expect(lines == ["DEADLOCK agreed-ack: fast-1 waits for fast-2 since 20.0 ms; fast-2 waits for fast-1 since 20.0 ms"])
  }

  @Test func `several runs are counted`() throws {
    let lines = try lines([silent], replications: 3)
    #expect(lines.count == 1)
    #expect(lines.first?.hasSuffix("(in 3 of 3 runs)") == true)
  }

  @Test func `who waits for one member is told together`() throws {
    var wait = SheetRun.Stuck(sender: "fast-1", otherCount: 8, awaited: "joiner", since: .zero + .milliseconds(12_300))
    #expect(wait.phrase == "fast-1 and 8 more wait for joiner since 12.3 s")
    wait = SheetRun.Stuck(sender: "fast-1", awaited: nil, since: .zero + .seconds(1))
    #expect(wait.phrase == "fast-1 waits for its own messages since 1.00 s")
  }

  @Test func `nothing is said where nobody waits for ever`() throws {
    #expect(try lines([.init(name: "agreed-ack"), .init(name: "hope-and-pray")]).isEmpty)
  }
}
