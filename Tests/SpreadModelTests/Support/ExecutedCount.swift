import FlowControl
import Testing

@testable import SpreadModel

/// Entries of the event list that a run executes, and its deliveries.
func executedCount<Method: FlowControl>(
  _ run: RunDescription, _ method: Method.Type, _ values: Values
) throws -> (executed: Int64, deliveries: Int64) {
  let settings = try run.groups.facts.map { try Method.settings(ParameterValues(values), for: $0) }
  var engine = Engine<Method>(
    run, groups: run.groups, settings: settings, modifiers: Modifiers(), journal: nil)
  let deliveries = try engine.run(isCancelled: { false }).get().deliveries
  return (engine.executedCount, deliveries)
}
