import Testing

@testable import SluiceCommand

@Suite struct CommandLineTests {
  static let overview = """
    Sluice says which flow-control method keeps the slowest member of a group from being kicked,
    at what throughput, with which window.

    Usage: sluice COMMAND [options]

    Commands:
      sluice run SCENARIO...          run every method of a scenario; the sheet on stdout, CSVs in results/
      sluice merge FOLDER...          join the parts that "sluice run --shard" has left in a results folder
      sluice compare FOLDER [FOLDER]  two results folders, or the methods of one, side by side, with 95 % intervals
      sluice search SCENARIO          the largest or smallest value of a key that keeps a condition, or the best one
      sluice check [SCENARIO...]      run again and compare with the committed results and expectations
      sluice validate SCENARIO...     read and check only; all problems at once
      sluice methods [NAME]           the catalogue of flow-control methods, or one of them with its parameters

    "sluice COMMAND --help" tells its options; "sluice --version" the version.

    """

  @Test(arguments: ["--help", "-h", "help"])
  func `help shows the commands that work, on stdout`(word: String) {
    #expect(sluice([word]) == (0, Self.overview, ""))
  }

  @Test func `without a command the help is talk and the code is that of usage`() {
    #expect(sluice([]) == (64, "", Self.overview))
  }

  @Test func `the version is one line`() {
    #expect(sluice(["--version"]) == (0, "sluice \(Sluice.version)\n", ""))
  }

  @Test(arguments: Command.allCases)
  func `the help of a command shows its own options`(command: Command) {
    let (code, out, talk) = sluice([command.rawValue, "--help"])
    #expect(code == 0 && talk == "")
    #expect(out.hasPrefix("Usage: \(command.synopsis) [options]\n"))
    #expect(sluice(["help", command.rawValue]) == (0, out, ""))
    for option in Options.definitions {
      #expect(out.contains("  \(option.name) ") == option.commands.contains(command), "\(option.name)")
    }
  }

  @Test(arguments: [
    (["rnu"], "unknown command 'rnu'; did you mean \"run\"?"),
    (["help", "rnu"], "unknown command 'rnu'; did you mean \"run\"?"),
    (
      ["frobnicate"],
      "unknown command 'frobnicate'; the commands are run, merge, compare, search, check, validate, methods"
    ),
    (["--hlep"], "unknown command '--hlep'; did you mean \"--help\"?"),
  ])
  func `an unknown command is refused`(words: [String], message: String) {
    #expect(sluice(words) == (64, "", "sluice: error: \(message)\n"))
  }

