import KernelBenchmark
import Testing

@Suite struct KernelBenchmarkTests {
  @Test(
    arguments: [
      (1, 0xA0EE_DDB4_DF6E_0AD8), (100, 0xBF7D_FB24_76D2_1740), (10_000, 0x0FC8_F92F_D5B3_EAAD),
      // Larger than a cache, where the list reads ahead.
      (200_000, 0x3B31_88F5_C00C_DA94),
    ] as [(Int, UInt64)])
  func `the hold model does the same at any time and place`(pending: Int, checksum: UInt64) {
    let result = KernelBenchmark.measureHold(pending: pending, operations: 20_000)
    #expect(result.operations == 20_000)
    #expect(result.checksum == checksum)
  }

  @Test func `the queue M/M/1 does the same at any time and place`() {
    let result = KernelBenchmark.mm1(customers: 20_000)
    #expect(result.events == 40_007)
    #expect(result.checksum == 0x573D_ED9A_F55B_E424)
  }
}
