/// The committed results of one scenario: what the model predicts.
struct CommittedResults {
  private let summary: [CSVRows.Row]
  private let members: [CSVRows.Row]
  private let kicks: [CSVRows.Row]

  init(scenario: String) throws {
    let folder = "results/validation/\(scenario)"
    summary = try CSVRows("\(folder)/summary.csv").rows
    members = try CSVRows("\(folder)/members.csv").rows
    kicks = try CSVRows("\(folder)/kicks.csv").rows
  }

  /// What the model says of a measured value; `nil` if it says nothing, for example of a kick that it does not have.
  func prediction(of measurement: Measurement) -> Double? {
    func first(_ rows: [CSVRows.Row]) -> CSVRows.Row? { rows.first { isOf(measurement, $0) } }
    switch measurement.quantity {
    case .kernelMessages: return number(first(kicks), "in_socket")
    case .kickMessage: return number(first(kicks), "data_message")
    case .readAtKick: return number(first(kicks), "read")
    case .kickedMembers: return number(first(summary), "kicks")
    case .firstKick: return number(first(summary), "first_kick_s").map { $0 * 1000 }
    case .orderedRate, .senderRate: return number(first(summary), "ordered_per_s")
    case .sentMessages: return number(first(summary), "sent")
    case .controlMessages: return number(first(summary), "control_messages")
    case .bufferMax: return number(first(summary), "app_buffer_max")
    case .roundTrip: return number(first(summary), "throughput_per_s").map { 1_000_000 / $0 }
    case .fastRate, .slowRate:
      let group = members.filter { isOf(measurement, $0) }
      guard let last = group.last else { return nil }
      if measurement.quantity == .slowRate { return rate(last) }
      return median(group.dropLast().compactMap(rate).filter { $0 > 0 }) ?? 0
    }
  }

  /// Messages processed per second, 0 for a member that was kicked: those measured stop at once.
  private func rate(_ row: CSVRows.Row) -> Double? {
    row["kicked_at_s"]?.isEmpty == false ? 0 : number(row, "rate_per_s")
  }

  private func isOf(_ measurement: Measurement, _ row: CSVRows.Row) -> Bool {
    row["point"] == measurement.point && row["method"] == measurement.method
  }

  private func number(_ row: CSVRows.Row?, _ column: String) -> Double? {
    row?[column].flatMap(Double.init)
  }
}

/// The middle value, the mean of the two in the middle; `nil` of nothing.
func median(_ values: [Double]) -> Double? {
  guard !values.isEmpty else { return nil }
  let sorted = values.sorted()
  return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
}
