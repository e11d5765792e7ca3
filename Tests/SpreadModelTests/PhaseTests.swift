import EventKernel
import FlowControl
import SpreadModel
import Testing

/// On/off workloads whose phases are short beside the gaps between messages.
@Suite struct PhaseTests {
  private func run(on: Interval, off: Interval, _ rate: Rate?, isPoisson: Bool = false) -> RunDescription {
    RunDescription(
      duration: .seconds(10),
      members: [
        .outsider(Workload(.onOff(on: on, off: off, rate: rate, isPoisson: isPoisson))), .receiver(),
      ])
  }

  @Test func `a rate whose first message comes after every phase never generates`() throws {
    let short = try simulate(run(on: .milliseconds(9), off: .milliseconds(1), .perSecond(100)))
    #expect(short.members[0].generated == 0)
    let long = try simulate(run(on: .milliseconds(10), off: .milliseconds(10), .perSecond(100)))
    #expect(long.members[0].generated == 500)
  }

  /// 100/s in a tenth of 10 s: 100 expected, standard deviation 10.
  @Test func `a Poisson process goes on in phases shorter than its gaps`() throws {
    let outcome = try simulate(
      run(on: .milliseconds(1), off: .milliseconds(9), .perSecond(100), isPoisson: true))
    #expect((60...140).contains(outcome.members[0].generated))
    #expect(History(outcome).all(.accepted).allSatisfy { $0.at.nanoseconds % 10_000_000 <= 1_000_000 })
  }
}
