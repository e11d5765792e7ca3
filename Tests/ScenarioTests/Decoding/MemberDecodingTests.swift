import EventKernel
import SpreadModel
import Testing

@testable import Scenario

@Suite struct MemberDecodingTests {
  private func members(_ text: String, files: [String: String] = [:]) throws -> [MemberDescription] {
    try scenario(
      "{ duration: \"10s\", methods: [\"hope-and-pray\"], ring: { daemons: 3, latency: \"1ms\" }, members: [\(text)] }",
      files: files
    ).points[0].run.members
  }

  private func workload(_ send: String, files: [String: String] = [:]) throws -> Workload? {
    try members("{ name: \"a\", send: { \(send) } }", files: files)[0].workload
  }

  @Test func `a member has the defaults of the documentation`() throws {
    let member = try members("{ name: \"a\", send: { rate: \"5/s\" } }")[0]
    #expect(
      member == MemberDescription(name: "a", workload: Workload(.constant(Rate(count: 5, per: .seconds(1))))))
    #expect(member.isInGroup && member.receiverThread == nil && member.sendBurst == nil && member.daemon == 1)
    #expect(member.costs == Costs())
    let workload = try #require(member.workload)
    #expect(workload.total == nil && workload.start == .zero && workload.backlogLimit == 1)
    #expect(workload.payloadBytes == [100])
  }

  @Test func `every key of a member arrives`() throws {
    let member = try members(
      """
      { name: "a", daemon: 2, joins: true, process: "5ms", receive: "7us", receiverThread: true, buffer: 1000,
        sendBurst: 64, send: { rate: "5/s", cost: "3us" } }
      """)[0]
    #expect(
      member
        == MemberDescription(
          name: "a", daemon: 2,
          costs: Costs(
            send: .constant(.microseconds(3)), receive: .constant(.microseconds(7)),
            process: .constant(.milliseconds(5))),
          receiverThread: ReceiverThread(bufferLimit: 1000), sendBurst: 64,
          workload: Workload(.constant(Rate(count: 5, per: .seconds(1))))))
  }

  @Test func `a count of nine gives the names 1 to 9, and daemons go round robin in member order`() throws {
    let members = try members(
      "{ name: \"fast\", count: 9, send: { rate: \"5/s\" } }, { name: \"slow\" }, { name: \"own\", daemon: 1 }"
    )
    #expect(members.map(\.name) == (1...9).map { "fast-\($0)" } + ["slow", "own"])
    #expect(members.map(\.daemon) == [1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 1])
    #expect(members.allSatisfy { ($0.workload != nil) == $0.name.hasPrefix("fast") })
  }

  @Test func `a member that comes back says when, how often, and how fast it is told what it missed`() throws {
    let members = try members(
      """
      { name: "gap", rejoin: { after: "1s" }, send: { rate: "5/s" } },
      { name: "back", rejoin: { after: "20ms", attempts: 3, recovery: { rate: "5000/s" } } }
      """)
    #expect(members[0].rejoin == Rejoin(after: .seconds(1)))
    #expect(
      members[1].rejoin
        == Rejoin(
          after: .milliseconds(20), attemptLimit: 3, recovery: Rate(count: 5000, per: .seconds(1))))
  }

  @Test func `a sender may stay outside the group`() throws {
    #expect(try members("{ name: \"feed\", joins: false, send: { rate: \"5/s\" } }")[0].isInGroup == false)
  }

  @Test(arguments: [
    ("\"50us\"", Distribution.constant(.microseconds(50))),
    ("{ constant: \"50us\" }", .constant(.microseconds(50))),
    ("{ exponential: \"50us\" }", .exponential(mean: .microseconds(50))),
    ("{ uniform: [\"1us\", \"3us\"] }", .uniform(.microseconds(1), .microseconds(3))),
    ("{ lognormal: { mean: \"50us\", cv: 2.5 } }", .lognormal(mean: .microseconds(50), cv: 2.5)),
    ("{ erlang: { mean: \"50us\", k: 4 } }", .erlang(mean: .microseconds(50), shape: 4)),
    ("{ hyperexponential: { mean: \"50us\", cv: 2 } }", .hyperexponential(mean: .microseconds(50), cv: 2)),
    (
      "{ hyperexponential: [{ probability: 0.9, mean: \"1us\" }, { probability: 0.1, mean: \"9us\" }] }",
      .hyperexponential(branches: [(0.9, .microseconds(1)), (0.1, .microseconds(9))])
    ),
    ("{ empirical: \"t.csv\" }", .empirical([.microseconds(5), .milliseconds(2)])),
    ("{ empirical: \"w.csv\" }", .empirical([(.microseconds(5), 1), (.milliseconds(2), 3)])),
  ])
  func `a distribution is written in each of its spellings`(text: String, expected: Distribution) throws {
    let files = ["t.csv": "time_s\n0.000005\n2e-3\n", "w.csv": "time_s, weight\n0.000005, 1\n\n0.002, 3\n"]
    let member = try members(
      "{ name: \"a\", process: \(text), receive: \(text), send: { rate: \"5/s\", cost: \(text) } }",
      files: files)[0]
    #expect(member.costs == Costs(send: expected, receive: expected, process: expected))
  }

  @Test(arguments: [
    ("rate: \"flat-out\", cost: \"1us\"", Workload.Schedule.flatOut),
    ("rate: \"1000/s\"", .constant(Rate(count: 1, per: .milliseconds(1)))),
    ("rate: \"1000/s\", arrivals: \"constant\"", .constant(Rate(count: 1, per: .milliseconds(1)))),
    ("rate: \"0.5/ms\", arrivals: \"poisson\"", .poisson(Rate(count: 1, per: .milliseconds(2)))),
    ("burst: { size: 50, period: \"1s\" }", .bursts(size: 50, period: .seconds(1))),
    (
      "on: \"1s\", off: \"2s\", rate: \"10/s\"",
      .onOff(on: .seconds(1), off: .seconds(2), rate: Rate(count: 10, per: .seconds(1)), isPoisson: false)
    ),
    (
      "on: \"1s\", off: \"0s\", rate: \"10/s\", arrivals: \"poisson\"",
      .onOff(on: .seconds(1), off: .zero, rate: Rate(count: 10, per: .seconds(1)), isPoisson: true)
    ),
    (
      "on: \"1s\", off: \"2s\", rate: \"flat-out\", cost: \"1us\"",
      .onOff(on: .seconds(1), off: .seconds(2), rate: nil, isPoisson: false)
    ),
    (
      "trace: \"t.csv\"",
      .trace([
        .init(offset: .zero, payloadBytes: 0), .init(offset: .milliseconds(5), payloadBytes: 100),
        .init(offset: .milliseconds(5), payloadBytes: 144_000),
      ])
    ),
  ])
  func `a workload is written in each of its spellings`(text: String, expected: Workload.Schedule) throws {
    let files = ["t.csv": "time_s,payload_bytes\n0,0\n0.005,100\n5e-3,144000\n"]
    #expect(try workload(text, files: files)?.schedule == expected)
  }

  @Test func `total, start, payload and backlog arrive`() throws {
    let workload = try #require(
      try workload(
        "rate: \"5/s\", total: 500, start: \"2s\", blocking: false, backlog: 7, payload: [\"814B\", \"1kB\"]")
    )
    #expect(workload.total == 500 && workload.start == .seconds(2))
    #expect(workload.backlogLimit == 7 && workload.payloadBytes == [814, 1000])
  }

  @Test(arguments: [("agreed", ServiceLevel.agreed), ("safe", .safe), ("reliable", .reliable)])
  func `the service level arrives`(word: String, level: ServiceLevel) throws {
    #expect(try workload("rate: \"5/s\", service: \"\(word)\"")?.service == level)
    #expect(try workload("rate: \"5/s\"")?.service == .agreed)
  }

  @Test func `one that does not block has no limit unless a backlog gives one`() throws {
    #expect(try workload("rate: \"5/s\", blocking: false")?.backlogLimit == nil)
    #expect(try workload("rate: \"5/s\", blocking: true")?.backlogLimit == 1)
  }

  @Test func `a send that only has a cost sends no data`() throws {
    let members = try members(
      "{ name: \"a\", send: { cost: \"3us\" } }, { name: \"b\", send: { rate: \"5/s\" } }")
    #expect(members[0].workload == nil && members[0].costs.send == .constant(.microseconds(3)))
  }
}
