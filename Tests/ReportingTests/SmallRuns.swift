import EventKernel
import FlowControl
import Metrics
import SpreadModel
import Testing

@testable import Reporting

/// Small groups under real methods, for the goldens of the sheet.
struct SmallRuns {
  /// A method of the catalogue with its values.
  struct Entry {
    var name: String
    var values: [String: ParameterValue] = [:]
    var label: String?
  }

  var slowProcess: Distribution = .constant(.milliseconds(50))
  var maxSessionMessages = 100
  var duration = Interval.seconds(5)
  var replications = 1
  var slowHasThread = false
  var backlogLimit: Int? = 1
  var faults: [Fault] = []

  /// Two senders of 200 messages a second each, and a slow member that only receives.
  func description(replication: Int) -> RunDescription {
    let sender = { (name: String) in
      MemberDescription(
        name: name, costs: Costs(process: .constant(.microseconds(500))),
        workload: Workload(.constant(Rate(count: 200, per: .seconds(1))), backlogLimit: backlogLimit))
    }
    let slow = MemberDescription(
      name: "slow", costs: Costs(process: slowProcess), receiverThread: slowHasThread ? ReceiverThread() : nil
    )
    return RunDescription(
      duration: duration, replication: replication, ring: Ring(latency: .milliseconds(1)),
      session: SessionRules(maxSessionMessages: maxSessionMessages),
      members: [sender("fast-1"), sender("fast-2"), slow], faults: faults)
  }

  /// The reports of one sweep point: method by method, each with its replications.
  func reports(_ entries: [Entry], point: Int = 0, sweep: String = "") throws -> [RunReport] {
    try entries.flatMap { entry in
      try (0..<replications).map { replication in
        let run = description(replication: replication)
        let known = try #require(Catalogue.entry(named: entry.name))
        let method = try known.resolve(ParameterValues(entry.values), run.groups)
        return RunReport(
          scenario: "small", point: point, sweep: sweep, label: entry.label ?? entry.name, method: method,
          run: run, outcome: try method.run(run, nil, { false }).get())
      }
    }
  }
}

/// The sheet of the reports.
func sheet(_ reports: [RunReport], style: Style = .plain) -> String {
  let input = SheetInput(
    name: "small", question: "Which method keeps the slow member?", resultsFolder: "results/small",
    files: ["summary.csv", "members.csv", "kicks.csv"], reports: reports)
  var buffer = ByteBuffer()
  Sheet(input, style: style).write(into: &buffer)
  return buffer.text
}

/// The digits at the sheet's end. They are not part of the literal goldens: which trajectory a seed gives is the
/// engine's business and tested there.
func fingerprint(_ reports: [RunReport]) -> String {
  var whole = Fingerprint()
  for report in reports { whole.mix(report.outcome.fingerprint.value) }
  return whole.hexadecimal
}
