import Foundation
import KernelBenchmark
import ModelBenchmark

// Prints how much work a second of this machine does. Absolute figures differ from machine to machine and from
// minute to minute: compare only figures of one run, or of two builds that take turns.
//
// With arguments it does one work and prints how much that was, for Benchmarks/compare, which takes the time:
//
//     sluice-benchmark mm1 CUSTOMERS
//     sluice-benchmark hold PENDING OPERATIONS

let arguments = CommandLine.arguments.dropFirst()
if !arguments.isEmpty {
  guard let count = workAlone(arguments.first, arguments.dropFirst().map { Int($0) ?? 0 }) else {
    FileHandle.standardError.write(
      Data("usage: sluice-benchmark [mm1 CUSTOMERS | hold PENDING OPERATIONS]\n".utf8))
    exit(64)
  }
  print(arguments.first ?? "", count)
  exit(0)
}

/// The count of one work; `nil` if there is none of that name with those numbers.
func workAlone(_ name: String?, _ numbers: [Int]) -> Int? {
  guard numbers.allSatisfy({ $0 > 0 }) else { return nil }
  switch (name, numbers.count) {
  case ("mm1", 1): return KernelBenchmark.mm1(customers: numbers[0]).events
  case ("hold", 2) where numbers[0] <= KernelBenchmark.pendingLimit:
    return KernelBenchmark.measureHold(pending: numbers[0], operations: numbers[1]).operations
  default: return nil
  }
}

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

report("M/M/1, load 0.9", unit: "events") { Int64(KernelBenchmark.mm1(customers: 2_000_000).events) }
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
