import Foundation
import Testing

@Suite struct CompareCommandTests {
  private let workspace: Workspace
  init() throws { workspace = try Workspace() }

  private func path(_ name: String) -> String { workspace.url(name).path }

  /// A summary with the columns that a comparison needs and two metrics.
  private func write(
    _ rows: [String], to folder: String,
    header: String = "scenario,point,sweep,method,replication,seed,kicks,throughput_per_s"
  ) throws {
    try workspace.write(([header] + rows).map { $0 + "\n" }.joined(), to: "\(folder)/summary.csv")
  }

  /// What it said, the workspace's path taken out.
  private func compare(_ words: String...) -> (code: Int32, out: String, talk: String) {
    let outcome = sluice(["compare"] + words)
    let root = workspace.root.path + "/"
    return (outcome.code, outcome.out.replacing(root, with: ""), outcome.talk.replacing(root, with: ""))
  }

  private func row(
    _ method: String, _ replication: Int, _ kicks: Int, _ throughput: Double, sweep: String = "",
    point: Int = 0
  )
    -> String
  {
    "s,\(point),\(sweep),\(method),\(replication),1,\(kicks),\(throughput)"
  }

  @Test func `two folders are compared run by run, with a sentence first`() throws {
    try write([row("m", 0, 0, 100), row("m", 1, 0, 200), row("m", 2, 0, 300)], to: "a")
    try write([row("m", 0, 0, 98), row("m", 1, 0, 196.2), row("m", 2, 0, 293.8)], to: "b")
    let outcome = compare(path("a"), path("b"))
    #expect(outcome.code == 0 && outcome.talk == "")
    #expect(
      outcome.out == """
        s · 3 replications
        A  a
        B  b

        B is level with A in everything.

        METHOD  METRIC              A    B   B / A    DIFFERENCE  VERDICT
        m       kicks               0    0   100 %             0  level
        m       throughput_per_s  200  196  98.0 %  -4.00 ± 5.23  level

        """)
  }

  @Test func `a difference that is clear of zero is judged by the polarity of its column`() throws {
    try write([row("m", 0, 0, 100), row("m", 1, 0, 200), row("m", 2, 0, 300)], to: "a")
    try write([row("m", 0, 1, 98), row("m", 1, 1, 198.1), row("m", 2, 1, 297.9)], to: "b")
    let outcome = compare(path("a"), path("b"))
    #expect(
      outcome.out
        == """
        s · 3 replications
        A  a
        B  b

        B against A: kicks 1.00 more (± 0), worse; throughput_per_s 1.0 % less (± 0.1 %), worse.

        METHOD  METRIC              A     B   B / A     DIFFERENCE  VERDICT
        m       kicks               0  1.00       –          +1.00  worse
        m       throughput_per_s  200   198  99.0 %  -2.00 ± 0.248  worse

        """)
  }

  @Test func `equal results are level, and one run each is not judged`() throws {
    try write([row("m", 0, 0, 100)], to: "a")
    try write([row("m", 0, 0, 99)], to: "b")
    let same = compare(path("a"), path("a"))
    #expect(
      same.out.hasPrefix("s · one run each: no interval\nA  a\nB  a\n\nB is level with A in everything.\n"))
    let other = compare(path("a"), path("b"))
    #expect(
      other.out.contains(
        "1 of 2 figures differ; with one run each nothing tells whether that is more than chance"))
    #expect(other.out.contains("99.0 %       -1.00  one run\n"))
  }

  @Test func `the methods of one folder are compared with the best of each metric, or with the first of two`()
    throws
  {
    try write(
      [
        row("x", 0, 1, 300), row("x", 1, 1, 310), row("y", 0, 0, 200), row("y", 1, 0, 210),
        row("z", 0, 0, 100),
        row("z", 1, 0, 110),
      ], to: "a")
    let best = compare(path("a"))
    #expect(
      best.out.hasPrefix(
        "s: 3 methods against the best of each metric · 2 replications\n\n3 figures are worse"))
    #expect(best.out.contains("throughput_per_s  z        105   34.4 %        -200  worse\n"))
    let two = compare(
      path("a"), "--method", "y", "--method", "z", "--metric", "throughput_per_s", "--format", "csv")
    #expect(
      two.out == """
        sweep,method,metric,reference,compared,pairs,reference_mean,compared_mean,ratio,difference,difference_low,difference_high,verdict
        ,,throughput_per_s,y,z,2,205,105,0.5121951219512195,-100,-100,-100,worse

        """)
  }

  @Test func `markdown and JSON say the same`() throws {
    try write([row("m", 0, 0, 100), row("m", 1, 0, 200)], to: "a")
    try write([row("m", 0, 0, 101), row("m", 1, 0, 201)], to: "b")
    let markdown = compare(path("a"), path("b"), "--format", "markdown")
    #expect(
      markdown.out == """
        **s** · 2 replications

        - A  a
        - B  b

        B against A: throughput_per_s 0.7 % more (± 0 %), better; everything else is level.

        | METHOD | METRIC | A | B | B / A | DIFFERENCE | VERDICT |
        | --- | --- | ---: | ---: | ---: | ---: | --- |
        | m | kicks | 0 | 0 | 100 % | 0 | level |
        | m | throughput_per_s | 150 | 151 | 100.7 % | +1.00 | better |

        """)
    let json = compare(path("a"), path("b"), "--format", "json", "--metric", "kicks")
    #expect(
      json.out == """
        [
          {"sweep": null, "method": "m", "metric": "kicks", "reference": "a", "compared": "b", "pairs": 2, "reference_mean": 0, "compared_mean": 0, "ratio": 1, "difference": 0, "difference_low": 0, "difference_high": 0, "verdict": "level"}
        ]

        """)
  }

  @Test(arguments: [
    (
      "throughput_per_s < 0.98", 1,
      "m: failed, as throughput_per_s < 0.98: throughput_per_s = 0.967 (0.967 to 0.967)\n"
    ),
    ("throughput_per_s < 0.9", 0, ""),
    ("B.throughput_per_s <= 145", 1, "m: failed, as B.throughput_per_s <= 145: B.throughput_per_s = 145\n"),
    (
      "diff.throughput_per_s < -4 and A.throughput_per_s > 100", 1,
      "m: failed, as diff.throughput_per_s < -4 and A.throughput_per_s > 100: diff.throughput_per_s = -5.00,"
        + " A.throughput_per_s = 150\n"
    ),
    ("kicks > 1", 1, "m: failed, as kicks > 1: kicks = "),
    ("B.kicks == 0", 0, ""),
  ]) func `a condition that comes true ends with code 1`(condition: String, code: Int32, talk: String) throws
  {
    try write([row("m", 0, 0, 100), row("m", 1, 0, 200)], to: "a")
    try write([row("m", 0, 1, 95), row("m", 1, 1, 195)], to: "b")
    let outcome = compare(path("a"), path("b"), "--fail-if", condition)
    #expect(outcome.code == code)
    #expect(
      talk.isEmpty
        ? outcome.talk.isEmpty : outcome.talk.hasPrefix(talk.replacing(" (0.967 to 0.967)", with: "")))
  }

  @Test func `a condition that the interval does not confirm says so, and one without a value fails`() throws
  {
    try write([row("m", 0, 0, 100), row("m", 1, 0, 200)], to: "a")
    try write([row("m", 0, 0, 80), row("m", 1, 0, 199)], to: "b")
    let doubtful = compare(path("a"), path("b"), "--fail-if", "throughput_per_s < 0.98")
    #expect(doubtful.code == 1)
    #expect(
      doubtful.talk.hasSuffix(
        "; the 95 % interval reaches beyond the edge, more replications would tell more\n"))
    try write(["s,0,,m,0,1,0,", "s,0,,m,1,1,0,"], to: "c")
    let empty = compare(path("a"), path("c"), "--fail-if", "throughput_per_s < 0.98")
    #expect(
      empty.code == 1
        && empty.talk.contains("has no answer: column 1: 'throughput_per_s' has no value here"))
    #expect(
      empty.out.contains("B is level with A in everything that both measured.")
        && empty.out.contains("not measured"))
  }

  @Test func `what has no counterpart is told and the rest is compared`() throws {
    try write([row("m", 0, 0, 1), row("m", 1, 0, 2), row("x", 0, 0, 1)], to: "a")
    try write([row("m", 0, 0, 1), row("n", 0, 0, 1)], to: "b")
    let outcome = compare(path("a"), path("b"))
    #expect(outcome.code == 65 && outcome.out.contains("B is level with A in everything."))
    let repair =
      "without counterpart; run both with the same points and replications, or choose methods with --method"
    #expect(
      outcome.talk.split(separator: "\n").sorted() == [
        "a: error: 1 run of m \(repair)", "a: error: 1 run of x \(repair)", "b: error: 1 run of n \(repair)",
      ])
    // Who is shown the sheet alone learns of it too.
    let note = "not compared, without counterpart: 1 run of m in a; 1 run of x in a; 1 run of n in b\n"
    #expect(outcome.out.contains("\nNOTE \(note)"), "\(outcome.out)")
    #expect(compare(path("a"), path("b"), "--format", "markdown").out.contains(note))
    #expect(!compare(path("a"), path("b"), "--format", "csv").talk.contains("not compared"))
  }

  @Test func `all folders that cannot be read are told at once`() throws {
    try write([row("m", 0, 0, 1)], to: "full")
    try workspace.write("", to: "hollow/other.csv")
    let outcome = compare(path("missing"), path("hollow"))
    #expect(outcome.code == 66 && outcome.out == "")
    #expect(
      outcome.talk == """
        sluice: error: there is no folder "missing"; name a folder that "sluice run" wrote
        sluice: error: "hollow" has no summary.csv; name a folder that "sluice run" wrote

        """)
    let file = compare(path("full"), path("full/summary.csv"))
    #expect(
      file.code == 66
        && file.talk == "sluice: error: \"full/summary.csv\" is a file; name the folder that it lies in\n")
  }

  @Test(arguments: [
    (
      ["s,0,,m,0,1,0,1", "s,0,,m,0,1,0,1"],
      ":3: error: replication 0 of m stands twice; run the scenario again"
    ),
    (
      ["s,0,,m,1,1,0,1", "s,0,,m,0,1,0,1"],
      ":3: error: replication 0 of m comes after 1; run the scenario again"
    ),
    (
      ["s,0,,m,0,1,0,1", "s,0,,n,0,1,0,1", "s,0,,m,1,1,0,1"],
      ":4: error: the runs of m at point 0 stand in two places; run the scenario again"
    ),
    (
      ["s,1,a,m,0,1,0,1", "s,0,b,m,0,1,0,1"], ":3: error: point 0 comes after point 1; run the scenario again"
    ),
    (
      ["s,0,k=1,m,0,1,0,1", "s,1,k=1,m,0,1,0,1"],
      ":3: error: two points have the values \"k=1\"; take one of them out of the sweep"
    ),
    (
      ["s,0,,m,0,1,0,fast"],
      ":2: error: throughput_per_s is \"fast\" and not a number; run the scenario again"
    ),
    (["s,-1,,m,0,1,0,1"], ":2: error: point is \"-1\" and not a whole number; run the scenario again"),
    (["s,0,,m,0,1,0"], ":2: error: the row has 7 cells under 8 columns"),
    ([], ": error: there are no runs; run the scenario again"),
  ]) func `a file that no run wrote is refused with its line`(rows: [String], message: String) throws {
    try write([row("m", 0, 0, 1)], to: "a")
    try write(rows, to: "b")
    let outcome = compare(path("a"), path("b"))
    #expect(outcome.code == 65 && outcome.talk == "b/summary.csv\(message)\n")
  }

  @Test func `a table without the identifiers or with a cut end is refused`() throws {
    try write(["1"], to: "a", header: "point")
    #expect(
      compare(path("a"), path("a")).talk.hasPrefix(
        "a/summary.csv:1: error: the table has no column scenario, sweep, method, replication, seed; name a folder"
      ))
    try workspace.write("scenario,point,sweep,method,replication,seed\ns,0,,m,0,1", to: "b/summary.csv")
    #expect(compare(path("b"), path("b")).talk.contains("the last line has no end; the file was cut off"))
  }

  @Test func `different scenarios are refused, and different seeds are told`() throws {
    try write(["s,0,,m,0,1,0,1"], to: "a")
    try write(["t,0,,m,0,1,0,1"], to: "b")
    try write(["s,0,,m,0,2,0,1"], to: "c")
    let outcome = compare(path("a"), path("b"))
    #expect(outcome.code == 65 && outcome.out == "")
    #expect(
      outcome.talk.hasSuffix(
        "error: the results are of different scenarios, \"s\" and \"t\"; run one scenario twice, with --set and --out\n"
      ))
    #expect(compare(path("a"), path("c")).out.contains("\nNOTE the seeds differ (1 and 2): "))
  }

  @Test(arguments: [
    ([], "no folder is named; write sluice compare A B, or one folder to compare its methods"),
    (["a", "b", "c"], "3 folders are named; write sluice compare A B, or one folder to compare its methods"),
    (
      ["a", "--method", "x"],
      "one method alone cannot be compared; write --method for two or more, or for none"
    ),
    (
      ["a", "b", "--metric", "speed"],
      "there is no metric 'speed'; the numbers of summary.csv are in results/README.md"
    ),
    (
      ["a", "b", "--metric", "latency_p99"], "there is no metric 'latency_p99'; did you mean latency_p99_ms?"
    ),
    (
      ["a", "b", "--metric", "status"],
      "'status' is no number and cannot be compared; the numbers of summary.csv are in results/README.md"
    ),
    (
      ["a", "b", "--fail-if", "kick > 0"],
      "--fail-if 'kick > 0': there is no metric 'kick'; did you mean kicks?"
    ),
    (["a", "b", "--fail-if", "kicks >"], "--fail-if 'kicks >': column 8: "),
    (["a", "b", "--fail-if", "kicks < 5ms"], "--fail-if 'kicks < 5ms': column 7: "),
    (
      ["a", "b", "--format", "xml"],
      "the value 'xml' is invalid for --format; write one of 'table', 'csv', 'json', 'markdown'"
    ),
  ]) func `a command line that cannot be followed is refused`(words: [String], message: String) {
    let outcome = sluice(["compare"] + words)
    #expect(outcome.code == 64 && outcome.talk.hasPrefix("sluice: error: \(message)"), "\(outcome.talk)")
  }

  @Test func `a method that the folder does not have is told with those that it has`() throws {
    try write([row("agreed-ack", 0, 0, 1), row("credits", 0, 0, 1)], to: "a")
    #expect(
      compare(path("a"), "--method", "credit", "--method", "agreed-ack").talk
        == "a: error: there are no runs of method 'credit'; did you mean \"credits\"?\n")
    try write([row("m", 0, 0, 1)], to: "b")
    #expect(compare(path("b")).talk == "b: error: the only method is m; name a second folder\n")
    // Of two folders one must have it.
    #expect(
      compare(path("a"), path("b"), "--method", "credit", "--method", "m").talk
        == "a, b: error: there are no runs of method 'credit'; did you mean \"credits\"?\n")
    #expect(
      compare(path("a"), path("b"), "--method", "credits").talk
        == "b/summary.csv: error: there are no runs of credits; choose methods that both folders have\n")
    // All that nobody has are told.
    #expect(
      compare(path("a"), path("b"), "--method", "credit", "--method", "x").talk.split(separator: "\n").count
        == 2)
  }

  @Test func `a long table is read piece by piece, and its groups come in the order of the plan`() throws {
    func rows(_ scale: Double) -> [String] {
      (0..<40).flatMap { point in
        ["m", "n"].flatMap { method in
          (0..<60).map { row(method, $0, 0, Double(100 + $0) * scale, sweep: "k=\(point)", point: point) }
        }
      }
    }
    try write(rows(1), to: "a")
    try write(rows(2), to: "b")
    let lines = compare(path("a"), path("b"), "--metric", "throughput_per_s", "--format", "csv").out
      .split(separator: "\n").dropFirst()
    #expect(lines.count == 80)
    for (index, line) in lines.enumerated() {
      #expect(
        line.hasPrefix(
          "k=\(index / 2),\(index % 2 == 0 ? "m" : "n"),throughput_per_s,a,b,60,129.5,259,2,129.5,"))
    }
    let sheet = compare(path("a"), path("b")).out
    #expect(sheet.contains("\nB against A in 160 figures: 80 better, 80 level.\n"))
    #expect(sheet.hasSuffix("\n… 20 more that differ and 80 that do not are in --format csv\n"))
  }

  @Test func `real results compare: a change of one key shows in the methods that it concerns`() throws {
    try workspace.write(Sample.random, to: "scenarios/random.json5")
    let file = path("scenarios/random.json5")
    let out = path("out"), other = path("other")
    #expect(sluice(["run", file, "--out", out, "--quiet"]).code == 0)
    #expect(
      sluice(["run", file, "--out", other, "--quiet", "--set", "methods.agreed-ack.window=1"]).code == 0)
    let outcome = compare(out + "/random", other + "/random", "--format", "csv")
    let rows = outcome.out.split(separator: "\n").dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    #expect(rows.count == 2 * 2 * 8)
    #expect(rows.allSatisfy { $0[1] != "hope-and-pray" || $0[12] == "level" || $0[12] == "not measured" })
    #expect(rows.contains { $0[1] == "agreed-ack" && $0[2] == "session_queue_max" && $0[12] == "better" })
  }
}
