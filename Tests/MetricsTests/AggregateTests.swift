import Testing

@testable import Metrics

@Suite struct AggregateTests {
  private static let columns = ResultTables.summaryColumns

  /// A row of the summary with these cells and nothing else measured.
  private func row(_ method: String, point: Int64 = 0, _ cells: [String: Cell]) -> [Cell] {
    Self.columns.map { column in
      switch column.name {
      case "scenario": .text("s")
      case "point": .count(point)
      case "sweep": .text(point == 0 ? "" : "k=\(point)")
      case "method": .text(method)
      case "replication", "seed": .count(1)
      default: cells[column.name] ?? .empty
      }
    }
  }

  private func lines(_ rows: [[Cell]], metrics: Set<String>) -> [String] {
    rows.map { $0.map(\.text) }.filter { metrics.contains($0[4]) }.map { $0.joined(separator: ",") }
  }

  @Test func `a metric has count, mean, deviation, interval, least and greatest over the replications`() {
    var summary = ResultTable(name: "summary", columns: Self.columns)
    for (kicks, rate) in [(0, 10.0), (2, 12), (4, 14)] {
      summary.append(row("m", ["kicks": .count(Int64(kicks)), "throughput_per_s": .number(rate)]))
    }
    let table = Aggregate.table(of: summary)
    #expect(table.name == "aggregate" && table.columns == Aggregate.columns)
    // t(0.975; 2) · 2 / √3 = 4.968
    let found = lines(table.rows, metrics: ["throughput_per_s"])
    #expect(found.count == 1)
    #expect(found[0].hasPrefix("s,0,,m,throughput_per_s,3,12,2,7.0317"), "\(found)")
    #expect(found[0].hasSuffix(",10,14"), "\(found)")
  }

  @Test func `what was not measured is left out of the sample, and never a zero`() {
    var summary = ResultTable(name: "summary", columns: Self.columns)
    summary.append(row("m", ["latency_p99_ms": .number(5)]))
    summary.append(row("m", [:]))
    let rows = Aggregate.table(of: summary).rows
    #expect(lines(rows, metrics: ["latency_p99_ms"]) == ["s,0,,m,latency_p99_ms,1,5,,,,5,5"])
    #expect(lines(rows, metrics: ["latency_max_ms"]) == ["s,0,,m,latency_max_ms,0,,,,,,"])
  }

  @Test func `rows of a method come when the next method or point begins`() {
    var aggregate = Aggregate()
    #expect(aggregate.append(row("a", ["kicks": .count(1)])) == [])
    #expect(aggregate.append(row("a", ["kicks": .count(3)])) == [])
    let first = aggregate.append(row("b", ["kicks": .count(7)]))
    #expect(lines(first, metrics: ["kicks"])[0].hasPrefix("s,0,,a,kicks,2,2,1.414"))
    let second = aggregate.append(row("b", point: 1, ["kicks": .count(8)]))
    #expect(lines(second, metrics: ["kicks"]) == ["s,0,,b,kicks,1,7,,,,7,7"])
    #expect(lines(aggregate.finish(), metrics: ["kicks"]) == ["s,1,k=1,b,kicks,1,8,,,,8,8"])
    #expect(aggregate.finish() == [])
  }

  @Test func `every method and point has one row a metric, and what tells runs apart is none`() {
    var aggregate = Aggregate()
    _ = aggregate.append(row("a", [:]))
    let names = aggregate.finish().map { $0[4].text }
    #expect(names == Aggregate.metrics.map(\.name) && Set(names).count == names.count)
    #expect(
      Set(names).isDisjoint(with: [
        "point", "replication", "members", "senders", "duration_s", "method", "deadlock",
      ]))
    #expect(Set(names).isSuperset(of: ["kicks", "throughput_per_s", "latency_p99_ms", "session_queue_max"]))
  }
}
