import Testing

@testable import Scenario

/// What reading a scenario gave. The columns that expectations may name are a few that stand for all.
struct ScenarioReading {
  let scenario: Scenario?
  let lines: [String]

  /// - Parameters:
  ///   - changes: `--set` and its like, as key and value.
  ///   - files: what the scenario's folder holds beside it.
  init(
    _ text: String, changes: [(key: String, value: String)] = [], methods: [String] = [],
    files: [String: String] = [:]
  ) {
    let context = ScenarioContext(
      summaryColumns: [
        .init(name: "kicks", kind: .number), .init(name: "throughput_per_s", kind: .number),
        .init(name: "deadlock", kind: .flag), .init(name: "blocked_by", kind: .text),
      ],
      memberColumns: [.init(name: "processed", kind: .number)],
      load: { path throws(FileProblem) in
        guard let text = files[path] else { throw FileProblem("there is no file \"\(path)\"") }
        return Array(text.utf8)
      })
    let overrides = changes.map { change in
      ScenarioReader.Override(
        path: change.key.split(separator: ".", omittingEmptySubsequences: false).map(String.init),
        value: Self.node(change.value, origin: "--set \(change.key)"))
    }
    let (scenario, diagnostics) = ScenarioReader(context).read(
      Array(text.utf8), path: "s.json5", name: "s", overrides: overrides, methods: methods)
    self.scenario = scenario
    lines = diagnostics.lines
  }

  private static func node(_ text: String, origin: String) -> Node {
    var ignored = Diagnostics()
    return JSON5Reader.read(Array(text.utf8), origin: origin, into: &ignored)
      ?? Node(.string(text), origin: origin)
  }
}

/// The scenario of a text that is right, without a warning.
func scenario(
  _ text: String, changes: [(key: String, value: String)] = [], methods: [String] = [],
  files: [String: String] = [:], sourceLocation: SourceLocation = #_sourceLocation
) throws -> Scenario {
  let reading = ScenarioReading(text, changes: changes, methods: methods, files: files)
  #expect(reading.lines == [], sourceLocation: sourceLocation)
  return try #require(reading.scenario, sourceLocation: sourceLocation)
}

/// A scenario of one sender and one method with other text in place of some of it.
func small(
  top: String = "", member: String = "", send: String = "rate: \"100/s\"",
  methods: String = "\"hope-and-pray\""
) -> String {
  "{ duration: \"1s\", \(top)\n  members: [{ name: \"a\", \(member)\n    send: { \(send) } }],\n  methods: [\(methods)] }"
}

/// A wrong scenario and what is said about it.
struct Message: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let text: String
  let lines: [String]

  init(_ title: String, _ text: String, _ lines: String) {
    testDescription = title
    self.text = text
    self.lines = lines.split(separator: "\n").map(String.init)
  }
}
