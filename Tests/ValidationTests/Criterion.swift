/// What a prediction must keep to.
enum Criterion: CaseIterable {
  case kernelMessages
  case kickMessage
  case kickedInGroup
  case kickedReceiver
  case processingRate
  case flatOutRate

  /// In words, for the table.
  var rule: String {
    switch self {
    case .kernelMessages: "messages in the kernel, fixed rate: each run within 8 % or the measured range"
    case .kickMessage:
      "message that kicks, fixed rate, capacity at most half the load: each run within 8 % or the measured range"
    case .kickedInGroup: "Methods 2, 3 and 4: as many members kicked"
    case .kickedReceiver: "a receiver alone: kicked or not"
    case .processingRate: "rates, processing is the bottleneck: within the measured range ± 5 %"
    case .flatOutRate: "rates, flat out: within the measured range ± 25 %"
    }
  }

  /// The most that the median error of counts may be, and that of any one outside the measured range.
  static let medianErrorLimit = 0.03
  static let errorLimit = 0.08

  /// Whether a comparison keeps to it.
  func isMet(by comparison: Comparison) -> Bool {
    comparison.runs.allSatisfy { isMet(by: $0, in: comparison.measured) }
  }

  /// Whether a run of a case with this measured range keeps to it.
  func isMet(by run: Comparison.Run, in measured: ClosedRange<Double>) -> Bool {
    guard let predicted = run.predicted else { return false }
    switch self {
    case .kernelMessages, .kickMessage:
      return measured.contains(predicted) || (run.error.map { abs($0) <= Self.errorLimit } ?? false)
    case .kickedInGroup, .kickedReceiver:
      return predicted == run.measured
    case .processingRate:
      return measured.widened(by: 0.05).contains(predicted)
    case .flatOutRate:
      return measured.widened(by: 0.25).contains(predicted)
    }
  }
}

extension ClosedRange<Double> {
  /// Zero stays zero.
  fileprivate func widened(by share: Double) -> Self { lowerBound * (1 - share)...upperBound * (1 + share) }
}

extension MeasuredCase {
  /// The criterion of a quantity of this case; `nil` if it is shown and not judged.
  func criterion(of quantity: Measurement.Quantity) -> Criterion? {
    switch quantity {
    case .kernelMessages: load == .fixed ? .kernelMessages : nil
    case .kickMessage: load == .fixed && isFarBelowLoad ? .kickMessage : nil
    case .kickedMembers: isUnanimous ? (isOfGroup ? .kickedInGroup : .kickedReceiver) : nil
    case .orderedRate, .fastRate, .slowRate, .senderRate, .roundTrip:
      load == .processing ? .processingRate : .flatOutRate
    case .readAtKick, .firstKick, .bufferMax, .sentMessages, .controlMessages: nil
    }
  }

  private var isOfGroup: Bool { scenario.hasPrefix("method") }

  /// Whether all repetitions kicked as many.
  private var isUnanimous: Bool {
    self[.kickedMembers].map { $0.measured.lowerBound == $0.measured.upperBound } ?? false
  }

  /// Whether the receiver read at most half of what came before the kick. Near its capacity the number of the message
  /// that kicks amplifies every error of the rate.
  private var isFarBelowLoad: Bool {
    guard let read = self[.readAtKick]?.measured.upperBound,
      let kick = self[.kickMessage]?.measured.lowerBound
    else { return false }
    return read <= kick / 2
  }
}
