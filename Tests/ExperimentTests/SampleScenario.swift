import Scenario
import Testing

@testable import Experiment

/// A scenario of a fast sender and a slow receiver, run in a moment.
func sampleScenario(
  top: String = "", methods: String = "\"hope-and-pray\", \"agreed-ack\"", expect: String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) throws -> Scenario {
  let text = """
    { duration: "1s", session: { maxSessionMessages: 50 }, \(top)
      members: [
        { name: "sender", process: { exponential: "1ms" }, send: { rate: "200/s", arrivals: "poisson" } },
        { name: "slow", process: "20ms" },
      ],
      methods: [\(methods)], expect: [\(expect)] }
    """
  let context = ScenarioContext { _ throws(FileProblem) in throw FileProblem("there are no files here") }
  let (scenario, diagnostics) = ScenarioReader(context).read(Array(text.utf8), path: "s.json5", name: "s")
  #expect(diagnostics.errors.isEmpty, "\(diagnostics.lines)", sourceLocation: sourceLocation)
  return try #require(scenario, sourceLocation: sourceLocation)
}