  @Test(arguments: [
    (["run"], "no scenario is named; write sluice run scenarios/NAME.json5"),
    (["validate"], "no scenario is named; write sluice validate scenarios/NAME.json5"),
    (["run", "a.json5", "--sed", "5"], "unknown option --sed; did you mean --set?"),
    (["run", "a.json5", "--frobnicate"], "unknown option --frobnicate"),
    (["run", "a.json5", "--update"], "--update is no option of \"sluice run\""),
    (["run", "a.json5", "--seed", "1", "--seed", "2"], "--seed stands twice; write it once"),
    (["run", "a.json5", "--seed"], "--seed needs a value; write --seed N"),
    (["run", "a.json5", "--out", "--quiet"], "--out needs a value; write --out DIR"),
    (["run", "a.json5", "--out="], "--out needs a value; write --out DIR"),
    (["run", "a.json5", "--quiet=yes"], "--quiet takes no value; write --quiet alone"),
    (
      ["run", "a.json5", "--seed", "x"],
      "the value 'x' is invalid for --seed; write a whole number from 0 to 9223372036854775807"
    ),
    (
      ["run", "a.json5", "--replications", "0"],
      "the value '0' is invalid for --replications; write a whole number from 1 to 1000000"
    ),
    (
      ["run", "a.json5", "--jobs", "0"],
      "the value '0' is invalid for --jobs; write a whole number from 1 to 1024"
    ),
    (
      ["run", "a.json5", "--format", "xml"],
      "the value 'xml' is invalid for --format; write one of 'table', 'csv', 'json', 'markdown'"
    ),
    (["run", "a.json5", "--set", "seed"], "--set 'seed' has no key and value; write --set KEY=VALUE"),
    (["run", "a.json5", "--set", "=5"], "--set '=5' has no key and value; write --set KEY=VALUE"),
    (
      ["run", "a.json5", "--set", "ring={ cost: 1, cost: 2 }"],
      "--set ring: the key 'cost' is given twice, first at 1:3; delete one of them"
    ),
    (
      ["run", "a.json5", "--set", "members.a.process={ exponential: \"5ms\""],
      "--set members.a.process: the object that begins here is not closed; write '}' behind its last entry"
    ),
    (
      ["run", "a.json5", "--sweep", "seed=[1, 2"],
      "--sweep seed: the list that begins here is not closed; write ']' behind its last entry"
    ),
    (
      ["run", "x/a.json5", "y/a.json5"],
      "'x/a.json5' and 'y/a.json5' would both write results/a; run them one by one, with --out"
    ),
    (["methods", "agred-ack"], "unknown method 'agred-ack'; did you mean \"agreed-ack\"?"),
    (
      ["methods", "x"],
      "unknown method 'x'; the methods are hope-and-pray, pipelining-senders, yelling-fire, ack-matrix, agreed-ack,"
        + " ack-every-message, lockstep, credits, adaptive, min-status"
    ),
  ])
  func `a command line that cannot be followed says what is wrong and how it is used`(
    words: [String], message: String
  ) throws {
    let command = try #require(Command(rawValue: words[0]))
    #expect(
      sluice(words) == (
        64, "", "sluice: error: \(message)\n\(command.synopsis); see \"sluice \(command.rawValue) --help\"\n"
      ))
  }

  @Test(arguments: [
    (
      "run --sed 5 --seed 1 --seed 2 --quiet=yes --out",
      [
        "unknown option --sed; did you mean --set?", "--seed stands twice; write it once",
        "--quiet takes no value; write --quiet alone", "--out needs a value; write --out DIR",
      ]
    ),
    (
      "run --set a --set b=1 --set =5 --seed x --sweep c --sweep b=1,,2 --sweep d=1 --sweep d=2 --jobs 0"
        + " --shard 3/2 --format xml --max-replications 5",
      [
        "no scenario is named; write sluice run scenarios/NAME.json5",
        "--set 'a' has no key and value; write --set KEY=VALUE",
        "--set '=5' has no key and value; write --set KEY=VALUE",
        "the value 'x' is invalid for --seed; write a whole number from 0 to 9223372036854775807",
        "--sweep 'c' has no key and values; write --sweep KEY=1,2,5 or KEY=10..100:10",
        "b stands in --set and in --sweep; write one of them",
        "--sweep b=1,,2 has an empty value; write 1,2,5",
        "--sweep d stands twice; write all its values in one",
        "--max-replications limits --precision; write both, or --replications",
        "the value '0' is invalid for --jobs; write a whole number from 1 to 1024",
        "the value '3/2' is invalid for --shard; write I/N, the I-th of N parts, with 1 ≤ I ≤ N ≤ 10000",
        "the value 'xml' is invalid for --format; write one of 'table', 'csv', 'json', 'markdown'",
      ]
    ),
    (
      "run x/a.json5 y/a.json5 --replications 0 --precision 1%",
      [
        // Two options ask for it, and it is told once.
        "the value '0' is invalid for --replications; write a whole number from 1 to 1000000",
        "'x/a.json5' and 'y/a.json5' would both write results/a; run them one by one, with --out",
      ]
    ),
    (
      "validate --set a --where x --seed -1",
      [
        "no scenario is named; write sluice validate scenarios/NAME.json5",
        "--set 'a' has no key and value; write --set KEY=VALUE",
        "the value '-1' is invalid for --seed; write a whole number from 0 to 9223372036854775807",
      ]
    ),
    (
      "search a.json5 --range 5..1x --resolution 1 --keep kiks==0 --largest --smallest --set a",
      [
        "no key is named; write --vary KEY, such as --vary session.maxSessionMessages",
        "--range: '1x' is no number and no quantity; write 10, 10ms, 10/s, 10kB or 10%",
        "--keep 'kiks==0': summary.csv has no column 'kiks'; did you mean kicks?",
        "--largest and --smallest cannot both be looked for; write one of them",
        "--set 'a' has no key and value; write --set KEY=VALUE",
      ]
    ),
    (
      "compare --method a --method a --metric kiks --metric throughput --fail-if 'x --fail-if kiks>0 --format xml",
      [
        "no folder is named; write sluice compare A B, or one folder to compare its methods",
        "--method a stands twice; write it once",
        "there is no metric 'kiks'; did you mean kicks?",
        "there is no metric 'throughput'; did you mean throughput_per_s?",
        "--fail-if ''x': column 1: the quotation mark has no partner; write it at both ends",
        "--fail-if 'kiks>0': there is no metric 'kiks'; did you mean kicks?",
        "the value 'xml' is invalid for --format; write one of 'table', 'csv', 'json', 'markdown'",
      ]
    ),
    (
      "methods agred-ack credit",
      [
        "unknown method 'agred-ack'; did you mean \"agreed-ack\"?",
        "unknown method 'credit'; did you mean \"credits\"?",
      ]
    ),
  ])
  func `all that is wrong with a command line is told at once`(line: String, messages: [String]) throws {
    let words = line.split(separator: " ").map(String.init)
    let command = try #require(Command(rawValue: words[0]))
    let told = messages.map { "sluice: error: \($0)\n" }.joined()
    let (code, out, talk) = sluice(words)
    #expect(code == 64 && out == "")
    #expect(talk == "\(told)\(command.synopsis); see \"sluice \(command.rawValue) --help\"\n")
  }
}
