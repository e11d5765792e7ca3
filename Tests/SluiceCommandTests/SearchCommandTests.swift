import Foundation
import Testing

@Suite struct SearchCommandTests {
  private let workspace: Workspace
  init() throws { workspace = try Workspace() }

  /// A sender of 100 messages a second and a member that stands still for a second: the queue that this needs.
  private static let pause = """
    {
      duration: "4s",
      session: { maxSessionMessages: 60 },
      members: [
        { name: "sender", send: { rate: "100/s" } },
        { name: "slow", process: "1ms" },
      ],
      faults: [{ at: "1s", member: "slow", pause: "1s" }],
      methods: ["hope-and-pray", { "agreed-ack": { window: 20, threshold: 20 } }],
    }

    """

  private func search(_ words: [String], text: String = Self.pause) throws -> (
    code: Int32, out: String, talk: String
  ) {
    try workspace.write(text, to: "scenarios/p.json5")
    let path = workspace.url("scenarios/p.json5").path
    let outcome = sluice(["search", path] + words)
    return (
      outcome.code, outcome.out.replacing(path, with: "p.json5"),
      outcome.talk.replacing(path, with: "p.json5")
    )
  }

  @Test
  func
    `the smallest limit is found exactly, with the evidence on both sides and the commands that repeat it`()
    throws
  {
    let outcome = try search([
      "--vary", "session.maxSessionMessages", "--range", "1..1000", "--smallest", "--keep", "kicks == 0",
      "--method",
      "hope-and-pray", "--quiet",
    ])
    #expect(outcome.code == 0 && outcome.talk == "")
    #expect(
      outcome.out == """
        p · smallest value of session.maxSessionMessages from 1 to 1000 with kicks == 0

        METHOD         SMALLEST  NOT AT  PROVEN KICK-FREE  kicks  throughput_per_s  latency_p99_ms  RUNS
        hope-and-pray       100      99              none      0              99.8             938    16

        hope-and-pray
        VALUE  IS      kicks  throughput_per_s  latency_p99_ms  WHY NOT
           99  beyond   1.00               100            1.00  kicks = 1 (slow at 1.99 s)
          100  found       0              99.8             938  –
        sluice run p.json5 --set session.maxSessionMessages=99 --method hope-and-pray
        sluice run p.json5 --set session.maxSessionMessages=100 --method hope-and-pray

        """)
  }

  @Test func `the longest pause is found to one percent, each method for itself`() throws {
    let outcome = try search([
      "--vary", "faults.0.pause", "--range", "1ms..2.5s", "--keep", "kicks == 0", "--format", "csv",
      "--quiet",
    ])
    let rows = outcome.out.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    func found(_ role: String, _ method: String) -> String? {
      rows.first { $0[0] == method && $0[3].split(separator: ";").contains(Substring(role)) }.map {
        String($0[2])
      }
    }
    #expect(outcome.code == 0)
    #expect(found("found", "hope-and-pray") == "600ms" && found("beyond", "hope-and-pray") == "605ms")
    #expect(found("proven", "hope-and-pray") == nil)
    #expect(found("found", "agreed-ack") == "2.5s" && found("proven", "agreed-ack") == "2.5s")
    #expect(found("beyond", "agreed-ack") == nil)
  }

  @Test func `the same bytes come out for any number of jobs, and progress goes to stderr`() throws {
    let words = [
      "--vary", "members.slow.process", "--range", "1ms..50ms", "--keep", "kicks == 0", "--replications", "3",
      "--set", "faults=[]", "--set",
      "members.sender.send={rate:\"100/s\",arrivals:\"poisson\"}",
    ]
    let one = try search(words + ["--jobs", "1"])
    let four = try search(words + ["--jobs", "4"])
    #expect(one.code == 0 && one.out == four.out && one.talk == four.talk)
    #expect(one.talk.hasPrefix("2 methods at 9 values from 1ms to 50ms\nhope-and-pray: "))
    #expect(one.out.contains(" in each of 3 replications\n") && one.out.contains("replication "))
  }

  @Test func `a key of one method is searched for that method alone`() throws {
    let outcome = try search([
      "--vary", "methods.agreed-ack.window", "--range", "1..100", "--keep", "kicks == 0", "--format", "csv",
      "--quiet",
    ])
    #expect(
      outcome.code == 0 && !outcome.out.contains("hope-and-pray") && outcome.out.contains("agreed-ack,"))
  }

  @Test func `a condition may speak of the first value of the range`() throws {
    let outcome = try search([
      "--vary", "members.slow.process", "--range", "1ms..50ms", "--method", "agreed-ack", "--quiet", "--keep",
      "throughput_per_s >= 0.95 * start.throughput_per_s", "--format", "json", "--set", "faults=[]", "--set",
      "duration=10s",
    ])
    #expect(outcome.code == 0 && outcome.out.contains("\"role\": \"beyond\""), "\(outcome)")
    #expect(outcome.out.contains("\"value\": \"10"), "\(outcome.out)")
  }

  @Test
  func
    `where it holds nowhere the code is 1, and where it holds everywhere the end of the range is the answer`()
    throws
  {
    let words = [
      "--vary", "session.maxSessionMessages", "--range", "1..9", "--method", "hope-and-pray", "--quiet",
    ]
    let never = try search(words + ["--keep", "kicks == 0"])
    #expect(never.code == 1)
    #expect(never.out.contains("\nhope-and-pray     none"), "\(never.out)")
    #expect(never.out.contains("\nNOTE hope-and-pray: it holds at none of the values that were looked at\n"))
    let always = try search(words + ["--keep", "kicks == 1"])
    #expect(
      always.code == 0 && always.out.contains("\nNOTE hope-and-pray: it holds to the end of the range: 9\n"))
  }

  @Test func `the best value of a metric is found among those that keep the condition`() throws {
    let outcome = try search([
      "--vary", "methods.agreed-ack.window", "--range", "1..50", "--maximize", "throughput_per_s", "--keep",
      "kicks == 0", "--quiet",
    ])
    #expect(outcome.code == 0)
    #expect(
      outcome.out.contains(
        "highest throughput_per_s of methods.agreed-ack.window from 1 to 50 with kicks == 0"))
    #expect(outcome.out.contains("NOTE agreed-ack: best of "), "\(outcome.out)")
  }

  @Test func `a scenario with a sweep is refused, and taken once its keys are chosen`() throws {
    let text = Self.pause.replacing(
      "methods:", with: "sweep: { \"members.slow.process\": [\"1ms\", \"2ms\"] },\n  methods:")
    let words = [
      "--vary", "session.maxSessionMessages", "--range", "50..200", "--smallest", "--keep", "kicks == 0",
      "--quiet",
    ]
    let refused = try search(words, text: text)
    #expect(refused.code == 65)
    #expect(
      refused.talk
        == "sluice: error: p.json5: the scenario has 2 sweep points and a search has one; choose one, such as --set members.slow.process=1ms\n"
    )
    #expect(try search(words + ["--set", "members.slow.process=2ms"], text: text).code == 0)
    let own = text.replacing(
      "members.slow.process\": [\"1ms\", \"2ms\"]", with: "session.maxSessionMessages\": [10, 20]")
    #expect(try search(words, text: own).code == 0)
  }

  @Test(arguments: [
    (
      ["--vary", "session.maximum", "--range", "1..10"],
      "--vary session.maximum: error: unknown key \"maximum\"; the keys of the session are maxSessionMessages, socket, drain"
    ),
    (
      ["--vary", "methods.credits.credits", "--range", "1..10"],
      "--vary methods.credits.credits: error: 'methods.credits' does not exist: no entry of 'methods' is called 'credits'; write a name, or an index from 0 to 1"
    ),
    (
      ["--vary", "session.maxSessionMessages", "--range", "0..10"],
      "--vary session.maxSessionMessages: error: maxSessionMessages is 0; write a whole number from 1 to 10000000"
    ),
    (
      ["--vary", "members.slow.process", "--range", "1..10"],
      "--vary members.slow.process: error: process: '1' has no unit; write \"1us\", \"1ms\" or \"1s\""
    ),
    (
      ["--vary", "replications", "--range", "1..10"],
      "--vary replications: error: replications is one for all points and cannot be swept; sweep a key of the run, such as session.maxSessionMessages"
    ),
  ]) func `a value that the scenario cannot have is told like any other`(words: [String], talk: String) throws
  {
    let outcome = try search(words + ["--keep", "kicks == 0", "--quiet"])
    #expect(outcome.code == 65 && outcome.out == "" && outcome.talk == talk + "\n", "\(outcome.talk)")
  }

  @Test func `a condition that holds again behind its edge is called not monotone`() throws {
    let outcome = try search([
      "--vary", "members.slow.process", "--range", "1ms..50ms", "--keep", "latency_p99_ms < 500", "--set",
      "faults=[]",
      "--method", "hope-and-pray", "--quiet",
    ])
    #expect(outcome.code == 0 && outcome.out.contains("\n  50ms  again "))
    #expect(
      outcome.out.hasSuffix(
        "\nNOTE hope-and-pray: not monotone: it holds again at 50ms; 11.4ms is the value up to which it held at all that were looked at\n"
      ))
  }

  @Test(arguments: [
    (
      [],
      "no scenario is named; write sluice search scenarios/NAME.json5 --vary KEY --range A..B --keep 'kicks == 0'"
    ),
    (["s"], "no key is named; write --vary KEY, such as --vary session.maxSessionMessages"),
    (["s", "--vary", "k"], "no range is given; write --range A..B, such as 1..1000 or 1ms..10s"),
    (
      ["s", "--vary", "k", "--range", "9..1"], "--range: '9..1' does not go up; write the smaller end first"
    ),
    (
      ["s", "--vary", "k", "--range", "1..9"],
      "nothing is asked of a value; write --keep 'kicks == 0', or --maximize METRIC"
    ),
    (
      ["s", "--vary", "k", "--range", "1..9", "--keep", "kick == 0"],
      "--keep 'kick == 0': summary.csv has no column 'kick'; did you mean kicks?"
    ),
    (["s", "--vary", "k", "--range", "1..9", "--keep", "kicks == 0ms"], "--keep 'kicks == 0ms': column 7: "),
    (
      ["s", "--vary", "k", "--range", "1..9", "--keep", "kicks == 0", "--largest", "--minimize", "kicks"],
      "--largest and --minimize cannot both be looked for; write one of them"
    ),
    (
      ["s", "--vary", "k", "--range", "1..9", "--keep", "kicks == 0", "--resolution", "1ms"],
      "--resolution: '1ms' is of another kind than the range; write it with the range's unit"
    ),
    (
      ["s", "--vary", "k", "--range", "1..9", "--maximize", "speed"],
      "there is no metric 'speed'; the numbers of"
    ),
  ]) func `a command line that cannot be followed is refused`(words: [String], message: String) {
    let outcome = sluice(["search"] + words)
    #expect(outcome.code == 64 && outcome.talk.hasPrefix("sluice: error: \(message)"), "\(outcome.talk)")
  }
}
