import Foundation
import KernelBenchmark
import ModelBenchmark

// Prints how much work a second of this machine does. Absolute figures differ from machine to machine and from
// minute to minute: compare only figures of one run, or of two builds that take turns.

let rounds = 5

/// The median rate of some rounds, in millions per second.
func report(_ name: String, unit: String, _ work: () -> Int64) {
  let clock = ContinuousClock()
  var rates: [Double] = []
  for _ in 0..<rounds {
    let start = clock.now
    let count = work()
    rates.append(Double(count) / ((clock.now - start) / .seconds(1)) / 1e6)
  }
  rates.sort()
  func text(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }
  let padding = String(repeating: " ", count: max(1, 34 - name.count))
  print(
    "\(name)\(padding)\(text(rates[rounds / 2])) M \(unit)/s  (\(text(rates[0])) to \(text(rates[rounds - 1])))"
  )
}

report("M/M/1, load 0.8", unit: "events") { Int64(KernelBenchmark.mm1(customers: 2_000_000).events) }
for pending in [100, 10_000, 1_000_000] {
  report("hold, \(pending) pending", unit: "operations") {
    Int64(KernelBenchmark.measureHold(pending: pending, operations: 3_000_000).operations)
  }
}
for (members, milliseconds) in [(8, 4_000), (64, 2_000)] as [(Int, Int64)] {
  for method in ["pipelining-senders", "agreed-ack"] {
    report("\(method), \(members) members", unit: "deliveries") {
      ModelBenchmark.flatOut(members: members, milliseconds: milliseconds, method: method)?.deliveries ?? 0
    }
  }
}
