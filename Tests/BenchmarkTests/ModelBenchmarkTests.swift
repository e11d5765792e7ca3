import KernelBenchmark
import ModelBenchmark
import Testing

/// The benchmark's work, small, so that it cannot rot, and with what it did, so that nobody makes it faster by doing
/// something else.
@Suite("The model's benchmark")
struct ModelBenchmarkTests {
  @Test("all methods of the benchmark run, and the same call does the same")
  func repeats() throws {
    for method in ["pipelining-senders", "agreed-ack"] {
      let first = try #require(ModelBenchmark.flatOut(members: 8, milliseconds: 100, method: method))
      let second = try #require(ModelBenchmark.flatOut(members: 8, milliseconds: 100, method: method))
      #expect(first == second)
      #expect(first.deliveries > 1_000)
    }
  }

  @Test("the slow member is kicked under the window, and kept by Method 4")
  func meaning() throws {
    let window = try #require(ModelBenchmark.flatOut(members: 8, milliseconds: 200))
    #expect(window.kicks == 1)
    let acks = try #require(ModelBenchmark.flatOut(members: 8, milliseconds: 200, method: "agreed-ack"))
    #expect(acks.kicks == 0)
  }
}
