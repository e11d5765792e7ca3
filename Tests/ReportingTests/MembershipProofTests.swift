import EventKernel
import SpreadModel
import Testing

@testable import Reporting

/// Membership messages take places in session queues that no method's theorem counts.
@Suite struct MembershipProofTests {
  private func proof(_ faults: [Fault]) throws -> SheetRun.Proof {
    let runs = SmallRuns(duration: .seconds(1), faults: faults)
    let report = try #require(try runs.reports([.init(name: "agreed-ack")]).first)
    return SheetRun(report).proof
  }

  @Test func `who goes adds one message to what is proven`() throws {
    let load = try #require(try proof([]).need)
    let leaves = Fault(at: .milliseconds(500), member: 1, .leave)
    #expect(try proof([leaves]).need == load + 1)
    #expect(try proof([leaves, Fault(at: .milliseconds(600), member: 0, .crash)]).need == load + 2)
  }

  @Test func `where members come nothing is proven of a queue`() throws {
    let proof = try proof([Fault(at: .milliseconds(500), member: 1, .join)])
    #expect(proof.need == nil && !proof.isEnough)
  }
}
