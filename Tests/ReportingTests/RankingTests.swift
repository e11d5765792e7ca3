import EventKernel
import Testing

@testable import Reporting

@Suite struct RankingTests {
  private func order(_ methods: [MethodResult]) -> [String] { Ranking.ordered(methods).map(\.label) }

  @Test func `the highest mean throughput of the safe methods comes first`() {
    let methods = [
      MethodResult(.sample("steady", throughput: 90), .sample("steady", throughput: 90)),
      MethodResult(.sample("uneven", throughput: 50), .sample("uneven", throughput: 150)),
    ]
    #expect(order(methods) == ["uneven", "steady"])
  }

  @Test func `within 1 % a proven method comes before a faster one, and not beyond`() {
    let proven = MethodResult(.sample("proven", need: 990, boundHolds: true, throughput: 99))
    #expect(order([MethodResult(.sample("fast", throughput: 100)), proven]) == ["proven", "fast"])
    #expect(order([MethodResult(.sample("fast", throughput: 100.1)), proven]) == ["fast", "proven"])
  }

  @Test
  func `a method that gives a member up comes after all that keep everybody, and before one that kicks`() {
    let methods = [
      MethodResult(.sample("kicks", kicks: [("slow", .seconds(1))], throughput: 900)),
      MethodResult(.sample("gives up", throughput: 800, givenUp: [("slow", .seconds(2))])),
      MethodResult(.sample("keeps", throughput: 20)),
    ]
    #expect(order(methods) == ["keeps", "gives up", "kicks"])
  }

  @Test func `among equals the lower latency decides, then the catalogue, then the scenario`() {
    let methods = [
      MethodResult(.sample("late", catalogueIndex: 0, latencyP99: 0.02)),
      MethodResult(.sample("silent", catalogueIndex: 0, latencyP99: nil)),
      MethodResult(.sample("newer", catalogueIndex: 3)),
      MethodResult(.sample("older", catalogueIndex: 2)),
      MethodResult(.sample("older again", catalogueIndex: 2)),
    ]
    #expect(order(methods) == ["older", "older again", "newer", "late", "silent"])
  }

  @Test func `a tie is with the best of those left, not with the next in a chain`() {
    let methods = [
      MethodResult(.sample("third", need: 1, boundHolds: true, throughput: 98.4)),
      MethodResult(.sample("second", throughput: 99.2, latencyP99: 0.001)),
      MethodResult(.sample("first", throughput: 100)),
    ]
    #expect(order(methods) == ["second", "first", "third"])
  }

  @Test func `one kick, one deadlock or one broken bound in any run is not safe`() {
    let methods = [
      MethodResult(.sample("kicks"), .sample("kicks", kicks: [("slow", .seconds(1))])),
      MethodResult(.sample("stops", isDeadlocked: true), .sample("stops")),
      MethodResult(.sample("breaks", boundHolds: false), .sample("breaks", boundHolds: true)),
      MethodResult(.sample("safe", throughput: 1)),
    ]
    #expect(methods.map(\.isSafe) == [false, false, false, true])
    #expect(order(methods).first == "safe")
  }

  @Test func `proven needs the capacity and a bound that held in every run`() {
    func isProven(_ need: Int?, _ holds: Bool?...) -> Bool {
      MethodResult(runs: holds.map { .sample("", need: need, boundHolds: $0) }).isProven
    }
    #expect(isProven(1_000, true, true))
    #expect(!isProven(1_001, true))
    #expect(!isProven(nil, true))
    #expect(!isProven(1_000, true, nil))
    #expect(!isProven(1_000, true, false))
  }

  @Test func `the least far has fewer bad runs, no deadlock, a later first kick, fewer kicks, in this order`()
  {
    let early: [(String, Interval)] = [("a", .seconds(1))]
    let late: [(String, Interval)] = [("a", .seconds(2))]
    let methods = [
      MethodResult(.sample("early", kicks: early), .sample("early")),
      MethodResult(.sample("always", kicks: late), .sample("always", kicks: late)),
      MethodResult(.sample("late twice", kicks: late + late), .sample("late twice")),
      MethodResult(.sample("stops", isDeadlocked: true), .sample("stops")),
      MethodResult(.sample("late", kicks: late), .sample("late")),
    ]
    #expect(order(methods) == ["late", "late twice", "early", "stops", "always"])
  }
}
